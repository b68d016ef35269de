#include "llmbench/service/export_service.hpp"

#include "service/grid/question.hpp"

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/service/variant_service.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

namespace llmbench::service {
namespace {

/// Filters that say nothing about runs, and parameters that only say what a page shows.
constexpr std::string_view kOfNames[] = {"models",  "quantizations", "lora",         "search",       "benchmark",
                                         "context", "speed_class",   "prompt_class", "latest_builds"};

Question read_export_question(const GridParameters& parameters) {
  GridParameters asked = parameters;
  asked.values.try_emplace("latest_builds", "false");
  ParameterErrors errors;
  Question question = read_question(asked, errors);
  errors.throw_if_any();
  return question;
}

bool asks_for_names_only(const GridParameters& parameters) {
  const auto is_of_names = [](const auto& parameter) {
    return std::find(std::begin(kOfNames), std::end(kOfNames), parameter.first) != std::end(kOfNames);
  };
  return std::all_of(parameters.values.begin(), parameters.values.end(), is_of_names) &&
         std::all_of(parameters.lists.begin(), parameters.lists.end(), is_of_names);
}

const std::vector<std::string>& list_of(const GridParameters& parameters, std::string_view name) {
  static const std::vector<std::string> kNone;
  const auto list = parameters.lists.find(name);
  return list == parameters.lists.end() ? kNone : list->second;
}

/// Ids of the variants whose names are asked for, with and without runs.
void add_variants_by_name(const std::shared_ptr<const GridSnapshot>& snapshot, const GridParameters& parameters,
                          std::set<Uuid>& ids) {
  VariantQuery query;
  query.models = list_of(parameters, "models");
  query.quantizations = list_of(parameters, "quantizations");
  query.limit = std::numeric_limits<std::size_t>::max();
  if (const auto search = parameters.values.find("search"); search != parameters.values.end()) {
    query.search = search->second;
  }
  std::vector<std::optional<std::string>> adapters;
  for (const std::string& adapter : list_of(parameters, "lora")) adapters.emplace_back(adapter);
  if (adapters.empty())
    adapters.push_back(parameters.lists.contains("lora") ? std::optional<std::string>("") : std::nullopt);
  for (const auto& adapter : adapters) {
    query.lora = adapter;
    for (const VariantScores* entry : query_variants(snapshot, query).variants) ids.insert(entry->variant.id);
  }
}

/// `raw` where it still means the stored name, so that what a reader or client wrote is kept.
template <typename Normalise>
std::string name_as_sent(const Json& provenance, const char* key, const std::string& stored, Normalise normalise) {
  const auto names = provenance.find("raw_names");
  if (names == provenance.end() || !names->is_object()) return stored;
  const auto name = names->find(key);
  if (name == names->end() || !name->is_string()) return stored;
  const auto& raw = name->get_ref<const std::string&>();
  return equals_ignoring_case(normalise(raw), stored) ? raw : stored;
}

HardwareConfig config_of(const HardwareProfile& profile, const std::optional<std::string>& gpu_model,
                         const std::optional<std::string>& cpu_model) {
  HardwareConfig config;
  config.gpu_model = gpu_model;
  config.gpu_memory_gb = profile.gpu_memory_gb;
  if (profile.gpu_count > 0) config.gpu_count = profile.gpu_count;
  config.cpu_model = cpu_model;
  config.cpu_arch = profile.cpu_arch;
  config.ram_gb = profile.ram_gb;
  config.ram_type = profile.ram_type;
  config.virtualization_type = profile.virtualization_type;
  config.optimizations = profile.optimizations;
  config.machine_name = profile.machine_name;
  return config;
}

/// The names as sent where they still make the same machine: newer tables may know a device by another name, and a
/// device may have been renamed.
HardwareConfig config_of(const HardwareProfile& profile) {
  const auto raw = [](const std::string& name) { return name.empty() ? std::nullopt : std::optional(name); };
  HardwareConfig as_sent = config_of(profile, raw(profile.raw_gpu_model), raw(profile.raw_cpu_model));
  if (make_hardware_profile(as_sent).id == profile.id) return as_sent;
  return config_of(profile, profile.gpu_model, profile.cpu_model);
}

}  // namespace

const std::vector<GridParameterInfo>& export_parameters() {
  static const std::vector<GridParameterInfo> kParameters = filter_parameters();
  return kParameters;
}

ExperimentRun make_experiment_run(const store::RunRecord& record, std::vector<Metric> metrics) {
  ExperimentRun run;
  if (record.id != record.content_id) run.id = record.id;
  const Json& provenance = record.provenance;
  run.model_name = name_as_sent(provenance, "model_name", record.variant.model_name, normalise_model_name);
  run.quantization = name_as_sent(provenance, "quantization", record.variant.quantization,
                                  [](std::string_view raw) { return normalise_quantization(raw).name; });
  run.lora_adapter = record.variant.lora_adapter;
  run.backend = name_as_sent(provenance, "backend", record.backend,
                             [](std::string_view raw) { return normalise_backend(raw).name; });
  run.backend_version = record.backend_version;
  run.hardware = config_of(record.hardware);
  run.metrics = std::move(metrics);
  run.timestamp = record.timestamp;
  run.notes = record.notes;
  run.tags = record.tags;
  run.status = record.status;
  run.error = record.error.value_or("");
  run.concurrent_requests = record.concurrent_requests;
  run.concurrency_source = record.concurrency_source;
  run.max_context_length = record.max_context_length;
  run.load_pattern = record.load_pattern;
  run.dataset_name = record.dataset_name;
  run.gpu_power_limit_watts = record.gpu_power_limit_watts;
  run.workload = record.workload;
  run.load = record.load;
  run.settings = record.settings;
  run.user_settings = record.user_settings;
  run.artifact = record.artifact;
  run.provenance = record.provenance;
  return run;
}

std::vector<ExperimentRun> read_experiment_runs(db::Transaction& tx, const std::vector<Uuid>& run_ids) {
  const auto records = store::list_run_records(tx, run_ids);
  auto metrics = store::list_metrics_of(tx, run_ids);
  std::vector<ExperimentRun> runs;
  auto metric = metrics.begin();
  for (const store::RunRecord& record : records) {
    std::vector<Metric> of_run;
    for (; metric != metrics.end() && metric->run_id == record.id; ++metric)
      of_run.push_back(std::move(metric->metric));
    runs.push_back(make_experiment_run(record, std::move(of_run)));
  }
  return runs;
}

ExportService::ExportService(db::Pool& pool, GridIndex& index) : pool_(pool), index_(index) {}

std::vector<Uuid> ExportService::select_runs(const GridParameters& parameters) const {
  const Question question = read_export_question(parameters);
  const auto snapshot = index_.snapshot();
  const Selection selection = select_rows(*snapshot, snapshot->runs, question, std::nullopt);
  std::vector<Uuid> ids;
  ids.reserve(selection.total);
  for (const ScanChunk& chunk : selection.chunks) {
    for (const std::uint16_t row : chunk.selected) ids.push_back(Uuid{chunk.columns->id[row]});
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<std::shared_ptr<const VariantScores>> ExportService::select_variants(
    const GridParameters& parameters) const {
  const Question question = read_export_question(parameters);
  const auto snapshot = index_.snapshot();
  const Selection selection = select_rows(*snapshot, snapshot->configurations, question, std::nullopt);
  std::set<Uuid> ids;
  for (const ScanChunk& chunk : selection.chunks) {
    for (const std::uint16_t row : chunk.selected) ids.insert(snapshot->variants[chunk.columns->variant[row]].id);
  }
  if (asks_for_names_only(parameters)) add_variants_by_name(snapshot, parameters, ids);
  std::vector<std::shared_ptr<const VariantScores>> variants;
  for (const auto& entry : *snapshot->variant_scores) {
    if (entry != nullptr && ids.contains(entry->variant.id)) variants.push_back(entry);
  }
  std::sort(variants.begin(), variants.end(), [](const auto& a, const auto& b) {
    const auto key = [](const VariantScores& entry) {
      const ModelVariant& names = entry.variant.variant;
      return std::tie(names.model_name, names.quantization, names.lora_adapter, entry.variant.id);
    };
    return key(*a) < key(*b);
  });
  return variants;
}

std::vector<store::RunRecord> ExportService::read_records(const std::vector<Uuid>& run_ids) const {
  return pool_.transact([&](db::Transaction& tx) { return store::list_run_records(tx, run_ids); });
}

std::vector<ExperimentRun> ExportService::read_runs(const std::vector<Uuid>& run_ids) const {
  // One snapshot, or a run could be without its metrics.
  return pool_.transact([&](db::Transaction& tx) { return read_experiment_runs(tx, run_ids); },
                        db::Isolation::repeatable_read_read_only);
}

std::vector<store::ExportedMetric> ExportService::read_metrics(const std::vector<Uuid>& run_ids) const {
  return pool_.transact([&](db::Transaction& tx) { return store::list_exported_metrics(tx, run_ids); });
}

std::vector<store::ScoreUploadRow> ExportService::read_score_uploads(const Uuid& variant_id) const {
  return pool_.transact([&](db::Transaction& tx) { return store::list_score_uploads(tx, variant_id); });
}

}  // namespace llmbench::service
