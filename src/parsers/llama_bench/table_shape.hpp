#pragma once
// How the lines of one table are divided into cells, learned from its header: with or without bars at the ends, with
// the prefix a log puts before every line, or with tabs (a rendered page that was copied).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

/// The line without what a document wraps it in: "> " of a quote, `\|` of an escaped table, the JSON text of a
/// notebook.
[[nodiscard]] std::string unwrapped_line(std::string_view line);

class TableShape {
 public:
  /// nullopt when the line is no header of llama-bench's table. Authors leave out columns: model, test, t/s and one of
  /// size, params and backend (which llama-benchy lacks) are enough.
  [[nodiscard]] static std::optional<TableShape> of_header(std::string_view line);

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  /// A line of the log that holds the table, without what stands before every line of it.
  [[nodiscard]] std::string_view without_prefix(std::string_view line) const;
  /// Text stands before the header, as a log puts it before every line.
  [[nodiscard]] bool has_prefix() const { return has_prefix_; }
  [[nodiscard]] bool may_be_row(std::string_view line) const;
  [[nodiscard]] std::vector<std::string> cells(std::string_view line) const;
  /// False when the header ends with a bar and the line does not: it may have been cut off.
  [[nodiscard]] bool is_whole(std::string_view line) const { return !ends_with_bar_ || line.ends_with('|'); }

 private:
  std::vector<std::string> columns_;
  char separator_ = '|';
  std::size_t leading_cells_ = 0;  ///< before the first column
  bool has_prefix_ = false;
  bool ends_with_bar_ = false;
};

/// A header that was broken into several lines, so that the table cannot be read.
[[nodiscard]] bool is_wrapped_header(std::string_view line);

}  // namespace llmbench::parsers::llama_bench
