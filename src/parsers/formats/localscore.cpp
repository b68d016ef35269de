// LocalScore (localscore.ai, part of llamafile): what its JSON output and its uploads hold. Nine tests of a prompt and
// a generation after it; field names as in localscore/printer.cpp of llamafile.

#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/llama_bench/hardware.hpp"
#include "parsers/llama_bench/model.hpp"
#include "parsers/tool_run.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench::parsers {
namespace {

const Json& object_field(const Json& record, const char* name) {
  static const Json kNone = Json::object();
  const auto found = record.find(name);
  return found != record.end() && found->is_object() ? *found : kNone;
}

std::optional<double> positive_field(const Json& record, const char* name) {
  const auto value = number_field(record, name);
  return value && *value > 0 ? value : std::nullopt;
}

/// Results of one document that measured something.
std::vector<Json> tests_of(const Json& document, MessageLog& messages) {
  std::vector<Json> tests;
  const auto results = document.find("results");
  if (results == document.end() || !results->is_array()) return tests;
  for (const Json& test : *results) {
    const bool is_test = test.is_object() && (positive_field(test, "prompt_tps") || positive_field(test, "gen_tps"));
    if (is_test) {
      tests.push_back(test);
    } else {
      messages.warn("", "left out: a result without prompt_tps and gen_tps");
    }
  }
  return tests;
}

HardwareConfig hardware_of_system(const Json& document) {
  const Json& system = object_field(document, "system_info");
  const Json& accelerator = object_field(document, "accelerator_info");
  const auto filled = [](const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); };
  HardwareConfig hardware;
  hardware.cpu_model = filled(text_field(system, "cpu_name"));
  hardware.ram_gb = positive_field(system, "ram_gb");
  const std::string name = text_field(accelerator, "name");
  if (equals_ignoring_case(text_field(accelerator, "type"), "CPU")) {
    hardware.gpu_model = kCpuOnly;
    hardware.gpu_memory_gb = 0;
    hardware.gpu_count = 0;
    if (!hardware.cpu_model) hardware.cpu_model = filled(name);
  } else if (!name.empty()) {
    hardware.gpu_model = name;
    hardware.gpu_count = 1;  // LocalScore measures on the one it was told to use
    if (const auto memory = positive_field(accelerator, "memory_gb")) {
      hardware.gpu_memory_gb = llama_bench::sold_memory_gb(name, hardware.cpu_model.value_or(""), *memory);
    }
  }
  return hardware;
}

std::string test_name_of(const Json& test) {
  return "pp" + std::to_string(integer_field(test, "n_prompt").value_or(0)) + "+tg" +
         std::to_string(integer_field(test, "n_gen").value_or(0));
}

/// prompt_tps and gen_tps of a test are neither pp512 nor tg128 of llama-bench: the generation follows the prompt.
void add_test(const Json& test, std::vector<Metric>& metrics) {
  struct LocalFigure {
    const char* field;
    const char* unit;
    const char* spread;
  };
  static constexpr std::array<LocalFigure, 6> kFigures{{{"prompt_tps", "tok/s", "prompt_tps_stddev"},
                                                        {"gen_tps", "tok/s", "gen_tps_stddev"},
                                                        {"ttft_ms", "ms", nullptr},
                                                        {"avg_time_ms", "ms", "stddev_time_ms"},
                                                        {"power_watts", "W", nullptr},
                                                        {"vram_used_mb", "MB", nullptr}}};
  const std::string name = test_name_of(test);
  for (const LocalFigure& figure : kFigures) {
    const auto value = positive_field(test, figure.field);  // 0 is what LocalScore writes for unknown
    if (!value) continue;
    add_metric(metrics, (std::string(figure.field) + " " + name).c_str(), value, figure.unit,
               {{"localscore_test", name},
                {"n_prompt_tokens", integer_field(test, "n_prompt").value_or(0)},
                {"n_generated_tokens", integer_field(test, "n_gen").value_or(0)}});
    if (figure.spread != nullptr) metrics.back().stddev = positive_field(test, figure.spread);
    metrics.back().measured_at = parse_time(text_field(test, "test_time"));
  }
}

/// The mean over the tests, which is what LocalScore calls a result; its own figure when it is there.
void add_mean(const Json& summary, const char* summary_field, const std::vector<Json>& tests, const char* field,
              const char* metric, const char* unit, std::vector<Metric>& metrics) {
  auto value = positive_field(summary, summary_field);
  Json context{{"mean_over_tests", tests.size()}};
  if (!value) {
    double sum = 0;
    for (const Json& test : tests) {
      const auto part = positive_field(test, field);
      if (!part) return;
      sum += *part;
    }
    value = sum / static_cast<double>(tests.size());
    context["computed"] = true;
  }
  add_metric(metrics, metric, value, unit, std::move(context));
}

