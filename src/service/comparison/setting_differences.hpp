#pragma once
// What differs between two runs besides their figures. Called by comparison_service.

#include "llmbench/store/detail_store.hpp"
#include "llmbench/util/json.hpp"

#include <string>
#include <vector>

namespace llmbench::service {

/// null = unknown, or left to the default of a program that does not print it.
struct SettingDifference {
  std::string name;  ///< as in grid and detail; parts of documents as "settings.n_ubatch", "artifact.size_bytes"
  Json a;
  Json b;
  bool default_moved = false;  ///< both are at the default of their build, and the defaults differ
};

/// Model, backend, machine, load and limits first, then settings and the user's settings by name.
[[nodiscard]] std::vector<SettingDifference> list_setting_differences(const store::RunRecord& a,
                                                                      const store::RunRecord& b);

}  // namespace llmbench::service
