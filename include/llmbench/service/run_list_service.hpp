#pragma once
// The list of all runs, newest first. Called by GET /api/configurations.

#include "llmbench/db/pool.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/store/run_list_store.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

struct RunListEntry {
  store::ListedRun run;
  std::optional<double> overall_score;  ///< MMLU-Pro headline of the variant, percent
};
struct RunPage {
  std::vector<RunListEntry> runs;
  std::size_t total = 0;  ///< runs of every status, voided ones too
  std::optional<std::string> next_cursor;
};

class RunListService {
 public:
  RunListService(db::Pool& pool, GridIndex& index) : pool_(pool), index_(index) {}

  /// Scores and the total come from the index; only the runs of the page are read. Throws Error{invalid_query} for a
  /// cursor of another list.
  [[nodiscard]] RunPage list(std::size_t limit, const std::optional<std::string>& cursor) const;

 private:
  db::Pool& pool_;
  GridIndex& index_;
};

}  // namespace llmbench::service
