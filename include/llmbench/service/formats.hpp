#pragma once
// The formats of benchmark tools that can be read. Called by GET /api/formats.

#include <string>
#include <vector>

namespace llmbench::service {

struct FormatInfo {
  std::string name;
  std::string description;
  std::string files;    ///< which files of it can be read
  std::string example;  ///< the command that makes one
};
/// In the order of their names.
[[nodiscard]] std::vector<FormatInfo> list_formats();

}  // namespace llmbench::service
