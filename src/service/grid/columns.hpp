#pragma once
// The tables of what can be filtered and sorted. One row of src/service/grid_columns.cpp is one parameter: adding a
// filter or a sort touches nothing else.

#include "service/grid/scan.hpp"

#include "llmbench/service/grid_query.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace llmbench::service {

/// names: lower case; choice, text; number; count and time (microseconds); flag.
using FilterValue = std::variant<std::vector<std::string>, std::string, double, std::int64_t, bool>;

struct GridFilter {
  const char* name;
  ValueKind kind;
  const char* description;  ///< for readers of the API: what passes, the unit
  /// Narrows a selection; nullptr = the query itself reads the value (benchmark, at_depth, ...).
  RowFilter (*bind)(const GridSnapshot& snapshot, const FilterValue& value);
  const char* allowed = "";        ///< names and choice: comma-separated; "" = anything
  const char* default_value = "";  ///< used when the parameter is absent; "" = no filter then
  bool reads_speed = false;        ///< must run after at_depth replaced the speeds
  /// names: how a value is brought into the index's spelling before it is compared; nullptr = as it is.
  std::string (*normalise)(const std::string& value) = nullptr;
};
[[nodiscard]] std::span<const GridFilter> grid_filters();

/// What sort keys need besides the row.
struct SortContext {
  const GridSnapshot& snapshot;
  const BenchmarkColumn* quality = nullptr;  ///< of the response's benchmark
};
/// Ascending by `bits`; a row without the value is null.
struct SortKey {
  bool null = true;
  std::uint64_t bits = 0;
};
enum class Ranking : std::uint8_t {
  none,      ///< an order, not a ranking: names and times
  measured,  ///< sample runs come after real ones
  speed,     ///< only one class and load is ranked, the others follow
  prompt_speed,
};
struct GridSort {
  const char* name;
  bool descending;  ///< by default
  Ranking ranking;
  SortKey (*key)(const SortContext& context, const ScanChunk& chunk, std::uint16_t row);
  const std::shared_ptr<const NameOrder> GridSnapshot::*names = nullptr;  ///< keys are places in this order
};
[[nodiscard]] std::span<const GridSort> grid_sorts();

/// Unsigned integers that order like the numbers do.
[[nodiscard]] std::uint64_t ordered_bits(double value);
[[nodiscard]] std::uint64_t ordered_bits(std::int64_t value);
/// Names lie at odd places, so that a name that is not there (any more) has a place between two others.
[[nodiscard]] std::uint64_t place_of_name(const NameOrder& order, std::string_view name);

/// Tokens per kilowatt-hour; NaN when speed or power is unknown.
[[nodiscard]] double tokens_per_kwh(double speed, double watts);

}  // namespace llmbench::service
