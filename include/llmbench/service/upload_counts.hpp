#pragma once
// What became of sent runs and scores since the start, for GET /metrics. Counted by UploadService and by endpoints that
// refuse an upload before it gets there.

#include "llmbench/util/error.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string_view>

namespace llmbench::service {

/// Thread-safe.
class UploadCounts {
 public:
  using Totals = std::map<std::string_view, std::uint64_t>;

  /// `status` as to_string(UploadStatus) says.
  void add_run(std::string_view status);
  /// "failed" when the server is at fault, else "rejected".
  void add_refused_run(const Error& error);
  /// `status` as to_string(ScoreOutcome::Status) says.
  void add_score(std::string_view status);
  void add_refused_scores(const Error& error);

  /// By status, each of them from the start on.
  [[nodiscard]] Totals runs() const;
  [[nodiscard]] Totals scores() const;

 private:
  mutable std::mutex totals_mutex_;  ///< guards the two below
  Totals runs_{{"created", 0}, {"duplicate", 0}, {"extended", 0}, {"failed", 0}, {"rejected", 0}, {"replaced", 0}};
  Totals scores_{{"failed", 0}, {"older_than_stored", 0}, {"rejected", 0}, {"stored", 0}, {"unchanged", 0}};
};

}  // namespace llmbench::service
