#pragma once
// Child processes, as another user if wanted, that end when this process ends.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace llmbench::pgembed {

using Clock = std::chrono::steady_clock;

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() { reset(); }
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

struct OsUser {
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name;
  std::vector<gid_t> groups;
};

[[nodiscard]] OsUser current_user();
[[nodiscard]] std::optional<OsUser> find_user(const std::string& name);

struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::optional<OsUser> user;  ///< absent = as we are
  std::filesystem::path directory = "/";
  int output = -1;                  ///< descriptor for stdout and stderr
  int signal_when_parent_dies = 0;  ///< the parent is the *thread* that calls spawn
};

/// Starts the program in a session of its own (Ctrl-C in a terminal is for us, we stop it in order). Throws
/// Error{unavailable} when it cannot be executed.
[[nodiscard]] pid_t spawn(const Command& command);

struct Finished {
  int exit_code = 0;  ///< 128 + signal when killed by one
  std::string output;
};

/// Runs the program to its end. Throws Error{unavailable} when it takes longer than `timeout` (then it is killed).
[[nodiscard]] Finished run(Command command, std::chrono::milliseconds timeout);

/// The first of `directories` that `user` may not enter, by asking the kernel as that user.
[[nodiscard]] std::optional<std::filesystem::path> first_not_enterable(
    const OsUser& user, const std::vector<std::filesystem::path>& directories);

/// A child of this process whose only job is to send SIGINT to `target` when the calling thread ends.
[[nodiscard]] pid_t spawn_guardian(pid_t target);

/// A process that is watched: our child or one that we adopted.
class WatchedProcess {
 public:
  WatchedProcess(pid_t pid, bool is_child);

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Poll for POLLIN to learn about the end; -1 where the kernel has no such descriptors (then ask ended() often).
  [[nodiscard]] int descriptor() const { return pidfd_.get(); }
  /// True when the process is gone; a child is reaped.
  [[nodiscard]] bool ended();
  bool wait_end(Clock::time_point deadline);
  void send(int signal) const;

 private:
  pid_t pid_;
  bool is_child_;
  bool ended_ = false;
  FileDescriptor pidfd_;
};

}  // namespace llmbench::pgembed
