// The JSON of vLLM's serving benchmark (`vllm bench serve --save-result`, earlier benchmark_serving.py): one object, or
// a list of them from a sweep.

#include "parsers/serving/figures.hpp"
#include "parsers/serving/serving_record.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/text.hpp"

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
    const auto has = [&](std::string_view key) { return contains(head, key); };
    if (!has("\"completed\"") || !has("\"request_throughput\"") || has("\"server_info\"")) return 0;
    if (has("\"total_token_throughput\"") || has("\"output_throughput\"")) return has("\"total_throughput\"") ? 70 : 90;
    return 60;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    const auto run_of = [&](const JsonDocument& document, const std::string& place, MessageLog& messages) {
      const ServingSource source{
          "vllm bench serve", "vllm",        "results file", place, has_infinite_rate(document.text),
          Json::object(),     Json::object()};
      return make_serving_run(document.value, source, options, messages);
    };
    return read_serving_records(
        stream, options,
        {" holds no result of a serving benchmark: it was cut off or belongs to another tool", served_model, run_of});
  }
};

}  // namespace

std::unique_ptr<Format> make_vllm_serve() {
  return std::make_unique<VllmServe>();
}

}  // namespace llmbench::parsers
