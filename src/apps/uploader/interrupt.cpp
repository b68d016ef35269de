#include "apps/uploader/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace llmbench::uploader {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

extern "C" void mark_interrupted(int) {
  interrupted.store(true);
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = mark_interrupted;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool is_interrupted() {
  return interrupted.load();
}

}  // namespace llmbench::uploader
