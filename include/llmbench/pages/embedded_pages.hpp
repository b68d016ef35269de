#pragma once
// The pages of src/web, built into the program; the server gets them from the app. Their source is generated: see
// llmbench_embed_pages in scripts/cmake/web.cmake.

#include "llmbench/http/embedded_file.hpp"

#include <span>

namespace llmbench::pages {

/// Empty when the program was built with LLMBENCH_WEB=OFF.
[[nodiscard]] std::span<const http::EmbeddedFile> embedded_pages();

}  // namespace llmbench::pages
