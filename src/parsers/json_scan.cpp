#include "parsers/json_scan.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::parsers {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxObjectBytes = 16 * 1024 * 1024;
constexpr std::size_t kMaxTextBytes = 400;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Numbers, true, false, null, and what tools print for non-finite numbers: nan, -inf, -nan(ind).
bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' ||
         c == '.' || c == '_' || c == '(' || c == ')';
}

bool only_punctuation(std::string_view text) {
  return text.find_first_not_of(" \t\r\n[],") == std::string_view::npos;
}

}  // namespace

void JsonScanner::feed(std::string_view text) {
  buffer_ += text;
  run();
  // What is behind is not needed any more; inside an object everything from its start is.
  const std::size_t keep = levels_.empty() ? at_ : levels_.front().start;
  if (keep == 0) return;
  buffer_.erase(0, keep);
  at_ -= keep;
  for (Level& level : levels_) level.start -= keep;
  resume_at_ -= std::min(resume_at_, keep);
}

void JsonScanner::finish() {
  run();
  while (!levels_.empty()) {
    give_up(true);
    run();
  }
  end_outside_line();
  if (array_open_) ++unclosed_arrays_;
  array_open_ = false;
}

void JsonScanner::run() {
  while (at_ < buffer_.size()) {
    if (levels_.empty()) {
      step_outside(buffer_[at_]);
    } else {
      step_inside(buffer_[at_]);
    }
  }
}

void JsonScanner::step_outside(char c) {
  if (c == '{') {
    if (maybe_array_) confirm_array();
    begin_object();
    return;
  }
  if (c == '[') {
    maybe_array_ = only_punctuation(outside_);
  } else if (c == ']') {
    if (maybe_array_) confirm_array();
    if (array_open_ && only_punctuation(outside_)) array_open_ = false;
  } else if (!is_blank(c)) {
    maybe_array_ = false;  // "[1/2] downloading": a log line
  }
  if (c == '\n') {
    end_outside_line();
    ++line_;
    outside_line_ = line_;
  } else if (outside_.size() < kMaxTextBytes) {
    outside_.push_back(c);
  }
  ++at_;
}

void JsonScanner::confirm_array() {
  if (array_open_) ++unclosed_arrays_;  // a new array begins where the one before was not closed
  array_open_ = true;
  ++arrays_;
  maybe_array_ = false;
}

void JsonScanner::end_outside_line() {
  if (maybe_array_) confirm_array();
  if (!only_punctuation(outside_) && handlers_.on_text) handlers_.on_text(trim(outside_), outside_line_);
  outside_.clear();
}

void JsonScanner::begin_object() {
  levels_.push_back({'{', at_, line_, 0, 0});
  expect_ = Expect::key_or_end;
  in_string_ = in_escape_ = in_word_ = false;
  ++at_;
  resume_at_ = at_;
  resume_line_ = line_;
}

void JsonScanner::step_inside(char c) {
  if (at_ - levels_.front().start >= kMaxObjectBytes) {
    give_up(false);
    return;
  }
  switch (advance(c)) {
    case Step::again:
      return;
    case Step::violation:
      give_up(false);
      return;
    case Step::popped:
      ++at_;
      close_level();
      return;
    case Step::more:
      if (c == '\n') ++line_;
      ++at_;
      return;
  }
}

JsonScanner::Step JsonScanner::advance(char c) {
  if (in_string_) {
    if (c == '\n') return Step::violation;
    if (in_escape_) {
      in_escape_ = false;
    } else if (c == '\\') {
      in_escape_ = true;
    } else if (c == '"') {
      in_string_ = false;
      expect_ = string_is_key_ ? Expect::colon : Expect::comma_or_end;
    }
    return Step::more;
  }
  if (in_word_) {
    if (is_word(c)) return Step::more;
    in_word_ = false;
    expect_ = Expect::comma_or_end;
    return Step::again;
  }
  if (is_blank(c)) return Step::more;
  return advance_structure(c);
}

JsonScanner::Step JsonScanner::advance_structure(char c) {
  const char open = levels_.back().bracket;
  const auto start_string = [this](bool is_key) {
    in_string_ = true;
    string_is_key_ = is_key;
    return Step::more;
  };
  switch (expect_) {
    case Expect::key_or_end:
      if (c == '}') return Step::popped;
      [[fallthrough]];
    case Expect::key:
      return c == '"' ? start_string(true) : Step::violation;
    case Expect::colon:
      if (c != ':') return Step::violation;
      expect_ = Expect::value;
      return Step::more;
    case Expect::value_or_end:
      if (c == ']') return Step::popped;
      [[fallthrough]];
    case Expect::value:
      if (c == '"') return start_string(false);
      if (c == '{' || c == '[') {
        if (levels_.size() >= kMaxDepth) return Step::violation;
        levels_.push_back({c, at_, line_, levels_.back().objects + (open == '{' ? 1U : 0U), 0});
        expect_ = c == '{' ? Expect::key_or_end : Expect::value_or_end;
        return Step::more;
      }
      if (!is_word(c)) return Step::violation;
      in_word_ = true;
      return Step::more;
    case Expect::comma_or_end:
      if (c == ',') {
        expect_ = open == '{' ? Expect::key : Expect::value;
        return Step::more;
      }
      return c == (open == '{' ? '}' : ']') ? Step::popped : Step::violation;
  }
  return Step::violation;
}

void JsonScanner::close_level() {
  const Level closed = levels_.back();
  levels_.pop_back();
  expect_ = Expect::comma_or_end;
  std::size_t taken = closed.taken;
  if (closed.bracket == '{') {
    const std::string_view text = std::string_view(buffer_).substr(closed.start, at_ - closed.start);
    const bool is_taken = handlers_.on_object({text, closed.line, closed.objects, closed.taken});
    if (is_taken && !levels_.empty()) {
      static constexpr std::string_view kTaken = "null";
      buffer_.replace(closed.start, at_ - closed.start, kTaken);
      at_ = closed.start + kTaken.size();
      resume_at_ = at_;  // when the object around it is broken, this one is not offered again
      resume_line_ = line_;
      ++taken;
    }
  }
  if (!levels_.empty()) {
    levels_.back().taken += taken;
  } else {
    outside_line_ = line_;
  }
}

void JsonScanner::give_up(bool cut_off) {
  const Level& object = levels_.front();
  if (handlers_.on_broken) {
    const std::size_t length = std::min(at_ - object.start, kMaxTextBytes);
    handlers_.on_broken(std::string_view(buffer_).substr(object.start, length), object.line, cut_off);
  }
  at_ = resume_at_;
  line_ = resume_line_;
  outside_line_ = line_;
  outside_ += outside_.size() < kMaxTextBytes ? "{" : "";
  levels_.clear();
  maybe_array_ = false;
}

}  // namespace llmbench::parsers
