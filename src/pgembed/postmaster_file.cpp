#include "pgembed/postmaster_file.hpp"

#include "llmbench/util/text.hpp"

#include <fstream>
#include <sstream>

namespace llmbench::pgembed {
namespace {

namespace fs = std::filesystem;

fs::path proc(pid_t pid, const char* what) {
  return fs::path{"/proc"} / std::to_string(pid) / what;
}

std::string line_of(const std::vector<std::string>& lines, std::size_t number) {
  return number < lines.size() ? std::string{trim(lines[number])} : std::string{};
}

}  // namespace

std::optional<PostmasterFile> parse_postmaster_file(const std::string& text) {
  const auto lines = split(text, '\n');
  // 0 process id (negative: a single-user backend), 1 directory, 2 start time, 3 port, 4 socket directory,
  // 5 listen address, 6 shared memory, 7 status
  const auto pid = parse_integer(line_of(lines, 0));
  if (!pid || *pid == 0) return std::nullopt;
  PostmasterFile file;
  file.pid = static_cast<pid_t>(*pid < 0 ? -*pid : *pid);
  file.port = static_cast<int>(parse_integer(line_of(lines, 3)).value_or(0));
  file.socket_dir = line_of(lines, 4);
  file.status = line_of(lines, 7);
  return file;
}

std::optional<PostmasterFile> read_postmaster_file(const fs::path& cluster_dir) {
  std::ifstream in{cluster_dir / "postmaster.pid"};
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return parse_postmaster_file(text.str());
}

bool runs_in(pid_t pid, const fs::path& cluster_dir) {
  std::error_code gone;
  const fs::path directory = fs::read_symlink(proc(pid, "cwd"), gone);
  if (gone || directory != cluster_dir) return false;
  std::ifstream name{proc(pid, "comm")};
  std::string comm;
  std::getline(name, comm);
  return comm.rfind("postgres", 0) == 0;
}

std::vector<pid_t> list_processes_in(const fs::path& cluster_dir) {
  std::vector<pid_t> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const auto pid = parse_integer(entry.path().filename().string());
    if (pid && runs_in(static_cast<pid_t>(*pid), cluster_dir)) found.push_back(static_cast<pid_t>(*pid));
  }
  return found;
}

bool runs_replaced_program(pid_t pid) {
  std::error_code gone;
  const std::string program = fs::read_symlink(proc(pid, "exe"), gone).string();
  return !gone && program.size() > 10 && program.compare(program.size() - 10, 10, " (deleted)") == 0;
}

}  // namespace llmbench::pgembed
