#include "support/forked.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <grp.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace llmbench::testing {
namespace {

void become(const std::string& name) {
  const passwd* const user = ::getpwnam(name.c_str());
  if (user == nullptr || ::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0) {
    throw std::runtime_error("cannot become " + name);
  }
}

std::string outcome(const Forked::Options& options, const std::function<std::string()>& work) {
  try {
    if (!options.user.empty()) become(options.user);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    return work();
  } catch (const std::exception& e) {
    return std::string{"error: "} + e.what();
  }
}

}  // namespace

Forked::Forked(const Options& options, const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ == 0) {
    ::close(ends[0]);
    const std::string text = outcome(options, work);
    const auto written = ::write(ends[1], text.data(), text.size());
    ::close(ends[1]);
    while (options.stay && written >= 0) ::pause();
    std::_Exit(0);  // no destructors of the parent's objects
  }
  ::close(ends[1]);
  char buffer[4096];
  ssize_t count = 0;
  while ((count = ::read(ends[0], buffer, sizeof(buffer))) > 0 || (count < 0 && errno == EINTR)) {
    if (count > 0) told_.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
}

Forked::~Forked() {
  kill_now();
}

void Forked::kill_now() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
}

}  // namespace llmbench::testing
