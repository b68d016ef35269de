#pragma once
// A grid query understood: parameters checked by the tables of columns.hpp, and the selection they make.

#include "service/grid/columns.hpp"

#include "llmbench/service/grid_query.hpp"
#include "llmbench/util/error.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::service {

/// Collects every wrong parameter and throws them together.
class ParameterErrors {
 public:
  void add(std::string name, std::string message) { fields_.push_back({std::move(name), std::move(message)}); }
  void throw_if_any() const;

 private:
  std::vector<FieldError> fields_;
};

struct Question {
  struct Given {
    const GridFilter* filter;
    FilterValue value;
  };
  std::vector<Given> filters;  ///< in the order of the table, defaults included
  std::string benchmark = "mmlu";
  std::optional<double> min_quality;
  std::optional<int> at_depth;
  std::optional<SpeedClass> speed_class;
  std::optional<PromptClass> prompt_class;
  std::size_t limit = 0;
  std::optional<std::string> cursor;
  std::string filters_text;  ///< canonical, of all filters
};

/// Reads the filters, limit and cursor; what is wrong goes to `errors`.
[[nodiscard]] Question read_question(const GridParameters& parameters, ParameterErrors& errors);
/// One of the comma-separated words of `allowed`, or `fallback` when absent.
[[nodiscard]] std::string read_choice(const GridParameters& parameters, std::string_view name, std::string_view allowed,
                                      std::string_view fallback, ParameterErrors& errors);
[[nodiscard]] std::vector<GridParameterInfo> filter_parameters();
/// limit and cursor.
void append_page_parameters(std::vector<GridParameterInfo>& infos);

/// Which class and load is ranked.
struct RankedClass {
  std::uint8_t code = 0;  ///< SpeedClass or PromptClass; 0 = nothing is ranked
  LoadCode load = LoadCode::unknown;
};

/// The rows a question asks for, and what it decided by looking at them.
struct Selection {
  std::vector<ScanChunk> chunks;
  std::size_t total = 0;
  std::string benchmark_used = "none";
  const BenchmarkColumn* quality = nullptr;
  RankedClass speed;
  RankedClass prompt_speed;
  std::vector<std::uint8_t> unrankable_hardware;  ///< by code: several hosts are no single machine

  [[nodiscard]] bool is_rankable(const ScanChunk& chunk, std::uint16_t row) const {
    return (chunk.columns->flags[row] & (kSample | kPartial)) == 0 &&
           unrankable_hardware[chunk.columns->hardware[row]] == 0;
  }
  [[nodiscard]] bool is_speed_ranked(const ScanChunk& chunk, std::uint16_t row) const {
    return chunk.speed_class[row] == speed.code && speed.code != 0 && is_rankable(chunk, row) &&
           chunk.columns->load[row] == static_cast<std::uint8_t>(speed.load);
  }
  [[nodiscard]] bool is_prompt_ranked(const ScanChunk& chunk, std::uint16_t row) const {
    return chunk.prompt_class[row] == prompt_speed.code && prompt_speed.code != 0 && is_rankable(chunk, row) &&
           chunk.columns->load[row] == static_cast<std::uint8_t>(prompt_speed.load);
  }
};

/// What a cursor pins, so that later pages rank and compare as the first one did.
struct Pinned {
  std::string benchmark_used;
  RankedClass speed;
  RankedClass prompt_speed;
};
[[nodiscard]] Selection select_rows(const GridSnapshot& snapshot, const GridTableView& table, const Question& question,
                                    const std::optional<Pinned>& pinned);

/// Pinned decisions as cursor fields.
inline constexpr std::size_t kPinnedFields = 2;
void append_pinned(std::vector<std::string>& fields, const Selection& selection);
[[nodiscard]] std::optional<Pinned> read_pinned(const std::vector<std::string>& fields, std::size_t from);

/// The row with its names, qualities, runs and depths.
[[nodiscard]] GridRowView view_of(const GridSnapshot& snapshot, const Selection& selection, const Question& question,
                                  const ScanChunk& chunk, std::uint16_t row, bool single_runs);

[[noreturn]] void throw_bad_cursor();
[[nodiscard]] std::string short_hash(std::string_view text);

}  // namespace llmbench::service
