#pragma once
// Where the files of the pages come from: a folder, or the program itself. StaticFiles decides which file a request
// means and what is said about it; a source only has the bytes.

#include "llmbench/http/embedded_file.hpp"
#include "llmbench/http/message.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace llmbench::http {

class PageSource {
 public:
  virtual ~PageSource() = default;
  /// The file with its body or stream, its tag and, when its bytes are packed, Content-Encoding; nullopt when there is
  /// none. `relative` has neither ".." nor hidden parts.
  [[nodiscard]] virtual std::optional<Response> load(const std::filesystem::path& relative,
                                                     bool accepts_gzip) const = 0;
};

/// Files are read when they are asked for, so that rebuilt pages need no restart; none outside of `root`, also not
/// through a link. Throws Error{invalid_input} naming --web-root when `root` is no folder with an index.html.
[[nodiscard]] std::unique_ptr<const PageSource> make_folder_source(const std::filesystem::path& root);

[[nodiscard]] std::unique_ptr<const PageSource> make_embedded_source(std::span<const EmbeddedFile> files);

}  // namespace llmbench::http
