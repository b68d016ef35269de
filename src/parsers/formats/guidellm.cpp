// The benchmarks JSON of guidellm, schemas of 0.2 to 0.8: {metadata, args | config, benchmarks}; each benchmark is one
// load and becomes one run. Its rates are means over moments, far from tokens / time when requests are few or an answer
// begins late, so they are computed anew from counts.

#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/serving/figures.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>
#include <initializer_list>

namespace llmbench::parsers {
std::unique_ptr<Format> make_guidellm();

namespace {

/// The object at a path of keys; {} when something on the way is missing.
Json object_at(const Json& value, std::initializer_list<const char*> keys) {
  const Json* at = &value;
  for (const char* key : keys) {
    if (!at->is_object() || !at->contains(key)) return Json::object();
    at = &(*at)[key];
  }
  return at->is_object() ? *at : Json::object();
}

std::string first_text(std::initializer_list<std::pair<Json, const char*>> places) {
  for (const auto& [object, key] : places) {
    if (std::string text = text_field(object, key); !text.empty()) return text;
  }
  return {};
}

/// Statistics of the answered requests.
Json successful(const Json& benchmark, const char* metric) {
  return object_at(benchmark, {"metrics", metric, "successful"});
}

std::optional<double> total_of(const Json& benchmark, const char* metric) {
  const Json statistics = successful(benchmark, metric);
  return number_field(statistics, "count").value_or(0) > 0 ? number_field(statistics, "total_sum") : std::nullopt;
}

struct LatencyField {
  const char* field;
  const char* family;
  double factor;
};
constexpr LatencyField kGuidellmLatencies[] = {
    {"time_to_first_token_ms", "ttft", 1},
    {"time_per_output_token_ms", "tpot", 1},
    {"inter_token_latency_ms", "itl", 1},
    {"request_latency", "request", 1000},  // in seconds
};

/// "p05" -> "p5", "p999" -> "p99.9"; guidellm leaves the point out.
std::string percentile_name(const std::string& key) {
  if (key == "p999") return "p99.9";
  if (key == "p001") return "p0.1";
  return key.size() == 3 && key[1] == '0' ? "p" + key.substr(2) : key;
}

void add_guidellm_latencies(const Json& benchmark, std::vector<Metric>& metrics) {
  for (const LatencyField& row : kGuidellmLatencies) {
    const Json statistics = successful(benchmark, row.field);
    if (number_field(statistics, "count").value_or(0) <= 0) continue;
    const std::string family = row.family;
    // Unlike other tools, guidellm divides the whole request by its tokens.
    const Json context = family == "tpot" ? Json{{"includes_first_token", true}} : Json::object();
    const auto add = [&](const std::string& statistic, std::optional<double> value) {
      if (value) add_latency(metrics, family + "_" + statistic + "_ms", *value * row.factor, context);
    };
    add("mean", number_field(statistics, "mean"));
    add("p50", number_field(statistics, "median"));
    add("min", number_field(statistics, "min"));
    add("max", number_field(statistics, "max"));
    const Json percentiles = object_at(statistics, {"percentiles"});
    for (const auto& [key, value] : percentiles.items()) {
      if (value.is_number()) add(percentile_name(key), value.get<double>());
    }
  }
}

Json strategy_of(const Json& benchmark) {
  const Json strategy = object_at(benchmark, {"config", "strategy"});
  return strategy.empty() ? object_at(benchmark, {"args", "strategy"}) : strategy;
}

RequestLoad load_of(const Json& benchmark, const ToolRun& tool) {
  const Json strategy = strategy_of(benchmark);
  const std::string type = first_text({{strategy, "type_"}, {strategy, "kind"}});
  LoadFacts facts;
  facts.requests_per_second = metric_value(tool.metrics, "requests_per_second");
  facts.mean_latency_ms = metric_value(tool.metrics, "request_mean_ms");
  if (const auto total = metric_value(tool.metrics, "total_requests")) facts.requests = std::llround(*total);
  if (type == "synchronous") {
    facts.cap = 1;
  } else if (type == "concurrent") {
    facts.cap = integer_field(strategy, "streams");
    if (!facts.cap) facts.cap = integer_field(strategy, "max_concurrency");
  } else if (type == "throughput") {
    facts.rate.infinite = true;  // as many as the client can hold
  } else {
    facts.rate.finite = number_field(strategy, "rate");  // constant, poisson
  }
  return decide_load(facts);
}

RequestCounts counts_of(const Json& benchmark) {
  for (const Json& totals :
       {object_at(benchmark, {"metrics", "request_totals"}), object_at(benchmark, {"request_totals"}),
        object_at(benchmark, {"scheduler_metrics", "requests_made"}),
        object_at(benchmark, {"run_stats", "requests_made"})}) {
    const auto answered = integer_field(totals, "successful");
    if (!answered) continue;
    // Requests still running when the time was over are no errors.
    const auto errors = integer_field(totals, "errored").value_or(0);
    return {std::nullopt, answered, errors};
  }
  return {};
}

std::optional<double> seconds_of(const Json& benchmark) {
  if (const auto stated = number_field(benchmark, "duration")) return stated;
  const auto begin = number_field(benchmark, "start_time");
  const auto end = number_field(benchmark, "end_time");
  return begin && end && *end > *begin ? std::optional(*end - *begin) : std::nullopt;
}

void add_rates(const Json& benchmark, const RequestCounts& counts, const std::string& place, ToolRun& tool,
               MessageLog& messages) {
  const auto seconds = seconds_of(benchmark);
  add_metric(tool.metrics, "duration_seconds", seconds, "s");
  const auto mean_rate = [&](const char* metric) { return number_field(successful(benchmark, metric), "mean"); };
  const auto answered = counts.completed ? std::optional(static_cast<double>(*counts.completed)) : std::nullopt;
  add_checked_rate(tool.metrics,
                   {"tokens_per_second", "reported_tokens_per_second", "tok/s",
                    total_of(benchmark, "output_token_count"), mean_rate("output_tokens_per_second")},
                   seconds, place, messages);
  // Above, "tokens_per_second" of the tool counts prompts too.
  add_checked_rate(tool.metrics,
                   {"total_tokens_per_second", "reported_total_tokens_per_second", "tok/s",
                    total_of(benchmark, "total_token_count"), mean_rate("tokens_per_second")},
                   seconds, place, messages);
  add_checked_rate(
      tool.metrics,
      {"requests_per_second", "reported_requests_per_second", "req/s", answered, mean_rate("requests_per_second")},
      seconds, place, messages);
  add_metric(tool.metrics, "total_input_tokens", total_of(benchmark, "prompt_token_count"), "tokens");
  add_metric(tool.metrics, "total_output_tokens", total_of(benchmark, "output_token_count"), "tokens");
}

void warn_of_few_requests(const RequestCounts& counts, const std::string& place, MessageLog& messages) {
  constexpr std::int64_t kEnough = 10;
  if (!counts.completed || *counts.completed >= kEnough || *counts.completed == 0) return;
  messages.warn(place, "few requests: " + std::to_string(*counts.completed) +
                           (*counts.completed == 1 ? " was" : " were") + " answered, so the figures are uncertain");
}

/// Unix seconds with a fraction.
std::optional<TimePoint> start_of_benchmark(const Json& benchmark) {
  const auto seconds = number_field(benchmark, "start_time");
  constexpr double kMicrosecondsPerSecond = 1e6;
  constexpr double kLatest = 4e9;
  if (!seconds || *seconds <= 0 || *seconds > kLatest) return std::nullopt;
  return TimePoint{std::chrono::microseconds{std::llround(*seconds * kMicrosecondsPerSecond)}};
}

/// What was asked: the strategy, the constraints, and the shape of the data (never its texts, never the address).
Json settings_of(const Json& report, const Json& benchmark) {
  Json settings = Json::object();
  const Json strategy = strategy_of(benchmark);
  for (const auto& [key, value] : strategy.items()) {
    if (value.is_primitive() && !value.is_null() && key != "worker_count")
      settings[key == "type_" ? "strategy" : key] = value;
  }
  const Json args = report.contains("args") ? object_at(report, {"args"}) : object_at(report, {"config", "spec"});
  for (const char* key : {"max_seconds", "max_requests", "warmup", "cooldown", "random_seed"}) {
    if (args.contains(key) && args[key].is_primitive() && !args[key].is_null()) settings[key] = args[key];
  }
  const Json data = args.value("data", Json());
  const Json first = data.is_array() && !data.empty() ? data[0] : data;
  constexpr std::size_t kLongestName = 200;
  if (first.is_string() && first.get_ref<const std::string&>().size() <= kLongestName) settings["data"] = first;
  if (first.is_object()) {
    for (const char* key : {"kind", "prompt_tokens", "output_tokens", "turns"}) {
      if (first.contains(key) && !first[key].is_null()) settings[std::string("data_") + key] = first[key];
    }
  }
  return settings;
}

std::string model_of(const Json& report, const Json& benchmark) {
  return first_text({{object_at(benchmark, {"config", "backend"}), "model"},
                     {object_at(benchmark, {"benchmarker", "backend"}), "model"},
                     {object_at(benchmark, {"worker"}), "backend_model"},
                     {object_at(report, {"config", "spec", "backend"}), "model"},
                     {object_at(report, {"args", "backend_kwargs"}), "model"},
                     {object_at(report, {"args"}), "model"}});
}

ToolRun run_of(const Json& report, const Json& benchmark, const std::string& place, const ReadOptions& options,
               MessageLog& messages) {
  ToolRun tool;
  tool.tool = "guidellm";
  tool.document = "report";
  tool.served_name = model_of(report, benchmark);
  tool.backend = options.backend.value_or("");  // the report knows the client's protocol only
  tool.time = start_of_benchmark(benchmark);
  const RequestCounts counts = counts_of(benchmark);
  add_requests(tool, counts, place, messages);
  if (tool.status != RunStatus::failed) {
    add_rates(benchmark, counts, place, tool, messages);
    add_guidellm_latencies(benchmark, tool.metrics);
    warn_of_few_requests(counts, place, messages);
  }
  set_load(tool, load_of(benchmark, tool));
  add_speed_per_request(tool);
  tool.settings = settings_of(report, benchmark);
  tool.load_pattern = text_field(tool.settings, "strategy");
  if (tool.load_pattern->empty()) tool.load_pattern.reset();
  if (tool.settings.contains("data") && tool.settings["data"].is_string()) tool.dataset_name = tool.settings["data"];
  tool.identity = tool.settings;
  tool.identity["id"] = first_text({{object_at(benchmark, {"config"}), "id_"}, {benchmark, "id_"}});
  const Json metadata = object_at(report, {"metadata"});
  if (const std::string version = text_field(metadata, "guidellm_version"); !version.empty()) {
    tool.source["tool_version"] = version;
  }
  return tool;
}

class Guidellm : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "guidellm"; }
  [[nodiscard]] std::string_view description() const override { return "a report of guidellm (benchmarks JSON)"; }
  [[nodiscard]] std::string_view example() const override {
    return "guidellm benchmark --target URL --profile sweep --max-seconds 60 --outputs json";
  }
  [[nodiscard]] std::string_view files() const override {
    return "benchmarks.json of guidellm 0.2 and later: each of its benchmarks is one run; say the engine with -b.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const auto has = [&](std::string_view key) { return contains(head, key); };
    if (has("\"guidellm_version\"")) return 100;
    if (has("\"generative_benchmark\"")) return 95;
    return has("\"benchmarks\"") && has("guidellm") ? 70 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog messages;
    ReadResult result;
    const JsonDocuments documents = read_json_documents(stream, messages);
    std::vector<std::string> models;
    for (const auto& [document, benchmark] : benchmarks_of(documents))
      models.push_back(model_of(*document, *benchmark));
    refuse_several_models(models, options);
    std::size_t number = 0;
    for (const auto& [document, benchmark] : benchmarks_of(documents)) {
      const std::string place = "benchmark " + std::to_string(++number);
      if (!benchmark->contains("metrics")) {
        messages.warn(place, "left out: a benchmark without metrics");
        ++result.records_dropped;
        continue;
      }
      add_run(result, run_of(*document, *benchmark, place, options, messages), options, messages);
    }
    if (result.runs.empty()) {
      throw Error{ErrorCode::invalid_input,
                  stream.name() + " is a report of guidellm without a finished benchmark: run it again"};
    }
    result.partial = result.partial || documents.partial;
    result.messages = messages.take();
    return result;
  }

 private:
  static std::vector<std::pair<const Json*, const Json*>> benchmarks_of(const JsonDocuments& documents) {
    std::vector<std::pair<const Json*, const Json*>> found;
    for (const JsonDocument& document : documents.documents) {
      const auto list = document.value.find("benchmarks");
      if (list == document.value.end() || !list->is_array()) continue;
      for (const Json& benchmark : *list) {
        if (benchmark.is_object()) found.emplace_back(&document.value, &benchmark);
      }
    }
    return found;
  }
};

}  // namespace

std::unique_ptr<Format> make_guidellm() {
  return std::make_unique<Guidellm>();
}

}  // namespace llmbench::parsers
