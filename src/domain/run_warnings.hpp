#pragma once
// What looks wrong in a valid run. Called by prepare_run.

#include "llmbench/domain/identity.hpp"

#include <string>
#include <vector>

namespace llmbench {

/// One sentence each; `prepared` has everything but its warnings.
[[nodiscard]] std::vector<std::string> run_warnings(const PreparedRun& prepared);

}  // namespace llmbench
