#include "parsers/console_lines.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench::parsers {
namespace {

/// Longer "lines" are noise (a file without line ends); only their beginning is kept.
constexpr std::size_t kMaxLine = 64 << 10;

std::string without_escapes(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\x1b') {
      result += text[at];
      continue;
    }
    // ESC [ parameters letter
    while (at + 1 < text.size() && !((text[at] >= 'A' && text[at] <= 'Z') || (text[at] >= 'a' && text[at] <= 'z'))) {
      ++at;
    }
  }
  return result;
}

/// "biology:  12%|##   | 10/80 [00:10<01:00,  1.1it/s, Accuracy=50]Total, ..." -> bar "biology", text "Total, ...".
void cut_progress_bar(Line& line) {
  const std::size_t bar = line.text.find("%|");
  if (bar == std::string::npos) return;
  const std::size_t colon = line.text.find(':');
  if (colon != std::string::npos && colon < bar) line.bar = std::string(trim(line.text.substr(0, colon)));
  const std::size_t end = line.text.rfind(']');
  line.text = end == std::string::npos || end < bar ? "" : std::string(trim(line.text.substr(end + 1)));
}

}  // namespace

std::optional<Line> LineReader::next() {
  std::string text;
  while (true) {
    if (at_ == piece_.size()) {
      if (!ended_) piece_ = std::string(stream_.next());
      at_ = 0;
      if (ended_ || piece_.empty()) {
        ended_ = true;
        piece_.clear();
        if (text.empty()) return std::nullopt;
        Line line{std::string(trim(without_escapes(text))), number_, ""};
        cut_progress_bar(line);
        return line;
      }
    }
    const std::size_t end = piece_.find_first_of("\r\n", at_);
    const std::size_t stop = end == std::string::npos ? piece_.size() : end;
    if (text.size() < kMaxLine) text.append(piece_, at_, std::min(stop - at_, kMaxLine - text.size()));
    at_ = stop;
    if (end == std::string::npos) continue;
    Line line{std::string(trim(without_escapes(text))), number_, ""};
    text.clear();
    ++at_;
    if (piece_[end] == '\n') ++number_;
    if (line.text.empty()) continue;
    cut_progress_bar(line);
    return line;
  }
}

}  // namespace llmbench::parsers
