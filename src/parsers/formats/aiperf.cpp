// Results of NVIDIA's AIPerf and of genai-perf before it: profile_export_aiperf.json (statistics) and
// profile_export.jsonl (one record per request).

#include "parsers/json_documents.hpp"
#include "parsers/serving/aiperf_records.hpp"
#include "parsers/serving/figures.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::parsers {
std::unique_ptr<Format> make_aiperf();

namespace {

/// The table that the tool shows at its end, also pasted without its frame.
bool is_console_table(std::string_view head) {
  if (contains(head, "LLM Metrics") && contains(head, "┃")) return true;
  return contains(head, "│") && contains(head, "Output Token Throughput (") && contains(head, "Request Throughput (");
}

bool is_csv(std::string_view head) {
  return trim(head).starts_with("Metric,avg,min,max");
}

/// Both are rounded to two decimals; model and load stand in the command line beside the table at best.
[[noreturn]] void refuse_table(std::string_view head, const std::string& name) {
  const bool aiperf = contains(head, "AIPerf") || contains(head, "(tokens/sec)");
  const std::string file = aiperf ? "profile_export_aiperf.json" : "profile_export_genai_perf.json";
  throw Error{ErrorCode::invalid_input, name + " is the " + (is_csv(head) ? "CSV" : "console table") + " of " +
                                            (aiperf ? "AIPerf" : "genai-perf") +
                                            ", whose figures are rounded: upload " + file +
                                            " from the artifact directory of the same run"};
}

class Aiperf : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "aiperf"; }
  [[nodiscard]] std::string_view description() const override {
    return "a profile export of AIPerf or genai-perf (JSON, or JSON lines with one request each)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "aiperf profile --model MODEL --url URL --concurrency 8 --request-count 100";
  }
  [[nodiscard]] std::string_view files() const override {
    return "profile_export_aiperf.json, profile_export_genai_perf.json and profile_export.jsonl; say the engine with "
           "-b.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    if (is_csv(head) || is_console_table(head)) return 80;
    const auto has = [&](std::string_view key) { return contains(head, key); };
    const bool times = has("\"time_to_first_token\"") || has("\"request_latency\"") || has("\"inter_token_latency\"");
    if (!times || has("guidellm") || has("\"generative_benchmark\"")) return 0;
    if (has("\"metadata\"") && has("\"metrics\"") && has("\"value\"")) return 85;
    return has("\"avg\"") && has("\"unit\"") ? 90 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    if (is_csv(stream.head()) || is_console_table(stream.head())) refuse_table(stream.head(), stream.name());
    MessageLog messages;
    ReadResult result;
    const JsonDocuments documents = read_json_documents(stream, messages);
    std::vector<Json> records;
    for (const JsonDocument& document : documents.documents) {
      const std::string place = "line " + std::to_string(document.line);
      if (is_aiperf_summary(document.value)) {
        add_run(result, with_backend(run_of_aiperf_summary(document.value, place, messages), options), options,
                messages);
      } else if (is_aiperf_record(document.value)) {
        records.push_back(document.value);
      } else {
        messages.warn(place, "left out: an object that is no result of AIPerf");
        ++result.records_dropped;
      }
    }
    if (!records.empty()) {
      add_run(result, with_backend(run_of_aiperf_records(records, messages), options), options, messages);
      result.records_read += records.size() - 1;
    }
    if (result.runs.empty()) {
      throw Error{ErrorCode::invalid_input, stream.name() + " holds no result of AIPerf: run the profile again"};
    }
    result.partial = result.partial || documents.partial;
    result.messages = messages.take();
    return result;
  }

 private:
  /// The export knows the protocol of the endpoint only.
  static ToolRun with_backend(ToolRun tool, const ReadOptions& options) {
    tool.backend = options.backend.value_or("");
    return tool;
  }
};

}  // namespace

std::unique_ptr<Format> make_aiperf() {
  return std::make_unique<Aiperf>();
}

}  // namespace llmbench::parsers
