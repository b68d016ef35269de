#include "http/body.hpp"

#include "llmbench/util/error.hpp"

#include <algorithm>

namespace llmbench::http {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kSlowestBytesPerSecond = 64 << 10;
constexpr std::size_t kReserveAtMost = 1 << 20;  // a header alone must not make us allocate more
// A client that is still sending sees a reset instead of our answer, so some of what is too much is read and dropped.
constexpr std::size_t kDiscardAtMostBytes = 256u << 20;
constexpr std::chrono::seconds kDiscardAtMost{2};

enum class End { none, too_large, too_slow, stopping };

Error too_large(std::size_t max_bytes) {
  return Error{ErrorCode::too_large, "the body is larger than " + std::to_string(max_bytes) + " bytes"};
}

Error too_slow(const BodyLimits& limits) {
  return Error{ErrorCode::timeout, "the body did not arrive within " + std::to_string(limits.deadline.count()) +
                                       " ms or at 64 KiB per second"};
}

class Collector {
 public:
  Collector(const Framing& framing, const BodyLimits& limits) : framing_(framing), limits_(limits) {
    bytes_.reserve(std::min(framing.length.value_or(0), kReserveAtMost));
    if (framing.length.value_or(0) > limits.max_bytes) refuse_as_too_large();
  }

  bool take(std::string_view part) {
    const auto now = Clock::now();
    if (limits_.stopping != nullptr && limits_.stopping->load()) return give_up(End::stopping);
    received_ += part.size();
    last_byte_ = now;
    if (end_ == End::too_large) return now < discard_until_ && received_ < limits_.max_bytes + kDiscardAtMostBytes;
    if (received_ > limits_.max_bytes) {
      refuse_as_too_large();
      return true;
    }
    if (now - start_ > allowed_time()) return give_up(End::too_slow);
    bytes_.append(part);
    return true;
  }

  std::string finish(bool complete) {
    if (end_ == End::too_large) throw too_large(limits_.max_bytes);
    if (end_ == End::too_slow) throw too_slow(limits_);
    if (end_ == End::stopping) throw Error{ErrorCode::unavailable, "the server is stopping; send the request again"};
    if (!complete) {
      // The source cannot tell a silent client from a closed connection, the clock can.
      if (Clock::now() - last_byte_ >= limits_.silence_limit) throw too_slow(limits_);
      throw Error{ErrorCode::invalid_json, "the body ends before its announced length"};
    }
    return std::move(bytes_);
  }

 private:
  bool give_up(End end) {
    if (end_ == End::none) end_ = end;
    return false;
  }

  void refuse_as_too_large() {
    end_ = End::too_large;
    discard_until_ = Clock::now() + kDiscardAtMost;
    bytes_ = {};
  }

  [[nodiscard]] std::chrono::milliseconds allowed_time() const {
    const std::size_t size = framing_.length.value_or(received_);
    return std::max(limits_.deadline, std::chrono::milliseconds{size * 1000 / kSlowestBytesPerSecond});
  }

  const Framing& framing_;
  const BodyLimits& limits_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point last_byte_ = start_;
  Clock::time_point discard_until_{};
  std::size_t received_ = 0;
  End end_ = End::none;
  std::string bytes_;
};

}  // namespace

std::string read_body(const BodySource& source, const Framing& framing, const BodyLimits& limits) {
  Collector collector{framing, limits};
  const bool complete = source([&](std::string_view part) { return collector.take(part); });
  return collector.finish(complete);
}

}  // namespace llmbench::http
