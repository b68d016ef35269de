#pragma once
// Lines of a console log: CR and LF both end one (progress bars), colours and bars are cut off.

#include "llmbench/parsers/source.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench::parsers {

struct Line {
  std::string text;        ///< trimmed
  std::size_t number = 0;  ///< 1-based; counts LF only, so that an editor shows the same number
  std::string bar;         ///< name of the progress bar that stood before the text ("biology"), "" = none
};

class LineReader {
 public:
  explicit LineReader(TextStream& stream) : stream_(stream) {}
  /// nullopt = end of the text.
  [[nodiscard]] std::optional<Line> next();

 private:
  TextStream& stream_;
  std::string piece_;
  std::size_t at_ = 0;
  std::size_t number_ = 1;
  bool ended_ = false;
};

}  // namespace llmbench::parsers
