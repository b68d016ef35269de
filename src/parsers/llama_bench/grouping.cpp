#include "parsers/llama_bench/grouping.hpp"

#include "parsers/llama_bench/refuse.hpp"
#include "parsers/llama_bench/run_document.hpp"
#include "parsers/model_names.hpp"
#include "parsers/privacy.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/sample_summary.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace llmbench::parsers::llama_bench {
namespace {

/// Limits of schema.md, with room for the copied headline metrics and the size.
constexpr std::size_t kMaxTests = 9'990;
constexpr std::size_t kMaxSamples = 10'000;
constexpr double kPassSpread = 1.2;

std::string group_key(const Row& row) {
  const Json key = Json::array({path_basename(row.model_path), row.model_type, row.model_size.value_or(0),
                                row.model_n_params.value_or(0), row.build_commit, row.build_number, row.cpu_info,
                                row.gpu_info, row.backends, canonical_settings(row), path_basename(row.named_path)});
  return canonical_json(key);
}

/// What group_key depends on, as written: equal text, equal key. Cheap, because nearly every row repeats the one
/// before.
std::string raw_group_key(const Row& row) {
  std::string key = row.settings.dump(-1, ' ', false, Json::error_handler_t::replace);
  for (const std::string* text :
       {&row.model_path, &row.model_type, &row.build_commit, &row.cpu_info, &row.gpu_info, &row.named_path}) {
    key.append(1, '\0').append(*text);
  }
  for (const std::string& backend : row.backends) key.append(1, '\0').append(backend);
  for (const std::int64_t number : {row.build_number, row.model_size.value_or(0), row.model_n_params.value_or(0)}) {
    key.append(1, '\0').append(std::to_string(number));
  }
  return key;
}

Metric metric_of(Row& row, bool gpu_assists_prompts) {
  Metric metric;
  metric.name = row.test;
  metric.value = row.speed;
  metric.unit = "tok/s";
  metric.measured_at = row.test_time;
  metric.context = std::move(row.measured);
  metric.context["test"] = row.test;
  if (gpu_assists_prompts && row.n_prompt > 0) metric.context["gpu_assisted"] = true;
  if (const auto summary = summarise_samples(row.samples)) {
    metric.n = static_cast<std::int64_t>(summary->n);
    metric.stddev = summary->stddev;
    metric.samples = std::move(row.samples);
    if (metric.samples.size() > kMaxSamples) metric.samples.resize(kMaxSamples);
  } else {
    metric.stddev = row.printed_stddev;
  }
  return metric;
}

std::string shown_speed(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value < 100 ? "%.1f" : "%.0f", value);
  return text;
}

/// "A, B and 3 more": a sentence stays a sentence with 50 models.
std::string list_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 6;
  if (names.size() <= kShown) return join(names, ", ");
  const std::vector<std::string> shown(names.begin(), names.begin() + kShown);
  return join(shown, ", ") + " and " + std::to_string(names.size() - kShown) + " more";
}

}  // namespace

bool RunBuilder::add(Row row, std::string_view text) {
  if (!seen_.insert(sha256(text)).second) {
    ++repeated_rows_;
    return false;
  }
  const auto [raw, is_new_spelling] = group_of_spelling_.try_emplace(raw_group_key(row));
  if (is_new_spelling) raw->second = group_key(row);
  const auto [found, is_new] = groups_.try_emplace(raw->second);
  if (is_new) group_order_.push_back(raw->second);
  Group& group = found->second;
  OpenRun& run = run_for(group, is_new, row);

  SpeedRange& range = group.ranges[row.test];
  range.low = range.passes == 0 ? row.speed : std::min(range.low, row.speed);
  range.high = std::max(range.high, row.speed);
  ++range.passes;

  run.tests.insert(row.test);
  if (row.test_time && (!run.earliest || *row.test_time < *run.earliest)) {
    run.earliest = row.test_time;
    run.earliest_test = row.test;
  }
  const Redaction what = options_.keep_paths ? Redaction::secrets : Redaction::everything;
  for (const auto& [name, value] : row.unknown.items()) {
    if (is_private_field(name, value, what)) private_fields_.insert(name);
  }
  row.unknown = redact_json(row.unknown, what);
  run.unknown.push_back(std::move(row.unknown));
  run.metrics.push_back(metric_of(row, run.hardware.gpu_assists_prompts));
  return true;
}

