#include "http/body.hpp"

#include "llmbench/util/error.hpp"

#include <algorithm>
#include <exception>

namespace llmbench::http {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kSlowestBytesPerSecond = 64 << 10;
constexpr std::size_t kReserveAtMost = 1 << 20;  // a header alone must not make us allocate more
// A client that is still sending sees a reset instead of our answer, so some of what is too much is read and dropped.
constexpr std::size_t kDiscardAtMostBytes = 256u << 20;
constexpr std::chrono::seconds kDiscardAtMost{2};

Error too_large(std::size_t max_bytes) {
  return Error{ErrorCode::too_large, "the body is larger than " + std::to_string(max_bytes) + " bytes"};
}

Error too_slow(const BodyLimits& limits) {
  return Error{ErrorCode::timeout, "the body did not arrive within " + std::to_string(limits.deadline.count()) +
                                       " ms or at 64 KiB per second"};
}

class Reader {
 public:
  Reader(const Framing& framing, const BodyLimits& limits, const BodySink& sink)
      : framing_(framing), limits_(limits), sink_(sink) {
    if (framing.length.value_or(0) > limits.max_bytes) refuse(too_large(limits.max_bytes));
  }

  /// False ends the reading.
  bool take(std::string_view part) {
    const auto now = Clock::now();
    if (limits_.stopping != nullptr && limits_.stopping->load()) {
      failure_ =
          std::make_exception_ptr(Error{ErrorCode::unavailable, "the server is stopping; send the request again"});
      return false;
    }
    received_ += part.size();
    last_byte_ = now;
    if (failure_) return now < discard_until_ && received_ < limits_.max_bytes + kDiscardAtMostBytes;
    if (received_ > limits_.max_bytes) {
      refuse(too_large(limits_.max_bytes));
      return true;
    }
    if (now - start_ - in_sink_ > allowed_time()) {
      failure_ = std::make_exception_ptr(too_slow(limits_));
      return false;
    }
    hand_over(part);
    return true;
  }

  void finish(bool complete) const {
    if (failure_) std::rethrow_exception(failure_);
    if (complete) return;
    // The source cannot tell a silent client from a closed connection, the clock can.
    if (Clock::now() - last_byte_ >= limits_.silence_limit) throw too_slow(limits_);
    throw Error{ErrorCode::invalid_json, "the body ends before its announced length"};
  }

 private:
  void hand_over(std::string_view part) {
    const auto start = Clock::now();
    try {
      sink_(part);
    } catch (...) {
      discard(std::current_exception());
    }
    last_byte_ = Clock::now();
    in_sink_ += last_byte_ - start;
  }

  void refuse(const Error& error) { discard(std::make_exception_ptr(error)); }

  void discard(std::exception_ptr failure) {
    failure_ = std::move(failure);
    discard_until_ = Clock::now() + kDiscardAtMost;
  }

  [[nodiscard]] std::chrono::milliseconds allowed_time() const {
    const std::size_t size = framing_.length.value_or(received_);
    return std::max(limits_.deadline, std::chrono::milliseconds{size * 1000 / kSlowestBytesPerSecond});
  }

  const Framing& framing_;
  const BodyLimits& limits_;
  const BodySink& sink_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point last_byte_ = start_;
  Clock::time_point discard_until_{};
  Clock::duration in_sink_{0};
  std::size_t received_ = 0;
  std::exception_ptr failure_;  ///< what follows is dropped
};

}  // namespace

void read_body(const BodySource& source, const Framing& framing, const BodyLimits& limits, const BodySink& sink) {
  Reader reader{framing, limits, sink};
  const bool complete = source([&](std::string_view part) { return reader.take(part); });
  reader.finish(complete);
}

std::string read_body(const BodySource& source, const Framing& framing, const BodyLimits& limits) {
  std::string bytes;
  bytes.reserve(std::min(framing.length.value_or(0), kReserveAtMost));
  read_body(source, framing, limits, [&](std::string_view part) { bytes.append(part); });
  return bytes;
}

bool discard_body(const BodySource& source, std::size_t max_bytes) {
  const auto until = Clock::now() + kDiscardAtMost;
  std::size_t received = 0;
  return source([&](std::string_view part) {
    received += part.size();
    return received <= max_bytes && Clock::now() < until;
  });
}

}  // namespace llmbench::http
