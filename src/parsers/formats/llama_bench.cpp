// llama-bench of llama.cpp and its forks: JSON and JSONL of every version, also when damaged, truncated, or mixed with
// log lines. Rows become runs in llama_bench/grouping.

#include "parsers/json_scan.hpp"
#include "parsers/llama_bench/detect.hpp"
#include "parsers/llama_bench/grouping.hpp"
#include "parsers/message_log.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::parsers {
namespace {

using llama_bench::HeadKind;

/// So much text without one record is no llama-bench output, whatever its beginning looks like.
constexpr std::size_t kPatienceBytes = 16 * 1024 * 1024;

[[noreturn]] void refuse(const std::string& message) {
  throw Error{ErrorCode::invalid_input, message};
}

std::string count_of(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// Reads one input. Feeds what the scanner finds to the run builder and remembers what was odd.
class Reading {
 public:
  Reading(TextStream& stream, const ReadOptions& options)
      : stream_(stream),
        builder_(options),
        scanner_({[this](const FoundObject& object) { return on_object(object); },
                  [this](std::string_view text, std::size_t line) { on_text(text, line); },
                  [this](std::string_view start, std::size_t line, bool cut) { on_broken(start, line, cut); }}) {}

  ReadResult run() {
    std::size_t bytes = 0;
    for (std::string_view piece = stream_.next(); !piece.empty(); piece = stream_.next()) {
      scanner_.feed(piece);
      bytes += piece.size();
      if (records_ == 0 && bytes > kPatienceBytes) refuse_without_records();
    }
    scanner_.finish();
    if (records_ == 0) refuse_without_records();
    if (builder_.empty()) {
      refuse(stream_.name() + ": none of its " + count_of(records_, "record") + " can be used, " + first_refusal_);
    }
    return result();
  }

 private:
  bool on_object(const FoundObject& object) {
    if (!llama_bench::looks_like_row(object.text)) {
      if (object.depth == 0) note_other_object(object);
      return false;
    }
    // An object around rows has their text no more; one that still has the keys is a row itself.
    ++records_;
    auto outcome = llama_bench::parse_row(object.text, records_, object.line);
    const std::string place = "record " + std::to_string(records_) + " (line " + std::to_string(object.line) + ")";
    if (!outcome.row) {
      ++dropped_;
      messages_.warn(place, "left out: " + outcome.refusal);
      if (first_refusal_.empty()) first_refusal_ = place + ": " + outcome.refusal;
      return true;
    }
    for (const std::string& warning : outcome.warnings) messages_.warn(place, warning);
    builder_.add(std::move(*outcome.row), object.text);
    return true;
  }

  void note_other_object(const FoundObject& object) {
    if (object.taken_inside > 0) {
      messages_.note("line " + std::to_string(object.line),
                     "the results lie inside an object of another tool; its own fields were not read");
    } else {
      messages_.warn("line " + std::to_string(object.line), "left out: an object that is no llama-bench record");
    }
  }

  void on_text(std::string_view text, std::size_t line) {
    if (!llama_bench::is_failure_line(text)) return;
    failure_ = std::string(text);
    failure_line_ = line;
  }

  void on_broken(std::string_view start, std::size_t line, bool cut_off) {
    // "{" in a log line is no record.
    if (trim(start.substr(1)).starts_with('"') == false) return;
    const bool is_row = start.find("\"build_commit\"") != std::string_view::npos ||
                        start.find("\"n_prompt\"") != std::string_view::npos || line == broken_line_;
    if (!is_row) return;
    broken_line_ = line;
    ++broken_;
    builder_.mark_last_run_partial();
    messages_.warn("line " + std::to_string(line),
                   cut_off ? "left out: a record that is cut off" : "left out: a record that is broken");
  }

  ReadResult result() {
    ReadResult result;
    const bool unclosed = scanner_.unclosed_arrays() > 0;
    result.partial = unclosed || broken_ > 0 || dropped_ > 0;
    if (unclosed) builder_.mark_last_run_partial();
    if (unclosed || broken_ > 0) {
      messages_.warn("", "the input is damaged or llama-bench stopped early" + stop_reason() + ": " +
                             count_of(records_ - dropped_, "complete record") + " read");
    }
    result.runs = builder_.take(messages_);
    if (builder_.repeated_rows() > 0) {
      messages_.note("", count_of(builder_.repeated_rows(), "record") + " left out: identical to one before");
    }
    result.records_read = records_;
    result.records_dropped = dropped_ + builder_.repeated_rows() + builder_.dropped_rows();
    result.messages = messages_.take();
    return result;
  }

  [[nodiscard]] std::string stop_reason() const {
    if (failure_.empty()) return "";
    return " (line " + std::to_string(failure_line_) + ": " + failure_ + ")";
  }

  [[noreturn]] void refuse_without_records() const {
    const std::string& name = stream_.name();
    if (!failure_.empty()) {
      refuse(name + " holds no result, llama-bench failed" + stop_reason() + ": repair that and measure again");
    }
    if (broken_ > 0) refuse(name + " holds no complete record: it was cut off before the first test ended");
    if (scanner_.unclosed_arrays() > 0) {
      refuse(name + " holds no result: llama-bench stopped before its first test ended, and standard error says why");
    }
    if (scanner_.arrays() > 0) {
      refuse(name + " is an empty list: llama-bench was asked for no test (-p 0 -n 0), so ask for one");
    }
    refuse(name + " holds log lines of llama.cpp but no llama-bench record: keep standard output, `llama-bench -m " +
           "MODEL.gguf -o jsonl > FILE`");
  }

  TextStream& stream_;
  llama_bench::RunBuilder builder_;
  JsonScanner scanner_;
  MessageLog messages_;
  std::size_t records_ = 0;
  std::size_t dropped_ = 0;
  std::size_t broken_ = 0;
  std::size_t broken_line_ = 0;
  std::string first_refusal_;
  std::string failure_;
  std::size_t failure_line_ = 0;
};

class LlamaBench final : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "llama-bench"; }
  [[nodiscard]] std::string_view description() const override { return "llama-bench results (JSON or JSONL)"; }
  [[nodiscard]] std::string_view example() const override { return "llama-bench -m MODEL.gguf -o json"; }
  [[nodiscard]] std::string_view files() const override {
    return "What -o json or -o jsonl writes, whole, cut off, or several in one file.";
  }