RunBuilder::OpenRun& RunBuilder::run_for(Group& group, bool is_new_group, const Row& row) {
  if (!is_new_group) {
    OpenRun& current = runs_[group.current];
    const bool is_under_same_heading = current.first.heading == row.heading;
    if (is_under_same_heading && !current.tests.contains(row.test) && current.tests.size() < kMaxTests) {
      last_run_ = group.current;
      return current;
    }
  }
  OpenRun run;
  run.first = row;
  run.first.samples.clear();
  run.first.measured = Json::object();
  run.first.unknown = Json::object();
  run.model = find_model(row.model_path.empty() ? row.named_path : row.model_path, row.model_type);
  run.hardware = find_used_hardware(row);
  run.earliest_test = row.test;
  runs_.push_back(std::move(run));
  group.current = last_run_ = runs_.size() - 1;
  ++group.passes;
  return runs_.back();
}

void RunBuilder::mark_last_run_partial() {
  if (!runs_.empty()) runs_[last_run_].partial = true;
}

void RunBuilder::check_overrides() const {
  if (options_.all_one_model) return;
  std::vector<std::string> models;
  std::vector<std::string> quantizations;
  const auto note = [](std::vector<std::string>& names, const std::string& name, auto same) {
    if (name.empty()) return;
    if (std::none_of(names.begin(), names.end(), [&](const std::string& known) { return same(known, name); })) {
      names.push_back(name);
    }
  };
  for (const OpenRun& run : runs_) {
    note(models, run.model.name, same_model);
    note(quantizations, run.model.quantization, equals_ignoring_case);
  }
  const std::string fix = "; leave it out, or say --all-one-model when they are one";
  if (options_.model_name && models.size() > 1) {
    refuse("-m " + *options_.model_name + " was given, but the input holds several models: " + list_of(models) + fix);
  }
  if (options_.quantization && quantizations.size() > 1) {
    refuse("-q " + *options_.quantization +
           " was given, but the input holds several quantizations: " + list_of(quantizations) + fix);
  }
}

void RunBuilder::name_model(const OpenRun& open, ExperimentRun& run, MessageLog& messages) const {
  const FoundModel& found = open.model;
  run.model_name = options_.model_name.value_or(found.name);
  run.quantization = options_.quantization.value_or(found.quantization);
  run.lora_adapter = options_.lora_adapter.value_or("");
  // Identity: as the record spells them, so that learning another label or file name changes no content id.
  const std::string file(path_basename(open.first.model_path));
  const std::string& type = open.first.model_type;
  run.provenance["source_names"] = {{"model_name", file.empty() ? (type.empty() ? run.model_name : type) : file},
                                    {"quantization", type.empty() ? run.quantization : type},
                                    {"lora_adapter", run.lora_adapter}};
  const bool is_named_by_file = !found.name.empty() && !found.is_named_by_type;
  if (options_.model_name && is_named_by_file && !same_model(*options_.model_name, found.name)) {
    messages.warn("", "-m says " + *options_.model_name + " but the file says " + found.name + ": " +
                          *options_.model_name + " is used");
  }
  if (options_.quantization && !found.quantization.empty() &&
      !same_quantization(*options_.quantization, found.quantization)) {
    messages.warn("", "-q says " + *options_.quantization + " but the file says " + found.label + ": " +
                          *options_.quantization + " is used");
  }
  const std::string place = "record " + std::to_string(open.first.number);
  if (!options_.model_name && !found.name_warning.empty()) messages.warn(place, found.name_warning);
  if (!options_.quantization && !found.quantization_warning.empty()) messages.warn(place, found.quantization_warning);
  if (const auto warning = bits_per_weight_warning(options_.quantization.value_or(found.label), open.first.model_size,
                                                   open.first.model_n_params)) {
    messages.warn(place, *warning);
  }
}

