#pragma once
// The files of a single-page application: which file a request means, and what is said about it. Used by Dispatcher for
// paths that no route has.

#include "http/page_source.hpp"

#include "llmbench/http/message.hpp"

#include <filesystem>
#include <memory>
#include <optional>
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
  explicit StaticFiles(std::unique_ptr<const PageSource> source);

  /// The file, index.html for a page that only the application knows, or nullopt. Never what the API owns (/api,
  /// /health, /live, /metrics), and no hidden file.
  [[nodiscard]] std::optional<Response> find(const FileRequest& request) const;

 private:
  [[nodiscard]] std::optional<Response> load(const std::filesystem::path& relative, bool accepts_gzip) const;

  std::unique_ptr<const PageSource> source_;
};

}  // namespace llmbench::http
