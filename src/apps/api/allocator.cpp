#include "apps/api/allocator.hpp"

#include <cstdlib>  // defines __GLIBC__ where it is glibc

#if defined(__GLIBC__)
#include <algorithm>
#include <malloc.h>
#include <thread>
#endif

namespace llmbench::apps {

void return_memory_early() {
#if defined(__GLIBC__)
  constexpr int kLargeBytes = 128 << 10;  // what glibc begins with; set, it stays there
  constexpr unsigned kFewestArenas = 2;
  (void)mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  (void)mallopt(M_ARENA_MAX, static_cast<int>(std::max(kFewestArenas, std::thread::hardware_concurrency())));
#endif
}

}  // namespace llmbench::apps
