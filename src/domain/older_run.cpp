// Runs, machines and variants of the older system.

#include "domain/older_columns.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/domain/older_system.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <initializer_list>
#include <limits>

namespace llmbench {
namespace {

using older::add_reason;
using older::integer_of;
using older::number_of;
using older::text_of;
using older::time_of;

constexpr std::size_t kMaxNotesBytes = 64 << 10;

/// The runs its migrations put into every database.
struct SampleRun {
  std::string_view model_name;
  std::string_view quantization;
};
constexpr SampleRun kSampleRuns[] = {
    {"Mistral Small 3.2 24B", "Q8_0"},
    {"Mistral Small 3.2 24B", "Q4_0"},
    {"Llama 3.1 8B", "Q8_0"},
    {"Llama 3.1 8B", "Q4_0"},
};

bool is_sample(const ExperimentRun& run) {
  return normalise_backend(run.backend).name == "llama.cpp" &&
         std::ranges::any_of(kSampleRuns, [&](const SampleRun& sample) {
           return run.model_name == sample.model_name && run.quantization == sample.quantization;
         });
}

std::optional<std::string> known_text(const Json& row, const char* column) {
  std::string text = text_of(row, column);
  const std::string_view word = trim(text);
  if (word.empty() || equals_ignoring_case(word, "unknown") || equals_ignoring_case(word, "n/a")) return std::nullopt;
  return text;
}

std::optional<double> positive_number(const Json& row, const char* column) {
  const auto value = number_of(row, column);
  return value && *value > 0 ? value : std::nullopt;
}

/// A count that was never negative; nullopt otherwise.
std::optional<int> count_of(const Json& row, const char* column) {
  const auto value = integer_of(row, column);
  if (!value || *value < 0 || *value > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(*value);
}

void add_negative_columns(const Json& row, std::initializer_list<const char*> columns, std::string& reasons) {
  for (const char* column : columns) {
    const auto value = number_of(row, column);
    if (value && *value < 0) add_reason(reasons, "its " + std::string{column} + " is negative and stays in legacy");
  }
}

std::vector<std::string> texts_of(const Json& row, const char* column) {
  std::vector<std::string> texts;
  const auto array = row.find(column);
  if (array == row.end() || !array->is_array()) return texts;
  for (const Json& item : *array) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

void set_status(const Json& row, ExperimentRun& run) {
  const std::string word = text_of(row, "status");
  if (const auto status = parse_run_status(to_lower(trim(word)))) {
    run.status = *status;
    return;
  }
  run.status = RunStatus::failed;
  run.error = "the older system said: " + word;
}

/// A run that has nothing wrong with it, to ask about one part.
ExperimentRun valid_run() {
  ExperimentRun run;
  run.model_name = run.quantization = run.backend = "any";
  return run;
}

/// "value must be >= 0": without the place.
std::optional<std::string> first_problem(const ExperimentRun& run) {
  const auto wrong = validate_run(run);
  if (wrong.empty()) return std::nullopt;
  const std::string& path = wrong.front().path;
  return path.substr(path.rfind('.') + 1) + " " + wrong.front().message;
}

}  // namespace

HardwareConfig older_hardware(const Json& row) {
  HardwareConfig hardware;
  const std::string gpu = text_of(row, "gpu_model");
  // What the older system showed as "cpu_only".
  if (gpu.starts_with("CPU") || gpu == "N/A") {
    hardware.gpu_model = kCpuOnly;
    hardware.gpu_memory_gb = 0;
    hardware.gpu_count = 0;
  } else {
    hardware.gpu_model = known_text(row, "gpu_model");
    hardware.gpu_memory_gb = positive_number(row, "gpu_memory_gb");
  }
  hardware.cpu_model = known_text(row, "cpu_model");
  hardware.cpu_arch = known_text(row, "cpu_arch");
  hardware.ram_gb = positive_number(row, "ram_gb");
  hardware.ram_type = known_text(row, "ram_type");
  hardware.virtualization_type = known_text(row, "virtualization_type");
  hardware.optimizations = texts_of(row, "optimizations");
  return hardware;
}

std::string left_out_of_hardware(const Json& row) {
  std::string reasons;
  add_negative_columns(row, {"gpu_memory_gb", "ram_gb"}, reasons);
  return reasons;
}

std::optional<std::string> find_machine_problem(const HardwareConfig& hardware) {
  ExperimentRun run = valid_run();
  run.hardware = hardware;
  return first_problem(run);
}

ModelVariant older_variant(const Json& row) {
  return {normalise_model_name(text_of(row, "model_name")), normalise_quantization(text_of(row, "quantization")).name,
          std::string(trim(text_of(row, "lora_adapter")))};
}

std::optional<std::string> find_variant_problem(const ModelVariant& variant) {
  constexpr std::size_t kMaxName = 255;
  if (variant.model_name.empty()) return "the model has no name";
  if (variant.quantization.empty()) return "the quantization has no name";
  for (const std::string* name : {&variant.model_name, &variant.quantization, &variant.lora_adapter}) {
    if (utf8_length(*name) > kMaxName) return "a name is longer than 255 characters";
  }
  return std::nullopt;
}

ExperimentRun older_run(const Json& row, const Json& hardware) {
  ExperimentRun run;
  run.id = parse_uuid(text_of(row, "id"));
  run.model_name = text_of(row, "model_name");
  run.quantization = text_of(row, "quantization");
  run.backend = text_of(row, "backend");
  if (std::string version = text_of(row, "backend_version"); !version.empty()) run.backend_version = version;
  if (hardware.is_object()) run.hardware = older_hardware(hardware);
  run.timestamp = time_of(row, "timestamp");
  run.notes = text_of(row, "notes");
  if (run.notes.size() > kMaxNotesBytes) {  // the whole text stays in legacy
    run.notes.resize(kMaxNotesBytes);
    while (!is_valid_utf8(run.notes)) run.notes.pop_back();
  }
  set_status(row, run);
  run.concurrent_requests = count_of(row, "concurrent_requests");
  run.max_context_length = count_of(row, "max_context_length");
  run.gpu_power_limit_watts = count_of(row, "gpu_power_limit_watts");
  run.load_pattern = known_text(row, "load_pattern");
  run.dataset_name = known_text(row, "dataset_name");
  if (is_sample(run)) run.tags = {"sample"};
  run.provenance["source"] = "older_system";
  return run;
}

std::string left_out_of_run(const Json& row) {
  std::string reasons = older::time_left_out(row, "timestamp");
  add_negative_columns(row, {"concurrent_requests", "max_context_length", "gpu_power_limit_watts"}, reasons);
  if (text_of(row, "notes").size() > kMaxNotesBytes) {
    add_reason(reasons, "its notes are longer than 64 KiB; what is over stays in legacy");
  }
  return reasons;
}

void add_older_fingerprint(ExperimentRun& run) {
  run.provenance["fingerprint"] = {{"older_run_id", run.id ? Json(to_string(*run.id)) : Json()},
                                   {"run", run_fingerprint(run)}};
}

std::vector<RefusedMetric> take_refused_metrics(std::vector<Metric>& metrics) {
  std::vector<RefusedMetric> refused;
  std::vector<Metric> kept;
  ExperimentRun run = valid_run();
  for (std::size_t at = 0; at < metrics.size(); ++at) {
    run.metrics = {metrics[at]};
    if (const auto problem = first_problem(run)) {
      refused.push_back({at, *problem});
    } else {
      kept.push_back(std::move(metrics[at]));
    }
  }
  metrics = std::move(kept);
  return refused;
}

void show_older_speed(PreparedRun& prepared) {
  const auto& metrics = prepared.run.metrics;
  const auto stated = std::ranges::find(metrics, "tokens_per_second", &Metric::name);
  if (stated == metrics.end() || is_copied(*stated)) return;
  if (prepared.headline.speed && prepared.headline.speed->value == stated->value) return;
  const auto points = speed_points({*stated});
  if (!points.empty()) prepared.headline.speed = points.front();
}

}  // namespace llmbench
