#pragma once
// What the readers of llama-bench's outputs share: rows become runs, what was left out is said, and an input without
// a usable row is refused with the reason.

#include "parsers/llama_bench/failure_log.hpp"
#include "parsers/llama_bench/grouping.hpp"
#include "parsers/llama_bench/row.hpp"
#include "parsers/message_log.hpp"

#include "llmbench/parsers/format.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

class Collector {
 public:
  /// `name` is what messages call the input.
  Collector(std::string name, const ReadOptions& options)
      : name_(std::move(name)), options_(options), builder_(options) {}

  /// Number of the record that is read next, 1-based.
  [[nodiscard]] std::size_t next_number() const { return records_ + 1; }
  [[nodiscard]] std::size_t records() const { return records_; }
  [[nodiscard]] std::size_t broken() const { return broken_; }
  [[nodiscard]] MessageLog& messages() { return messages_; }

  /// `text` is the record as it stands in the input.
  void add(RowOutcome outcome, std::string_view text, std::size_t line);
  /// A record that is cut off or broken.
  void add_broken(std::size_t line, bool cut_off);
  /// Rows of a table whose header is missing: they may be records, but nothing says of what.
  void add_without_header(std::size_t line, std::size_t count);
  /// A new run of llama-bench begins: its rows and failures belong together.
  void begin_invocation(std::size_t line);
  /// A line that is no record: it may say why llama-bench stopped.
  void add_log_line(std::string_view text, std::size_t line) { failures_.add(text, line); }
  /// The end that llama-bench writes after its last test is missing.
  void mark_unfinished();

  /// Throws Error{invalid_input} when no record was usable.
  [[nodiscard]] ReadResult finish();
  /// The same for an output that prints no samples, which a note says. `nothing` is what an input without records does.
  [[nodiscard]] ReadResult finish_without_samples(const std::string& output, const std::string& nothing);
  /// Throws Error{invalid_input}: what failed when the log says it, else `otherwise`, which follows the name.
  [[noreturn]] void refuse_without_records(const std::string& otherwise) const;

 private:
  struct Invocation {
    std::size_t first_line = 0;
    std::optional<Row> row;  ///< the first usable one, without its samples
  };

  [[nodiscard]] Invocation& invocation_of(std::size_t line);
  void add_failed_runs(ReadResult& result);

  std::string name_;
  const ReadOptions& options_;
  RunBuilder builder_;
  MessageLog messages_;
  FailureLog failures_;
  std::vector<Invocation> invocations_{1};
  std::size_t records_ = 0;
  std::size_t dropped_ = 0;
  std::size_t broken_ = 0;
  bool unfinished_ = false;
  std::string first_refusal_;
};

/// "1 record", "2 records".
[[nodiscard]] std::string count_of(std::size_t count, const std::string& what);

}  // namespace llmbench::parsers::llama_bench
