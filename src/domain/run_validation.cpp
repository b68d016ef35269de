// Every limit of a run (schema.md "Limits"), each wrong field with its path.

#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/metric_catalogue.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace llmbench {
namespace {

constexpr std::size_t kMaxText = 1000;
constexpr std::size_t kMaxNotes = 64 << 10;
constexpr std::size_t kMaxDocument = 256 << 10;
constexpr std::size_t kMaxMetrics = 10'000;
constexpr std::size_t kMaxSamples = 10'000;
constexpr std::size_t kMaxOptimizations = 32;
constexpr std::size_t kMaxOptimization = 64;
constexpr std::size_t kMaxTags = 100;

class Checker {
 public:
  void error(std::string path, std::string message) { errors_.push_back({std::move(path), std::move(message)}); }

  void text(const std::string& path, std::string_view value, std::size_t max_characters) {
    const std::size_t characters = utf8_length(value);
    if (characters > max_characters) {
      error(path,
            "must be at most " + std::to_string(max_characters) + " characters, not " + std::to_string(characters));
    }
  }
  void text(const std::string& path, const std::optional<std::string>& value, std::size_t max_characters) {
    if (value) text(path, std::string_view(*value), max_characters);
  }
  void name(const std::string& path, std::string_view value) {
    if (trim(value).empty()) error(path, "must not be empty");
    text(path, value, kMaxNameLength);
  }
  void bytes(const std::string& path, std::string_view value, std::size_t max_bytes) {
    if (value.size() > max_bytes) error(path, "must be at most " + std::to_string(max_bytes >> 10) + " KiB");
  }
  void finite(const std::string& path, double value) {
    if (!std::isfinite(value)) error(path, "must be a finite number");
  }
  void not_negative(const std::string& path, const std::optional<double>& value) {
    if (!value) return;
    finite(path, *value);
    if (*value < 0) error(path, "must be >= 0");
  }
  template <typename Integer>
  void at_least(const std::string& path, const std::optional<Integer>& value, Integer min) {
    if (value && *value < min) error(path, "must be >= " + std::to_string(min));
  }
  void document(const std::string& path, const Json& value) {
    if (value.is_null() || (value.is_object() && value.empty())) return;
    if (!value.is_object()) {
      error(path, "must be an object");
    } else if (dump_json(value).size() > kMaxDocument) {
      error(path, "must be at most 256 KiB of JSON");
    }
  }

  std::vector<FieldError> take() { return std::move(errors_); }

