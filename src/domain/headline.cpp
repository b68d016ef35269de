#include "llmbench/domain/headline.hpp"

#include "llmbench/domain/metric_catalogue.hpp"
#include "llmbench/domain/sample_summary.hpp"
#include "llmbench/domain/settings.hpp"
#include "llmbench/util/bytes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace llmbench {
namespace {

bool is_true(const Json& context, std::string_view key) {
  const auto at = context.find(key);
  return at != context.end() && at->is_boolean() && at->get<bool>();
}

std::optional<std::string> text_of(const Json& context, std::string_view key) {
  const auto at = context.find(key);
  return at != context.end() && at->is_string() ? std::optional(at->get<std::string>()) : std::nullopt;
}

/// A count that fits an int; tools write some of them as text.
std::optional<int> count_of(const Json& context, std::string_view key) {
  const auto at = context.find(key);
  if (at == context.end() || !at->is_number_integer()) return std::nullopt;
  const auto value = at->get<std::int64_t>();
  return value >= 0 && value <= 1'000'000'000 ? std::optional(static_cast<int>(value)) : std::nullopt;
}

const Metric* find_by_name(const std::vector<Metric>& metrics, std::string_view name) {
  const auto at = std::ranges::find(metrics, name, &Metric::name);
  return at == metrics.end() ? nullptr : &*at;
}

/// The first row of the catalogue that feeds the column and is in the run.
const Metric* find_for_column(const std::vector<Metric>& metrics, HeadlineColumn column) {
  for (const MetricInfo& row : metric_catalogue()) {
    if (row.column != column) continue;
    if (const Metric* metric = find_by_name(metrics, row.name)) return metric;
  }
  return nullptr;
}

std::optional<double> value_for_column(const std::vector<Metric>& metrics, HeadlineColumn column) {
  const Metric* metric = find_for_column(metrics, column);
  return metric == nullptr ? std::nullopt : std::optional(metric->value);
}

std::optional<double> cv_of(const Metric& metric) {
  if (const auto summary = summarise_samples(metric.samples); summary && summary->n > 1) return summary->cv;
  // A printed spread of 0, or of one sample, means unknown.
  if (!metric.samples.empty() || !metric.stddev || *metric.stddev == 0 || metric.value == 0) return std::nullopt;
  if (metric.n && *metric.n < 2) return std::nullopt;
  return *metric.stddev / std::abs(metric.value);
}

bool is_unstable_metric(const Metric& metric) {
  constexpr double kMaxCv = 0.05;
  if (const auto summary = summarise_samples(metric.samples); summary && summary->n > 1) return is_unstable(*summary);
  const auto cv = cv_of(metric);
  return cv && *cv > kMaxCv;
}

/// The speed point a metric is, if it is one; copies made by a reader are not.
std::optional<SpeedPoint> speed_point_of(const Metric& metric) {
  if (is_copied(metric)) return std::nullopt;
  SpeedPoint point;
  if (const auto test = parse_speed_test(metric.name)) {
    point.kind = test->kind;
    point.tokens = test->tokens;
    point.depth = test->depth;
  } else {
    const auto info = find_metric(metric.name);
    const auto column = info ? info->column : HeadlineColumn::none;
    if (column != HeadlineColumn::speed && column != HeadlineColumn::prompt_speed) return std::nullopt;
    point.kind = column == HeadlineColumn::speed ? SpeedPoint::Kind::generation : SpeedPoint::Kind::prompt;
    const auto stated = text_of(metric.context, "test");
    const auto stated_test = stated ? parse_speed_test(*stated) : std::nullopt;
    if (stated_test && stated_test->kind == point.kind) {
      point.tokens = stated_test->tokens;
      point.depth = stated_test->depth;
    }
    if (const auto depth = count_of(metric.context, "n_depth")) point.depth = *depth;
  }
  point.value = metric.value;
  point.cv = cv_of(metric);
  point.gpu_assisted = is_true(metric.context, "gpu_assisted");
  return point;
}

const Metric* metric_of(const std::vector<Metric>& metrics, const SpeedPoint& wanted) {
  for (const Metric& metric : metrics) {
    const auto point = speed_point_of(metric);
    if (point && *point == wanted) return &metric;
  }
  return nullptr;
}

std::optional<std::string> memory_place(const Metric& metric, const ExperimentRun& run) {
  static constexpr std::array<std::string_view, 4> kPlaces{"gpu", "ram", "split", "unified"};
  auto stated = text_of(metric.context, "place");
  if (stated && std::ranges::find(kPlaces, *stated) != kPlaces.end()) return stated;

  const HardwareProfile hardware = make_hardware_profile(run.hardware);
  if (!hardware.gpu_model) return std::nullopt;
  if (*hardware.gpu_model == kCpuOnly) return "ram";
  const auto spec = find_gpu_spec(*hardware.gpu_model);
  if (spec && spec->unified) return "unified";
  switch (gpu_layers(run.settings)) {
    case GpuLayers::none:
      return "ram";
    case GpuLayers::all:
      return "gpu";
    default:
      return std::nullopt;  // how many layers the model has is not known here
  }
}

void fill_memory(const ExperimentRun& run, Headline& headline) {
  for (const MetricInfo& row : metric_catalogue()) {
    if (row.column != HeadlineColumn::memory) continue;
    const Metric* metric = find_by_name(run.metrics, row.name);
    if (metric == nullptr) continue;
    if (is_true(metric->context, "reserved")) {  // what a server set aside is not what the model needs
      headline.memory_source = "reserved";
      continue;
    }
    const bool estimated = is_true(metric->context, "estimated");
    headline.memory_gb = metric->value;
    headline.memory_source = estimated ? "estimated" : "measured";
    headline.memory_place = memory_place(*metric, run);
    headline.memory_context_tokens = count_of(metric->context, "context_tokens");
    if (!headline.memory_context_tokens) headline.memory_context_tokens = count_of(metric->context, "n_ctx");
    if (!headline.memory_context_tokens && !estimated) headline.memory_context_tokens = run.max_context_length;
    return;
  }
}

void fill_size(const ExperimentRun& run, Headline& headline) {
  headline.model_size_gb = value_for_column(run.metrics, HeadlineColumn::model_size);
  if (const Metric* metric = find_by_name(run.metrics, "bits_per_weight")) headline.bits_per_weight = metric->value;
  if (!run.artifact) return;
  headline.n_params = run.artifact->n_params;
  if (!run.artifact->size_bytes) return;
  const auto size_bytes = static_cast<double>(*run.artifact->size_bytes);
  if (!headline.model_size_gb) headline.model_size_gb = size_bytes / kGibibyte;
  if (!headline.bits_per_weight && headline.n_params.value_or(0) > 0) {
    headline.bits_per_weight = 8.0 * size_bytes / static_cast<double>(*headline.n_params);
  }
}

std::optional<double> speed_per_request(const ExperimentRun& run, const Headline& headline) {
  const auto load = effective_load(run);
  if (load == Load::single && headline.speed) return headline.speed->value;
  if (load == Load::concurrent) {
    for (const std::string_view name : {"tpot_p50_ms", "tpot_median_ms"}) {
      const Metric* tpot = find_by_name(run.metrics, name);
      if (tpot != nullptr && tpot->value > 0) return 1000.0 / tpot->value;
    }
  }
  return value_for_column(run.metrics, HeadlineColumn::speed_per_request);
}

bool is_partial(const ExperimentRun& run) {
  constexpr double kMaxErrorRate = 0.01;
  if (is_true(run.provenance, "partial")) return true;
  const Metric* errors = find_by_name(run.metrics, "error_rate");
  if (errors == nullptr) return false;
  const bool percent = canonical_unit(errors->unit) == "%";
  return (percent ? errors->value / 100 : errors->value) > kMaxErrorRate;
}

}  // namespace

