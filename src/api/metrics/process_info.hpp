#pragma once
// What the kernel says about this process. Read by the exposition of GET /metrics.

#include <optional>

namespace llmbench::api {

/// Each is nullopt where /proc does not tell.
struct ProcessInfo {
  std::optional<double> start_time_seconds;  ///< since 1970
  std::optional<double> resident_bytes;
  std::optional<double> open_files;
  std::optional<double> max_files;
  double cpu_seconds = 0;
};

[[nodiscard]] ProcessInfo read_process_info();

}  // namespace llmbench::api
