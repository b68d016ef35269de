#pragma once
// The machines runs were made on. Called by GET /api/hardware.

#include "llmbench/db/pool.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/store/hardware_store.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

struct HardwareQuery {
  std::string search;                   ///< part of platform, GPU, CPU or machine name, any case; "" = all
  std::vector<std::string> categories;  ///< of ours or of the seed's; empty = all
  std::size_t limit = 1000;
  std::optional<std::string> cursor;
};

/// A profile and what the index knows of its runs.
struct HardwareUse {
  store::StoredHardware hardware;
  std::size_t runs = 0;      ///< completed, not voided
  std::size_t variants = 0;  ///< distinct, of these runs
  std::optional<Uuid> newest_run;
  std::optional<TimePoint> newest_at;  ///< when it was measured, else stored
};
struct HardwarePage {
  std::vector<HardwareUse> machines;  ///< by platform, then id
  std::size_t total = 0;              ///< after the filters
  std::optional<std::string> next_cursor;
};

class HardwareService {
 public:
  HardwareService(db::Pool& pool, GridIndex& index) : pool_(pool), index_(index) {}

  /// Throws Error{invalid_query} for a cursor of another query.
  [[nodiscard]] HardwarePage list(const HardwareQuery& query) const;

 private:
  db::Pool& pool_;
  GridIndex& index_;
};

}  // namespace llmbench::service
