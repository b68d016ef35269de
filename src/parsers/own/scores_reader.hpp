#pragma once
// Documents of scores as our own API takes them. Called by the formats scores and experiment.

#include "llmbench/codec/reader.hpp"
#include "llmbench/parsers/format.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace llmbench::parsers::own {

class ScoresReader {
 public:
  explicit ScoresReader(const ReadOptions& options) : options_(options) {}

  void take(const Json& document, codec::Findings& findings);
  /// The bare scores become one set of the variant that the user names.
  [[nodiscard]] std::vector<VariantScores> finish(std::vector<Message>& messages);

 private:
  void take_export_row(const Json& row, codec::Findings& findings);
  void refuse_one_name_for_several(const std::string& flag, const std::optional<std::string>& said,
                                   const std::set<std::string>& names) const;
  void take_named(const Json& document, codec::Findings& findings);
  void take_list(const Json& list, codec::Findings& findings);
  void take_bare(const Json& document, codec::Findings& findings);

  const ReadOptions& options_;
  std::vector<VariantScores> named_;
  std::vector<ScoreUpload> bare_;
  std::set<std::string> models_;         ///< that the documents name
  std::set<std::string> quantizations_;  ///< the same
};

}  // namespace llmbench::parsers::own
