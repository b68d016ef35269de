#include "http/static_files.hpp"

#include "http/target.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace llmbench::http {
namespace {

namespace fs = std::filesystem;

// Scripts and styles are files of this server, none stands inside of a page; charts are exported through blob: images.
constexpr const char* kPagePolicy =
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

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

/// The decoded parts of the path below the root. A part may hold '/': the names of models do.
std::vector<std::string> segments_of(std::string_view raw_path) {
  auto raw_segments = split(raw_path, '/');
  raw_segments.erase(raw_segments.begin());  // before the first '/'
  if (!raw_segments.empty() && raw_segments.back().empty()) raw_segments.pop_back();
  std::vector<std::string> segments;
  segments.reserve(raw_segments.size());
  for (const auto& raw : raw_segments) segments.push_back(percent_decode(raw, false, "the path"));
  return segments;
}

/// nullopt for what can only be a page: empty and hidden parts, slashes inside of one.
std::optional<fs::path> relative_path(const std::vector<std::string>& segments) {
  fs::path relative;
  for (const auto& segment : segments) {
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

}  // namespace

StaticFiles::StaticFiles(std::unique_ptr<const PageSource> source) : source_(std::move(source)) {}

std::optional<Response> StaticFiles::load(const fs::path& relative, bool accepts_gzip) const {
  auto response = source_->load(relative, accepts_gzip);
  if (!response) return std::nullopt;
  const char* type = content_type_of(relative);
  response->content_type = type == nullptr ? "application/octet-stream" : type;
  response->headers.emplace_back("Content-Security-Policy", kPagePolicy);
  response->headers.emplace_back("Cache-Control",
                                 has_hashed_name(relative) ? "public, max-age=31536000, immutable" : "no-cache");
  response->headers.emplace_back("Vary", "Accept-Encoding");
  return response;
}

std::optional<Response> StaticFiles::find(const FileRequest& request) const {
  const auto segments = segments_of(request.raw_path);
  if (!segments.empty() && belongs_to_the_api(segments.front())) return std::nullopt;
  const auto relative = relative_path(segments);
  if (relative && !segments.empty()) {
    if (auto file = load(*relative, request.accepts_gzip)) return file;
  }
  const bool is_page = segments.empty() || (request.wants_html && content_type_of(segments.back()) == nullptr);
  return is_page ? load("index.html", request.accepts_gzip) : std::nullopt;
}

}  // namespace llmbench::http
