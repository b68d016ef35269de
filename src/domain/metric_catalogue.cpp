#include "llmbench/domain/metric_catalogue.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench {
namespace {

constexpr auto kUp = MetricDirection::higher_is_better;
constexpr auto kDown = MetricDirection::lower_is_better;
constexpr std::optional<MetricDirection> kNeutral = std::nullopt;

constexpr MetricInfo kMetrics[] = {
    // speed
    {"tokens_per_second", "tok/s", kUp, HeadlineColumn::speed},
    {"prompt_processing_speed", "tok/s", kUp, HeadlineColumn::prompt_speed},
    {"total_tokens_per_second", "tok/s", kUp, HeadlineColumn::total_speed},
    {"tokens_per_second_per_request", "tok/s", kUp, HeadlineColumn::speed_per_request},
    {"requests_per_second", "req/s", kUp},
    {"acceptance_rate", "", kUp},
    {"input_tokens_per_second", "tok/s", kUp},
    {"peak_tokens_per_second", "tok/s", kUp},
    {"goodput_requests_per_second", "req/s", kUp},
    // what a tool printed where its own counts say otherwise
    {"reported_tokens_per_second", "tok/s", kNeutral},
    {"reported_total_tokens_per_second", "tok/s", kNeutral},
    {"reported_requests_per_second", "req/s", kNeutral},
    // memory and size
    {"memory_usage_gb", "GB", kDown, HeadlineColumn::memory},
    {"peak_memory_gb", "GB", kDown, HeadlineColumn::memory},
    {"model_size_gb", "GB", kDown, HeadlineColumn::model_size},
    {"kv_cache_gb", "GB", kDown},
    {"bits_per_weight", "bits", kNeutral},
    // times
    {"ttft_p50_ms", "ms", kDown, HeadlineColumn::time_to_first_token},
    {"ttft_mean_ms", "ms", kDown, HeadlineColumn::time_to_first_token},
    {"first_token_latency_ms", "ms", kDown, HeadlineColumn::time_to_first_token},
    {"model_loading_time", "s", kDown, HeadlineColumn::loading_time},
    {"duration_seconds", "s", kNeutral},
    // power
    {"gpu_power_watts", "W", kDown, HeadlineColumn::gpu_power},
    {"gpu_power_p95_watts", "W", kDown},
    {"gpu_power_max_watts", "W", kDown},
    {"gpu_power_min_watts", "W", kNeutral},
    {"cpu_power_watts", "W", kDown},
    {"system_power_watts", "W", kDown},
    {"energy_joules", "J", kDown},
    {"joules_per_token", "J", kDown},
    {"tokens_per_kwh", "tok/kWh", kUp},
    {"gpu_utilization_percent", "%", kNeutral},
    {"gpu_temperature_celsius", "°C", kDown, HeadlineColumn::none, false},
    // reliability
    {"error_rate", "", kDown},
    {"success_rate", "", kUp},
    {"total_requests", "requests", kNeutral},
    {"successful_requests", "requests", kNeutral},
    {"failed_requests", "requests", kDown},
    {"total_input_tokens", "tokens", kNeutral},
    {"total_output_tokens", "tokens", kNeutral},
    {"peak_concurrent_requests", "requests", kNeutral},
    // quality measured with a run, and training
    {"perplexity", "", kDown},
    {"kl_divergence", "", kDown, HeadlineColumn::none, false},
    {"train_loss", "", kDown, HeadlineColumn::none, false},
    {"eval_loss", "", kDown, HeadlineColumn::none, false},
    {"train_tokens_per_second", "tok/s", kUp},
    {"train_samples_per_second", "samples/s", kUp},
    {"train_steps_per_second", "steps/s", kUp},
};

constexpr MetricInfo kSpeedTest{"pp* | tg* | pp*+tg*", "tok/s", kUp};

constexpr MetricInfo kLatencyFamilies[] = {
    {"ttft_*_ms", "ms", kDown},    {"tpot_*_ms", "ms", kDown}, {"itl_*_ms", "ms", kDown},
    {"request_*_ms", "ms", kDown}, {"e2e_*_ms", "ms", kDown},
};
constexpr std::string_view kStatistics[] = {"mean", "median", "min", "max", "std"};

struct Unit {
  std::string_view spelling;
  std::string_view canonical;
  bool non_negative;
};
constexpr Unit kUnits[] = {
    {"tok/s", "tok/s", true},
    {"t/s", "tok/s", true},
    {"tokens/s", "tok/s", true},
    {"tokens/sec", "tok/s", true},
    {"tokens_per_second", "tok/s", true},
    {"tokens per second", "tok/s", true},
    {"token/s", "tok/s", true},
    {"tps", "tok/s", true},
    {"req/s", "req/s", true},
    {"requests/s", "req/s", true},
    {"requests/sec", "req/s", true},
    {"requests_per_second", "req/s", true},
    {"samples/s", "samples/s", true},
    {"steps/s", "steps/s", true},
    {"GB", "GB", true},
    {"GiB", "GB", true},
    {"MB", "MB", true},
    {"MiB", "MB", true},
    {"bytes", "bytes", true},
    {"ns", "ns", true},
    {"us", "us", true},
    {"µs", "us", true},
    {"ms", "ms", true},
    {"milliseconds", "ms", true},
    {"s", "s", true},
    {"sec", "s", true},
    {"seconds", "s", true},
    {"W", "W", true},
    {"watts", "W", true},
    {"watt", "W", true},
    {"J", "J", true},
    {"joules", "J", true},
    {"kWh", "kWh", true},
    {"tok/kWh", "tok/kWh", true},
    {"tokens/kWh", "tok/kWh", true},
    {"GB/s", "GB/s", true},
    {"FLOPS", "FLOPS", true},
    {"TFLOPS", "TFLOPS", true},
    {"tokens", "tokens", true},
    {"requests", "requests", true},
    {"count", "count", true},
    {"bits", "bits", true},
    {"bpw", "bits", true},
    {"%", "%", false},
    {"percent", "%", false},
    {"ratio", "", false},
    {"fraction", "", false},
    {"°C", "°C", false},
    {"C", "°C", false},
    {"", "", false},
};

const Unit* find_unit(std::string_view unit) {
  unit = trim(unit);
  const auto* exact = std::ranges::find(kUnits, unit, &Unit::spelling);  // "mW" is not "MW": exact case first
  if (exact != std::end(kUnits)) return exact;
  const auto* row =
      std::ranges::find_if(kUnits, [&](const Unit& known) { return equals_ignoring_case(known.spelling, unit); });
  return row == std::end(kUnits) ? nullptr : row;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_percentile(std::string_view text) {
  if (!text.starts_with('p')) return false;
  return parse_double(text.substr(1)).has_value() && text.find_first_not_of("0123456789.", 1) == std::string_view::npos;
}

/// `ttft_p95_ms_4096`: family, statistic, unit, and perhaps a prompt size.
bool matches_family(std::string_view name, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (!name.starts_with(pattern.substr(0, star))) return false;
  name.remove_prefix(star);
  const std::size_t unit = name.find("_ms");
  if (unit == std::string_view::npos) return false;
  const std::string_view statistic = name.substr(0, unit);
  const std::string_view size = name.substr(unit + 3);
  if (!size.empty() && !(size.starts_with('_') && all_digits(size.substr(1)))) return false;
  return std::ranges::find(kStatistics, statistic) != std::end(kStatistics) || is_percentile(statistic);
}

bool is_combined_test(std::string_view name) {
  const std::size_t plus = name.find('+');
  return plus != std::string_view::npos && parse_speed_test(name.substr(0, plus)) &&
         parse_speed_test(name.substr(plus + 1));
}

}  // namespace

std::span<const MetricInfo> metric_catalogue() {
  return kMetrics;
}

std::vector<MetricInfo> metric_families() {
  std::vector<MetricInfo> families{kSpeedTest};
  families.insert(families.end(), std::begin(kLatencyFamilies), std::end(kLatencyFamilies));
  return families;
}

std::string_view to_string(HeadlineColumn column) {
  switch (column) {
    case HeadlineColumn::none:
      return "";
    case HeadlineColumn::speed:
      return "tokens_per_second";
    case HeadlineColumn::prompt_speed:
      return "prompt_tokens_per_second";
    case HeadlineColumn::total_speed:
      return "total_tokens_per_second";
    case HeadlineColumn::speed_per_request:
      return "tokens_per_second_per_request";
    case HeadlineColumn::memory:
      return "memory_gb";
    case HeadlineColumn::time_to_first_token:
      return "time_to_first_token_ms";
    case HeadlineColumn::loading_time:
      return "loading_time_seconds";
    case HeadlineColumn::gpu_power:
      return "gpu_power_watts";
    case HeadlineColumn::model_size:
      return "model_size_gb";
  }
  return "";
}

std::optional<MetricInfo> find_metric(std::string_view name) {
  const auto* row = std::ranges::find(kMetrics, name, &MetricInfo::name);
  if (row != std::end(kMetrics)) return *row;
  if (parse_speed_test(name) || is_combined_test(name)) return kSpeedTest;
  for (const MetricInfo& family : kLatencyFamilies) {
    if (matches_family(name, family.name)) return family;
  }
  return std::nullopt;
}

std::optional<std::string_view> canonical_unit(std::string_view unit) {
  const Unit* row = find_unit(unit);
  return row == nullptr ? std::nullopt : std::optional(row->canonical);
}

bool is_non_negative_unit(std::string_view unit) {
  const Unit* row = find_unit(unit);
  return row != nullptr && row->non_negative;
}

}  // namespace llmbench
