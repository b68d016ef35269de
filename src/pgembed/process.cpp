#include "pgembed/process.hpp"

#include "llmbench/util/error.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace llmbench::pgembed {
namespace {

constexpr unsigned kCloseRangeCloexec = 4;  // CLOSE_RANGE_CLOEXEC, absent from older headers

[[noreturn]] void fail(const std::string& what, int error_number) {
  throw Error{ErrorCode::unavailable, what + ": " + std::strerror(error_number)};
}

OsUser make_user(const passwd& entry) {
  OsUser user{entry.pw_uid, entry.pw_gid, entry.pw_name, {}};
  int count = 0;
  ::getgrouplist(entry.pw_name, entry.pw_gid, nullptr, &count);
  user.groups.resize(static_cast<std::size_t>(std::max(count, 1)));
  count = static_cast<int>(user.groups.size());
  if (::getgrouplist(entry.pw_name, entry.pw_gid, user.groups.data(), &count) < 0) count = 0;
  user.groups.resize(static_cast<std::size_t>(count));
  return user;
}

template <typename Lookup>
std::optional<OsUser> look_up(Lookup lookup) {
  std::vector<char> buffer(16384);
  passwd entry{};
  passwd* found = nullptr;
  if (lookup(entry, buffer, found) != 0 || found == nullptr) return std::nullopt;
  return make_user(entry);
}

// Everything below this line that runs between fork and exec is async-signal-safe: other threads of this process may
// hold the locks of malloc and libc for ever in the child. Raw system calls, because libc's setuid talks to its
// threads.

bool become(const OsUser& user) {
  return ::syscall(SYS_setgroups, user.groups.size(), user.groups.data()) == 0 &&
         ::syscall(SYS_setresgid, user.gid, user.gid, user.gid) == 0 &&
         ::syscall(SYS_setresuid, user.uid, user.uid, user.uid) == 0;
}

/// The death signal is set after the change of user, which clears it, and the parent may be gone by then.
bool follow_parent(int signal, pid_t parent) {
  return ::prctl(PR_SET_PDEATHSIG, signal) == 0 && ::getppid() == parent;
}

void reset_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD, SIGUSR1, SIGUSR2, SIGALRM}) {
    ::signal(signal, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// No handler of ours may run in the child before its signals are reset.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_{};
};

struct Prepared {
  const Command& command;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  pid_t parent;
  int error_pipe;
};

[[noreturn]] void become_program(const Prepared& prepared) {
  const Command& command = prepared.command;
  ::setsid();
  const bool ready =
      (!command.user || become(*command.user)) &&
      (command.signal_when_parent_dies == 0 || follow_parent(command.signal_when_parent_dies, prepared.parent)) &&
      (command.output < 0 || (::dup2(command.output, 1) >= 0 && ::dup2(command.output, 2) >= 0)) &&
      ::chdir(command.directory.c_str()) == 0;
  if (ready) {
    const int null = ::open("/dev/null", O_RDONLY);
    if (null >= 0) ::dup2(null, 0);
    ::syscall(SYS_close_range, 3U, ~0U, kCloseRangeCloexec);  // sockets of the server are not for PostgreSQL
    reset_signals();
    ::execve(command.program.c_str(), prepared.arguments.data(), prepared.environment.data());
  }
  const int error_number = errno;
  const auto written = ::write(prepared.error_pipe, &error_number, sizeof(error_number));
  ::_exit(written == sizeof(error_number) ? 127 : 126);
}

[[noreturn]] void guard(pid_t target, pid_t parent) {
  if (::syscall(SYS_close_range, 0U, ~0U, 0U) != 0) {
    for (int fd = 0; fd < 65536; ++fd) ::close(fd);  // among them the lock of the data directory
  }
  sigset_t awaited;  // all signals are blocked here: BlockedSignals of the parent
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGTERM);
  if (follow_parent(SIGTERM, parent)) {
    int received = 0;
    while (::sigwait(&awaited, &received) != 0) {
    }
  }
  ::kill(target, SIGINT);
  ::_exit(0);
}

