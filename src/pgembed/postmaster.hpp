#pragma once
// Starting, adopting and stopping the postmaster. Every function is called from the one thread that lives as long as
// the cluster: PostgreSQL's death signal is tied to it.

#include "pgembed/layout.hpp"
#include "pgembed/postmaster_file.hpp"

#include <functional>
#include <memory>

namespace llmbench::pgembed {

struct Endpoint {
  std::filesystem::path socket_dir;
  int port = kPort;
};

class Postmaster {
 public:
  Postmaster(Layout layout, Binaries binaries, bool durable);
  ~Postmaster();
  Postmaster(const Postmaster&) = delete;
  Postmaster& operator=(const Postmaster&) = delete;

  /// Adopts the one that runs in the directory, or recovers what a crash left and starts one; returns when it answers.
  /// `keep_waiting` is asked now and then. Throws Error{unavailable}.
  void start(Clock::time_point deadline, const std::function<bool()>& keep_waiting);
  /// Fast shutdown; immediate after 30 s, SIGKILL after 10 s more.
  void stop();

  [[nodiscard]] bool ended() { return !process_ || process_->ended(); }
  [[nodiscard]] int end_descriptor() const { return process_ ? process_->descriptor() : -1; }
  [[nodiscard]] pid_t pid() const { return process_ ? process_->pid() : 0; }
  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

  /// True when the program file changed since the start and has been left alone for `quiet`.
  [[nodiscard]] bool program_was_replaced(std::chrono::milliseconds quiet);

 private:
  bool adopt(Clock::time_point deadline, const std::function<bool()>& keep_waiting);
  void end_leftovers(Clock::time_point deadline) const;
  void launch();
  void wait_until_ready(Clock::time_point deadline, const std::function<bool()>& keep_waiting);
  void release_guardian();

  const Layout layout_;
  const Binaries binaries_;
  const bool durable_;
  Endpoint endpoint_;
  std::unique_ptr<WatchedProcess> process_;
  pid_t guardian_ = 0;
  std::optional<FileIdentity> started_program_;
  std::optional<FileIdentity> changed_program_;
  Clock::time_point changed_at_;
};

}  // namespace llmbench::pgembed
