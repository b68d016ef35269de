#include "domain/run_warnings.hpp"

#include "llmbench/domain/metric_catalogue.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/util/bytes.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace llmbench {
namespace {

constexpr double kBytesPerGigabyte = 1e9;

/// "12.3"
std::string shown(double value) {
  return format_number(std::round(value * 10) / 10);
}

/// Billions of parameters used per token as model names state them: "A3B" in "Qwen3-30B-A3B".
std::optional<double> stated_active_billions(std::string_view model_name) {
  for (std::size_t at = 0; at + 2 < model_name.size(); ++at) {
    const bool starts =
        (model_name[at] == 'A' || model_name[at] == 'a') &&
        (at == 0 || model_name[at - 1] == '-' || model_name[at - 1] == '_' || model_name[at - 1] == '.');
    if (!starts) continue;
    std::size_t end = at + 1;
    while (end < model_name.size() && ((model_name[end] >= '0' && model_name[end] <= '9') || model_name[end] == '.')) {
      ++end;
    }
    if (end == at + 1 || end == model_name.size() || (model_name[end] != 'B' && model_name[end] != 'b')) continue;
    if (const auto billions = parse_double(model_name.substr(at + 1, end - at - 1))) return billions;
  }
  return std::nullopt;
}

/// Models of which only a part is read per token, where the name does not say how much: no roof can be computed.
bool may_be_sparse(std::string_view model_name) {
  static constexpr std::array<std::string_view, 17> kSparse{
      "moe",     "gpt-oss", "mixtral", "deepseek", "scout",      "maverick", "8x7b", "8x22b",    "glm-4.5",
      "glm-4.6", "glm-4.7", "kimi",    "minimax",  "qwen3-next", "step-3",   "grok", "granite-4"};
  return std::ranges::any_of(kSparse, [&](std::string_view part) { return contains_ignoring_case(model_name, part); });
}

/// Bytes of weights read for one token; nullopt where the model does not tell.
std::optional<double> weight_bytes_per_token(const PreparedRun& prepared) {
  const Headline& headline = prepared.headline;
  if (!headline.model_size_gb) return std::nullopt;
  const double size_bytes = *headline.model_size_gb * kGibibyte;
  const std::string& model = prepared.variant.model_name;
  if (const auto active = stated_active_billions(model)) {
    if (headline.n_params.value_or(0) <= 0) return std::nullopt;
    return size_bytes * std::min(1.0, *active * 1e9 / static_cast<double>(*headline.n_params));
  }
  return may_be_sparse(model) ? std::nullopt : std::optional(size_bytes);
}

/// Every generated token reads the weights once, so memory bandwidth bounds one stream.
void warn_about_roof(const PreparedRun& prepared, std::vector<std::string>& warnings) {
  constexpr double kMargin = 1.1;  // overclocked memory, caches
  const Headline& headline = prepared.headline;
  if (!headline.speed || prepared.load != Load::single || !prepared.hardware.gpu_model) return;
  const auto spec = find_gpu_spec(*prepared.hardware.gpu_model);
  const auto bytes = weight_bytes_per_token(prepared);
  if (!spec || !spec->bandwidth_gb_per_s || !bytes || *bytes <= 0) return;
  const double devices = std::max(1, prepared.hardware.gpu_count);
  const double roof = *spec->bandwidth_gb_per_s * kBytesPerGigabyte * devices / *bytes;
  if (headline.speed->value <= roof * kMargin) return;
  warnings.push_back(shown(headline.speed->value) + " tok/s is more than the memory of " + prepared.hardware.platform +
                     " can read of this model (about " + shown(roof) + " tok/s): check the model and the device");
}

void warn_about_memory(const PreparedRun& prepared, std::vector<std::string>& warnings) {
  constexpr double kMargin = 1.02;  // GB and GiB of drivers differ by less
  const HardwareProfile& hardware = prepared.hardware;
  const auto& memory_gb = prepared.headline.memory_gb;
  const auto& place = prepared.headline.memory_place;
  if (!memory_gb) return;
  std::optional<double> available_gb;
  if (place == "ram" || place == "unified") {
    available_gb = hardware.ram_gb;
  } else if (place != "split" && hardware.gpu_memory_gb) {
    available_gb = *hardware.gpu_memory_gb * std::max(1, hardware.gpu_count);
  }
  if (!available_gb || *available_gb <= 0 || *memory_gb <= *available_gb * kMargin) return;
  warnings.push_back(shown(*memory_gb) + " GB of memory is more than the " + shown(*available_gb) + " GB of " +
                     hardware.platform);
}

void warn_about_names(const PreparedRun& prepared, std::vector<std::string>& warnings) {
  if (!normalise_quantization(prepared.variant.quantization).known) {
    warnings.push_back("quantization \"" + prepared.variant.quantization + "\" is not a name we know; it is kept");
  }
  if (!normalise_backend(prepared.run.backend).known) {
    warnings.push_back("backend \"" + prepared.run.backend + "\" is not a name we know; it is kept");
  }
  if (is_placeholder_model_name(prepared.variant.model_name)) {
    warnings.push_back("\"" + prepared.variant.model_name +
                       "\" is what programs call a model nobody named; upload with the model's own name");
  }
}

void warn_about_units(const PreparedRun& prepared, std::vector<std::string>& warnings) {
  std::set<std::string> unknown;
  for (const Metric& metric : prepared.run.metrics) {
    const auto unit = canonical_unit(metric.unit);
    if (!unit) {
      unknown.insert(metric.unit);
      continue;
    }
    const auto info = find_metric(metric.name);
    // A ratio may come as a fraction or as percent, and a unit may be left out.
    if (!info || unit->empty() || info->unit.empty() || *unit == info->unit) continue;
    warnings.push_back("metric " + metric.name + " has the unit \"" + metric.unit + "\" where \"" +
                       std::string(info->unit) + "\" is usual");
  }
  for (const std::string& unit : unknown) warnings.push_back("unit \"" + unit + "\" is not a unit we know; it is kept");
}

/// The name allows several sizes: say which, so that the user can.
void warn_about_device(const PreparedRun& prepared, std::vector<std::string>& warnings) {
  const HardwareProfile& hardware = prepared.hardware;
  if (!hardware.gpu_model || hardware.gpu_memory_gb) return;
  const auto spec = find_gpu_spec(*hardware.gpu_model);
  if (!spec || spec->memory_choices_gb.size() < 2) return;
  std::vector<std::string> choices;
  for (const double choice : spec->memory_choices_gb) choices.push_back(format_number(choice));
  warnings.push_back("GPU memory is unknown: " + *hardware.gpu_model + " exists with " + join(choices, " and ") +
                     " GB; say which with --gpu-memory-gb or gpu_memory_gb");
}

}  // namespace

std::vector<std::string> run_warnings(const PreparedRun& prepared) {
  std::vector<std::string> warnings;
  warn_about_names(prepared, warnings);
  const bool has_result = prepared.run.status == RunStatus::completed;
  const Headline& headline = prepared.headline;
  if (has_result && prepared.run.workload == Workload::inference) {
    if (!headline.speed && !headline.prompt_speed && !headline.total_tokens_per_second) {
      warnings.emplace_back("the run has no speed (tokens_per_second, or a test such as tg128)");
    }
    if (!headline.memory_gb) warnings.emplace_back("the run has no memory figure (memory_usage_gb)");
  }
  warn_about_roof(prepared, warnings);
  warn_about_memory(prepared, warnings);
  warn_about_units(prepared, warnings);
  warn_about_device(prepared, warnings);
  return warnings;
}

}  // namespace llmbench
