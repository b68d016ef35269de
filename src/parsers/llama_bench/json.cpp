// -o json and -o jsonl: the only outputs with samples.

#include "parsers/json_scan.hpp"
#include "parsers/llama_bench/collector.hpp"
#include "parsers/llama_bench/outputs.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench::parsers::llama_bench {
namespace {

/// So much text without one record is no llama-bench output, whatever its beginning looks like.
constexpr std::size_t kPatienceBytes = 16 * 1024 * 1024;

/// Reads one input. Feeds what the scanner finds to the collector and remembers what was odd.
class JsonReading {
 public:
  JsonReading(TextStream& stream, const ReadOptions& options)
      : stream_(stream),
        collector_(stream.name(), options),
        scanner_({[this](const FoundObject& object) { return on_object(object); },
                  [this](std::string_view text, std::size_t line) { on_log_line(text, line); },
                  [this](std::string_view start, std::size_t line, bool cut) { on_broken(start, line, cut); }}) {}

  ReadResult run() {
    std::size_t bytes = 0;
    for (std::string_view piece = stream_.next(); !piece.empty(); piece = stream_.next()) {
      scanner_.feed(piece);
      bytes += piece.size();
      if (collector_.records() == 0 && bytes > kPatienceBytes) refuse_without_records();
    }
    scanner_.finish();
    if (collector_.records() == 0) refuse_without_records();
    if (scanner_.unclosed_arrays() > 0) collector_.mark_unfinished();
    return collector_.finish();
  }

 private:
  bool on_object(const FoundObject& object) {
    if (!looks_like_row(object.text)) {
      if (object.depth == 0) note_other_object(object);
      return false;
    }
    note_array(object.line);
    // An object around rows has their text no more; one that still has the keys is a row itself.
    collector_.add(parse_row(object.text, collector_.next_number(), object.line), object.text, object.line);
    return true;
  }

  void on_log_line(std::string_view text, std::size_t line) {
    note_array(line);
    collector_.add_log_line(text, line);
  }

  /// llama-bench opens one array a run.
  void note_array(std::size_t line) {
    if (scanner_.arrays() == noted_arrays_) return;
    noted_arrays_ = scanner_.arrays();
    collector_.begin_invocation(line);
  }

  void note_other_object(const FoundObject& object) {
    const std::string place = "line " + std::to_string(object.line);
    if (object.taken_inside > 0) {
      collector_.messages().note(place,
                                 "the results lie inside an object of another tool; its own fields were not read");
    } else {
      collector_.messages().warn(place, "left out: an object that is no llama-bench record");
    }
  }

  void on_broken(std::string_view start, std::size_t line, bool cut_off) {
    // "{" in a log line is no record.
    if (!trim(start.substr(1)).starts_with('"')) return;
    const bool is_row = contains(start, "\"build_commit\"") || contains(start, "\"n_prompt\"") || line == broken_line_;
    if (!is_row) return;
    broken_line_ = line;
    collector_.add_broken(line, cut_off);
  }

  [[noreturn]] void refuse_without_records() const {
    if (scanner_.unclosed_arrays() > 0) {
      collector_.refuse_without_records(
          " holds no result: llama-bench stopped before its first test ended, and standard error says why");
    }
    if (scanner_.arrays() > 0) {
      collector_.refuse_without_records(
          " is an empty list: llama-bench was asked for no test (-p 0 -n 0), so ask for one");
    }
    collector_.refuse_without_records(
        " holds log lines of llama.cpp but no llama-bench record: keep standard output, `llama-bench -m MODEL.gguf -o "
        "jsonl > FILE`");
  }

  TextStream& stream_;
  Collector collector_;
  JsonScanner scanner_;
  std::size_t broken_line_ = 0;
  std::size_t noted_arrays_ = 0;
};

}  // namespace

ReadResult read_json(TextStream& stream, const ReadOptions& options) {
  return JsonReading(stream, options).run();
}

}  // namespace llmbench::parsers::llama_bench