std::string read_all(int fd, Clock::time_point deadline, bool& timed_out) {
  std::string text;
  char buffer[4096];
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd pipe{fd, POLLIN, 0};
    const int ready = ::poll(&pipe, 1, static_cast<int>(std::max<long long>(left, 0)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      timed_out = true;
      return text;
    }
    const ssize_t count = ::read(fd, buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

int wait_for_exit_code(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void FileDescriptor::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

OsUser current_user() {
  const uid_t uid = ::geteuid();
  const auto user = look_up([&](passwd& entry, std::vector<char>& buffer, passwd*& found) {
    return ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
  });
  // PostgreSQL itself looks the user up (peer authentication), so a user id without a name cannot work.
  if (!user) {
    throw Error{ErrorCode::unavailable,
                "the user id " + std::to_string(uid) + " has no name in the user database, which PostgreSQL needs"};
  }
  return *user;
}

std::optional<OsUser> find_user(const std::string& name) {
  return look_up([&](passwd& entry, std::vector<char>& buffer, passwd*& found) {
    return ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  });
}

pid_t spawn(const Command& command) {
  std::vector<std::string> texts{command.program.string()};
  texts.insert(texts.end(), command.arguments.begin(), command.arguments.end());
  // Nothing of our environment reaches it: PGDATA, PGPORT, LC_ALL and the like would change what it does.
  std::vector<std::string> variables{"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "TZ=UTC"};
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("a pipe cannot be created", errno);
  const FileDescriptor reading{ends[0]};
  FileDescriptor writing{ends[1]};
  Prepared prepared{command, {}, {}, ::getpid(), writing.get()};
  for (std::string& text : texts) prepared.arguments.push_back(text.data());
  for (std::string& text : variables) prepared.environment.push_back(text.data());
  prepared.arguments.push_back(nullptr);
  prepared.environment.push_back(nullptr);
  pid_t pid = 0;
  {
    const BlockedSignals blocked;
    pid = ::fork();
    if (pid == 0) become_program(prepared);
  }
  if (pid < 0) fail("a process cannot be started", errno);
  writing.reset();
  int error_number = 0;
  ssize_t count = 0;
  while ((count = ::read(reading.get(), &error_number, sizeof(error_number))) < 0 && errno == EINTR) {
  }
  if (count > 0) {
    wait_for_exit_code(pid);
    fail("'" + command.program.string() + "' cannot be run" +
             (command.user ? " as user '" + command.user->name + "'" : std::string{}),
         error_number);
  }
  return pid;
}

Finished run(Command command, std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("a pipe cannot be created", errno);
  const FileDescriptor reading{ends[0]};
  FileDescriptor writing{ends[1]};
  command.output = writing.get();
  command.signal_when_parent_dies = SIGKILL;
  const pid_t pid = spawn(command);
  writing.reset();
  bool timed_out = false;
  std::string output = read_all(reading.get(), deadline, timed_out);
  if (timed_out) ::kill(-pid, SIGKILL);  // its session: initdb has children
  const int exit_code = wait_for_exit_code(pid);
  if (timed_out) {
    throw Error{ErrorCode::unavailable, "'" + command.program.string() + "' did not finish within " +
                                            std::to_string(timeout.count() / 1000) + " s"};
  }
  return {exit_code, std::move(output)};
}

std::optional<std::filesystem::path> first_not_enterable(const OsUser& user,
                                                         const std::vector<std::filesystem::path>& directories) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) fail("a pipe cannot be created", errno);
  const FileDescriptor reading{ends[0]};
  FileDescriptor writing{ends[1]};
  pid_t pid = 0;
  {
    const BlockedSignals blocked;
    pid = ::fork();
    if (pid == 0) {
      std::size_t at = 0;
      if (::geteuid() == user.uid || become(user)) {
        while (at < directories.size() && ::access(directories[at].c_str(), X_OK) == 0) ++at;
      }
      const auto written = ::write(writing.get(), &at, sizeof(at));
      ::_exit(written == sizeof(at) ? 0 : 1);
    }
  }
  if (pid < 0) fail("a process cannot be started", errno);
  writing.reset();
  std::size_t at = 0;
  const auto count = ::read(reading.get(), &at, sizeof(at));
  wait_for_exit_code(pid);
  if (count != sizeof(at)) {
    throw Error{ErrorCode::unavailable, "cannot check what user '" + user.name + "' may enter"};
  }
  if (at >= directories.size()) return std::nullopt;
  return directories[at];
}

pid_t spawn_guardian(pid_t target) {
  const pid_t parent = ::getpid();
  const BlockedSignals blocked;
  const pid_t pid = ::fork();
  if (pid == 0) guard(target, parent);
  if (pid < 0) fail("a process cannot be started", errno);
  return pid;
}

WatchedProcess::WatchedProcess(pid_t pid, bool is_child)
    : pid_(pid), is_child_(is_child), pidfd_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U))) {}

bool WatchedProcess::ended() {
  if (ended_) return true;
  if (is_child_) {
    int status = 0;
    ended_ = ::waitpid(pid_, &status, WNOHANG) != 0;
  } else if (pidfd_.valid()) {
    pollfd end{pidfd_.get(), POLLIN, 0};
    ended_ = ::poll(&end, 1, 0) > 0;
  } else {
    ended_ = ::kill(pid_, 0) != 0 && errno == ESRCH;
  }
  return ended_;
}

bool WatchedProcess::wait_end(Clock::time_point deadline) {
  while (!ended()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd end{pidfd_.get(), POLLIN, 0};  // a negative descriptor is ignored: then this just waits a little
    const auto slice = pidfd_.valid() ? left : std::min(left, std::chrono::milliseconds{20});
    ::poll(&end, 1, static_cast<int>(std::min<long long>(slice.count(), 3'600'000)));
  }
  return true;
}

void WatchedProcess::send(int signal) const {
  if (!ended_) ::kill(pid_, signal);
}

}  // namespace llmbench::pgembed
