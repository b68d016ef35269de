#include "llmbench/codec/item_splitter.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <utility>

namespace llmbench::codec {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Whether every string and bracket that is opened is closed too.
bool closes_what_it_opens(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++at;
    if (in_string) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
  return !in_string && depth <= 0;
}

}  // namespace

ItemSplitter::ItemSplitter(BodyKind kind, std::size_t max_item_bytes, std::function<void(const BodyItem&)> on_item)
    : kind_(kind), max_item_bytes_(max_item_bytes), on_item_(std::move(on_item)) {}

void ItemSplitter::feed(std::string_view part) {
  if (state_ == State::start) skip_to_begin(part);
  if (part.empty()) return;
  if (state_ == State::lines) {
    feed_lines(part);
  } else {
    feed_array(part);
  }
}

void ItemSplitter::skip_to_begin(std::string_view& part) {
  while (!part.empty()) {
    const char c = part.front();
    const bool is_mark = byte_ < kByteOrderMark.size() && c == kByteOrderMark[byte_];
    if (!is_mark && !is_blank(c)) {
      state_ = c == '[' ? State::before_element : State::lines;
      if (c != '[') return;
      ++byte_;
      part.remove_prefix(1);
      return;
    }
    if (c == '\n') ++line_;
    ++byte_;
    part.remove_prefix(1);
  }
}

void ItemSplitter::feed_lines(std::string_view part) {
  while (!part.empty()) {
    const auto end = part.find('\n');
    if (item_.empty() && !too_large_) item_line_ = line_;
    keep(part.substr(0, end));
    if (end == std::string_view::npos) {
      byte_ += part.size();
      return;
    }
    byte_ += end + 1;
    refuse_unfinished_document();
    hand_out();
    ++line_;
    part.remove_prefix(end + 1);
  }
}

void ItemSplitter::feed_array(std::string_view part) {
  std::size_t kept = 0;  // what of `part` belongs to an item begins here
  for (std::size_t at = 0; at < part.size(); ++at, ++byte_) {
    const char c = part[at];
    if (c == '\n') ++line_;
    if (state_ == State::after_array) {
      if (!is_blank(c)) fail("something follows the end of the array");
      continue;
    }
    if (state_ == State::before_element) {
      if (is_blank(c)) continue;
      if (c == ',') fail("an item is missing before the comma");
      if (c == ']') {
        if (after_comma_) fail("an item is missing behind the comma");
        state_ = State::after_array;
        continue;
      }
      state_ = State::element;
      item_line_ = line_;
      kept = at;
    }
    if (step_in_element(c)) continue;
    keep(part.substr(kept, at - kept));
    hand_out();
    after_comma_ = c == ',';
    state_ = after_comma_ ? State::before_element : State::after_array;
  }
  if (state_ == State::element) keep(part.substr(kept));
}

bool ItemSplitter::step_in_element(char c) {
  if (in_string_) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
    }
    return true;
  }
  if (depth_ == 0 && (c == ',' || c == ']')) return false;
  if (c == '"') in_string_ = true;
  if (c == '{' || c == '[') ++depth_;
  if (c == '}' || c == ']') --depth_;
  if (depth_ < 0) fail("a bracket closes what was not opened");
  return true;
}

void ItemSplitter::finish() {
  if (state_ == State::lines) {
    refuse_unfinished_document();
    hand_out();
  } else if (state_ == State::before_element || state_ == State::element) {
    fail("the body ends inside the array");
  }
}

std::string ItemSplitter::place() const {
  return "line " + std::to_string(line_) + ", byte " + std::to_string(byte_);
}

void ItemSplitter::keep(std::string_view bytes) {
  if (too_large_) return;
  if (item_.size() + bytes.size() > max_item_bytes_) {
    too_large_ = true;
    item_.clear();
    return;
  }
  item_.append(bytes);
}

void ItemSplitter::hand_out() {
  const std::string_view text = trim(item_);
  if (!text.empty() || too_large_) {
    on_item_({items_, text, too_large_, item_line_});
    ++items_;
  }
  item_.clear();
  too_large_ = false;
}

void ItemSplitter::refuse_unfinished_document() {
  if (kind_ != BodyKind::json || items_ > 0 || too_large_ || closes_what_it_opens(item_)) return;
  state_ = State::refused;
  throw Error{
      ErrorCode::invalid_json,
      "the body is one JSON object over several lines, or a broken one; send [an array of runs], one run a line "
      "(application/x-ndjson), or this run alone to /api/upload-experiment"};
}

void ItemSplitter::fail(const std::string& what) const {
  throw Error{ErrorCode::invalid_json, what + " at " + place()};
}

}  // namespace llmbench::codec
