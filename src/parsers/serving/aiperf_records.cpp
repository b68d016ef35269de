#include "parsers/serving/aiperf_records.hpp"

#include "parsers/json_fields.hpp"
#include "parsers/serving/aiperf_config.hpp"
#include "parsers/serving/figures.hpp"
#include "parsers/serving/token_lengths.hpp"

#include "llmbench/domain/sample_summary.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

namespace llmbench::parsers {
namespace {

struct AiperfFamily {
  const char* field;
  const char* metric;
};
constexpr AiperfFamily kAiperfLatencies[] = {{"time_to_first_token", "ttft"},
                                             {"time_to_first_output_token", "ttft"},
                                             {"inter_token_latency", "itl"},
                                             {"request_latency", "request"}};

/// Milliseconds of one unit; nullopt for what is no time.
std::optional<double> milliseconds_per(std::string_view unit) {
  struct Row {
    std::string_view unit;
    double milliseconds;
  };
  constexpr Row kRows[] = {{"ns", 1e-6}, {"us", 1e-3}, {"µs", 1e-3},    {"ms", 1},
                           {"s", 1e3},   {"sec", 1e3}, {"seconds", 1e3}};
  const auto* row = std::ranges::find(kRows, unit, &Row::unit);
  return row == std::end(kRows) ? std::nullopt : std::optional(row->milliseconds);
}

const Json* object_in(const Json& value, const char* key) {
  const auto at = value.find(key);
  return at == value.end() || !at->is_object() ? nullptr : &*at;
}

std::optional<double> average(const Json& document, const char* name) {
  const Json* statistics = object_in(document, name);
  return statistics == nullptr ? std::nullopt : number_field(*statistics, "avg");
}

void add_aiperf_latencies(const Json& document, std::vector<Metric>& metrics) {
  for (const AiperfFamily& family : kAiperfLatencies) {
    const Json* statistics = object_in(document, family.field);
    if (statistics == nullptr) continue;
    const auto factor = milliseconds_per(text_field(*statistics, "unit"));
    if (!factor) continue;
    for (const auto& [key, value] : statistics->items()) {
      if (!value.is_number()) continue;
      const std::string statistic = key == "avg" ? "mean" : key;
      const bool known = statistic == "mean" || statistic == "min" || statistic == "max" || statistic == "std" ||
                         (key.starts_with('p') && parse_double(key.substr(1)));
      if (!known) continue;
      add_latency(metrics, std::string(family.metric) + "_" + statistic + "_ms", value.get<double>() * *factor);
    }
  }
}

/// What one user saw between first and last token: the median over requests.
void add_speed_of_a_user(const Json& document, std::vector<Metric>& metrics) {
  const Json* statistics = object_in(document, "output_token_throughput_per_user");
  if (statistics == nullptr) return;
  auto speed = number_field(*statistics, "p50");
  if (!speed) speed = number_field(*statistics, "avg");
  add_metric(metrics, "tokens_per_second_per_request", speed, "tok/s");
}

/// One model of input_config: a list in AIPerf, a list or a text in genai-perf.
std::string model_of(const Json& config) {
  const Json* endpoint = object_in(config, "endpoint");
  for (const Json* place : {endpoint, &config}) {
    if (place == nullptr) continue;
    for (const char* key : {"model_names", "model", "formatted_model_name"}) {
      const auto at = place->find(key);
      if (at == place->end()) continue;
      if (at->is_array() && !at->empty() && at->front().is_string()) return at->front();
      if (at->is_string()) return *at;
    }
  }
  return {};
}

void add_load(const Json& config, ToolRun& tool) {
  const Json* generator = object_in(config, "loadgen");
  const Json& source = generator == nullptr ? config : *generator;
  LoadFacts facts;
  facts.cap = integer_field(source, "concurrency");
  facts.rate = parse_request_rate(source.value("request_rate", Json()));
  facts.requests_per_second = metric_value(tool.metrics, "requests_per_second");
  facts.mean_latency_ms = metric_value(tool.metrics, "request_mean_ms");
  if (const Json* stimulus = object_in(config, "perf_analyzer")) {
    if (const Json* asked = object_in(*stimulus, "stimulus")) {
      if (!facts.cap) facts.cap = integer_field(*asked, "concurrency");
      if (!facts.rate.finite) facts.rate = parse_request_rate(asked->value("request_rate", Json()));
    }
  }
  set_load(tool, decide_load(facts));
  for (const char* key : {"concurrency", "request_rate", "arrival_pattern", "request_count", "benchmark_duration"}) {
    if (source.contains(key) && source[key].is_primitive() && !source[key].is_null()) tool.settings[key] = source[key];
  }
  if (source.contains("arrival_pattern")) tool.load_pattern = text_field(source, "arrival_pattern");
}

/// Shape of prompts and answers, and how the endpoint was asked; never its address.
void add_settings(const Json& config, ToolRun& tool) {
  if (const Json* endpoint = object_in(config, "endpoint")) {
    for (const char* key : {"type", "streaming"}) {
      if (endpoint->contains(key)) tool.settings[std::string("endpoint_") + key] = (*endpoint)[key];
    }
  }
  const Json* input = object_in(config, "input");
  if (input == nullptr) return;
  if (input->contains("extra")) tool.settings["extra"] = (*input)["extra"];
  if (const Json* prompt = object_in(*input, "prompt")) {
    for (const char* key : {"input_tokens", "output_tokens"}) {
      if (const Json* shape = object_in(*prompt, key)) tool.settings[key] = *shape;
    }
  }
}

struct GpuFigure {
  const char* field;
  const char* metric;
  const char* unit;
};
constexpr GpuFigure kGpuFigures[] = {{"gpu_power_usage", "gpu_power_watts", "W"},
                                     {"gpu_utilization", "gpu_utilization_percent", "%"},
                                     {"gpu_temperature", "gpu_temperature_celsius", "°C"}};

std::vector<Json> gpus_of(const Json& document) {
  std::vector<Json> gpus;
  const Json* telemetry = object_in(document, "telemetry_data");
  const Json* endpoints = telemetry == nullptr ? nullptr : object_in(*telemetry, "endpoints");
  if (endpoints == nullptr) return gpus;
  for (const Json& endpoint : *endpoints) {
    const Json* list = endpoint.is_object() ? object_in(endpoint, "gpus") : nullptr;
    if (list == nullptr) continue;
    for (const Json& gpu : *list) gpus.push_back(gpu);
  }
  return gpus;
}

/// Telemetry of every GPU; the power of a run is that of all of them, other figures are means.
void add_telemetry(const Json& document, ToolRun& tool) {
  const auto gpus = gpus_of(document);
  if (gpus.empty()) return;
  const std::string name = text_field(gpus.front(), "gpu_name");
  const bool equal = std::ranges::all_of(gpus, [&](const Json& gpu) { return text_field(gpu, "gpu_name") == name; });
  if (equal && !name.empty()) {
    tool.hardware.gpu_model = name;
    tool.hardware.gpu_count = static_cast<int>(gpus.size());
  }
  for (const GpuFigure& figure : kGpuFigures) {
    std::vector<double> values;
    for (const Json& gpu : gpus) {
      const Json* metrics = object_in(gpu, "metrics");
      if (const auto value = metrics == nullptr ? std::nullopt : average(*metrics, figure.field))
        values.push_back(*value);
    }
    if (values.size() != gpus.size()) continue;
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    const bool is_power = std::string_view(figure.unit) == "W";
    add_metric(
        tool.metrics, figure.metric, is_power ? sum : sum / static_cast<double>(values.size()), figure.unit,
        values.size() > 1 ? Json{{"gpus", values.size()}, {"computed", is_power ? "sum" : "mean"}} : Json::object());
  }
}

void add_summary_rates(const Json& document, const std::string& place, ToolRun& tool, MessageLog& messages) {
  const auto seconds = average(document, "benchmark_duration");
  add_metric(tool.metrics, "duration_seconds", seconds, "s");
  auto output = average(document, "total_osl");
  if (!output) output = average(document, "total_output_tokens");
  const auto input = average(document, "total_isl");
  add_checked_rate(tool.metrics,
                   {"tokens_per_second", "reported_tokens_per_second", "tok/s", output,
                    average(document, "output_token_throughput")},
                   seconds, place, messages);
  add_checked_rate(
      tool.metrics,
      {"total_tokens_per_second", "reported_total_tokens_per_second", "tok/s",
       input && output ? std::optional(*input + *output) : std::nullopt, average(document, "total_token_throughput")},
      seconds, place, messages);
  add_checked_rate(tool.metrics,
                   {"requests_per_second", "reported_requests_per_second", "req/s", average(document, "request_count"),
                    average(document, "request_throughput")},
                   seconds, place, messages);
  add_metric(tool.metrics, "total_input_tokens", input, "tokens");
  add_metric(tool.metrics, "total_output_tokens", output, "tokens");
}

std::optional<std::int64_t> as_count(std::optional<double> value) {
  return value && *value >= 0 ? std::optional<std::int64_t>(std::llround(*value)) : std::nullopt;
}

void warn_of_few_requests(std::size_t answered, const std::string& place, MessageLog& messages) {
  constexpr std::size_t kEnough = 10;
  if (answered == 0 || answered >= kEnough) return;
  messages.warn(place, "few requests: " + std::to_string(answered) + (answered == 1 ? " was" : " were") +
                           " answered, so the figures are uncertain");
}

/// Nearest rank: a value that was measured, not one between two.
double percentile(std::vector<double> values, double percent) {
  std::ranges::sort(values);
  const double rank = std::ceil(percent / 100 * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

std::optional<double> record_milliseconds(const Json& record, const char* name) {
  const Json* metric = object_in(record["metrics"], name);
  if (metric == nullptr) return std::nullopt;
  const auto factor = milliseconds_per(text_field(*metric, "unit"));
  const auto value = number_field(*metric, "value");
  return factor && value ? std::optional(*value * *factor) : std::nullopt;
}

void add_record_latencies(const std::vector<Json>& answered, std::vector<Metric>& metrics) {
  for (const char* family : {"ttft", "itl", "request"}) {
    std::vector<double> values;
    for (const Json& record : answered) {
      for (const AiperfFamily& row : kAiperfLatencies) {
        const auto value =
            std::string_view(row.metric) == family ? record_milliseconds(record, row.field) : std::nullopt;
        if (!value || *value <= 0) continue;
        values.push_back(*value);
        break;
      }
    }
    if (values.empty()) continue;
    const std::string prefix = family;
    const auto count = static_cast<double>(values.size());
    add_metric(metrics, (prefix + "_mean_ms").c_str(), std::accumulate(values.begin(), values.end(), 0.0) / count, "ms",
               {{"computed", "mean"}});
    if (values.size() > 1) metrics.back().samples = values;
    add_metric(metrics, (prefix + "_p50_ms").c_str(), median_of(values), "ms", {{"computed", "median"}});
    for (const int percent : {90, 95, 99}) {
      add_metric(metrics, (prefix + "_p" + std::to_string(percent) + "_ms").c_str(), percentile(values, percent), "ms");
    }
  }
}

std::optional<double> sum_of(const std::vector<Json>& answered, const char* name) {
  double sum = 0;
  for (const Json& record : answered) {
    const Json* metric = object_in(record["metrics"], name);
    const auto value = metric == nullptr ? std::nullopt : number_field(*metric, "value");
    if (!value) return std::nullopt;
    sum += *value;
  }
  return sum;
}

struct Window {
  std::optional<std::int64_t> begin_ns;
  std::optional<std::int64_t> end_ns;  ///< only when every record has one
};

Window window_of(const std::vector<Json>& records) {
  Window window;
  bool all_end = true;
  for (const Json& record : records) {
    const auto begin = integer_field(record["metadata"], "request_start_ns");
    const auto end = integer_field(record["metadata"], "request_end_ns");
    if (begin) window.begin_ns = std::min(*begin, window.begin_ns.value_or(*begin));
    if (end) window.end_ns = std::max(*end, window.end_ns.value_or(*end));
    all_end = all_end && begin && end;
  }
  if (!all_end) window.end_ns.reset();
  return window;
}

void add_record_rates(const std::vector<Json>& answered, const Window& window, ToolRun& tool, MessageLog& messages) {
  if (!window.begin_ns || !window.end_ns || *window.end_ns <= *window.begin_ns) return;
  constexpr double kNanosecondsPerSecond = 1e9;
  const double seconds = static_cast<double>(*window.end_ns - *window.begin_ns) / kNanosecondsPerSecond;
  add_metric(tool.metrics, "duration_seconds", seconds, "s", {{"computed", "last end - first start"}});
  const auto input = sum_of(answered, "input_sequence_length");
  const auto output = sum_of(answered, "output_sequence_length");
  const auto both = input && output ? std::optional(*input + *output) : std::nullopt;
  add_checked_rate(tool.metrics, {"tokens_per_second", "", "tok/s", output, std::nullopt}, seconds, "", messages);
  add_checked_rate(tool.metrics, {"total_tokens_per_second", "", "tok/s", both, std::nullopt}, seconds, "", messages);
  add_checked_rate(tool.metrics,
                   {"requests_per_second", "", "req/s", static_cast<double>(answered.size()), std::nullopt}, seconds,
                   "", messages);
}

bool has_failed(const Json& record) {
  return record.contains("error") && !record["error"].is_null();
}

}  // namespace

bool is_aiperf_summary(const Json& document) {
  return average(document, "request_throughput") || average(document, "request_latency");
}

ToolRun run_of_aiperf_summary(const Json& document, const std::string& place, MessageLog& messages) {
  ToolRun tool;
  const Json config = document.value("input_config", Json::object());
  tool.tool = document.contains("benchmark_duration") || document.contains("aiperf_version") ? "aiperf" : "genai-perf";
  tool.document = "profile export";
  tool.served_name = model_of(config);
  if (const std::string version = text_field(document, "aiperf_version"); !version.empty()) {
    tool.source["tool_version"] = version;
  }
  set_time(tool, text_field(document, "start_time"));
  const auto answered = as_count(average(document, "request_count"));
  auto failed = as_count(average(document, "error_request_count"));
  if (!failed && document.contains("error_request_count")) failed = 0;  // null = the tool counted none
  add_requests(tool, {std::nullopt, answered, failed}, place, messages);
  add_summary_rates(document, place, tool, messages);
  add_aiperf_latencies(document, tool.metrics);
  add_speed_of_a_user(document, tool.metrics);
  add_telemetry(document, tool);
  add_load(config, tool);
  add_settings(config, tool);
  fix_identity(tool);
  complete_aiperf_run(document, tool);
  if (answered) warn_of_few_requests(static_cast<std::size_t>(*answered), place, messages);
  if (flag_field(document, "was_cancelled")) {
    tool.partial = true;
    messages.warn(place, "the benchmark was cancelled: what it had measured was read");
  }
  return tool;
}

bool is_aiperf_record(const Json& document) {
  return object_in(document, "metadata") != nullptr && object_in(document, "metrics") != nullptr;
}

ToolRun run_of_aiperf_records(const std::vector<Json>& records, MessageLog& messages) {
  std::vector<Json> answered;
  for (const Json& record : records) {
    if (!has_failed(record)) answered.push_back(record);
  }
  ToolRun tool;
  tool.tool = "aiperf";
  tool.document = "profile export";
  const auto asked = static_cast<std::int64_t>(records.size());
  const auto completed = static_cast<std::int64_t>(answered.size());
  add_requests(tool, {std::nullopt, completed, asked - completed}, "", messages);
  const Window window = window_of(records);
  if (window.begin_ns) {
    constexpr std::int64_t kNanosecondsPerMicrosecond = 1000;
    tool.time = TimePoint{std::chrono::microseconds{*window.begin_ns / kNanosecondsPerMicrosecond}};
  }
  if (!answered.empty()) {
    add_record_rates(answered, window, tool, messages);
    add_record_latencies(answered, tool.metrics);
    const Json sum{{"computed", "sum"}};
    add_metric(tool.metrics, "total_input_tokens", sum_of(answered, "input_sequence_length"), "tokens", sum);
    add_metric(tool.metrics, "total_output_tokens", sum_of(answered, "output_sequence_length"), "tokens", sum);
  }
  LoadFacts facts;
  facts.cap = integer_field(records.front()["metadata"], "concurrency");
  set_load(tool, decide_load(facts));
  tool.identity = {{"requests", asked}, {"first", text_field(records.front()["metadata"], "x_request_id")}};
  add_token_lengths({static_cast<double>(completed), metric_value(tool.metrics, "total_input_tokens"),
                     metric_value(tool.metrics, "total_output_tokens")},
                    tool.settings);
  warn_of_few_requests(answered.size(), "", messages);
  return tool;
}

}  // namespace llmbench::parsers
