#pragma once
// The manual page, made from the definitions of the options themselves.

#include <string>

namespace CLI {
class App;
}

namespace llmbench::uploader {

/// troff with the man macros, section 1.
[[nodiscard]] std::string man_page(const CLI::App& app);

}  // namespace llmbench::uploader
