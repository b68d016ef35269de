#pragma once
// Cuts a body of many JSON documents into items while it arrives: one item a line (NDJSON), or the elements of one JSON
// array. Looks at nothing inside an item but strings and brackets. Called by the bulk upload.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace llmbench::codec {

struct BodyItem {
  std::size_t index = 0;   ///< from 0; blank lines are not counted
  std::string_view text;   ///< trimmed, valid during the call; not checked in any way
  bool too_large = false;  ///< longer than the limit: `text` is empty
  std::size_t line = 1;    ///< of the body, where it begins, from 1
};

/// What the sender calls the body. An array is always told by its first byte.
enum class BodyKind {
  lines,  ///< application/x-ndjson: a line that is no document is an item all the same
  json,   ///< application/json: lines too, but when the first one is only the beginning of a document the whole is
          ///< refused, because it is one object printed over several lines
};

class ItemSplitter {
 public:
  ItemSplitter(BodyKind kind, std::size_t max_item_bytes, std::function<void(const BodyItem&)> on_item);

  /// The next part of the body, cut anywhere. Throws Error{invalid_json} naming line and byte when nothing behind that
  /// place can be told apart any more; the items before it were handed out, and no more parts may follow.
  void feed(std::string_view part);
  /// The body is complete: hands out a last line without a line end. Throws Error{invalid_json} for an array without
  /// its end.
  void finish();

  /// False until the first byte that is neither blank nor a byte order mark, and for a body that is refused as a whole.
  [[nodiscard]] bool has_begun() const { return state_ != State::start && state_ != State::refused; }
  [[nodiscard]] std::size_t items() const { return items_; }
  /// "line 12, byte 3456": where reading stands.
  [[nodiscard]] std::string place() const;

 private:
  enum class State { start, refused, lines, before_element, element, after_array };

  void skip_to_begin(std::string_view& part);
  void feed_lines(std::string_view part);
  void feed_array(std::string_view part);
  /// One character of an array; false when it belongs to no element.
  bool step_in_element(char c);
  void keep(std::string_view bytes);
  void hand_out();
  void refuse_unfinished_document();
  [[noreturn]] void fail(const std::string& what) const;

  BodyKind kind_;
  std::size_t max_item_bytes_;
  std::function<void(const BodyItem&)> on_item_;
  State state_ = State::start;
  std::string item_;
  bool too_large_ = false;
  std::size_t items_ = 0;
  std::size_t line_ = 1;
  std::size_t byte_ = 0;
  std::size_t item_line_ = 1;
  // inside an element
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool after_comma_ = false;
};

}  // namespace llmbench::codec
