#include "llmbench/service/analysis_service.hpp"

#include "service/grid/columns.hpp"

#include "llmbench/domain/device_names.hpp"
#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/service/grid_snapshot.hpp"
#include "llmbench/store/analysis_store.hpp"
#include "llmbench/store/hardware_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace llmbench::service {
namespace {

constexpr std::size_t kMaxNearNames = 3;

/// Names that contain the wanted one or are contained in it, and the nearest by spelling.
std::string near_names(const std::string& wanted, const std::set<std::string>& names) {
  std::vector<std::string> near;
  const std::vector<std::string> all{names.begin(), names.end()};
  if (auto nearest = nearest_word(wanted, all)) near.push_back(std::move(*nearest));
  for (const std::string& name : all) {
    if (near.size() == kMaxNearNames) break;
    if (std::ranges::find(near, name) != near.end()) continue;
    if (contains_ignoring_case(name, wanted) || contains_ignoring_case(wanted, name)) near.push_back(name);
  }
  return near.empty() ? "" : "; near names are " + join(near, ", ");
}

[[noreturn]] void throw_unknown(const char* field, const std::string& what, const std::string& wanted,
                                const std::set<std::string>& names) {
  const std::string message = "no " + what + " has this name" + near_names(wanted, names);
  throw Error{ErrorCode::not_found, message, {{field, message}}};
}

/// The variants of a model: of the wanted adapter, and of the base for quantizations the adapter has no variant of.
struct Model {
  std::string name;
  std::map<std::string, const VariantScores*> base;     ///< by quantization
  std::map<std::string, const VariantScores*> adapted;  ///< by quantization
};

Model find_model(const GridSnapshot& snapshot, const std::string& wanted, const std::string& lora_adapter) {
  Model model;
  std::set<std::string> names;
  const std::string normalised = normalise_model_name(wanted);
  for (const auto& entry : *snapshot.variant_scores) {
    if (entry == nullptr) continue;
    const ModelVariant& variant = entry->variant.variant;
    names.insert(variant.model_name);
    if (!equals_ignoring_case(variant.model_name, normalised)) continue;
    model.name = variant.model_name;
    if (variant.lora_adapter.empty()) model.base[variant.quantization] = entry.get();
    if (!lora_adapter.empty() && variant.lora_adapter == lora_adapter) {
      model.adapted[variant.quantization] = entry.get();
    }
  }
  if (model.name.empty()) throw_unknown("model_name", "model", wanted, names);
  return model;
}

struct Hardware {
  std::string name;
  std::vector<Uuid> ids;
};

Hardware find_hardware(const std::vector<store::StoredHardware>& machines, const std::string& wanted) {
  const std::string canonical = canonical_gpu_name(wanted, "").name;
  std::set<std::string> names;
  Hardware by_platform;
  Hardware by_gpu;
  for (const auto& [profile, created_at] : machines) {
    names.insert(profile.platform);
    const std::string gpu = profile.gpu_model.value_or("unknown");
    if (gpu != "unknown") names.insert(gpu);
    const auto is_wanted = [&](const std::string& name) {
      return equals_ignoring_case(name, wanted) || equals_ignoring_case(name, canonical);
    };
    if (is_wanted(profile.platform)) {
      by_platform.name = profile.platform;
      by_platform.ids.push_back(profile.id);
    } else if (is_wanted(gpu)) {
      by_gpu.name = gpu;
      by_gpu.ids.push_back(profile.id);
    }
  }
  if (!by_platform.ids.empty()) return by_platform;
  if (by_gpu.ids.empty()) throw_unknown("gpu_model", "GPU or platform", wanted, names);
  return by_gpu;
}

std::string class_of(const store::AnalysedRun& run) {
  if (!run.tokens_per_second) return {};
  SpeedPoint point;
  point.tokens = run.speed_tokens;
  point.depth = run.speed_depth;
  point.value = *run.tokens_per_second;
  return std::string{speed_class(point)};
}

/// The class most of these runs have; a test nobody knows only when there is no other.
template <typename Predicate>
std::string choose_class(const std::vector<store::AnalysedRun>& runs, Predicate is_counted) {
  std::map<std::string, std::size_t> counts;
  for (const auto& run : runs) {
    if (is_counted(run)) ++counts[class_of(run)];
  }
  std::string chosen;
  std::size_t most = 0;
  for (const char* name : {"tg", "tg_short", "tg_long", "depth"}) {
    if (counts[name] > most) std::tie(chosen, most) = std::tuple{std::string{name}, counts[name]};
  }
  return most == 0 && counts["unspecified"] > 0 ? "unspecified" : chosen;
}

void keep_lowest(std::optional<double>& lowest, const std::optional<double>& value) {
  if (value && (!lowest || *value < *lowest)) lowest = value;
}

void add_run(BestFigures& best, const store::AnalysedRun& run, bool compares_speed) {
  if (compares_speed && (!best.speed || *run.tokens_per_second > *best.speed)) {
    best.speed = run.tokens_per_second;
    const double efficiency = tokens_per_kwh(*best.speed, run.gpu_power_watts.value_or(kUnknown));
    best.tokens_per_kwh = std::isnan(efficiency) ? std::nullopt : std::optional{efficiency};
  }
  keep_lowest(best.ttft_ms, run.ttft_ms);
  keep_lowest(best.tpot_ms, run.tpot_ms);
  keep_lowest(best.itl_ms, run.itl_ms);
}

/// Requests in flight; one is believed only of a load that says so.
std::optional<int> concurrency_of(const store::AnalysedRun& run) {
  if (run.concurrent_requests.value_or(0) > 1) return run.concurrent_requests;
  const bool alone = run.load == Load::single || (!run.load && run.concurrent_requests == 1);
  return alone ? std::optional{1} : std::nullopt;
}

bool has_several_requests(const store::AnalysedRun& run) {
  return concurrency_of(run).value_or(1) > 1;
}

/// Which speeds are compared: llama-bench measures tg128 with one request, servers an unknown test with many, so the
/// columns of the heat map would be empty for the rarer tool if one class were taken for all.
struct ComparedClasses {
  std::string of_all;
  std::string of_one_request;
  std::string of_several_requests;

