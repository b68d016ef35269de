#pragma once
// What differs between two runs besides their figures. Called by comparison_service.

#include "llmbench/service/comparison_service.hpp"
#include "llmbench/store/detail_store.hpp"

#include <vector>

namespace llmbench::service {

/// Model, backend, machine, load and limits first, then settings and the user's settings by name.
[[nodiscard]] std::vector<SettingDifference> list_setting_differences(const store::RunRecord& a,
                                                                      const store::RunRecord& b);

}  // namespace llmbench::service
