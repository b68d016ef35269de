#pragma once
// Asks a small tool of the system, without a shell.

#include <optional>
#include <string>
#include <vector>

namespace llmbench::uploader {

/// Standard output of the tool, found on PATH; nullopt when it is missing, fails, or takes longer than three seconds
/// (a hanging driver must not hang the upload).
[[nodiscard]] std::optional<std::string> run_tool(const std::vector<std::string>& command);

}  // namespace llmbench::uploader
