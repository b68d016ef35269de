#include "parsers/console_lines.hpp"

#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"

namespace llmbench::parsers {
namespace {

/// Longer "lines" are noise (a file without line ends); only their beginning is kept.
constexpr std::size_t kMaxLine = 64 << 10;

std::string without_escapes(std::string_view text) {
  constexpr std::string_view kNoBreakSpace = "\u00a0";  // copied from a web page
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at).starts_with(kNoBreakSpace)) {
      result += ' ';
      ++at;
      continue;
    }
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

/// `docker compose logs`: "server-1  | "; 0 = no such prefix.
std::size_t length_of_service(std::string_view text) {
  const std::size_t bar = text.find(" | ");
  const std::string_view name = trim(text.substr(0, bar == std::string_view::npos ? 0 : bar));
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos || name.find_first_of(" |") != std::string_view::npos) return 0;
  return parse_integer(name.substr(dash + 1)) ? bar + 3 : 0;
}

/// `kubectl logs --prefix`: "[pod/bench-x7/main] ".
std::size_t length_of_pod(std::string_view text) {
  const std::size_t end = text.find("] ");
  return text.starts_with("[pod/") && end != std::string_view::npos ? end + 2 : 0;
}

/// `kubectl logs --timestamps`: "2026-01-31T12:00:00.123456789Z ".
std::size_t length_of_time(std::string_view text) {
  constexpr std::size_t kDate = 10;
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || space <= kDate || text[kDate] != 'T') return 0;
  return parse_time(text.substr(0, space)) ? space + 1 : 0;
}

/// A quote of Markdown, "> "; ">>>" is a prompt.
std::size_t length_of_quote(std::string_view text) {
  return text.starts_with('>') && !text.starts_with(">>") ? 1 : 0;
}

/// `text` without what log collectors and quotes put before a line.
std::string_view without_prefix(std::string_view text) {
  for (const auto length_of : {length_of_service, length_of_pod, length_of_time, length_of_quote}) {
    text = trim(text.substr(length_of(text)));
  }
  return text;
}

/// A line as a person reads it.
std::string shown_text(std::string_view raw) {
  const std::string plain = without_escapes(raw);
  return std::string(without_prefix(trim(plain)));
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
        Line line{shown_text(text), number_, ""};
        cut_progress_bar(line);
        return line;
      }
    }
    const std::size_t end = piece_.find_first_of("\r\n", at_);
    const std::size_t stop = end == std::string::npos ? piece_.size() : end;
    if (text.size() < kMaxLine) text.append(piece_, at_, std::min(stop - at_, kMaxLine - text.size()));
    at_ = stop;
    if (end == std::string::npos) continue;
    Line line{shown_text(text), number_, ""};
    text.clear();
    ++at_;
    if (piece_[end] == '\n') ++number_;
    if (line.text.empty()) continue;
    cut_progress_bar(line);
    return line;
  }
}

}  // namespace llmbench::parsers
