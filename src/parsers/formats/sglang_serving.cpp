// The JSON lines of SGLang's serving benchmark (`python -m sglang.bench_serving --output-file x.jsonl`): one run a
// line.

#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/served_name.hpp"
#include "parsers/serving/figures.hpp"
#include "parsers/serving/serving_record.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::parsers {
std::unique_ptr<Format> make_sglang_serving();

namespace {

/// The server that answered; with prefill and decode apart, the first decode server.
Json server_of(const Json& record) {
  const Json info = record.value("server_info", Json());
  if (!info.is_object()) return Json::object();
  if (info.contains("model_path")) return info;
  for (const char* side : {"decode", "prefill"}) {
    if (info.contains(side) && info[side].is_array() && !info[side].empty() && info[side][0].is_object()) {
      return info[side][0];
    }
  }
  return info;
}

/// Server settings that decide speed; the other two hundred and fifty are defaults of a build.
constexpr const char* kServerSettings[] = {"tp_size",
                                           "pp_size",
                                           "dp_size",
                                           "ep_size",
                                           "dtype",
                                           "quantization",
                                           "kv_cache_dtype",
                                           "attention_backend",
                                           "mem_fraction_static",
                                           "context_length",
                                           "schedule_policy",
                                           "chunked_prefill_size",
                                           "max_running_requests",
                                           "speculative_algorithm",
                                           "speculative_num_draft_tokens",
                                           "disable_radix_cache",
                                           "disable_cuda_graph",
                                           "enable_torch_compile",
                                           "disaggregation_mode",
                                           "moe_runner_backend",
                                           "torchao_config",
                                           "cpu_offload_gb",
                                           "device"};

Json server_settings(const Json& server) {
  Json settings = Json::object();
  for (const char* name : kServerSettings) {
    if (server.contains(name) && !server[name].is_null() && server[name] != "") settings[name] = server[name];
  }
  return settings;
}

/// "fp8"; without a quantization the type of the weights, when it is not "auto".
std::string quantization_of(const Json& server) {
  const std::string stated = text_field(server, "quantization");
  if (!stated.empty()) return equals_ignoring_case(stated, "w8a8_fp8") ? "W8A8-FP8" : stated;
  const std::string type = text_field(server, "dtype");
  return type == "auto" ? "" : type;
}

class SglangServing : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "sglang-serving"; }
  [[nodiscard]] std::string_view description() const override {
    return "results of SGLang's serving benchmark (sglang.bench_serving, JSON lines)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "python -m sglang.bench_serving --backend sglang --max-concurrency 8 --output-file results.jsonl";
  }
  [[nodiscard]] std::string_view files() const override { return "What --output-file writes: each line is one run."; }
  [[nodiscard]] int detect(std::string_view head) const override {
    const auto has = [&](std::string_view key) { return contains(head, key); };
    // server_info stands in front and may be larger than the head, so the figures need not be in it.
    if (has("\"server_info\"") && has("\"request_rate\"")) return 95;
    if (!has("\"completed\"") || !has("\"request_throughput\"")) return 0;
    return has("\"total_output_tokens_retokenized\"") || has("_e2e_latency_ms\"") ? 92 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    const auto run = [&](const JsonDocument& document, const std::string& place, MessageLog& messages) {
      return run_of(document, place, options, messages);
    };
    return read_serving_records(
        stream, options,
        {" holds no result of sglang.bench_serving: it was cut off, so run the tool again", model_of, run});
  }

 private:
  static std::string model_of(const Json& record) {
    const std::string path = text_field(server_of(record), "model_path");
    return path.empty() ? served_model(record) : path;
  }

  static ToolRun run_of(const JsonDocument& document, const std::string& place, const ReadOptions& options,
                        MessageLog& messages) {
    const Json server = server_of(document.value);
    const ServingSource source{
        "sglang.bench_serving",  "sglang",      "results file", place, has_infinite_rate(document.text),
        server_settings(server), Json::object()};
    ToolRun tool = make_serving_run(document.value, source, options, messages);
    tool.served_name = model_of(document.value);
    if (!parse_served_name(tool.served_name).quantization) tool.quantization = quantization_of(server);
    const std::string version = text_field(server, "version");
    if (!version.empty()) tool.backend_version = version;
    if (const auto context = integer_field(server, "context_length"); context && *context > 0) {
      tool.max_context_length = static_cast<int>(*context);
    }
    return tool;
  }
};

}  // namespace

std::unique_ptr<Format> make_sglang_serving() {
  return std::make_unique<SglangServing>();
}

}  // namespace llmbench::parsers
