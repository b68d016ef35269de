#pragma once
// Machines. Called by hardware_service and analysis_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/hardware.hpp"
#include "llmbench/util/time.hpp"

#include <vector>

namespace llmbench::store {

struct StoredHardware {
  HardwareProfile profile;
  TimePoint created_at{};
};
/// Every profile, by platform and id.
[[nodiscard]] std::vector<StoredHardware> list_hardware(db::Transaction& tx);

}  // namespace llmbench::store
