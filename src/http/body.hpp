#pragma once
// Reading a request body within its limits, independent of the HTTP library. Used by Dispatcher.

#include "llmbench/http/server.hpp"

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench::http {

/// Calls the sink with raw bytes until the body ends (true), or it breaks off or the sink says false (false).
using BodySource = std::function<bool(const std::function<bool(std::string_view)>& sink)>;

/// A connection that is silent for so long in the middle of a request is given up.
inline constexpr std::chrono::milliseconds kSilenceLimit{10000};

/// How a message says its body is framed.
struct Framing {
  bool has_body = false;
  std::optional<std::size_t> length;  ///< nullopt for chunked
};

struct BodyLimits {
  std::size_t max_bytes = 0;                   ///< before and after decompression
  std::chrono::milliseconds deadline{0};       ///< or the time 64 KiB/s needs, whichever is longer
  std::chrono::milliseconds silence_limit{0};  ///< the source gives up after that long without a byte
  const std::atomic<bool>* stopping = nullptr;
};

using BodySink = std::function<void(std::string_view)>;

/// Hands the body as sent over to `sink`, part by part. Throws Error{too_large} (after discarding a bounded rest, so
/// that the client gets to read the answer), Error{timeout}, Error{invalid_json} when it broke off, Error{unavailable}
/// when the server stops, and what the sink throws. The time the sink takes is not the client's.
void read_body(const BodySource& source, const Framing& framing, const BodyLimits& limits, const BodySink& sink);

/// The whole body as sent.
[[nodiscard]] std::string read_body(const BodySource& source, const Framing& framing, const BodyLimits& limits);

/// Reads and drops what a refused client still sends, at most `max_bytes` and two seconds, so that it gets to read the
/// answer instead of a reset. True when the body was read to its end.
bool discard_body(const BodySource& source, std::size_t max_bytes);

}  // namespace llmbench::http
