// The JSON of `vllm bench latency` (benchmark_latency.py): how long one batch takes, again and again.

#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/serving/figures.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::parsers {
std::unique_ptr<Format> make_vllm_latency();

namespace {

constexpr double kMillisecondsPerSecond = 1000;

/// avg_latency is the mean of `latencies`, in seconds: they are its samples.
void add_mean(const Json& record, std::vector<Metric>& metrics) {
  const auto mean = number_field(record, "avg_latency");
  if (!mean || *mean <= 0) return;
  add_metric(metrics, "request_mean_ms", *mean * kMillisecondsPerSecond, "ms");
  const auto seconds = positive_numbers_field(record, "latencies");
  if (!seconds || seconds->empty()) return;
  for (const double value : *seconds) metrics.back().samples.push_back(value * kMillisecondsPerSecond);
}

ToolRun run_of(const Json& record) {
  ToolRun tool;
  tool.tool = "vllm bench latency";
  tool.document = "results file";
  tool.backend = "vllm";
  tool.served_name = text_field(record, "model");
  tool.concurrency_source = "unknown";  // the size of the batch is in the command only
  add_mean(record, tool.metrics);
  const Json percentiles = record.value("percentiles", Json::object());
  if (percentiles.is_object()) {
    for (const auto& [percent, value] : percentiles.items()) {
      if (!value.is_number()) continue;
      add_latency(tool.metrics, "request_p" + percent + "_ms", value.get<double>() * kMillisecondsPerSecond);
    }
  }
  return tool;
}

class VllmLatency : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "vllm-latency"; }
  [[nodiscard]] std::string_view description() const override {
    return "a result of vLLM's latency benchmark of one batch (vllm bench latency)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "vllm bench latency --model MODEL --output-json latency.json";
  }
  [[nodiscard]] std::string_view files() const override {
    return "What --output-json writes; it names neither model nor quantization, so say -m and -q.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const bool has_mean = contains(head, "\"avg_latency\"");
    return has_mean && contains(head, "\"latencies\"") ? 95 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog messages;
    ReadResult result;
    const JsonDocuments documents = read_json_documents(stream, messages);
    for (const JsonDocument& document : documents.documents) {
      ToolRun tool = run_of(document.value);
      if (tool.metrics.empty()) {
        messages.warn("line " + std::to_string(document.line), "left out: an object without a latency");
        ++result.records_dropped;
        continue;
      }
      add_run(result, std::move(tool), options, messages);
    }
    if (result.runs.empty()) {
      throw Error{ErrorCode::invalid_input, stream.name() + " holds no latency: the benchmark failed, run it again"};
    }
    result.partial = result.partial || documents.partial;
    result.messages = messages.take();
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_vllm_latency() {
  return std::make_unique<VllmLatency>();
}

}  // namespace llmbench::parsers
