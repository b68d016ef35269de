#pragma once
// Runs a part of a test in a forked process: to kill it, or to be another user in it.

#include <functional>
#include <string>
#include <sys/types.h>

namespace llmbench::testing {

/// `work` runs in the child and returns what it has to tell, or throws (told as "error: ..."). With `stay` the child
/// then waits to be killed. The destructor kills it; so does the kernel when the test dies.
class Forked {
 public:
  struct Options {
    std::string user;  ///< become this user first; empty = stay who we are
    bool stay = false;
  };
  Forked(const Options& options, const std::function<std::string()>& work);
  ~Forked();
  Forked(const Forked&) = delete;
  Forked& operator=(const Forked&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Waits until the child has told it.
  [[nodiscard]] const std::string& told() const { return told_; }
  void kill_now();

 private:
  pid_t pid_ = 0;
  std::string told_;
};

}  // namespace llmbench::testing
