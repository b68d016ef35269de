#include "support/api_program.hpp"

#include "support/base/paths.hpp"

#include <chrono>
#include <cstdlib>
#include <signal.h>
#include <stdexcept>
#include <utility>

namespace llmbench::testing {
namespace {

/// A server of a debug build loads a million metrics beside other programs.
constexpr std::chrono::minutes kStartDeadline{5};

}  // namespace

ApiProgram::ApiProgram(std::vector<std::string> more_arguments) : more_arguments_(std::move(more_arguments)) {
  std::string pattern = (std::filesystem::temp_directory_path() / "llmbench-api-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot create " + pattern);
  folder_ = pattern;
  // Started as root the server runs PostgreSQL as another user, who must be able to enter.
  std::filesystem::permissions(folder_, std::filesystem::perms{0755});
  start();
}

ApiProgram::~ApiProgram() {
  try {
    stop();
  } catch (const std::exception&) {
    process_.reset();  // kills it
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

int ApiProgram::port() const {
  return std::stoi(port_);
}

int ApiProgram::stop() {
  if (!process_) return 0;
  process_->send_signal(SIGTERM);
  const int code = process_->wait();
  process_.reset();
  return code;
}

void ApiProgram::start() {
  ProcessOptions options;
  options.arguments = {"serve", "--port", port_, "--data-dir", (folder_ / "data").string()};
  options.arguments.insert(options.arguments.end(), more_arguments_.begin(), more_arguments_.end());
  options.environment = {{"DATABASE_URL", std::nullopt}};
  process_ = std::make_unique<Process>(bin_dir() / "llm-benchmark-api", options);
  const std::string line = process_->wait_for_line("listening on http", kStartDeadline);
  url_ = line.substr(line.find("http"));
  url_ = url_.substr(0, url_.find_first_of(" \t"));
  port_ = url_.substr(url_.rfind(':') + 1);
}

}  // namespace llmbench::testing
