#pragma once
// Questions to the grid: filters, sorts, pages and the grouping by model and platform, answered from one snapshot.
// Called by the grid endpoints (and by exports); reads no SQL.

#include "llmbench/service/grid_snapshot.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::service {

/// Query parameters, decoded but not yet understood. A list that was given but is empty (`lora=`) is there, empty.
struct GridParameters {
  std::map<std::string, std::string, std::less<>> values;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;
};

/// How the text of a parameter is read.
enum class ValueKind : std::uint8_t {
  names,   ///< a list; compared without regard to ASCII case
  choice,  ///< one of the allowed words
  number,  ///< finite, not negative
  count,   ///< a whole number, not negative
  flag,    ///< true or false
  time,    ///< RFC 3339
  id,      ///< a UUID
  text,    ///< anything
};

/// What the grid questions understand; endpoints decode by it and refuse the rest.
struct GridParameterInfo {
  std::string name;
  ValueKind kind = ValueKind::text;
  std::string description;           ///< one sentence with the unit and what being absent means
  std::vector<std::string> choices;  ///< empty = anything
  std::string default_value;         ///< "" = none

  [[nodiscard]] bool is_list() const { return kind == ValueKind::names; }
};
/// Filters first, then sort, direction (grouped: sort_by, sort_direction), limit, cursor.
[[nodiscard]] const std::vector<GridParameterInfo>& performance_grid_parameters();
[[nodiscard]] const std::vector<GridParameterInfo>& grouped_performance_parameters();

/// One row with everything its encoding needs. Pointers live as long as the page's snapshot.
struct GridRowView {
  GridRow row;  ///< with the speeds of the wanted depth when at_depth was given
  const VariantEntry* variant = nullptr;
  const HardwareEntry* hardware = nullptr;
  const SetupEntry* setup = nullptr;
  const TagsEntry* tags = nullptr;
  const Quality* quality = nullptr;   ///< of the response's benchmark
  const Quality* mmlu_pro = nullptr;  ///< overall_score
  Uuid run_id;                        ///< newest run (the run itself with rows=runs)
  Uuid configuration_id;
  std::vector<Uuid> run_ids;         ///< newest first
  std::vector<int> measured_depths;  ///< ascending
  bool speed_ranked = false;
  bool prompt_ranked = false;

  [[nodiscard]] std::optional<double> tokens_per_kwh() const;
  [[nodiscard]] bool has_flag(RowFlag flag) const { return (row.flags & flag) != 0; }
};

/// What a response says about itself.
struct GridAnswer {
  std::shared_ptr<const GridSnapshot> snapshot;
  std::string benchmark_used;  ///< "none" when no quality was asked for
  std::size_t total = 0;       ///< rows (models) after the filters, before paging
  std::optional<std::string> next_cursor;
  std::size_t limit = 0;
  std::string query_hash;  ///< of the normalised query with limit and cursor, for the ETag
};

struct GridPage : GridAnswer {
  std::vector<GridRowView> rows;
  bool single_runs = false;
};

/// `at` is the snapshot to answer from. Throws Error{invalid_query} naming every wrong parameter.
[[nodiscard]] GridPage query_grid(std::shared_ptr<const GridSnapshot> at, const GridParameters& parameters);

struct GroupedPlatform {
  GridRowView best;
  std::size_t total_configs = 0;  ///< after the filters
};
struct GroupedModel {
  std::string model_name;
  std::string lora_adapter;
  std::size_t total_hardware_platforms = 0;  ///< before the filters
  std::vector<GroupedPlatform> platforms;    ///< best first, those with a row after the filters
};
struct GroupedPage : GridAnswer {
  std::vector<GroupedModel> models;
};
[[nodiscard]] GroupedPage query_grouped(std::shared_ptr<const GridSnapshot> at, const GridParameters& parameters);

/// W/"<process>-<version>-<query>": another process or another version of the index is another tag.
[[nodiscard]] std::string grid_etag(std::string_view process_nonce, const GridAnswer& answer);

}  // namespace llmbench::service
