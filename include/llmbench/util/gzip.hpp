#pragma once
// gzip through zlib, with a bound on what decompression may produce.

#include "llmbench/util/error.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace llmbench {

/// `level` 1 (fast) to 9.
[[nodiscard]] std::string gzip_compress(std::string_view bytes, int level);

/// Error{invalid_input}: the data is damaged or ends early.
struct DamagedGzip final : Error {
  DamagedGzip() : Error(ErrorCode::invalid_input, "the gzip data is damaged or ends early") {}
};

/// Reads gzip and zlib data. Throws Error{too_large} when the decoded bytes exceed `max_bytes`, DamagedGzip.
[[nodiscard]] std::string gzip_decompress(std::string_view bytes, std::size_t max_bytes);

/// Compresses in parts, with constant memory.
class GzipWriter {
 public:
  /// `level` 1 (fast) to 9.
  explicit GzipWriter(int level);
  ~GzipWriter();
  /// The compressed bytes that are ready so far; often none.
  [[nodiscard]] std::string write(std::string_view bytes);
  /// The rest. Nothing may be written after it.
  [[nodiscard]] std::string finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// Decompresses gzip and zlib data in parts, with constant memory. Members may follow each other.
class GzipReader {
 public:
  using Sink = std::function<void(std::string_view)>;
  explicit GzipReader(std::size_t max_bytes);
  ~GzipReader();
  /// Hands what `bytes` decode to over to `sink`, in parts of at most 64 KiB. Throws what gzip_decompress throws, after
  /// the sink got everything before the limit or the damage.
  void read(std::string_view bytes, const Sink& sink);
  /// Throws DamagedGzip when the data ends early.
  void finish() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace llmbench
