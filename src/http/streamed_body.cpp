#include "http/streamed_body.hpp"

#include "http/encoding.hpp"

#include "llmbench/util/error.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace llmbench::http {
namespace {

constexpr std::size_t kWorthSending = 32u << 10;
constexpr std::size_t kReadyAtMost = 256u << 10;
/// A stream that is slow is sent in smaller parts.
constexpr std::chrono::milliseconds kPatience{500};
constexpr std::chrono::milliseconds kLookForTheStop{100};

Error gone() {
  return Error{ErrorCode::unavailable, "the client is gone or the server is stopping"};
}

}  // namespace

/// What the stream function writes to.
class StreamedBody::Writer final : public BodyWriter {
 public:
  Writer(StreamedBody& body, bool gzip) : body_(body) {
    if (gzip) packer_.emplace(kGzipLevel);
  }

  void write(std::string_view bytes) override {
    if (!bytes.empty()) body_.append(packer_ ? std::string_view{packed_ = packer_->write(bytes)} : bytes);
  }

  void finish() {
    if (packer_) body_.append(packer_->finish());
  }

 private:
  StreamedBody& body_;
  std::optional<GzipWriter> packer_;
  std::string packed_;
};

StreamedBody::StreamedBody(Stream stream, bool gzip, const std::atomic<bool>& stopping) : stopping_(stopping) {
  thread_ = std::jthread{[this, stream = std::move(stream), gzip] { run(stream, gzip); }};
}

StreamedBody::~StreamedBody() {
  {
    const std::lock_guard lock{parts_mutex_};
    abandoned_ = true;
  }
  parts_changed_.notify_all();
  thread_.join();
  if (on_end_) on_end_(taken_bytes_, complete_);
}

void StreamedBody::run(const Stream& stream, bool gzip) {
  std::exception_ptr failure;
  try {
    Writer writer{*this, gzip};
    stream(writer);
    writer.finish();
  } catch (...) {
    failure = std::current_exception();
  }
  const std::lock_guard lock{parts_mutex_};
  failure_ = failure;
  ended_ = true;
  parts_changed_.notify_all();
}

void StreamedBody::append(std::string_view bytes) {
  std::unique_lock lock{parts_mutex_};
  while (!bytes.empty() || abandoned_ || stopping_) {
    if (abandoned_ || stopping_) throw gone();
    const std::size_t room = kReadyAtMost - std::min(kReadyAtMost, ready_.size());
    ready_.append(bytes.substr(0, room));
    bytes.remove_prefix(std::min(room, bytes.size()));
    parts_changed_.notify_all();
    if (!bytes.empty()) parts_changed_.wait_for(lock, kLookForTheStop);
  }
}

void StreamedBody::wait_for_part(std::unique_lock<std::mutex>& lock) {
  const auto patience_ends = std::chrono::steady_clock::now() + kPatience;
  while (!ended_ && !stopping_ && ready_.size() < kWorthSending) {
    if (!ready_.empty() && std::chrono::steady_clock::now() >= patience_ends) return;
    parts_changed_.wait_for(lock, kLookForTheStop);
  }
}

void StreamedBody::await_first_part() {
  std::unique_lock lock{parts_mutex_};
  wait_for_part(lock);
  if (failure_) std::rethrow_exception(failure_);
  if (stopping_) throw gone();
}

std::string StreamedBody::next_part() {
  std::unique_lock lock{parts_mutex_};
  wait_for_part(lock);
  if (stopping_) throw gone();
  std::string part = std::exchange(ready_, {});
  if (part.empty() && failure_) std::rethrow_exception(failure_);
  taken_bytes_ += part.size();
  complete_ = part.empty();
  parts_changed_.notify_all();
  return part;
}

}  // namespace llmbench::http
