#include "service/grid/row_making.hpp"

#include "llmbench/domain/sample_summary.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::service {
namespace {

/// The place of `name` in a vocabulary whose code 0 is unknown.
template <typename NameOf>
std::uint8_t code_of_name(const std::optional<std::string>& name, std::uint8_t codes, const NameOf& name_of) {
  if (!name) return 0;
  for (std::uint8_t code = 1; code < codes; ++code) {
    if (name_of(code) == *name) return code;
  }
  return 0;
}

/// Median of a field over the rows that know it.
double median_over(const std::vector<GridRow>& rows, double GridRow::*field) {
  std::vector<double> known;
  for (const GridRow& row : rows) {
    if (!std::isnan(row.*field)) known.push_back(row.*field);
  }
  return known.empty() ? kUnknown : median_of(std::move(known));
}

/// Measured memory is never mixed with estimated: the best source that is there counts.
void merge_memory(GridRow& merged, const std::vector<GridRow>& rows) {
  constexpr std::uint8_t kMeasured = 1;
  const auto source_of = [&](const GridRow& row) {
    return std::isnan(row.memory_gb) ? std::uint8_t{0} : row.memory_source;
  };
  const bool measured =
      std::any_of(rows.begin(), rows.end(), [&](const GridRow& row) { return source_of(row) == kMeasured; });
  std::vector<GridRow> counted;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(counted), [&](const GridRow& row) {
    return !std::isnan(row.memory_gb) && (!measured || row.memory_source == kMeasured);
  });
  if (counted.empty()) return;
  merged.memory_gb = median_over(counted, &GridRow::memory_gb);
  merged.memory_source = counted.front().memory_source;
  merged.memory_place = counted.front().memory_place;
  merged.memory_context_tokens = counted.front().memory_context_tokens;
}

}  // namespace

IdBytes id_bytes(const Uuid& id) {
  return id.bytes;
}
Uuid to_uuid(const IdBytes& id) {
  return Uuid{id};
}
std::int64_t microseconds(TimePoint time) {
  return time.time_since_epoch().count();
}

SpeedClass class_of_speed(const SpeedPoint& point) {
  const std::string_view name = speed_class(point);
  for (const auto code : {SpeedClass::tg, SpeedClass::tg_short, SpeedClass::tg_long, SpeedClass::depth}) {
    if (to_string(code) == name) return code;
  }
  return SpeedClass::unspecified;
}

PromptClass class_of_prompt(const SpeedPoint& point) {
  const std::string_view name = prompt_class(point);
  for (const auto code : {PromptClass::pp512, PromptClass::pp2k, PromptClass::pp8k_plus, PromptClass::depth}) {
    if (to_string(code) == name) return code;
  }
  return PromptClass::unspecified;
}

void set_speed(GridRow& row, const std::optional<SpeedPoint>& point) {
  row.speed = point ? point->value : kUnknown;
  row.speed_cv = point && point->cv ? *point->cv : kUnknown;
  row.speed_tokens = point ? point->tokens : 0;
  row.speed_depth = point ? point->depth : 0;
  row.speed_class = static_cast<std::uint8_t>(point ? class_of_speed(*point) : SpeedClass::none);
}

void set_prompt_speed(GridRow& row, const std::optional<SpeedPoint>& point) {
  row.prompt_speed = point ? point->value : kUnknown;
  row.prompt_tokens = point ? point->tokens : 0;
  row.prompt_depth = point ? point->depth : 0;
  row.prompt_class = static_cast<std::uint8_t>(point ? class_of_prompt(*point) : PromptClass::none);
  row.flags = static_cast<std::uint8_t>(point && point->gpu_assisted ? row.flags | kGpuAssisted
                                                                     : row.flags & ~unsigned{kGpuAssisted});
}

GridRow row_of_run(const store::GridRun& run) {
  const Headline& headline = run.headline;
  GridRow row;
  set_speed(row, headline.speed);
  set_prompt_speed(row, headline.prompt_speed);
  row.memory_gb = headline.memory_gb.value_or(kUnknown);
  row.model_size_gb = headline.model_size_gb.value_or(kUnknown);
  row.bits_per_weight = headline.bits_per_weight.value_or(kUnknown);
  row.n_params = headline.n_params ? static_cast<double>(*headline.n_params) : kUnknown;
  row.power_watts = headline.gpu_power_watts.value_or(kUnknown);
  row.first_token_ms = headline.time_to_first_token_ms.value_or(kUnknown);
  row.speed_per_request = headline.tokens_per_second_per_request.value_or(kUnknown);
  row.total_speed = headline.total_tokens_per_second.value_or(kUnknown);
  row.timestamp = run.timestamp ? microseconds(*run.timestamp) : kNoTime;
  row.newest = microseconds(run.timestamp.value_or(run.created_at));
  row.memory_context_tokens = headline.memory_context_tokens.value_or(-1);
  for (const SpeedPoint& point : headline.points) row.max_depth = std::max(row.max_depth, point.depth);
  if (run.load) {
    row.load = static_cast<std::uint8_t>(*run.load == Load::single       ? LoadCode::single
                                         : *run.load == Load::concurrent ? LoadCode::concurrent
                                                                         : LoadCode::offline);
  }
  row.memory_source = code_of_name(headline.memory_source, 4, memory_source_name);
  row.memory_place = code_of_name(headline.memory_place, 5, memory_place_name);
  unsigned flags = row.flags;
  if (headline.unstable) flags |= kUnstable;
  if (headline.partial) flags |= kPartial;
  if (run.has_samples) flags |= kHasSamples;
  row.flags = static_cast<std::uint8_t>(flags);
  return row;
}

