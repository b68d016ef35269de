#include "http/encoding.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::http {
namespace {

std::string_view without_weak_mark(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  return etag;
}

/// The q value of "gzip;q=0.5" (1 without one).
double quality_of(std::string_view element) {
  const std::size_t at = element.find(';');
  if (at == std::string_view::npos) return 1;
  const auto parameter = trim(element.substr(at + 1));
  if (!parameter.starts_with("q=")) return 1;
  return parse_double(parameter.substr(2)).value_or(0);
}

void saying_what_is_damaged(const std::string& encoding, const std::function<void()>& read) {
  try {
    read();
  } catch (const DamagedGzip&) {
    throw Error{ErrorCode::invalid_json, "the " + encoding + " data of the body is damaged or ends early"};
  }
}

}  // namespace

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
  for (const auto& element : split(if_none_match, ',')) {
    const auto candidate = trim(element);
    if (candidate == "*" || without_weak_mark(candidate) == without_weak_mark(etag)) return true;
  }
  return false;
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool any = false;
  for (const auto& element : split(accept_encoding, ',')) {
    const auto name = trim(std::string_view{element}.substr(0, element.find(';')));
    if (equals_ignoring_case(name, "gzip") || equals_ignoring_case(name, "x-gzip")) return quality_of(element) > 0;
    if (name == "*") any = quality_of(element) > 0;
  }
  return any;
}

bool is_packed(std::string_view content_encoding) {
  const std::string encoding = to_lower(trim(content_encoding));
  if (encoding.empty() || encoding == "identity") return false;
  if (encoding == "gzip" || encoding == "x-gzip" || encoding == "deflate") return true;
  throw Error{ErrorCode::unsupported_media_type,
              "the content encoding '" + repair_utf8(encoding) + "' is not known; send gzip, deflate or none"};
}

ContentDecoder::ContentDecoder(std::string_view content_encoding, std::size_t max_bytes,
                               std::function<void(std::string_view)> sink)
    : encoding_(to_lower(trim(content_encoding))), sink_(std::move(sink)) {
  if (is_packed(content_encoding)) reader_.emplace(max_bytes);
}

void ContentDecoder::take(std::string_view bytes) {
  if (!reader_) return sink_(bytes);
  saying_what_is_damaged(encoding_, [&] { reader_->read(bytes, sink_); });
}

void ContentDecoder::finish() const {
  if (reader_) saying_what_is_damaged(encoding_, [&] { reader_->finish(); });
}

std::string decode_content(std::string bytes, std::string_view content_encoding, std::size_t max_bytes) {
  if (!is_packed(content_encoding)) return bytes;
  std::string decoded;
  ContentDecoder decoder{content_encoding, max_bytes, [&](std::string_view part) { decoded.append(part); }};
  decoder.take(bytes);
  decoder.finish();
  return decoded;
}

std::shared_ptr<const std::string> GzipCache::find(const std::string& key) {
  const std::lock_guard lock{items_mutex_};
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  items_.splice(items_.begin(), items_, found->second);
  return found->second->bytes;
}

void GzipCache::insert(const std::string& key, std::shared_ptr<const std::string> bytes) {
  if (key.size() + bytes->size() > max_bytes_ / 4) return;  // one answer must not empty the cache
  const std::lock_guard lock{items_mutex_};
  if (by_key_.contains(key)) return;
  items_.push_front({key, std::move(bytes)});
  by_key_.emplace(items_.front().key, items_.begin());
  bytes_ += cost(items_.front());
  while (bytes_ > max_bytes_) {
    bytes_ -= cost(items_.back());
    by_key_.erase(items_.back().key);
    items_.pop_back();
  }
}

std::size_t GzipCache::size_bytes() const {
  const std::lock_guard lock{items_mutex_};
  return bytes_;
}

}  // namespace llmbench::http
