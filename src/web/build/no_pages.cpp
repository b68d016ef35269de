// What stands for the pages in a program that was configured with LLMBENCH_WEB=OFF.
#include "llmbench/pages/embedded_pages.hpp"

namespace llmbench::pages {
std::span<const http::EmbeddedFile> embedded_pages() {
  return {};
}
}  // namespace llmbench::pages
