#pragma once
// A secret from standard input.

#include <string>

namespace llmbench::uploader {

/// The first line of standard input. On a terminal `prompt` is shown before, and what is typed is not.
[[nodiscard]] std::string read_secret(const std::string& prompt);

}  // namespace llmbench::uploader
