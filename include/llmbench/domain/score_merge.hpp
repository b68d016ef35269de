#pragma once
// Which scores of a variant are current: the pure rule behind score_parts. An upload, a late arrival and a delete all
// answer it anew from the uploads that are left. Called by store.

#include "llmbench/domain/score.hpp"
#include "llmbench/util/uuid.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace llmbench {

/// An upload that is not deleted.
struct UploadedParts {
  Uuid upload_id;
  std::vector<ScorePart> parts;
  std::optional<TimePoint> measured_at;
  TimePoint received_at{};
  bool sample = false;  ///< tagged `sample`

  [[nodiscard]] TimePoint time() const { return measured_at.value_or(received_at); }
};

struct CurrentPart {
  ScorePart part;
  Uuid upload_id;
  std::optional<TimePoint> measured_at;
};

/// Order of uploads: measured_at (received_at when unknown), then id.
[[nodiscard]] bool is_older(const UploadedParts& a, const UploadedParts& b);

/// The current parts of one (variant, benchmark, context), by category. `one_evaluation`: the context is explicit and
/// names one evaluation, so category files of it merge.
/// - A set that covers every category of the current one replaces it whole.
/// - With an explicit context any other set is merged part by part.
/// - Without one the larger set is current and the smaller stays a set of its own. Larger is: enough questions to be
///   shown at all, then categories, then questions.
/// - A total and its categories never stand together: the categories do when they are at least half of the benchmark's
///   and not fewer questions, else the total.
/// - Samples count only where nothing else was uploaded.
/// - Fewer questions never replace more: neither whole nor part by part (5 % may be missing from a rerun).
[[nodiscard]] std::vector<CurrentPart> current_parts(std::vector<UploadedParts> uploads, bool one_evaluation,
                                                     std::string_view benchmark);

}  // namespace llmbench
