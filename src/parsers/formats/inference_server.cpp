// results.json of the older system's inference server benchmark, alone or beside the llm.json of `record`.

#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/serving/figures.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <span>

namespace llmbench::parsers {

std::unique_ptr<Format> make_inference_server();

namespace {

constexpr Figure kThroughput[] = {{"requests_per_second", "requests_per_second", "req/s"},
                                  {"output_tokens_per_second", "tokens_per_second", "tok/s"},
                                  {"input_tokens_per_second", "prompt_processing_speed", "tok/s"},
                                  {"total_input_tokens", "total_input_tokens", "tokens"},
                                  {"total_output_tokens", "total_output_tokens", "tokens"}};

/// The older system stored p95 as the power of a run; the average is what energy is computed from.
constexpr Figure kPower[] = {{"avg_watts", "gpu_power_watts", "W"},
                             {"p95_watts", "gpu_power_p95_watts", "W"},
                             {"max_watts", "gpu_power_max_watts", "W"},
                             {"min_watts", "gpu_power_min_watts", "W"}};

Json part_of(const Json& document, const char* name) {
  const auto at = document.find(name);
  return at != document.end() && at->is_object() ? *at : Json::object();
}

/// "ttft_p95_ms" is named as we name it.
bool is_latency_name(std::string_view key) {
  for (const std::string_view family : {"ttft_", "tpot_", "itl_", "request_"}) {
    if (key.starts_with(family) && key.ends_with("_ms")) return true;
  }
  return false;
}

void add_latencies(const Json& latencies, const std::string& tail, std::vector<Metric>& metrics) {
  for (const auto& [key, value] : latencies.items()) {
    if (value.is_number() && is_latency_name(key)) add_latency(metrics, key + tail, value.get<double>());
  }
}

/// {"4096": {"ttft_p50_ms": ...}}: percentiles of prompts of one size.
void add_latencies_by_size(const Json& sizes, std::vector<Metric>& metrics) {
  for (const auto& [size, latencies] : sizes.items()) {
    const auto tokens = parse_integer(size);
    if (tokens && latencies.is_object()) add_latencies(latencies, "_" + std::to_string(*tokens), metrics);
  }
}

void add_errors(const Json& document, ToolRun& tool, MessageLog& messages) {
  const Json summary = part_of(document, "summary");
  add_requests(tool,
               {integer_field(summary, "total_requests"), integer_field(summary, "successful_requests"),
                integer_field(summary, "failed_requests")},
               "", messages);
  const auto success = number_field(summary, "success_rate");
  if (!metric_value(tool.metrics, "error_rate") && success) {
    add_metric(tool.metrics, "error_rate", 1 - *success, "", {{"computed", "1 - success_rate"}});
  }
  for (Metric& metric : tool.metrics) {
    if (metric.name == "error_rate") metric.context.update(part_of(document, "errors"));
  }
}

void add_figures(const Json& values, std::span<const Figure> figures, std::vector<Metric>& metrics) {
  for (const Figure& figure : figures) {
    const auto value = number_field(values, figure.field);
    if (value && *value > 0) add_metric(metrics, figure.metric, *value * figure.factor, figure.unit);
  }
}

void read_configuration(const Json& configuration, ToolRun& tool) {
  tool.served_name = text_field(configuration, "model");
  LoadFacts facts;
  facts.cap = integer_field(configuration, "concurrent_requests");
  set_load(tool, decide_load(facts));
  if (const std::string pattern = text_field(configuration, "load_pattern"); !pattern.empty())
    tool.load_pattern = pattern;
  if (const std::string file = text_field(configuration, "prompt_file"); !file.empty()) {
    const std::string_view name = path_basename(file);
    tool.dataset_name = std::string(name.substr(0, name.rfind('.')));
  }
  for (const auto& [key, value] : configuration.items()) {
    if (key != "model" && key != "prompt_file" && value.is_primitive() && !value.is_null()) tool.settings[key] = value;
  }
}

ToolRun run_of(const Json& document, MessageLog& messages) {
  ToolRun tool;
  tool.tool = "inference-server";
  tool.document = "results file";
  read_configuration(part_of(document, "configuration"), tool);
  set_time(tool, text_field(document, "timestamp"));
  if (const std::string version = text_field(document, "version"); !version.empty())
    tool.source["tool_version"] = version;
  add_errors(document, tool, messages);
  if (tool.status != RunStatus::failed) {
    add_figures(part_of(document, "throughput"), kThroughput, tool.metrics);
    add_latencies(part_of(document, "latency"), "", tool.metrics);
    add_latencies_by_size(part_of(document, "context_latency"), tool.metrics);
    add_latencies_by_size(part_of(document, "context_itl"), tool.metrics);
  }
  add_metric(tool.metrics, "duration_seconds", number_field(part_of(document, "configuration"), "duration_seconds"),
             "s");
  add_figures(part_of(document, "power_stats"), kPower, tool.metrics);
  add_speed_per_request(tool);
  tool.identity = tool.settings;
  tool.original = document;
  return tool;
}

class InferenceServer : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "inference-server"; }
  [[nodiscard]] std::string_view description() const override {
    return "results.json of the inference server benchmark (llm-perf)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "llm-benchmark-uploader inference-server -f results.json -b vllm -v 0.9.1";
  }
  [[nodiscard]] std::string_view files() const override {
    return "results.json, alone or with the llm.json of `record` beside it.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    int parts = 0;
    for (const std::string_view key :
         {"\"configuration\"", "\"summary\"", "\"throughput\"", "\"latency\"", "\"errors\"", "\"success_rate\""}) {
      parts += contains(head, key) ? 1 : 0;
    }
    constexpr int kCertain = 5;
    constexpr int kLikely = 3;
    if (parts >= kCertain) return 95;
    return parts >= kLikely && contains(head, "\"throughput\"") ? 60 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog messages;
    ReadResult result;
    const JsonDocuments documents = read_json_documents(stream, messages);
    for (const JsonDocument& document : documents.documents) {
      if (!document.value.contains("throughput") && !document.value.contains("summary")) {
        messages.warn("line " + std::to_string(document.line), "left out: an object that is no result");
        ++result.records_dropped;
        continue;
      }
      ToolRun tool = run_of(document.value, messages);
      tool.backend = options.backend.value_or("");
      add_run(result, std::move(tool), options, messages);
    }
    if (result.runs.empty()) {
      throw Error{ErrorCode::invalid_input, stream.name() + " holds no \"throughput\": it is no results.json"};
    }
    result.partial = result.partial || documents.partial;
    result.messages = messages.take();
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_inference_server() {
  return std::make_unique<InferenceServer>();
}

}  // namespace llmbench::parsers
