#include "apps/uploader/secret_prompt.hpp"

#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace llmbench::uploader {
namespace {

/// The terminal shows what is typed again when it ends.
class WithoutEcho {
 public:
  WithoutEcho() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;
  ~WithoutEcho() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool changed_ = false;
};

}  // namespace

std::string read_secret(const std::string& prompt) {
  std::string line;
  if (::isatty(STDIN_FILENO) != 1) {
    std::getline(std::cin, line);
    return line;
  }
  std::cerr << prompt << std::flush;
  const WithoutEcho quiet;
  std::getline(std::cin, line);
  std::cerr << '\n';
  return line;
}

}  // namespace llmbench::uploader
