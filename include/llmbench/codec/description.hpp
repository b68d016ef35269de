#pragma once
// JSON Schemas of request bodies, from the decoders themselves: a decoder runs once over an empty document while every
// question of its readers is written down. Endpoints put the result into RouteInfo::request_schema.

#include "llmbench/codec/reader.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::codec {

/// A decoder of one document: it may read what it likes, as long as it reads through Reader and asks every question
/// whatever the answers to the others are. Where one word decides about the rest it asks Reader::get_variant.
using Decode = std::function<void(const Json& document, Findings& findings)>;

/// JSON Schema (draft 2020-12) of the documents that `decode` reads. Other keys than those it asks for stay allowed.
[[nodiscard]] Json describe(const Decode& decode);

/// What one run of a decoder asked for. Readers write here when Findings::description is set.
class Description {
 public:
  /// `variant` is the number of the word that get_variant answers with.
  explicit Description(std::size_t variant) : variant_(variant) {}

  void add_object(const std::string& path);
  void add(const std::string& path, std::string_view key, Json schema, bool required);
  /// The word to go on with; the property is that word alone.
  std::string add_variant(const std::string& path, std::string_view key, const std::vector<std::string>& words);

  /// Words of the longest list that add_variant saw.
  [[nodiscard]] std::size_t variants() const { return variants_; }
  /// The schema of the object at `path` with everything inside it; any object when nobody read it.
  [[nodiscard]] Json schema_of(const std::string& path) const;

 private:
  [[nodiscard]] Json resolve(const Json& schema, const std::string& path) const;

  std::size_t variant_;
  std::size_t variants_ = 1;
  std::map<std::string, Json> objects_;  ///< path -> schema
};

}  // namespace llmbench::codec
