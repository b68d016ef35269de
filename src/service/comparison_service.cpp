#include "llmbench/service/comparison_service.hpp"

#include "service/comparison/machine_noise.hpp"
#include "service/comparison/metric_matching.hpp"
#include "service/comparison/score_matching.hpp"
#include "service/comparison/sentences.hpp"
#include "service/comparison/setting_differences.hpp"

#include "llmbench/domain/sample_summary.hpp"
#include "llmbench/stats/two_samples.hpp"
#include "llmbench/store/run_store.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/util/error.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace llmbench::service {
namespace {

constexpr int kNoiseRuns = 200;  ///< latest runs of a machine that tell its noise

using NoiseByMachine = std::map<std::string, MachineNoise>;

/// Runs that do not say their hardware share a profile, but no machine.
bool is_known(const HardwareProfile& hardware) {
  return hardware.machine_name || hardware.gpu_model || hardware.cpu_model;
}

/// Two runs are of one machine when this is equal.
std::string machine_key(const store::RunRecord& run) {
  const HardwareProfile& hardware = run.hardware;
  if (!is_known(hardware)) return "run\n" + to_string(run.id);
  return hardware.machine_name ? "name\n" + *hardware.machine_name + "\n" + hardware.platform : to_string(hardware.id);
}

ComparedRun load_run(db::Transaction& tx, store::RunRecord record) {
  ComparedRun loaded;
  loaded.run = std::move(record);
  loaded.metrics = store::list_metrics(tx, loaded.run.id);
  std::vector<ScoreContext> contexts;
  for (auto& context : store::list_score_contexts(tx, {loaded.run.variant_id})) {
    contexts.push_back(std::move(context.scores));
  }
  loaded.quality = list_headlines(contexts, store::has_real_runs(tx, loaded.run.variant_id));
  loaded.categories = list_category_details(contexts, loaded.quality);
  return loaded;
}

std::vector<ComparedRun> load_runs(db::Transaction& tx, const std::vector<RunReference>& references) {
  std::vector<ComparedRun> runs;
  std::vector<FieldError> missing;
  for (const RunReference& reference : references) {
    if (auto record = store::find_run_record(tx, reference.id)) {
      runs.push_back(load_run(tx, std::move(*record)));
    } else {
      missing.push_back({reference.parameter, "there is no run with id " + to_string(reference.id)});
    }
  }
  if (!missing.empty()) {
    throw Error{ErrorCode::not_found, missing.front().path + ": " + missing.front().message, missing};
  }
  return runs;
}

NoiseByMachine load_noise(db::Transaction& tx, const std::vector<ComparedRun>& runs) {
  std::set<std::string> names;
  for (const ComparedRun& run : runs) {
    for (const Metric& metric : run.metrics) names.insert(metric.name);
  }
  NoiseByMachine noise;
  for (const ComparedRun& run : runs) {
    const HardwareProfile& machine = run.run.hardware;
    const std::string key = machine_key(run.run);
    if (noise.contains(key)) continue;
    if (!is_known(machine)) {
      noise[key].machine = "unknown hardware";
      continue;
    }
    noise[key] = measure_noise(machine.machine_name.value_or(machine.platform),
                               store::list_machine_figures(tx, machine, {names.begin(), names.end()}, kNoiseRuns));
  }
  return noise;
}

std::optional<stats::Summary> summary_of(const Metric& metric) {
  if (metric.samples.size() >= 2) return stats::summarise(metric.samples);
  // A printed spread of 0, or of one measurement, means unknown.
  if (metric.n.value_or(0) < 2 || metric.stddev.value_or(0) <= 0) return std::nullopt;
  return stats::Summary{static_cast<std::size_t>(*metric.n), metric.value, *metric.stddev};
}

stats::MetricSide side_of(const Metric& metric) {
  return {metric.value, metric.samples, summary_of(metric)};
}

std::size_t measurements_of(const Metric& metric) {
  return metric.samples.empty() ? static_cast<std::size_t>(metric.n.value_or(0)) : metric.samples.size();
}

/// The floor as the comparison of stats wants it, around 1: a floor of 25 % is 1.25 times as much, or 1 / 1.25. Else
/// B against A could be a change, and A against B none.
std::optional<double> floor_around(const Metric& a, const Metric& b, const std::optional<double>& floor) {
  if (!floor) return std::nullopt;
  const bool by_median = std::min(a.samples.size(), b.samples.size()) >= stats::kMinSamples;
  const double figure_a = by_median ? median_of(a.samples) : a.value;
  const double figure_b = by_median ? median_of(b.samples) : b.value;
  return figure_b >= figure_a ? *floor : *floor / (1 + *floor);
}

ComparedMetric compare_pair(const Metric& a, const Metric& b, const MachineNoise& noise) {
  ComparedMetric compared;
  compared.name = a.name;
  compared.unit = a.unit;
  if (const auto info = find_metric(a.name)) compared.direction = info->direction;
  compared.noise_floor = noise.find_floor(a.name);
  compared.figures =
      stats::compare_metric(side_of(a), side_of(b), compared.direction, floor_around(a, b, compared.noise_floor));
  return compared;
}

void adjust_p_values(std::vector<ComparedMetric>& metrics) {
  std::vector<std::optional<double>> p_values;
  for (const ComparedMetric& metric : metrics) p_values.push_back(metric.figures.p_value);
  const auto adjusted = stats::holm_adjusted(p_values);
  for (std::size_t at = 0; at < metrics.size(); ++at) metrics[at].p_adjusted = adjusted[at];
}

/// Memory in a GPU and memory in RAM are different things, also where only the run as a whole tells the place.
std::vector<Metric> with_memory_place(std::vector<Metric> metrics, const std::optional<std::string>& place) {
  if (!place) return metrics;
  for (Metric& metric : metrics) {
    const auto info = find_metric(metric.name);
    if (!info || info->column != HeadlineColumn::memory || metric.context.contains("place")) continue;
    metric.context["place"] = *place;
  }
  return metrics;
}

void compare_metrics(const ComparedRun& a, const ComparedRun& b, const MachineNoise& noise, bool one_machine,
                     RunComparison& comparison) {
  const auto& place_a = a.run.headline.memory_place;
  const auto& place_b = b.run.headline.memory_place;
  const bool both_placed = place_a && place_b;
  const std::vector<Metric> of_a = with_memory_place(a.metrics, both_placed ? place_a : std::nullopt);
  const std::vector<Metric> of_b = with_memory_place(b.metrics, both_placed ? place_b : std::nullopt);
  MatchedMetrics matched = match_metrics(of_a, of_b);
  for (const auto& [in_a, in_b] : matched.pairs) {
    ComparedMetric compared = compare_pair(*in_a, *in_b, noise);
    compared.sentence = metric_sentence(compared, {measurements_of(*in_a), measurements_of(*in_b), one_machine});
    comparison.metrics.push_back(std::move(compared));
  }
  adjust_p_values(comparison.metrics);
  for (auto& item : matched.not_compared) comparison.not_compared.push_back(std::move(item));
}

void append_run_notes(const store::RunRecord& run, const std::string& side, std::vector<std::string>& notes) {
  if (run.status != RunStatus::completed) {
    notes.push_back(side + " did not complete: its status is " + std::string(to_string(run.status)) +
                    (run.error ? ", " + *run.error : "") + ".");
  }
  if (run.voided_at) notes.push_back(side + " is voided: " + run.void_reason.value_or("") + ".");
  if (std::ranges::find(run.tags, "sample") != run.tags.end()) {
    notes.push_back(side + " is tagged sample: it shows what a run looks like and measures nothing.");
  }
  if (!is_known(run.hardware)) {
    notes.push_back(side + " does not say its hardware: how much repeated runs of it differ cannot be known.");
  }
  if (run.headline.partial) {
    notes.push_back(side + " is partial: more than 1 % of its requests failed, or its file was damaged.");
  }
}

std::vector<std::string> notes_on(const store::RunRecord& a, const store::RunRecord& b, const NoiseFloor& noise) {
  std::vector<std::string> notes;
  if (a.id == b.id) notes.emplace_back("A and B are the same run.");
  append_run_notes(a, "A", notes);
  append_run_notes(b, "B", notes);
  if (a.workload != b.workload) notes.emplace_back("One run measures inference and the other training.");
  const auto requests = [](const store::RunRecord& run) { return run.concurrent_requests.value_or(0); };
  if (a.load && b.load && (*a.load != *b.load || requests(a) != requests(b))) {
    notes.emplace_back("A and B ran under different loads: their speeds and times answer different questions.");
  }
  if (noise.runs == 0 && is_known(a.hardware) && is_known(b.hardware)) {
    notes.push_back("How much repeated runs of " + noise.machine + " differ is not known: no series of it has " +
                    std::to_string(kMinRepeatedRuns) + " runs.");
  }
  return notes;
}

RunComparison compare_with_first(const ComparedRun& first, ComparedRun other, const NoiseByMachine& noise) {
  RunComparison comparison;
  const std::string machine_a = machine_key(first.run);
  const std::string machine_b = machine_key(other.run);
  const bool one_machine = machine_a == machine_b;
  const MachineNoise floors =
      one_machine ? noise.at(machine_a) : larger_noise(noise.at(machine_a), noise.at(machine_b));
  compare_metrics(first, other, floors, one_machine, comparison);
  compare_scores(first, other, comparison);
  comparison.settings = list_setting_differences(first.run, other.run);
  comparison.noise_floor = floors;
  comparison.notes = notes_on(first.run, other.run, floors);
  comparison.sentence = summary_sentence(comparison);
  comparison.other = std::move(other);
  return comparison;
}

}  // namespace

ComparisonService::ComparisonService(db::Pool& pool) : pool_(pool) {}

Comparison ComparisonService::compare(const std::vector<RunReference>& references) const {
  NoiseByMachine noise;
  std::vector<ComparedRun> runs = pool_.transact(
      [&](db::Transaction& tx) {
        auto loaded = load_runs(tx, references);
        noise = load_noise(tx, loaded);
        return loaded;
      },
      db::Isolation::repeatable_read_read_only);
  // The resampling takes its time: no connection is held meanwhile.
  Comparison comparison;
  comparison.first = std::move(runs.front());
  for (auto run = runs.begin() + 1; run != runs.end(); ++run) {
    comparison.others.push_back(compare_with_first(comparison.first, std::move(*run), noise));
  }
  return comparison;
}

}  // namespace llmbench::service