  [[nodiscard]] int detect(std::string_view head) const override {
    switch (llama_bench::classify_head(head)) {
      case HeadKind::rows:
        return 100;
      case HeadKind::csv:
      case HeadKind::markdown:
      case HeadKind::sql:
      case HeadKind::usage:
        return 70;
      case HeadKind::opening:
        return 30;
      case HeadKind::log:
        return 20;
      case HeadKind::other:
        return 0;
    }
    return 0;
  }

  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    const auto refuse_output = [&stream](const std::string& output) {
      refuse(stream.name() + " is the " + output +
             " output of llama-bench, which is not read yet: run it with `-o json` or `-o jsonl`");
    };
    switch (llama_bench::classify_head(stream.head())) {
      case HeadKind::csv:
        refuse_output("CSV");
        break;
      case HeadKind::markdown:
        refuse_output("markdown");
        break;
      case HeadKind::sql:
        refuse_output("SQL");
        break;
      case HeadKind::usage:
        refuse(stream.name() +
               " is the help text of llama-bench, which it prints for wrong arguments: standard error " +
               "names the wrong one");
      case HeadKind::rows:
      case HeadKind::opening:
      case HeadKind::log:
      case HeadKind::other:
        break;
    }
    return Reading(stream, options).run();
  }
};

}  // namespace

std::unique_ptr<Format> make_llama_bench();
std::unique_ptr<Format> make_llama_bench() {
  return std::make_unique<LlamaBench>();
}

}  // namespace llmbench::parsers