void RunBuilder::warn_about_passes(MessageLog& messages) const {
  for (const std::string& key : group_order_) {
    const Group& group = groups_.at(key);
    const SpeedRange* widest = nullptr;
    const std::string* test = nullptr;
    for (const auto& [name, range] : group.ranges) {
      if (range.passes < 2 || range.high <= range.low * kPassSpread) continue;
      if (widest == nullptr || range.high / range.low > widest->high / widest->low) {
        widest = &range;
        test = &name;
      }
    }
    if (widest == nullptr) continue;
    messages.warn("", std::to_string(group.passes) + " passes with equal settings but " + *test + " " +
                          shown_speed(widest->low) + ".." + shown_speed(widest->high) +
                          " tok/s; if something else differed, upload each with --set NAME=VALUE");
  }
}

ExperimentRun RunBuilder::finish(OpenRun& open) const {
  ExperimentRun run;
  run.backend = backend_of(open.first, open.unknown);
  run.backend_version = backend_version_of(open.first);
  run.hardware = with_overrides(open.hardware.config, options_);
  run.timestamp = open.earliest;
  run.notes = notes_with({open.first.heading, open.first.label}, options_);
  run.tags = options_.tags;
  run.load = Load::single;
  run.user_settings = options_.user_settings;
  run.settings = settings_of(open.first, options_.keep_paths);
  if (open.hardware.driver) run.settings["driver"] = *open.hardware.driver;
  lift_common_fields(open.unknown, run.settings);
  for (std::size_t i = 0; i < open.metrics.size(); ++i) {
    for (const auto& [name, value] : open.unknown[i].items()) open.metrics[i].context.emplace(name, value);
  }
  run.metrics = std::move(open.metrics);
  run.provenance = provenance_of(open.first, options_.keep_paths);
  run.provenance["fingerprint"] =
      fingerprint_of(open.first, options_.user_settings, open.earliest, open.earliest_test, run.metrics);
  if (open.partial) run.provenance["partial"] = true;
  if (open.first.is_rounded) run.provenance[kRounded] = true;
  if (open.hardware.multi_host) run.provenance["multi_host"] = true;
  // A rounded size names no file: it would be another artifact than the exact one.
  if (!open.first.is_rounded && (open.first.model_size || open.first.model_n_params)) {
    run.artifact = Artifact{open.first.model_size, open.first.model_n_params, open.model.publisher, std::nullopt};
  }
  if (open.first.model_size) run.metrics.push_back(model_size_metric(*open.first.model_size));
  refresh_copied_metrics(run.metrics);
  return run;
}

std::vector<ExperimentRun> RunBuilder::take(MessageLog& messages) {
  check_overrides();
  std::vector<ExperimentRun> result;
  std::set<std::string> unnamed;
  for (OpenRun& open : runs_) {
    const std::string place = "record " + std::to_string(open.first.number);
    const std::size_t rows = open.metrics.size();
    ExperimentRun run = finish(open);
    name_model(open, run, messages);
    if (!options_.gpu_name) {  // they ask for it
      for (const std::string& warning : open.hardware.warnings) messages.warn(place, warning);
    }
    if (run.model_name.empty() || run.quantization.empty()) {
      const std::string file(path_basename(open.first.model_path));
      const std::string what =
          run.model_name.empty() ? "the model (say it with -m)" : "the quantization (say it with -q)";
      messages.warn(place, "neither the file name \"" + file + "\" nor model_type \"" + open.first.model_type +
                               "\" tells " + what + ": " + std::to_string(rows) + " rows were left out");
      unnamed.insert(what);
      dropped_rows_ += rows;
      continue;
    }
    result.push_back(std::move(run));
  }
  if (result.empty() && !unnamed.empty())
    refuse("cannot tell " + *unnamed.begin() + " from the file names or model_type");
  warn_about_passes(messages);
  if (!private_fields_.empty()) {
    const std::vector<std::string> names(private_fields_.begin(), private_fields_.end());
    messages.note("", options_.keep_paths ? "left out because they may be secrets: " + list_of(names)
                                          : "left out because they may name a person or a machine, or be a secret: " +
                                                list_of(names) + " (--keep-paths sends them, except secrets)");
  }
  return result;
}

}  // namespace llmbench::parsers::llama_bench
