#pragma once
// Finds complete JSON objects in text that also holds other things: log lines before, after and between, arrays that
// were never closed, several arrays after one another, one object a line, objects wrapped in objects. Used by readers
// of JSON and JSONL files; memory is bounded by one object.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers {

/// A complete object, not yet parsed.
struct FoundObject {
  std::string_view text;         ///< lives until the callback returns
  std::size_t line = 1;          ///< 1-based line of its opening brace
  std::size_t depth = 0;         ///< objects around it
  std::size_t taken_inside = 0;  ///< objects inside it that were taken already (their text is `null` in `text`)
};

class JsonScanner {
 public:
  struct Handlers {
    /// Offered innermost first. Return true to take an inner object out of the one around it; at depth 0 the answer
    /// does not matter.
    std::function<bool(const FoundObject&)> on_object;
    /// A line outside objects that is not only brackets and commas; `text` is cut at 400 bytes.
    std::function<void(std::string_view text, std::size_t line)> on_text;
    /// Something began like an object and is not one: cut off at the end of the input, or broken inside.
    std::function<void(std::string_view beginning, std::size_t line, bool cut_off)> on_broken;
  };

  explicit JsonScanner(Handlers handlers) : handlers_(std::move(handlers)) {}

  void feed(std::string_view text);
  /// The input ended. Call once.
  void finish();

  [[nodiscard]] std::size_t arrays() const { return arrays_; }
  /// Arrays whose closing bracket is missing.
  [[nodiscard]] std::size_t unclosed_arrays() const { return unclosed_arrays_; }

 private:
  enum class Expect { key_or_end, key, colon, value, value_or_end, comma_or_end };
  enum class Step { more, again, popped, violation };
  struct Level {
    char bracket;       ///< '{' or '['
    std::size_t start;  ///< offset in buffer_
    std::size_t line;
    std::size_t objects;  ///< objects around it
    std::size_t taken = 0;
  };

  void run();
  void step_outside(char c);
  void begin_object();
  void step_inside(char c);
  [[nodiscard]] Step advance(char c);
  [[nodiscard]] Step advance_structure(char c);
  void close_level();
  void give_up(bool cut_off);
  void end_outside_line();
  void confirm_array();

  Handlers handlers_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;

  // outside objects
  std::string outside_;
  std::size_t outside_line_ = 1;
  bool maybe_array_ = false;
  bool array_open_ = false;
  std::size_t arrays_ = 0;
  std::size_t unclosed_arrays_ = 0;

  // inside an object
  std::vector<Level> levels_;
  Expect expect_ = Expect::key_or_end;
  bool in_string_ = false;
  bool in_escape_ = false;
  bool in_word_ = false;
  bool string_is_key_ = false;
  std::size_t resume_at_ = 0;  ///< where to go on when this object turns out broken
  std::size_t resume_line_ = 1;
};

}  // namespace llmbench::parsers
