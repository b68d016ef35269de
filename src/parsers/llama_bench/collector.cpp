#include "parsers/llama_bench/collector.hpp"

#include "parsers/llama_bench/failed_run.hpp"
#include "parsers/llama_bench/refuse.hpp"

#include "llmbench/util/error.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace llmbench::parsers::llama_bench {
std::string count_of(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

void Collector::add(RowOutcome outcome, std::string_view text, std::size_t line) {
  ++records_;
  const std::string place = "record " + std::to_string(records_) + " (line " + std::to_string(line) + ")";
  if (!outcome.row) {
    ++dropped_;
    messages_.warn(place, "left out: " + outcome.refusal);
    if (first_refusal_.empty()) first_refusal_ = place + ": " + outcome.refusal;
    return;
  }
  for (const std::string& warning : outcome.warnings) messages_.warn(place, warning);
  Invocation& invocation = invocation_of(line);
  if (!invocation.row) {
    invocation.row = outcome.row;
    invocation.row->samples.clear();
  }
  builder_.add(std::move(*outcome.row), text);
}

void Collector::add_broken(std::size_t line, bool cut_off) {
  ++broken_;
  builder_.mark_last_run_partial();
  messages_.warn("line " + std::to_string(line),
                 cut_off ? "left out: a record that is cut off" : "left out: a record that is broken");
}

void Collector::add_without_header(std::size_t line, std::size_t count) {
  records_ += count;
  dropped_ += count;
  const std::string text = count_of(count, "row") + " without a header left out";
  const std::string place = "line " + std::to_string(line);
  messages_.warn(place, text);
  if (first_refusal_.empty()) first_refusal_ = place + ": " + text + "; copy the line that names the columns too";
}

void Collector::begin_invocation(std::size_t line) {
  invocations_.push_back({line, std::nullopt});
}

Collector::Invocation& Collector::invocation_of(std::size_t line) {
  const auto after =
      std::upper_bound(invocations_.begin(), invocations_.end(), line,
                       [](std::size_t value, const Invocation& invocation) { return value < invocation.first_line; });
  return *std::prev(after);  // the first one begins at line 0
}

void Collector::mark_unfinished() {
  unfinished_ = true;
  builder_.mark_last_run_partial();
}

ReadResult Collector::finish() {
  if (builder_.empty()) {
    refuse(name_ + ": none of its " + count_of(records_, "record") + " can be used, " + first_refusal_);
  }
  ReadResult result;
  result.partial = unfinished_ || broken_ > 0 || dropped_ > 0;
  if (unfinished_ || broken_ > 0) {
    messages_.warn("", "the input is damaged or llama-bench stopped early" + failures_.reason() + ": " +
                           count_of(records_ - dropped_, "complete record") + " read");
  }
  result.runs = builder_.take(messages_);
  add_failed_runs(result);
  if (builder_.repeated_rows() > 0) {
    messages_.note("", count_of(builder_.repeated_rows(), "record") + " left out: identical to one before");
  }
  result.records_read = records_;
  result.records_dropped = dropped_ + builder_.repeated_rows() + builder_.dropped_rows();
  result.messages = messages_.take();
  return result;
}

ReadResult Collector::finish_without_samples(const std::string& output, const std::string& nothing) {
  if (records_ == 0) {
    refuse_without_records(" " + nothing +
                           ": llama-bench was asked for no test, or stopped before its first one ended, and standard "
                           "error says why");
  }
  messages_.note("",
                 output + " holds no samples: mean and spread are those llama-bench printed, JSON (-o json) holds all");
  return finish();
}

void Collector::add_failed_runs(ReadResult& result) {
  for (const FailureLog::FailedModel& failure : failures_.models()) {
    const auto& like = invocation_of(failure.line).row;
    auto run = like ? make_failed_run(*like, failure, options_) : std::nullopt;
    const std::string place = "line " + std::to_string(failure.line);
    if (run) {
      messages_.note(
          place, "llama-bench failed with " + run->model_name + " " + run->quantization + ": stored as a failed run");
      result.runs.push_back(std::move(*run));
    } else {
      messages_.warn(place,
                     "llama-bench failed here; not stored as a failed run, because the model, its quantization or "
                     "the build is not known");
    }
  }
}

void Collector::refuse_without_records(const std::string& otherwise) const {
  if (!failures_.empty()) {
    refuse(name_ + " holds no result, llama-bench failed" + failures_.reason() + ": repair that and measure again");
  }
  if (broken_ > 0) refuse(name_ + " holds no complete record: it was cut off before the first test ended");
  refuse(name_ + otherwise);
}

}  // namespace llmbench::parsers::llama_bench
