#include "api/metrics/process_info.hpp"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace llmbench::api {
namespace {

std::optional<double> boot_time_seconds() {
  std::ifstream stat{"/proc/stat"};
  for (std::string word; stat >> word;) {
    double seconds = 0;
    if (word == "btime" && stat >> seconds) return seconds;
  }
  return std::nullopt;
}

std::optional<double> start_time_seconds() {
  std::ifstream stat{"/proc/self/stat"};
  std::string line;
  if (!std::getline(stat, line)) return std::nullopt;
  const std::size_t name_end = line.rfind(')');  // the name may hold anything, blanks too
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields{line.substr(name_end + 1)};
  constexpr int kSkipped = 19;  // fields 3 to 21 of proc(5); 22 is the start in ticks after the boot
  std::string skipped;
  for (int i = 0; i < kSkipped; ++i) fields >> skipped;
  double ticks = 0;
  const auto boot = boot_time_seconds();
  if (!(fields >> ticks) || !boot) return std::nullopt;
  return *boot + ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::optional<double> resident_bytes() {
  std::ifstream statm{"/proc/self/statm"};
  double pages = 0;
  double resident = 0;
  if (!(statm >> pages >> resident)) return std::nullopt;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

std::optional<double> open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator files{"/proc/self/fd", error};
  if (error) return std::nullopt;
  return static_cast<double>(std::distance(begin(files), end(files)) - 1);  // without the one that lists them
}

}  // namespace

ProcessInfo read_process_info() {
  ProcessInfo info;
  info.start_time_seconds = start_time_seconds();
  info.resident_bytes = resident_bytes();
  info.open_files = open_files();
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) info.max_files = static_cast<double>(limit.rlim_cur);
  timespec used{};
  if (::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0) {
    info.cpu_seconds = static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
  }
  return info;
}

}  // namespace llmbench::api
