// The console log of TensorRT-LLM's throughput benchmark (trtllm-bench throughput): a report between lines of '='.

#include "parsers/console_lines.hpp"
#include "parsers/serving/figures.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace llmbench::parsers {
std::unique_ptr<Format> make_trtllm();

namespace {

/// What the log says: "Label: value" of the report by lower-case label, and what was printed around it.
struct Log {
  std::map<std::string, std::string, std::less<>> report;
  std::optional<std::string> started;  ///< "07/11/2025-09:06:29"
  std::string last_error;
  bool finished = false;  ///< the performance part was printed
};

std::optional<double> number_of(const Log& log, std::string_view label) {
  const auto at = log.report.find(label);
  if (at == log.report.end()) return std::nullopt;
  std::string_view text = at->second;
  if (text.ends_with('%')) text.remove_suffix(1);
  return parse_double(replace_all(std::string(trim(text)), ",", ""));
}

std::string text_of(const Log& log, std::string_view label) {
  const auto at = log.report.find(label);
  return at == log.report.end() || equals_ignoring_case(at->second, "none") ? "" : at->second;
}

/// "[07/11/2025-09:06:29] [TRT-LLM] ..." -> "2025-07-11T09:06:29".
std::optional<std::string> time_of_line(std::string_view line) {
  constexpr std::size_t kLength = 21;  // with its brackets
  if (line.size() < kLength || line[0] != '[' || line[3] != '/' || line[6] != '/' || line[11] != '-')
    return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) { return std::string(line.substr(at, size)); };
  return part(7, 4) + "-" + part(1, 2) + "-" + part(4, 2) + "T" + part(12, 8);
}

bool is_error(std::string_view line) {
  constexpr std::string_view kMarks[] = {"[ERROR]", "] [E] ", "Error:", "out of memory", "Assertion failed"};
  return std::ranges::any_of(kMarks, [&](std::string_view mark) { return contains(line, mark); });
}

/// The report is often pasted without its headings; its figures are printed when all is measured.
bool is_throughput(std::string_view label) {
  constexpr std::string_view kThroughputs[] = {"request throughput (req/sec)", "total output throughput (tokens/sec)",
                                               "token throughput (tokens/sec)"};
  return std::ranges::find(kThroughputs, label) != std::end(kThroughputs);
}

Log read_log(TextStream& stream) {
  Log log;
  bool inside = false;  // the report has begun
  LineReader lines(stream);
  while (const auto line = lines.next()) {
    const std::string_view text = line->text;
    if (contains(text, "ENGINE DETAILS") || contains(text, "PYTORCH BACKEND")) {
      inside = true;
    }
    if (contains(text, "PERFORMANCE OVERVIEW")) inside = log.finished = true;
    // "[TTFT] P50 : 1", "[Latency] P50 : 1" are of the report.
    const bool logged = text.starts_with('[') && !text.starts_with("[T") && !text.starts_with("[Latency]");
    if (contains(text, "Benchmark started.") || !log.started) {
      if (auto time = time_of_line(text)) log.started = time;
    }
    if (is_error(text)) log.last_error = std::string(text);
    const std::size_t colon = text.find(':');
    const std::string label = to_lower(trim(text.substr(0, colon)));
    if (colon != std::string_view::npos && is_throughput(label)) inside = log.finished = true;
    if (!inside || logged || text.starts_with("[TensorRT-LLM]") || text.starts_with("[TRT-LLM]")) continue;
    if (colon == std::string_view::npos) continue;
    log.report[label] = std::string(trim(text.substr(colon + 1)));
  }
  return log;
}

struct Labelled {
  const char* label;
  const char* metric;
  const char* unit;
  double factor = 1;
};
constexpr Labelled kTrtllmFigures[] = {
    {"number of requests", "total_requests", "requests"},
    {"request throughput (req/sec)", "requests_per_second", "req/s"},
    {"total latency (ms)", "duration_seconds", "s", 1e-3},
    {"total output throughput (tokens/sec)", "tokens_per_second", "tok/s"},
    {"total token throughput (tokens/sec)", "total_tokens_per_second", "tok/s"},
    {"average request latency (ms)", "request_mean_ms", "ms"},
    {"average time-to-first-token [ttft] (ms)", "ttft_mean_ms", "ms"},
    {"average time-per-output-token [tpot] (ms)", "tpot_mean_ms", "ms"},
};

constexpr std::string_view kTokenThroughput = "token throughput (tokens/sec)";

constexpr std::string_view kMaxSequenceLength = "max sequence length";
constexpr std::string_view kVersions[] = {"tensorrt-llm version", "tensorrt llm version"};