std::vector<GridPoint> grid_points(const std::vector<SpeedPoint>& points) {
  std::vector<GridPoint> result;
  result.reserve(points.size());
  std::vector<SpeedPoint> rivals;
  for (const SpeedPoint& point : points) {
    rivals.clear();
    std::copy_if(points.begin(), points.end(), std::back_inserter(rivals), [&](const SpeedPoint& other) {
      return other.kind == point.kind && other.depth == point.depth && other.tokens > 0;
    });
    const bool is_prompt = point.kind == SpeedPoint::Kind::prompt;
    const auto best = is_prompt ? headline_prompt_speed(rivals) : headline_speed(rivals);
    const auto class_code = is_prompt ? static_cast<std::uint8_t>(class_of_prompt(point))
                                      : static_cast<std::uint8_t>(class_of_speed(point));
    result.push_back({point.value, point.cv.value_or(kUnknown), point.tokens, point.depth,
                      static_cast<std::uint8_t>(point.kind), static_cast<std::uint8_t>(point.gpu_assisted),
                      static_cast<std::uint8_t>(best && best->tokens == point.tokens), class_code});
  }
  return result;
}

SpeedPoint to_speed_point(const GridPoint& point) {
  SpeedPoint result;
  result.kind = static_cast<SpeedPoint::Kind>(point.kind);
  result.tokens = point.tokens;
  result.depth = point.depth;
  result.value = point.value;
  if (!std::isnan(point.cv)) result.cv = point.cv;
  result.gpu_assisted = point.gpu_assisted != 0;
  return result;
}

GridRow merge_rows(const std::vector<GridRow>& runs, const std::vector<SpeedPoint>& points) {
  GridRow merged = runs.front();
  set_speed(merged, headline_speed(points));
  set_prompt_speed(merged, headline_prompt_speed(points));
  merge_memory(merged, runs);
  for (const auto field :
       {&GridRow::model_size_gb, &GridRow::bits_per_weight, &GridRow::n_params, &GridRow::power_watts,
        &GridRow::first_token_ms, &GridRow::speed_per_request, &GridRow::total_speed}) {
    merged.*field = median_over(runs, field);
  }
  std::size_t partial = 0;
  unsigned flags = merged.flags & ~unsigned{kPartial};
  for (const GridRow& run : runs) {
    merged.max_depth = std::max(merged.max_depth, run.max_depth);
    partial += (run.flags & kPartial) != 0 ? 1 : 0;
    flags |= run.flags & unsigned{kHasSamples | kUnstable};
  }
  // A row is partial only when no complete run stands behind it.
  if (partial == runs.size()) flags |= kPartial;
  merged.flags = static_cast<std::uint8_t>(flags);
  return merged;
}

HardwareEntry make_hardware_entry(const store::GridRun& run) {
  HardwareEntry entry;
  entry.id = run.hardware_id;
  entry.gpu_model = run.gpu_model;
  entry.gpu_count = run.gpu_count;
  entry.gpu_memory_gb = run.gpu_memory_gb;
  entry.cpu_model = run.cpu_model;
  entry.cpu_arch = run.cpu_arch;
  entry.ram_gb = run.ram_gb;
  entry.machine_name = run.machine_name;
  entry.platform = run.platform;
  entry.category = run.category;
  entry.search_text = to_lower(run.platform);
  return entry;
}

SetupEntry make_setup_entry(const store::GridRun& run) {
  SetupEntry entry;
  entry.backend = run.backend;
  entry.backend_version = run.backend_version;
  entry.flavour = run.flavour;
  entry.workload = run.workload;
  entry.concurrent_requests = run.concurrent_requests;
  entry.concurrency_source = run.concurrency_source;
  entry.max_context_length = run.max_context_length;
  entry.load_pattern = run.load_pattern;
  entry.dataset_name = run.dataset_name;
  entry.gpu_power_limit_watts = run.gpu_power_limit_watts;
  entry.settings_summary = run.settings_summary;
  entry.kv_type = run.kv_type;
  entry.flash_attention = run.flash_attention;
  entry.publisher = run.publisher;
  return entry;
}

}  // namespace llmbench::service
