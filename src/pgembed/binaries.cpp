#include "pgembed/binaries.hpp"

#include "pgembed/process.hpp"

#include "llmbench/pgembed/cluster.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace llmbench::pgembed {
namespace {

namespace fs = std::filesystem;

constexpr int kOldestMajor = 15;

bool is_program(const fs::path& file) {
  return ::access(file.c_str(), X_OK) == 0 && fs::is_regular_file(file);
}

/// Subfolders of `parent`, each with "bin" behind it.
void add_versions(std::vector<fs::path>& places, const fs::path& parent, const std::string& name_prefix) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    if (entry.path().filename().string().rfind(name_prefix, 0) == 0) places.push_back(entry.path() / "bin");
  }
}

std::vector<fs::path> usual_places() {
  std::vector<fs::path> places;
  add_versions(places, "/usr/lib/postgresql", "");  // Debian, Ubuntu
  add_versions(places, "/usr", "pgsql-");           // PostgreSQL's own RPMs
  add_versions(places, "/opt/homebrew/opt", "postgresql@");
  add_versions(places, "/home/linuxbrew/.linuxbrew/opt", "postgresql@");
  places.emplace_back("/usr/local/pgsql/bin");  // built from source
  if (const char* path = std::getenv("PATH")) {
    for (const std::string& folder : split(path, ':')) {
      if (!folder.empty()) places.emplace_back(folder);
    }
  }
  return places;
}

std::optional<Binaries> inspect(const fs::path& folder) {
  if (!is_program(folder / "postgres") || !is_program(folder / "initdb")) return std::nullopt;
  Command command;
  command.program = folder / "postgres";
  command.arguments = {"--version"};
  const Finished finished = run(command, std::chrono::seconds{10});
  const auto major = parse_major_version(finished.output);
  if (finished.exit_code != 0 || !major) return std::nullopt;
  return Binaries{folder, *major};
}

}  // namespace

std::optional<int> parse_major_version(const std::string& version_line) {
  const auto at = version_line.find("(PostgreSQL) ");
  if (at == std::string::npos) return std::nullopt;
  const std::string_view number = std::string_view{version_line}.substr(at + 13);
  const auto major = parse_integer(number.substr(0, number.find_first_not_of("0123456789")));
  if (!major || *major < 1 || *major > 1000) return std::nullopt;
  return static_cast<int>(*major);
}

std::vector<Binaries> list_binaries(const std::optional<fs::path>& wanted) {
  std::vector<Binaries> found;
  std::set<fs::path> seen;
  for (const fs::path& folder : wanted ? std::vector<fs::path>{*wanted} : usual_places()) {
    std::error_code missing;
    const fs::path real = fs::canonical(folder, missing);
    if (missing || !seen.insert(real).second) continue;
    if (const auto binaries = inspect(real)) found.push_back(*binaries);
  }
  std::stable_sort(found.begin(), found.end(), [](const Binaries& a, const Binaries& b) { return a.major > b.major; });
  return found;
}

Binaries choose_binaries(const std::optional<fs::path>& wanted, std::optional<int> cluster_major,
                         const fs::path& cluster_dir) {
  const auto found = list_binaries(wanted);
  if (found.empty()) {
    throw Error{ErrorCode::unavailable,
                wanted ? "there are no PostgreSQL programs (postgres, initdb) in '" + wanted->string() + "'"
                       : "PostgreSQL was not found; install it (Debian: apt install postgresql), name its programs "
                         "with --pg-bin, or use a running server with --database-url"};
  }
  if (cluster_major) {
    const auto same = std::find_if(found.begin(), found.end(),
                                   [&](const Binaries& binaries) { return binaries.major == *cluster_major; });
    if (same != found.end()) return *same;
    const std::string had = std::to_string(*cluster_major);
    const std::string have = std::to_string(found.front().major);
    throw Error{ErrorCode::unavailable,
                "'" + cluster_dir.string() + "' was made by PostgreSQL " + had + ", but only version " + have +
                    " is installed; install PostgreSQL " + had + " again beside it (Debian: apt install postgresql-" +
                    had + "), then 'llm-benchmark-api backup', and 'restore' it into a new --data-dir with version " +
                    have + ", or run pg_upgrade"};
  }
  if (found.front().major < kOldestMajor) {
    throw Error{ErrorCode::unavailable, "PostgreSQL " + std::to_string(kOldestMajor) + " or newer is needed; '" +
                                            found.front().folder.string() + "' has version " +
                                            std::to_string(found.front().major)};
  }
  return found.front();
}

std::optional<FileIdentity> find_identity(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino, status.st_size,
                      static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec};
}

fs::path find_pg_bin(const std::optional<fs::path>& wanted) {
  return choose_binaries(wanted, std::nullopt, {}).folder;
}

}  // namespace llmbench::pgembed
