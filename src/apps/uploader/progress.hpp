#pragma once
// The progress bar of an upload.

#include "apps/uploader/delivery.hpp"
#include "apps/uploader/report.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace llmbench::uploader {

/// "[#####.....]  5/10 files, 12 stored, 1 refused"
[[nodiscard]] std::string progress_text(std::size_t files_done, std::size_t files, const Tally::Row& total);

/// Redraws at most ten times a second.
class Progress {
 public:
  Progress(Report& report, const Tally& tally, std::size_t files, bool is_shown)
      : report_(report), tally_(tally), files_(files), is_shown_(is_shown) {}

  void show(std::size_t files_done);

 private:
  Report& report_;
  const Tally& tally_;
  std::size_t files_;
  bool is_shown_;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace llmbench::uploader
