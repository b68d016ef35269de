#pragma once

#include "support/base/paths.hpp"

#include <filesystem>
#include <stdexcept>

namespace llmbench::parsers {

/// The reference data beside the checkout; programs that need it are only built where it is.
[[nodiscard]] inline std::filesystem::path data_dir() {
  const auto dir = testing::reference_data_dir();
  if (!dir) throw std::runtime_error("the reference data is gone since the build was configured");
  return *dir;
}

}  // namespace llmbench::parsers