std::vector<Metric> metrics_of(const Json& document, const std::vector<Json>& tests) {
  std::vector<Metric> metrics;
  const Json& summary = object_field(document, "results_summary");
  add_mean(summary, "avg_gen_tps", tests, "gen_tps", "tokens_per_second", "tok/s", metrics);
  add_mean(summary, "avg_prompt_tps", tests, "prompt_tps", "prompt_processing_speed", "tok/s", metrics);
  add_mean(summary, "avg_ttft_ms", tests, "ttft_ms", "ttft_mean_ms", "ms", metrics);
  add_metric(metrics, "localscore_performance_score", positive_field(summary, "performance_score"), "");
  for (const Json& test : tests) add_test(test, metrics);
  return metrics;
}

/// As model_quant_str spells it, unless that is only the last word of model_type: "Medium" of "gpt-oss 20B Q2_K -
/// Medium".
std::string quantization_of(const Json& test) {
  const std::string said = text_field(test, "model_quant_str");
  if (normalise_quantization(said).known) return said;
  return llama_bench::find_model(text_field(test, "model_filename"), text_field(test, "model_type")).quantization;
}

ToolRun tool_run_of(const Json& document, const std::vector<Json>& tests) {
  const Json& runtime = object_field(document, "runtime_info");
  ToolRun run;
  run.tool = "localscore";
  run.document = "LocalScore file";
  const std::string file = text_field(tests.front(), "model_filename");
  run.served_name = file.empty() ? text_field(tests.front(), "model_name") : file;
  run.quantization = quantization_of(tests.front());
  run.backend = text_field(runtime, "name");
  const std::string version = text_field(runtime, "version");
  const std::string commit = text_field(runtime, "commit");
  if (!version.empty()) run.backend_version = commit.empty() ? version : version + " (" + commit + ")";
  run.hardware = hardware_of_system(document);
  run.load = Load::single;
  Json names = Json::array();
  for (const Json& test : tests) {
    names.push_back(test_name_of(test));
    const auto time = parse_time(text_field(test, "test_time"));
    if (time && (!run.time || *time < *run.time)) run.time = time;
  }
  run.identity = {{"runtime", runtime},
                  {"system", object_field(document, "system_info")},
                  {"accelerator", object_field(document, "accelerator_info")},
                  {"model_name", text_field(tests.front(), "model_name")},
                  {"tests", std::move(names)}};
  run.source = {{"runtime_info", runtime},
                {"system_info", object_field(document, "system_info")},
                {"accelerator_info", object_field(document, "accelerator_info")},
                {"model_name", text_field(tests.front(), "model_name")}};
  run.metrics = metrics_of(document, tests);
  return run;
}

class LocalScore final : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "localscore"; }
  [[nodiscard]] std::string_view description() const override { return "LocalScore results"; }
  [[nodiscard]] std::string_view example() const override { return "localscore -m MODEL.gguf -o json"; }
  [[nodiscard]] std::string_view files() const override {
    return "What -o json writes, or the document that LocalScore sends to localscore.ai.";
  }

  [[nodiscard]] int detect(std::string_view head) const override {
    const auto has = [head](std::string_view key) { return contains(head, key); };
    return has("\"runtime_info\"") && has("\"accelerator_info\"") && has("\"system_info\"") ? 100 : 0;
  }

  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog messages;
    const JsonDocuments input = read_json_documents(stream, messages);
    ReadResult result;
    for (const JsonDocument& document : input.documents) {
      const std::vector<Json> tests = tests_of(document.value, messages);
      if (tests.empty()) continue;
      result.records_read += tests.size();
      ExperimentRun run = make_tool_run(tool_run_of(document.value, tests), options, messages);
      const auto count = [&tests](const char* field) {
        const auto value = integer_field(tests.front(), field);
        return value && *value > 0 ? value : std::nullopt;
      };
      if (count("model_size") || count("model_n_params")) {
        run.artifact = Artifact{count("model_size"), count("model_n_params"), "", std::nullopt};
      }
      result.runs.push_back(std::move(run));
    }
    if (result.runs.empty()) {
      throw Error{ErrorCode::invalid_input, stream.name() +
                                                " holds no test of LocalScore with a speed: let it run to "
                                                "its end, `" +
                                                std::string(example()) + "`"};
    }
    result.partial = input.partial;
    result.messages = messages.take();
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_localscore();
std::unique_ptr<Format> make_localscore() {
  return std::make_unique<LocalScore>();
}

}  // namespace llmbench::parsers