  explicit ComparedClasses(const std::vector<store::AnalysedRun>& runs)
      : of_all(choose_class(runs, [](const store::AnalysedRun&) { return true; })),
        of_one_request(choose_class(runs, std::not_fn(has_several_requests))),
        of_several_requests(choose_class(runs, has_several_requests)) {}

  [[nodiscard]] bool compare_overall(const store::AnalysedRun& run) const {
    return run.tokens_per_second && class_of(run) == of_all;
  }
  [[nodiscard]] bool compare_in_cell(const store::AnalysedRun& run) const {
    return run.tokens_per_second && class_of(run) == (has_several_requests(run) ? of_several_requests : of_one_request);
  }
};

/// What a run is about: the entry, then the cell.
struct Groups {
  struct Entry {
    std::set<Uuid> configurations;
    BestFigures best;
    std::map<std::pair<int, int>, BestFigures> cells;
    const VariantScores* variant = nullptr;
  };
  std::map<std::pair<std::string, std::string>, Entry> entries;  ///< backend and quantization
  std::size_t unplaced = 0;

  void add(const store::AnalysedRun& run, const VariantScores* variant, const ComparedClasses& classes) {
    Entry& entry = entries[{run.backend, variant->variant.variant.quantization}];
    entry.variant = variant;
    entry.configurations.insert(run.configuration_id);
    add_run(entry.best, run, classes.compare_overall(run));
    if (const auto concurrency = concurrency_of(run)) {
      BestFigures& cell = entry.cells[{run.gpu_power_limit_watts.value_or(0), *concurrency}];
      add_run(cell, run, classes.compare_in_cell(run));
    } else {
      ++unplaced;
    }
  }
};

std::vector<AnalysisEntry> sorted_entries(Groups groups) {
  std::vector<AnalysisEntry> entries;
  for (auto& [names, group] : groups.entries) {
    AnalysisEntry entry{names.first, names.second, group.configurations.size(), group.best, group.variant, {}};
    for (const auto& [place, best] : group.cells) entry.cells.push_back({place.first, place.second, best});
    entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, [](const AnalysisEntry& a, const AnalysisEntry& b) {
    if (a.backend != b.backend) return a.backend < b.backend;
    return comes_before_quantization(a.quantization, b.quantization);
  });
  return entries;
}

/// Kinds of labels in the order they are shown.
int kind_of_quantization(std::string_view label) {
  if (label == "FP32") return 0;
  if (label == "BF16") return 1;
  if (label == "FP16") return 2;
  if (label.starts_with("FP8")) return 3;
  if (label.starts_with('W') && label.size() > 1 && label[1] >= '0' && label[1] <= '9') {
    if (label.find("A16") != std::string_view::npos) return 4;
    return label.find("A8") != std::string_view::npos ? 5 : 6;
  }
  return 7;
}

}  // namespace

