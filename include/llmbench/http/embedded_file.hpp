#pragma once
// One file of pages that are part of the program. The module pages makes a list of them, the server answers with them.

#include <string_view>

namespace llmbench::http {

/// All members live as long as the program.
struct EmbeddedFile {
  std::string_view path;  ///< below the root, "assets/index-DxYz12ab.js"
  std::string_view bytes;
  bool is_gzipped = false;
  std::string_view etag;  ///< W/"...", from the content
};

}  // namespace llmbench::http
