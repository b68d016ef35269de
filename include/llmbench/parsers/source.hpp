#pragma once
// Where a reader's bytes come from: a file, standard input, or memory. Readers pull, so a huge file is read only as far
// as needed.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace llmbench::parsers {

class Source {
 public:
  virtual ~Source() = default;
  /// Up to `size` bytes into `buffer`; 0 = end. Throws Error{invalid_input} naming the file when reading fails.
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
};

[[nodiscard]] std::unique_ptr<Source> make_file_source(const std::string& path);
[[nodiscard]] std::unique_ptr<Source> make_stdin_source();
[[nodiscard]] std::unique_ptr<Source> make_memory_source(std::string bytes);

/// Bytes decoded to UTF-8 text (BOM dropped; UTF-16LE/BE recognised by BOM or by its zero bytes; CRLF kept), with a
/// head to look at before anything is consumed. NUL bytes in what is not UTF-16 mean binary.
class TextStream {
 public:
  TextStream(std::unique_ptr<Source> source, std::string name);
  ~TextStream();
  /// The beginning of the text, without consuming it: up to 64 KiB, more after extend_head().
  [[nodiscard]] std::string_view head() const;
  /// Reads one more piece into the head; false = the text ends there. Only before the first next().
  bool extend_head();
  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] bool is_binary() const;
  /// Next piece of text (the head first); empty = end. The view lives until the next call.
  [[nodiscard]] std::string_view next();
  [[nodiscard]] const std::string& name() const;  ///< what messages call it: basename, or "standard input"

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace llmbench::parsers
