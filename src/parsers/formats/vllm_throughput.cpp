// The JSON of `vllm bench throughput` (benchmark_throughput.py): all prompts at once, tokens of prompt and answer
// counted together.

#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/serving/figures.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::parsers {
std::unique_ptr<Format> make_vllm_throughput();

namespace {

/// {"error": "Failed"}: what scripts write in place of a result.
bool is_failure_marker(const Json& record) {
  return record.contains("error") && !record.contains("elapsed_time");
}

ToolRun run_of(const Json& record, const std::string& place, MessageLog& messages) {
  ToolRun tool;
  tool.tool = "vllm bench throughput";
  tool.document = "results file";
  tool.backend = "vllm";
  tool.served_name = text_field(record, "model");
  const auto seconds = number_field(record, "elapsed_time");
  const auto requests = integer_field(record, "num_requests");
  add_metric(tool.metrics, "duration_seconds", seconds, "s");
  add_requests(tool, {requests, std::nullopt, std::nullopt}, place, messages);
  // tokens_per_second of this tool counts prompts too: never a generation speed.
  add_checked_rate(tool.metrics,
                   {"total_tokens_per_second", "reported_total_tokens_per_second", "tok/s",
                    number_field(record, "total_num_tokens"), number_field(record, "tokens_per_second")},
                   seconds, place, messages);
  add_checked_rate(tool.metrics,
                   {"requests_per_second", "reported_requests_per_second", "req/s",
                    number_field(record, "num_requests"), number_field(record, "requests_per_second")},
                   seconds, place, messages);
  LoadFacts facts;
  facts.rate.infinite = true;
  facts.requests = requests;
  set_load(tool, decide_load(facts));
  tool.load_pattern = "all at once";
  for (const auto& [key, value] : record.items()) {
    if (key == "total_num_tokens" || (value.is_primitive() && !value.is_number_float() && key != "num_requests")) {
      tool.original[key] = value;
    }
  }
  tool.identity = {{"num_requests", requests.value_or(0)},
                   {"total_num_tokens", integer_field(record, "total_num_tokens").value_or(0)}};
  return tool;
}

class VllmThroughput : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "vllm-throughput"; }
  [[nodiscard]] std::string_view description() const override {
    return "a result of vLLM's offline throughput benchmark (vllm bench throughput)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "vllm bench throughput --model MODEL --output-json throughput.json";
  }
  [[nodiscard]] std::string_view files() const override {
    return "What --output-json writes; it names neither model nor quantization, so say -m and -q.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const auto has = [&](std::string_view key) { return contains(head, key); };
    if (has("\"elapsed_time\"") && has("\"num_requests\"") && has("\"tokens_per_second\"")) return 95;
    if (has("\"elapsed_time\"") && has("\"total_num_tokens\"")) return 80;
    return trim(head).starts_with("{\"error\"") ? 5 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog messages;
    ReadResult result;
    const JsonDocuments documents = read_json_documents(stream, messages);
    for (const JsonDocument& document : documents.documents) {
      const Json& record = document.value;
      const std::string place = "line " + std::to_string(document.line);
      if (is_failure_marker(record)) {
        const std::string reason = text_field(record, "error");
        if (documents.documents.size() == 1) {
          throw Error{ErrorCode::invalid_input, stream.name() + " is the mark of a run that failed (\"error\": \"" +
                                                    reason + "\"): it holds no measurement, run the benchmark again"};
        }
        messages.warn(place, "left out: the mark of a run that failed (" + reason + ")");
        ++result.records_dropped;
        continue;
      }
      add_run(result, run_of(record, place, messages), options, messages);
    }
    if (result.runs.empty()) {
      throw Error{ErrorCode::invalid_input,
                  stream.name() + " holds no result of vllm bench throughput: every run failed"};
    }
    result.partial = result.partial || documents.partial;
    result.messages = messages.take();
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_vllm_throughput() {
  return std::make_unique<VllmThroughput>();
}

}  // namespace llmbench::parsers
