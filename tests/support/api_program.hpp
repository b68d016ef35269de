#pragma once
// The built llm-benchmark-api on a port of its own with an embedded PostgreSQL in a temporary folder.

#include "support/process.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace llmbench::testing {

class ApiProgram {
 public:
  /// Starts and waits until it listens.
  explicit ApiProgram(std::vector<std::string> more_arguments = {});
  /// Stops it in good order, so that its PostgreSQL stops too, and removes the folder.
  ~ApiProgram();
  ApiProgram(const ApiProgram&) = delete;
  ApiProgram& operator=(const ApiProgram&) = delete;

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] int port() const;
  [[nodiscard]] pid_t pid() const { return process_->pid(); }
  /// SIGTERM, and waits for its end; returns the exit code.
  int stop();
  /// On the same data and the same port, so that the address stays.
  void start();

 private:
  std::vector<std::string> more_arguments_;
  std::filesystem::path folder_;
  std::string port_ = "0";
  std::string url_;
  std::unique_ptr<Process> process_;
};

}  // namespace llmbench::testing