bool is_copied(const Metric& metric) {
  return metric.context.is_object() && metric.context.contains("from");
}

std::vector<SpeedPoint> speed_points(const std::vector<Metric>& metrics) {
  std::vector<SpeedPoint> points;
  for (const Metric& metric : metrics) {
    if (const auto point = speed_point_of(metric)) points.push_back(*point);
  }
  return points;
}

Headline compute_headline(const ExperimentRun& run) {
  Headline headline;
  headline.points = speed_points(run.metrics);
  headline.speed = headline_speed(headline.points);
  headline.prompt_speed = headline_prompt_speed(headline.points);
  headline.tokens_per_second_per_request = speed_per_request(run, headline);
  headline.total_tokens_per_second = value_for_column(run.metrics, HeadlineColumn::total_speed);
  fill_memory(run, headline);
  headline.time_to_first_token_ms = value_for_column(run.metrics, HeadlineColumn::time_to_first_token);
  headline.loading_time_seconds = value_for_column(run.metrics, HeadlineColumn::loading_time);
  headline.gpu_power_watts = value_for_column(run.metrics, HeadlineColumn::gpu_power);
  fill_size(run, headline);
  for (const auto& point : {headline.speed, headline.prompt_speed}) {
    if (!point) continue;
    const Metric* metric = metric_of(run.metrics, *point);
    headline.unstable = headline.unstable || (metric != nullptr && is_unstable_metric(*metric));
  }
  headline.partial = is_partial(run);
  return headline;
}

void refresh_copied_metrics(std::vector<Metric>& metrics) {
  // A copy whose source was not sent is all there is of that measurement: it becomes a statement of its own.
  for (Metric& metric : metrics) {
    if (!is_copied(metric)) continue;
    const auto source = text_of(metric.context, "from");
    if (!source || find_by_name(metrics, *source) == nullptr || *source == metric.name) metric.context.erase("from");
  }
  std::erase_if(metrics, is_copied);
  const auto points = speed_points(metrics);
  const auto copy = [&](const std::optional<SpeedPoint>& point, const char* name) {
    if (!point || find_by_name(metrics, name) != nullptr) return;
    const Metric* source = metric_of(metrics, *point);
    if (source == nullptr) return;
    Metric copied = *source;
    copied.name = name;
    copied.samples.clear();  // they stay with the metric they belong to
    copied.context = Json{{"from", source->name}, {"test", speed_test_name(*point)}, {"n_depth", point->depth}};
    metrics.push_back(std::move(copied));
  };
  copy(headline_speed(points), "tokens_per_second");
  copy(headline_prompt_speed(points), "prompt_processing_speed");
}

}  // namespace llmbench
