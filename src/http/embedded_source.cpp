#include "http/page_source.hpp"

#include "llmbench/util/gzip.hpp"

#include <algorithm>

namespace llmbench::http {
namespace {

constexpr std::size_t kLargestFile = 64u << 20;

class EmbeddedSource final : public PageSource {
 public:
  explicit EmbeddedSource(std::span<const EmbeddedFile> files) : files_(files) {}

  std::optional<Response> load(const std::filesystem::path& relative, bool accepts_gzip) const override {
    const std::string path = relative.generic_string();
    const auto file = std::find_if(files_.begin(), files_.end(), [&](const auto& one) { return one.path == path; });
    if (file == files_.end()) return std::nullopt;
    Response response;
    response.etag = file->etag;
    if (!file->is_gzipped) {
      response.body = file->bytes;
    } else if (accepts_gzip) {
      response.body = file->bytes;
      response.headers.emplace_back("Content-Encoding", "gzip");
    } else {
      response.body = gzip_decompress(file->bytes, kLargestFile);
    }
    return response;
  }

 private:
  std::span<const EmbeddedFile> files_;
};

}  // namespace

std::unique_ptr<const PageSource> make_embedded_source(std::span<const EmbeddedFile> files) {
  return std::make_unique<EmbeddedSource>(files);
}

}  // namespace llmbench::http
