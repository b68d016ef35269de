#pragma once
// SIGINT and SIGTERM as a callback on a thread of their own. Used by serve.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace llmbench::apps {

/// Blocks the signals for this thread and all it starts afterwards, so it is made before any other thread. The first
/// signal calls the callback, the second ends the process at once (PostgreSQL ends with it).
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// `callback` is called at once when a signal came before.
  void on_stop(std::function<void()> callback);
  [[nodiscard]] bool stop_requested() const;

 private:
  void wait(const std::stop_token& ending);
  void note_signal(int signal);

  mutable std::mutex callback_mutex_;  ///< guards the two below
  std::function<void()> callback_;
  bool stop_requested_ = false;
  std::jthread thread_;  ///< last: it uses the others
};

}  // namespace llmbench::apps
