#include "support/base/paths.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace llmbench::testing {

std::filesystem::path source_dir() {
  return LLMBENCH_SOURCE_DIR;
}

std::filesystem::path fixtures_dir() {
  return source_dir() / "tests" / "fixtures";
}

std::filesystem::path bin_dir() {
  return LLMBENCH_BIN_DIR;
}

std::optional<std::filesystem::path> reference_data_dir() {
  const auto path = std::filesystem::path{LLMBENCH_SOURCE_DIR}.parent_path() / "shared" / "data";
  if (!std::filesystem::is_directory(path)) return std::nullopt;
  return path;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

}  // namespace llmbench::testing