constexpr const char* kTrtllmSettings[] = {"dtype",
                                           "kv cache dtype",
                                           "tp size",
                                           "pp size",
                                           "ep size",
                                           "max runtime batch size",
                                           "max runtime tokens",
                                           "scheduling policy",
                                           "kv memory percentage",
                                           "max concurrency",
                                           "average input length (tokens)",
                                           "average output length (tokens)",
                                           "issue rate (req/sec)"};

constexpr std::string_view kWholeRequest = "latency";

/// "[TTFT] P95    : 12.3" of newer versions, by the name of its family: "ttft".
template <typename Wanted>
void add_percentiles(const Log& log, std::vector<Metric>& metrics, const Wanted& wanted) {
  for (const auto& [label, value] : log.report) {
    const std::size_t close = label.find("] ");
    if (!label.starts_with('[') || close == std::string::npos || !wanted(label.substr(1, close - 1))) continue;
    const std::string family = label.substr(1, close - 1) == kWholeRequest ? "e2el" : label.substr(1, close - 1);
    std::string statistic(trim(std::string_view(label).substr(close + 2)));
    if (statistic == "minimum") statistic = "min";
    if (statistic == "maximum") statistic = "max";
    if (statistic == "average") statistic = "mean";
    if (const auto name = latency_metric_name(statistic + "_" + family + "_ms")) {
      add_latency(metrics, *name, parse_double(value));
    }
  }
}

/// "Token Throughput" counts generated tokens in some versions and prompts too in others: the counts beside it tell. A
/// figure that fits neither is the one that must never be taken for a generation speed.
void add_token_throughput(const Log& log, std::vector<Metric>& metrics) {
  const auto printed = number_of(log, kTokenThroughput);
  const auto requests = number_of(log, "number of requests");
  const auto milliseconds = number_of(log, "total latency (ms)");
  const auto input = number_of(log, "average input length (tokens)");
  const auto output = number_of(log, "average output length (tokens)");
  if (!printed || metric_value(metrics, "tokens_per_second")) return;
  constexpr double kMillisecondsPerSecond = 1000;
  constexpr double kTolerance = 0.02;
  if (requests && milliseconds && *milliseconds > 0 && input && output) {
    const double runs_per_second = *requests * kMillisecondsPerSecond / *milliseconds;
    if (std::abs(*printed - runs_per_second * *output) <= kTolerance * *printed) {
      add_metric(metrics, "tokens_per_second", printed, "tok/s");
      if (!metric_value(metrics, "total_tokens_per_second")) {
        add_metric(metrics, "total_tokens_per_second", runs_per_second * (*input + *output), "tok/s",
                   {{"computed", "count / duration"}});
      }
      return;
    }
  }
  if (!metric_value(metrics, "total_tokens_per_second")) {
    add_metric(metrics, "total_tokens_per_second", printed, "tok/s");
  }
}

constexpr const char* kIssueRate = "issue rate (req/sec)";

/// The issue rate is measured and differs in every repeat: all digits stay in the provenance. Only a paced run keeps it
/// as a setting, at the two digits that repeats agree on; how fast "all at once" was is no setting.
void keep_issue_rate(const Log& log, ToolRun& tool) {
  const std::string printed = text_of(log, kIssueRate);
  tool.settings.erase(kIssueRate);
  if (printed.empty()) return;
  tool.original[kIssueRate] = printed;
  constexpr int kDigits = 2;
  if (const auto paced = parse_request_rate(std::string_view(printed)).finite) {
    tool.settings[kIssueRate] = format_number(round_to_digits(*paced, kDigits));
  }
}

/// Figures without a metric of ours ("Per User Output Throughput [w/ ctx] (tps/user)") as the log names them.
void keep_other_figures(const Log& log, ToolRun& tool) {
  const auto is_read = [](std::string_view label) {
    const auto is_label = [&](const char* name) { return label == name; };
    return label.starts_with('[') || label == kTokenThroughput || label == kMaxSequenceLength ||
           std::ranges::find(kVersions, label) != std::end(kVersions) ||
           std::ranges::any_of(kTrtllmSettings, is_label) ||
           std::ranges::any_of(kTrtllmFigures, is_label, &Labelled::label);
  };
  for (const auto& [label, value] : log.report) {
    if (const auto number = number_of(log, label); number && !is_read(label)) tool.original[label] = *number;
  }
}

/// The requests under way on average as printed, else by Little's law.
std::optional<double> average_concurrency(const Log& log, const ToolRun& tool) {
  if (const auto printed = number_of(log, "number of concurrent requests")) return printed;
  const auto rate = metric_value(tool.metrics, "requests_per_second");
  const auto latency_ms = metric_value(tool.metrics, "request_mean_ms");
  constexpr double kMillisecondsPerSecond = 1000;
  return rate && latency_ms ? std::optional(*rate * *latency_ms / kMillisecondsPerSecond) : std::nullopt;
}

