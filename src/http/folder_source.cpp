#include "http/page_source.hpp"

#include "llmbench/util/error.hpp"

#include <algorithm>
#include <fstream>

namespace llmbench::http {
namespace {

namespace fs = std::filesystem;

/// Larger files are sent in parts, so that many readers of one do not fill the memory.
constexpr std::uintmax_t kWholeAtMost = 4u << 20;
constexpr std::size_t kPart = 64u << 10;

std::optional<std::string> read_file(const fs::path& path, std::uintmax_t size) {
  std::ifstream file{path, std::ios::binary};
  std::string bytes(size, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  return bytes;
}

void stream_file(const fs::path& path, BodyWriter& writer) {
  std::ifstream file{path, std::ios::binary};
  std::string part(kPart, '\0');
  while (file) {
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    writer.write(std::string_view{part}.substr(0, static_cast<std::size_t>(file.gcount())));
  }
  if (file.bad()) throw Error{ErrorCode::internal, "a file of the pages cannot be read"};
}

bool is_within(const fs::path& path, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

class FolderSource final : public PageSource {
 public:
  explicit FolderSource(fs::path root) : root_(std::move(root)) {}

  std::optional<Response> load(const fs::path& relative, bool accepts_gzip) const override {
    const auto path = locate(relative);
    if (!path) return std::nullopt;
    std::error_code error;
    const auto changed = fs::last_write_time(*path, error);
    const auto size = error ? 0 : fs::file_size(*path, error);
    if (error) return std::nullopt;

    Response response;
    if (size > kWholeAtMost) {
      response.stream = [path = *path](BodyWriter& writer) { stream_file(path, writer); };
      return response;
    }
    response.etag = "W/\"" + std::to_string(size) + "-" + std::to_string(changed.time_since_epoch().count()) + "\"";
    if (accepts_gzip && load_packed(relative, changed, response)) return response;
    auto bytes = read_file(*path, size);
    if (!bytes) return std::nullopt;
    response.body = std::move(*bytes);
    return response;
  }

 private:
  std::optional<fs::path> locate(const fs::path& relative) const {
    std::error_code error;
    const fs::path root = fs::canonical(root_, error);
    if (error) return std::nullopt;
    const fs::path path = fs::canonical(root / relative, error);
    if (error || !is_within(path, root) || !fs::is_regular_file(path, error)) return std::nullopt;
    return path;
  }

  /// The `.gz` beside the file, when it is not older. False when there is none.
  bool load_packed(const fs::path& relative, fs::file_time_type changed, Response& response) const {
    const auto packed = locate(relative.string() + ".gz");
    std::error_code error;
    if (!packed || fs::last_write_time(*packed, error) < changed || error) return false;
    auto bytes = read_file(*packed, fs::file_size(*packed, error));
    if (!bytes || error) return false;
    response.body = std::move(*bytes);
    response.headers.emplace_back("Content-Encoding", "gzip");
    return true;
  }

  fs::path root_;
};

}  // namespace

std::unique_ptr<const PageSource> make_folder_source(const fs::path& root) {
  std::error_code ignored;
  if (fs::is_regular_file(root / "index.html", ignored)) return std::make_unique<FolderSource>(root);
  throw Error{ErrorCode::invalid_input, "--web-root " + root.string() +
                                            " is not a folder with an index.html: build the pages first, or start "
                                            "without the flag"};
}

}  // namespace llmbench::http
