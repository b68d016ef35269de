#pragma once
// Where tests find files.

#include <filesystem>
#include <optional>
#include <string>

namespace llmbench::testing {

/// The checkout.
[[nodiscard]] std::filesystem::path source_dir();
/// tests/fixtures
[[nodiscard]] std::filesystem::path fixtures_dir();
/// The folder of build/<preset>/bin.
[[nodiscard]] std::filesystem::path bin_dir();
/// The shared reference data beside the checkout (../shared/data); nullopt when it is not there.
[[nodiscard]] std::optional<std::filesystem::path> reference_data_dir();
/// Whole file as bytes; fails the test (throws) when it cannot be read.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

}  // namespace llmbench::testing