LoadFacts load_facts_of(const Log& log, const ToolRun& tool) {
  LoadFacts facts;
  facts.rate = parse_request_rate(std::string_view(text_of(log, kIssueRate)));
  if (const auto requests = number_of(log, "number of requests")) facts.requests = std::llround(*requests);
  if (const auto cap = number_of(log, "max concurrency"); cap && *cap > 0) facts.cap = std::llround(*cap);
  facts.requests_per_second = metric_value(tool.metrics, "requests_per_second");
  facts.mean_latency_ms = metric_value(tool.metrics, "request_mean_ms");
  return facts;
}

/// An issue rate of 1e17 says that all requests were handed over at once, not that no cap (--concurrency, which the
/// report does not print) held them back: the average tells.
void correct_load(const Log& log, ToolRun& tool) {
  LoadFacts facts = load_facts_of(log, tool);
  facts.average_concurrency = average_concurrency(log, tool);
  set_load(tool, decide_load(facts));
  if (tool.load == Load::offline) tool.load_pattern = "all at once";
  if (!metric_value(tool.metrics, "tokens_per_second_per_request")) add_speed_per_request(tool);
}

ToolRun run_of(const Log& log) {
  ToolRun tool;
  tool.tool = "trtllm-bench throughput";
  tool.document = "log";
  tool.served_name = text_of(log, "model");
  tool.quantization = text_of(log, "quantization");
  if (tool.quantization.empty()) tool.quantization = text_of(log, "dtype");
  tool.backend = "tensorrt-llm";
  for (const std::string_view label : kVersions) {
    if (const std::string version = text_of(log, label); !version.empty()) tool.backend_version = version;
  }
  if (log.started) set_time(tool, *log.started);
  if (const auto length = number_of(log, kMaxSequenceLength); length && *length > 0) {
    tool.max_context_length = static_cast<int>(*length);
  }
  const double gpus = number_of(log, "tp size").value_or(0) * number_of(log, "pp size").value_or(0);
  if (gpus >= 1) tool.hardware.gpu_count = static_cast<int>(gpus);  // one rank runs on one GPU
  for (const char* label : kTrtllmSettings) {
    if (log.report.contains(label)) tool.settings[label] = log.report.find(label)->second;
  }
  for (const Labelled& figure : kTrtllmFigures) {
    const auto value = number_of(log, figure.label);
    if (value && *value > 0) add_metric(tool.metrics, figure.metric, *value * figure.factor, figure.unit);
  }
  add_percentiles(log, tool.metrics, [](std::string_view family) { return family != kWholeRequest; });
  add_token_throughput(log, tool.metrics);
  set_load(tool, decide_load(load_facts_of(log, tool)));
  add_speed_per_request(tool);
  fix_identity(tool);
  keep_issue_rate(log, tool);
  correct_load(log, tool);
  add_percentiles(log, tool.metrics, [](std::string_view family) { return family == kWholeRequest; });
  keep_other_figures(log, tool);
  if (!log.finished) {
    tool.status = RunStatus::failed;
    tool.error = log.last_error;
  }
  return tool;
}

class Trtllm : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "trtllm"; }
  [[nodiscard]] std::string_view description() const override {
    return "a log of TensorRT-LLM's throughput benchmark (trtllm-bench throughput)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "trtllm-bench --model MODEL throughput --dataset DATA 2>&1 | tee trtllm.log";
  }
  [[nodiscard]] std::string_view files() const override {
    return "The console output; a log that ends with an error is a failed run.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const auto has = [&](std::string_view mark) { return contains(head, mark); };
    if (has("Token Throughput (tokens/sec):") || has("Total Output Throughput (tokens/sec):")) return 95;
    if (has("Preparing to run throughput benchmark")) return 95;
    return has("[TRT-LLM]") || has("[TensorRT-LLM]") ? 70 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    const Log log = read_log(stream);
    if (!log.finished && log.last_error.empty()) {
      throw Error{ErrorCode::invalid_input, stream.name() +
                                                " is a log of TensorRT-LLM without \"PERFORMANCE OVERVIEW\": "
                                                "the benchmark did not end, run it again"};
    }
    MessageLog messages;
    ReadResult result;
    ToolRun tool = run_of(log);
    if (log.finished && !metric_value(tool.metrics, "requests_per_second") &&
        !metric_value(tool.metrics, "total_tokens_per_second")) {
      throw Error{ErrorCode::invalid_input,
                  stream.name() + " is cut off inside its performance overview: run it again"};
    }
    if (!log.finished) messages.warn("", "the benchmark failed: stored as a failed run (" + log.last_error + ")");
    add_run(result, std::move(tool), options, messages);
    result.messages = messages.take();
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_trtllm() {
  return std::make_unique<Trtllm>();
}

}  // namespace llmbench::parsers
