#pragma once
// Compares what stands in `legacy` with what is stored, in SQL of its own that shares nothing with the code that
// copied. Called by service/legacy.

#include "llmbench/db/pool.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace llmbench::store {

struct VerificationCheck {
  std::string name;  ///< what must hold, as a sentence
  std::int64_t rows = 0;
  std::int64_t problems = 0;
  std::vector<std::string> examples;  ///< of the problems, a few
};

/// Every check. What was deleted, replaced, merged or extended after the migration is in audit_log and is no problem.
[[nodiscard]] std::vector<VerificationCheck> verify_legacy(db::Transaction& tx);

}  // namespace llmbench::store
