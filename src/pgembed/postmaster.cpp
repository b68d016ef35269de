#include "pgembed/postmaster.hpp"

#include "llmbench/db/pool.hpp"
#include "llmbench/util/error.hpp"

#include <spdlog/spdlog.h>

#include <cerrno>
#include <csignal>
#include <sys/wait.h>

namespace llmbench::pgembed {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kProbe{500};
constexpr milliseconds kBetweenProbes{20};
/// An orphan that was told to stop by its parent's death says so within this time.
constexpr milliseconds kOrphanSettles{250};

db::PoolOptions probe_options(const Endpoint& endpoint) {
  db::PoolOptions options;
  options.url = socket_url(endpoint.socket_dir, endpoint.port, kSuperuser, "postgres");
  options.max_connections = 1;
  options.application_name = "llm-benchmark-supervisor";
  return options;
}

void shut_down(WatchedProcess& process) {
  process.send(SIGINT);
  if (process.wait_end(Clock::now() + seconds{30})) return;
  spdlog::warn("postgresql: no end of the fast shutdown after 30 s, stopping it at once");
  process.send(SIGQUIT);
  if (process.wait_end(Clock::now() + seconds{10})) return;
  process.send(SIGKILL);
  process.wait_end(Clock::now() + seconds{10});
}

}  // namespace

Postmaster::Postmaster(Layout layout, Binaries binaries, bool durable)
    : layout_(std::move(layout)), binaries_(std::move(binaries)), durable_(durable) {}

Postmaster::~Postmaster() {
  stop();
}

void Postmaster::start(Clock::time_point deadline, const std::function<bool()>& keep_waiting) {
  release_guardian();
  process_.reset();
  if (adopt(deadline, keep_waiting)) return;
  end_leftovers(deadline);
  // Nobody works in the directory and we hold its lock, so a pid file is stale. PostgreSQL would refuse to start when
  // its process id has meanwhile been given to somebody else, as happens in containers.
  std::error_code ignored;
  if (fs::remove(layout_.cluster_dir / "postmaster.pid", ignored)) {
    spdlog::info("postgresql: recovering {} after a crash", layout_.cluster_dir.string());
  }
  endpoint_ = {prepare_socket_dir(layout_), kPort};
  launch();
  try {
    wait_until_ready(deadline, keep_waiting);
  } catch (...) {
    shut_down(*process_);
    throw;
  }
  spdlog::info("postgresql: version {} is running as process {} in {}", binaries_.major, pid(),
               layout_.cluster_dir.string());
}

bool Postmaster::adopt(Clock::time_point deadline, const std::function<bool()>& keep_waiting) {
  const auto file = read_postmaster_file(layout_.cluster_dir);
  if (!file || !runs_in(file->pid, layout_.cluster_dir)) return false;
  auto running = std::make_unique<WatchedProcess>(file->pid, false);
  const bool settled = !running->wait_end(std::min(deadline, Clock::now() + kOrphanSettles));
  const auto now = read_postmaster_file(layout_.cluster_dir);
  if (!settled || !now || now->pid != file->pid) return false;
  if (now->status == "stopping") {
    spdlog::info("postgresql: waiting for process {} of an earlier server to stop", file->pid);
    if (!running->wait_end(deadline)) shut_down(*running);
    return false;
  }
  if (now->socket_dir != prepare_socket_dir(layout_) || now->port != kPort || runs_replaced_program(file->pid)) {
    spdlog::info("postgresql: restarting process {}, which was started another way", file->pid);
    shut_down(*running);
    return false;
  }
  endpoint_ = {now->socket_dir, now->port};
  process_ = std::move(running);
  try {
    write_access_rules(layout_);
    process_->send(SIGHUP);
    wait_until_ready(deadline, keep_waiting);
  } catch (const Error& e) {
    spdlog::warn("postgresql: process {} cannot be used, restarting it: {}", file->pid, e.what());
    shut_down(*process_);
    process_.reset();
    return false;
  }
  guardian_ = spawn_guardian(file->pid);
  started_program_ = find_identity(binaries_.folder / "postgres");
  changed_program_.reset();
  spdlog::info("postgresql: adopted process {}, which runs in {}", file->pid, layout_.cluster_dir.string());
  return true;
}

void Postmaster::end_leftovers(Clock::time_point deadline) const {
  // Backends outlive a killed postmaster until they notice; a new one refuses to start beside them.
  const auto patience = std::min(deadline, Clock::now() + seconds{2});
  for (const pid_t pid : list_processes_in(layout_.cluster_dir)) {
    WatchedProcess leftover{pid, false};
    if (leftover.wait_end(patience)) continue;
    leftover.send(SIGQUIT);
    if (!leftover.wait_end(std::min(deadline, Clock::now() + seconds{5}))) leftover.send(SIGKILL);
    leftover.wait_end(deadline);
  }
}

void Postmaster::launch() {
  write_access_rules(layout_);
  const FileDescriptor log = open_log(layout_);
  Command command;
  command.program = binaries_.folder / "postgres";
  command.arguments = server_arguments(layout_, endpoint_.socket_dir, durable_);
  command.user = layout_.other_user();
  command.directory = "/";
  command.output = log.get();
  command.signal_when_parent_dies = SIGINT;  // fast shutdown: when we are killed, it still ends in order
  started_program_ = find_identity(command.program);
  changed_program_.reset();
  process_ = std::make_unique<WatchedProcess>(spawn(command), true);
}

void Postmaster::wait_until_ready(Clock::time_point deadline, const std::function<bool()>& keep_waiting) {
  db::Pool probe{probe_options(endpoint_)};
  while (!process_->wait_end(Clock::now() + kBetweenProbes)) {
    if (probe.ping(kProbe)) return;
    if (!keep_waiting()) throw Error{ErrorCode::unavailable, "the server is stopping"};
    if (Clock::now() > deadline) {
      throw Error{ErrorCode::unavailable, "PostgreSQL does not answer; see '" + layout_.log_file.string() + "'"};
    }
  }
  const std::string problem = last_problem(layout_);
  throw Error{ErrorCode::unavailable, "PostgreSQL did not start" + (problem.empty() ? "" : " (" + problem + ")") +
                                          "; see '" + layout_.log_file.string() + "'"};
}

void Postmaster::stop() {
  if (process_ && !process_->ended()) shut_down(*process_);
  process_.reset();
  release_guardian();
  end_leftovers(Clock::now() + seconds{20});
  std::error_code ignored;  // only when it is empty: then PostgreSQL is gone
  if (!endpoint_.socket_dir.empty() && endpoint_.socket_dir.filename().string().rfind("llm-benchmark-", 0) == 0) {
    fs::remove(endpoint_.socket_dir, ignored);
  }
}

void Postmaster::release_guardian() {
  if (guardian_ == 0) return;
  ::kill(guardian_, SIGKILL);
  while (::waitpid(guardian_, nullptr, 0) < 0 && errno == EINTR) {
  }
  guardian_ = 0;
}

bool Postmaster::program_was_replaced(milliseconds quiet) {
  const auto now = find_identity(binaries_.folder / "postgres");
  if (!now || now == started_program_) {
    changed_program_.reset();
    return false;
  }
  if (changed_program_ != now) {
    changed_program_ = now;
    changed_at_ = Clock::now();
  }
  return Clock::now() - changed_at_ >= quiet;
}

}  // namespace llmbench::pgembed
