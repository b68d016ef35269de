#include "http/static_files.hpp"

#include "http/target.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

namespace llmbench::http {
namespace {

namespace fs = std::filesystem;

/// Larger files are sent in parts, so that many readers of one do not fill the memory.
constexpr std::uintmax_t kWholeAtMost = 4u << 20;
constexpr std::size_t kPart = 64u << 10;

// Inline styles: the tooltips of charts and the transitions of Svelte set them. Scripts are files only.
constexpr const char* kPagePolicy =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

struct Type {
  const char* extension;
  const char* content_type;
};
constexpr std::array kTypes = {
    Type{".html", "text/html; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".mjs", "text/javascript; charset=utf-8"},
    Type{".css", "text/css; charset=utf-8"},
    Type{".svg", "image/svg+xml"},
    Type{".png", "image/png"},
    Type{".ico", "image/x-icon"},
    Type{".woff2", "font/woff2"},
    Type{".json", "application/json; charset=utf-8"},
    Type{".map", "application/json; charset=utf-8"},
    Type{".webmanifest", "application/manifest+json"},
    Type{".txt", "text/plain; charset=utf-8"},
    Type{".wasm", "application/wasm"},
};

/// nullptr for what pages are not made of: "/models/Qwen2.5" has no file extension.
const char* content_type_of(const fs::path& path) {
  const std::string extension = to_lower(path.extension().string());
  for (const auto& type : kTypes) {
    if (extension == type.extension) return type.content_type;
  }
  return nullptr;
}

bool belongs_to_the_api(const std::string& first_segment) {
  return first_segment == "api" || first_segment == "health" || first_segment == "live" || first_segment == "metrics";
}

/// The path below the root; nullopt for one that is not a plain one. "" is the root.
std::optional<fs::path> relative_path(std::string_view raw_path) {
  fs::path relative;
  auto raw_segments = split(raw_path, '/');
  raw_segments.erase(raw_segments.begin());  // before the first '/'
  if (!raw_segments.empty() && raw_segments.back().empty()) raw_segments.pop_back();
  for (const auto& raw : raw_segments) {
    const std::string segment = percent_decode(raw, false, "the path");
    if (segment.empty() || segment.front() == '.' || segment.find_first_of("/\\") != std::string::npos) {
      return std::nullopt;
    }
    relative /= segment;
  }
  return relative;
}

/// assets/index-DxYz12ab.js: another content gets another name.
bool has_hashed_name(const fs::path& relative) {
  if (relative.empty() || *relative.begin() != "assets") return false;
  const std::string stem = relative.stem().string();
  const std::size_t mark = stem.find_last_of("-.");
  if (mark == std::string::npos || stem.size() - mark - 1 < 8) return false;
  return std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(mark) + 1, stem.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

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

}  // namespace

StaticFiles::StaticFiles(fs::path root) : root_(std::move(root)) {
  std::error_code ignored;
  if (fs::is_regular_file(root_ / "index.html", ignored)) return;
  throw Error{ErrorCode::invalid_input, "--web-root " + root_.string() +
                                            " is not a folder with an index.html: build the pages first, or start "
                                            "without the flag"};
}

std::optional<fs::path> StaticFiles::locate(const fs::path& relative) const {
  std::error_code error;
  const fs::path root = fs::canonical(root_, error);
  if (error) return std::nullopt;
  const fs::path path = fs::canonical(root / relative, error);
  if (error || !is_within(path, root) || !fs::is_regular_file(path, error)) return std::nullopt;
  return path;
}

std::optional<Response> StaticFiles::load(const fs::path& relative, bool accepts_gzip) const {
  const auto path = locate(relative);
  if (!path) return std::nullopt;
  std::error_code error;
  const auto changed = fs::last_write_time(*path, error);
  const auto size = error ? 0 : fs::file_size(*path, error);
  if (error) return std::nullopt;

  const char* type = content_type_of(relative);
  Response response;
  response.content_type = type == nullptr ? "application/octet-stream" : type;
  response.headers = {{"Content-Security-Policy", kPagePolicy},
                      {"Cache-Control", has_hashed_name(relative) ? "public, max-age=31536000, immutable" : "no-cache"},
                      {"Vary", "Accept-Encoding"}};
  if (size > kWholeAtMost) {
    response.stream = [path = *path](BodyWriter& writer) { stream_file(path, writer); };
    return response;
  }
  response.etag = "W/\"" + std::to_string(size) + "-" + std::to_string(changed.time_since_epoch().count()) + "\"";
  const auto packed = accepts_gzip ? locate(relative.string() + ".gz") : std::nullopt;
  if (packed && fs::last_write_time(*packed, error) >= changed && !error) {
    auto bytes = read_file(*packed, fs::file_size(*packed, error));
    if (bytes && !error) {
      response.body = std::move(*bytes);
      response.headers.emplace_back("Content-Encoding", "gzip");
      return response;
    }
  }
  auto bytes = read_file(*path, size);
  if (!bytes) return std::nullopt;
  response.body = std::move(*bytes);
  return response;
}

std::optional<Response> StaticFiles::find(const FileRequest& request) const {
  const auto relative = relative_path(request.raw_path);
  if (!relative || belongs_to_the_api(relative->empty() ? "" : relative->begin()->string())) return std::nullopt;
  if (!relative->empty()) {
    if (auto file = load(*relative, request.accepts_gzip)) return file;
  }
  const bool is_page = relative->empty() || (request.wants_html && content_type_of(*relative) == nullptr);
  return is_page ? load("index.html", request.accepts_gzip) : std::nullopt;
}

}  // namespace llmbench::http
