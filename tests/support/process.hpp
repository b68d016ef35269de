#pragma once
// Runs a program beside the test: pipes for its three streams, waits with a deadline, and never leaves it behind.

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace llmbench::testing {

struct ProcessOptions {
  std::vector<std::string> arguments;
  /// Added to this test's environment; nullopt removes a variable.
  std::map<std::string, std::optional<std::string>> environment;
};

/// A started program. Its output is read all the time, so it never blocks on a full pipe. The destructor kills what is
/// still running, and so does the kernel when the test itself dies.
class Process {
 public:
  Process(const std::filesystem::path& program, const ProcessOptions& options);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] pid_t pid() const;
  void send_signal(int signal);
  /// Everything goes to its standard input; stops early when it no longer reads.
  void write_input(std::string_view bytes);
  void close_input();

  /// What it has printed so far.
  [[nodiscard]] std::string output() const;
  [[nodiscard]] std::string error_output() const;
  /// The first line of either stream that contains `text`, without its line break; throws when the deadline passes or
  /// the program ends before, with all it printed.
  std::string wait_for_line(std::string_view text, std::chrono::milliseconds deadline = std::chrono::seconds{60});
  /// Exit code, or 128 + signal. Throws when the deadline passes.
  int wait(std::chrono::milliseconds deadline = std::chrono::seconds{60});

 private:
  class State;
  std::unique_ptr<State> state_;
};

struct ProcessResult {
  int exit_code = 0;
  std::string output;
  std::string error_output;
};

/// Starts, feeds `input`, closes the input and waits.
ProcessResult run_process(const std::filesystem::path& program, const ProcessOptions& options,
                          std::string_view input = {}, std::chrono::milliseconds deadline = std::chrono::seconds{120});

}  // namespace llmbench::testing