 private:
  std::vector<FieldError> errors_;
};

void check_hardware(const HardwareConfig& hardware, Checker& check) {
  const std::string base = "hardware_config.";
  check.text(base + "gpu_model", hardware.gpu_model, kMaxText);
  check.not_negative(base + "gpu_memory_gb", hardware.gpu_memory_gb);
  check.at_least(base + "gpu_count", hardware.gpu_count, 0);
  check.text(base + "cpu_model", hardware.cpu_model, kMaxText);
  check.text(base + "cpu_arch", hardware.cpu_arch, kMaxText);
  check.not_negative(base + "ram_gb", hardware.ram_gb);
  check.text(base + "ram_type", hardware.ram_type, kMaxText);
  check.text(base + "virtualization_type", hardware.virtualization_type, kMaxText);
  check.text(base + "machine_name", hardware.machine_name, kMaxText);
  if (hardware.optimizations.size() > kMaxOptimizations) {
    check.error(base + "optimizations", "must be at most 32 items");
  }
  for (std::size_t at = 0; at < hardware.optimizations.size(); ++at) {
    check.text(base + "optimizations[" + std::to_string(at) + "]", std::string_view(hardware.optimizations[at]),
               kMaxOptimization);
  }
}

/// Speeds, memory, times and watts; by the metric's name, or by its unit where the name is not known.
bool cannot_be_negative(const Metric& metric) {
  const auto info = find_metric(metric.name);
  return info ? info->non_negative : is_non_negative_unit(metric.unit);
}

void check_metric(const Metric& metric, const std::string& path, Checker& check) {
  check.name(path + ".metric_name", metric.name);
  check.text(path + ".unit", std::string_view(metric.unit), kMaxText);
  check.finite(path + ".value", metric.value);
  const bool not_negative = cannot_be_negative(metric);
  if (not_negative && metric.value < 0) check.error(path + ".value", "must be >= 0");
  check.at_least(path + ".n", metric.n, std::int64_t{0});
  check.not_negative(path + ".stddev", metric.stddev);
  check.document(path + ".context", metric.context);
  if (metric.samples.size() > kMaxSamples) check.error(path + ".samples", "must be at most 10000 items");
  for (std::size_t at = 0; at < metric.samples.size(); ++at) {
    const double sample = metric.samples[at];
    if (std::isfinite(sample) && (sample >= 0 || !not_negative)) continue;
    check.error(path + ".samples[" + std::to_string(at) + "]",
                std::isfinite(sample) ? "must be >= 0" : "must be a finite number");
    break;  // one place is enough to find the others
  }
}

void check_metrics(const std::vector<Metric>& metrics, Checker& check) {
  if (metrics.size() > kMaxMetrics) {
    check.error("performance_metrics", "must be at most 10000 metrics a run");
    return;
  }
  std::map<std::string_view, std::size_t> first_with_name;
  for (std::size_t at = 0; at < metrics.size(); ++at) {
    const std::string path = "performance_metrics[" + std::to_string(at) + "]";
    check_metric(metrics[at], path, check);
    const auto [first, is_new] = first_with_name.emplace(metrics[at].name, at);
    if (!is_new && metrics[first->second].value != metrics[at].value) {
      check.error(path + ".metric_name", "is the name of performance_metrics[" + std::to_string(first->second) +
                                             "] too, with another value; one value per metric name");
    }
  }
}

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

void check_artifact(const Artifact& artifact, Checker& check) {
  check.at_least("artifact.size_bytes", artifact.size_bytes, std::int64_t{1});
  check.at_least("artifact.n_params", artifact.n_params, std::int64_t{1});
  check.text("artifact.publisher", std::string_view(artifact.publisher), kMaxNameLength);
  constexpr std::size_t kSha256Digits = 64;
  if (artifact.sha256 && (artifact.sha256->size() != kSha256Digits || !is_lower_hex(*artifact.sha256))) {
    check.error("artifact.sha256", "must be 64 lower-case hexadecimal digits");
  }
}

void check_load(const ExperimentRun& run, Checker& check) {
  static constexpr std::array<std::string_view, 3> kSources{"stated", "derived", "unknown"};
  check.at_least("concurrent_requests", run.concurrent_requests, 0);
  check.at_least("max_context_length", run.max_context_length, 0);
  check.at_least("gpu_power_limit_watts", run.gpu_power_limit_watts, 0);
  check.text("load_pattern", run.load_pattern, kMaxText);
  check.text("dataset_name", run.dataset_name, kMaxText);
  if (run.concurrency_source && std::ranges::find(kSources, *run.concurrency_source) == kSources.end()) {
    check.error("concurrency_source", "must be stated, derived or unknown");
  }
}

/// The fingerprint is ours and bounded by itself: it may be as large as what it was made from.
void check_provenance(const Json& provenance, Checker& check) {
  if (!provenance.is_object() || !provenance.contains("fingerprint")) {
    check.document("provenance", provenance);
    return;
  }
  Json rest = provenance;
  rest.erase("fingerprint");
  check.document("provenance", rest);
  constexpr std::size_t kMaxFingerprint = 1 << 20;
  check.bytes("provenance.fingerprint", dump_json(provenance.at("fingerprint")), kMaxFingerprint);
}

}  // namespace

std::vector<FieldError> validate_run(const ExperimentRun& run) {
  Checker check;
  check.name("model_name", run.model_name);
  check.name("quantization", run.quantization);
  check.text("lora_adapter", std::string_view(run.lora_adapter), kMaxNameLength);
  check.name("backend", run.backend);
  check.text("backend_version", run.backend_version, kMaxText);
  check_hardware(run.hardware, check);
  check_metrics(run.metrics, check);
  for (std::size_t at = 0; at < run.benchmark_scores.size(); ++at) {
    for (FieldError& wrong :
         validate_score(run.benchmark_scores[at], "benchmark_scores[" + std::to_string(at) + "].data")) {
      check.error(std::move(wrong.path), std::move(wrong.message));
    }
  }
  check.bytes("notes", run.notes, kMaxNotes);
  check.bytes("error", run.error, kMaxNotes);
  if (run.tags.size() > kMaxTags) check.error("tags", "must be at most 100 items");
  for (std::size_t at = 0; at < run.tags.size(); ++at) check.name("tags[" + std::to_string(at) + "]", run.tags[at]);
  if ((run.status == RunStatus::pending || run.status == RunStatus::running) && !run.id) {
    check.error("id", "is required while the status is pending or running, so that the result can replace it");
  }
  check_load(run, check);
  check.document("settings", run.settings);
  check.document("user_settings", run.user_settings);
  if (run.artifact) check_artifact(*run.artifact, check);
  check_provenance(run.provenance, check);
  return check.take();
}

}  // namespace llmbench