bool comes_before_quantization(std::string_view a, std::string_view b) {
  const auto key = [](std::string_view label) {
    const int kind = kind_of_quantization(label);
    const double bits = kind == 7 ? nominal_bits_per_weight(label).value_or(0) : 0;
    return std::tuple{kind, -bits, label};
  };
  return key(a) < key(b);
}

Analysis AnalysisService::analyse(const std::string& model_name, const std::string& gpu,
                                  const std::string& lora_adapter) const {
  Analysis analysis;
  analysis.snapshot = index_.snapshot();
  const Model model = find_model(*analysis.snapshot, model_name, lora_adapter);
  if (!lora_adapter.empty() && model.adapted.empty()) {
    const std::string message = "the model has no variant with this adapter; leave lora empty for its base variants";
    throw Error{ErrorCode::not_found, message, {{"lora", message}}};
  }
  std::unordered_map<Uuid, const VariantScores*> shown;  // whose quality stands beside the runs of a variant
  std::vector<Uuid> variants;
  for (const auto& [quantization, variant] : lora_adapter.empty() ? model.base : model.adapted) {
    const auto base = model.base.find(quantization);
    const bool from_base = variant->variant.test_runs == 0 && base != model.base.end();
    const Uuid runs_of = from_base ? base->second->variant.id : variant->variant.id;
    shown[runs_of] = variant;
    variants.push_back(runs_of);
  }
  Hardware hardware;
  std::vector<store::AnalysedRun> runs;
  pool_.transact([&](db::Transaction& tx) {
    hardware = find_hardware(store::list_hardware(tx), gpu);
    runs = store::list_analysed_runs(tx, variants, hardware.ids);
  });
  // What never ranks in the grid is not the best of anything here, unless there is nothing else.
  const auto is_rankable = [](const store::AnalysedRun& run) { return !run.partial && !run.sample; };
  if (std::ranges::any_of(runs, is_rankable)) std::erase_if(runs, std::not_fn(is_rankable));

  analysis.model_name = model.name;
  analysis.gpu_model = hardware.name;
  analysis.lora_adapter = lora_adapter;
  const ComparedClasses classes{runs};
  analysis.speed_class = classes.of_all;
  analysis.speed_class_one_request = classes.of_one_request;
  analysis.speed_class_several_requests = classes.of_several_requests;
  Groups groups;
  std::set<Uuid> configurations;
  for (const auto& run : runs) {
    configurations.insert(run.configuration_id);
    groups.add(run, shown.at(run.variant_id), classes);
  }
  analysis.configurations = configurations.size();
  analysis.unplaced = groups.unplaced;
  analysis.entries = sorted_entries(std::move(groups));
  return analysis;
}

}  // namespace llmbench::service
