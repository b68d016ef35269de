#include "domain/identity_detail.hpp"
#include "domain/run_warnings.hpp"

#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <map>

namespace llmbench {
namespace {

/// Removes repeats of a metric (validation made sure they agree); the one with samples stays. Returns the names.
std::vector<std::string> remove_repeats(std::vector<Metric>& metrics) {
  std::vector<Metric> distinct;
  std::vector<std::string> repeated;
  std::map<std::string, std::size_t> places;
  for (Metric& metric : metrics) {
    const auto [place, is_new] = places.emplace(metric.name, distinct.size());
    if (is_new) {
      distinct.push_back(std::move(metric));
      continue;
    }
    if (std::ranges::find(repeated, metric.name) == repeated.end()) repeated.push_back(metric.name);
    Metric& kept = distinct[place->second];
    if (kept.samples.empty() && !metric.samples.empty()) kept = std::move(metric);
  }
  metrics = std::move(distinct);
  return repeated;
}

/// The wire spells an unknown version "unknown" where older clients need a text.
std::optional<std::string> known_version(const std::optional<std::string>& version) {
  if (!version) return std::nullopt;
  const std::string text = collapse_whitespace(*version);
  return text.empty() || equals_ignoring_case(text, "unknown") ? std::nullopt : std::optional(text);
}

bool says_something(const Artifact& artifact) {
  return artifact.size_bytes || artifact.n_params || artifact.sha256 || !artifact.publisher.empty();
}

void normalise_names(PreparedRun& prepared) {
  ExperimentRun& run = prepared.run;
  prepared.raw_names = {{"model_name", run.model_name}, {"quantization", run.quantization}, {"backend", run.backend}};
  if (!run.lora_adapter.empty()) prepared.raw_names["lora_adapter"] = run.lora_adapter;
  run.model_name = normalise_model_name(run.model_name);
  run.quantization = normalise_quantization(run.quantization).name;
  run.lora_adapter = std::string(trim(run.lora_adapter));
  run.backend = normalise_backend(run.backend).name;
  run.backend_version = known_version(run.backend_version);
}

}  // namespace

HardwareProfile hardware_of_run(const ExperimentRun& run) {
  HardwareConfig config = run.hardware;
  const auto hint = run.provenance.find("multi_host");
  if (hint != run.provenance.end() && *hint == true) config.optimizations.emplace_back(kMultiHost);
  return make_hardware_profile(config);
}

void compute_ids(PreparedRun& prepared) {
  prepared.variant_id = model_variant_id(prepared.variant);
  const auto& artifact = prepared.run.artifact;
  prepared.artifact_id.reset();
  if (artifact && says_something(*artifact)) prepared.artifact_id = artifact_id(prepared.variant_id, *artifact);
  prepared.configuration_id = configuration_id_of(prepared, true);
  prepared.series_id = configuration_id_of(prepared, false);
}

PreparedRun prepare_run(ExperimentRun run) {
  PreparedRun prepared;
  prepared.content_id = content_id(run);  // before any table touches a name
  prepared.flavour = detect_flavour(run.settings, run.backend, run.provenance);
  prepared.run = std::move(run);
  normalise_names(prepared);
  const auto repeated = remove_repeats(prepared.run.metrics);
  refresh_copied_metrics(prepared.run.metrics);

  const ExperimentRun& named = prepared.run;
  prepared.variant = {named.model_name, named.quantization, named.lora_adapter};
  prepared.hardware = hardware_of_run(named);
  prepared.load = effective_load(named);
  prepared.concurrency_source = named.concurrency_source.value_or(named.concurrent_requests ? "stated" : "unknown");
  prepared.settings = normalise_settings(named.settings, named.backend, named.timestamp);
  prepared.settings_summary = settings_summary(prepared.settings, named.user_settings);
  compute_ids(prepared);
  prepared.headline = compute_headline(named);

  for (const std::string& name : repeated) {
    prepared.warnings.push_back("metric " + name + " was sent more than once with the same value; one is kept");
  }
  for (const ScoreUpload& score : named.benchmark_scores) {
    for (std::string& warning : score_warnings(score)) prepared.warnings.push_back(std::move(warning));
  }
  for (std::string& warning : run_warnings(prepared)) prepared.warnings.push_back(std::move(warning));
  return prepared;
}

void move_to_variant(PreparedRun& prepared, const ModelVariant& variant) {
  prepared.variant = variant;
  prepared.settings = normalise_settings(prepared.run.settings, prepared.run.backend, prepared.run.timestamp);
  compute_ids(prepared);
}

void recompute_after_extension(PreparedRun& prepared) {
  refresh_copied_metrics(prepared.run.metrics);
  prepared.headline = compute_headline(prepared.run);
}

}  // namespace llmbench
