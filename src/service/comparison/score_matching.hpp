#pragma once
// Scores of two variants side by side. Called by comparison_service.

#include "llmbench/service/comparison_service.hpp"

namespace llmbench::service {

/// Fills categories, quality and not_compared. Scores of different contexts or of different sets of categories stand
/// side by side without a difference, with the reason in not_compared.
void compare_scores(const ComparedRun& a, const ComparedRun& b, RunComparison& comparison);

}  // namespace llmbench::service
