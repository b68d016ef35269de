#pragma once
// The tokens that `login` keeps, one a server, in a file only its owner can read.

#include <filesystem>
#include <optional>
#include <string>

namespace llmbench::uploader {

class TokenStore {
 public:
  explicit TokenStore(const std::filesystem::path& config_dir) : path_(config_dir / "tokens.json") {}

  /// `shown_server` is the completed address without user and password. Throws Error{unavailable} when the file cannot
  /// be read, Error{invalid_json} when it is none of ours.
  [[nodiscard]] std::optional<std::string> find_token(const std::string& shown_server) const;
  void keep_token(const std::string& shown_server, const std::string& token) const;

 private:
  std::filesystem::path path_;
};

}  // namespace llmbench::uploader
