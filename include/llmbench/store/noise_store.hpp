#pragma once
// What a machine measured lately, for its noise floor. Called by comparison_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/hardware.hpp"

#include <string>
#include <vector>

namespace llmbench::store {

/// One metric of one run.
struct MachineFigure {
  Uuid run_id;
  Uuid series_id;
  std::string metric;
  std::string test;  ///< context.test and context.n_depth: what tells two metrics of one name apart
  double value = 0;  ///< > 0: the median of 4 to 1,000 samples, else the value
};

/// Figures of the machine's latest runs that count (completed, not voided, no samples of the documentation): speed
/// tests, and the metrics named. A machine is its name and platform, without a name the hardware profile. At most
/// `max_runs` runs and 20,000 figures, ordered by series, metric and test. Copied metrics are left out.
[[nodiscard]] std::vector<MachineFigure> list_machine_figures(db::Transaction& tx, const HardwareProfile& machine,
                                                              const std::vector<std::string>& metrics, int max_runs);

}  // namespace llmbench::store
