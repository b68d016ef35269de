#pragma once
// The files of a single-page application, read when they are asked for, so that a rebuilt page needs no restart. Used
// by Dispatcher for paths that no route has.

#include "llmbench/http/message.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench::http {

/// What a request says about the file it wants.
struct FileRequest {
  std::string_view raw_path;
  bool wants_html = false;  ///< a browser that opens a page, not one that loads a part of it
  bool accepts_gzip = false;
};

class StaticFiles {
 public:
  /// Throws Error{invalid_input} naming --web-root when `root` is no folder with an index.html.
  explicit StaticFiles(std::filesystem::path root);

  /// The file, index.html for a page that only the application knows, or nullopt. Never what the API owns (/api,
  /// /health, /live, /metrics), a hidden file or one outside of the root, also not through a link.
  [[nodiscard]] std::optional<Response> find(const FileRequest& request) const;

 private:
  [[nodiscard]] std::optional<std::filesystem::path> locate(const std::filesystem::path& relative) const;
  [[nodiscard]] std::optional<Response> load(const std::filesystem::path& relative, bool accepts_gzip) const;

  std::filesystem::path root_;
};

}  // namespace llmbench::http
