#pragma once
// What the server does to an answer after the handler: ETag comparison and gzip. Used by Dispatcher.

#include "llmbench/util/gzip.hpp"

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace llmbench::http {

/// Level 1 packs 100 KB of JSON in under a millisecond; higher levels cost more than they save on a local network.
inline constexpr int kGzipLevel = 1;

/// True when the value of an If-None-Match header names `etag` (weak comparison) or is `*`.
[[nodiscard]] bool etag_matches(std::string_view if_none_match, std::string_view etag);

/// True when the value of an Accept-Encoding header allows gzip.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

/// True when a body with this Content-Encoding is packed. Throws Error{unsupported_media_type} for an encoding we do
/// not know.
[[nodiscard]] bool is_packed(std::string_view content_encoding);

/// A sink for bytes as sent that hands over what they decode to. Throws what decode_content throws, after `sink` got
/// everything before the limit or the damage.
class ContentDecoder {
 public:
  ContentDecoder(std::string_view content_encoding, std::size_t max_bytes, std::function<void(std::string_view)> sink);
  void take(std::string_view bytes);
  /// The body has ended.
  void finish() const;

 private:
  std::optional<GzipReader> reader_;
  std::string encoding_;
  std::function<void(std::string_view)> sink_;
};

/// Undoes Content-Encoding. Throws Error{unsupported_media_type} for an encoding we do not know, {too_large} when more
/// than `max_bytes` come out, {invalid_json} for damaged data.
[[nodiscard]] std::string decode_content(std::string bytes, std::string_view content_encoding, std::size_t max_bytes);

/// Least recently used compressed bodies, bounded by their bytes. Thread-safe.
class GzipCache {
 public:
  explicit GzipCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}
  [[nodiscard]] std::shared_ptr<const std::string> find(const std::string& key);
  void insert(const std::string& key, std::shared_ptr<const std::string> bytes);
  [[nodiscard]] std::size_t size_bytes() const;

 private:
  struct Item {
    std::string key;
    std::shared_ptr<const std::string> bytes;
  };
  [[nodiscard]] static std::size_t cost(const Item& item) { return item.key.size() + item.bytes->size(); }

  const std::size_t max_bytes_;
  mutable std::mutex items_mutex_;  ///< guards everything below
  std::list<Item> items_;           ///< newest first
  std::unordered_map<std::string_view, std::list<Item>::iterator> by_key_;
  std::size_t bytes_ = 0;
};

}  // namespace llmbench::http
