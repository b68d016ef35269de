// The JSON of vLLM's serving benchmark (`vllm bench serve --save-result`, earlier benchmark_serving.py): one object, or
// a list of them from a sweep.

#include "parsers/json_documents.hpp"
#include "parsers/serving/figures.hpp"
#include "parsers/serving/serving_record.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"

namespace llmbench::parsers {
std::unique_ptr<Format> make_vllm_serve();

namespace {

class VllmServe : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "vllm-serve"; }
  [[nodiscard]] std::string_view description() const override {
    return "a result of vLLM's serving benchmark (vllm bench serve, benchmark_serving.py)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "vllm bench serve --model MODEL --max-concurrency 8 --save-result";
  }
  [[nodiscard]] std::string_view files() const override {
    return "What --save-result writes, a list of such results (a sweep's summary.json), or one a line.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const auto has = [&](std::string_view key) { return head.find(key) != std::string_view::npos; };
    if (!has("\"completed\"") || !has("\"request_throughput\"") || has("\"server_info\"")) return 0;
    if (has("\"total_token_throughput\"") || has("\"output_throughput\"")) return has("\"total_throughput\"") ? 70 : 90;
    return 60;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog messages;
    ReadResult result;
    const JsonDocuments documents = read_json_documents(stream, messages);
    std::vector<std::string> models;
    for (const JsonDocument& document : documents.documents) models.push_back(served_model(document.value));
    refuse_several_models(models, options);
    for (const JsonDocument& document : documents.documents) {
      const std::string place = "line " + std::to_string(document.line);
      if (!document.value.contains("completed")) {
        messages.warn(place, "left out: an object that is no result of a serving benchmark");
        ++result.records_dropped;
        continue;
      }
      const ServingSource source{"vllm bench serve", "vllm", "results file", place, has_infinite_rate(document.text),
                                 Json::object()};
      add_run(result, make_serving_run(document.value, source, options, messages), options, messages);
    }
    if (result.runs.empty()) {
      throw Error{ErrorCode::invalid_input, stream.name() +
                                                " holds no result of a serving benchmark: it was cut off "
                                                "or belongs to another tool"};
    }
    result.partial = result.partial || documents.partial;
    result.messages = messages.take();
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_vllm_serve() {
  return std::make_unique<VllmServe>();
}

}  // namespace llmbench::parsers
