#include "llmbench/util/gzip.hpp"

#include "llmbench/util/error.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace llmbench {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: 15 bits of window, +16 = gzip wrapper
constexpr int kAnyWindow = 15 + 32;   // +32 = gzip or zlib wrapper (HTTP's "deflate"), told apart by their header

Bytef* input_of(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

std::string gzip_compress(std::string_view bytes, int level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw Error{ErrorCode::internal, "compression could not start"};
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = input_of(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw Error{ErrorCode::internal, "compression failed"};
  return out;
}

std::string gzip_decompress(std::string_view bytes, std::size_t max_bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, kAnyWindow) != Z_OK) throw Error{ErrorCode::internal, "decompression could not start"};
  stream.next_in = input_of(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::array<char, 64 << 10> buffer;
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    result = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = buffer.size() - stream.avail_out;
    if (out.size() + got > max_bytes) {
      inflateEnd(&stream);
      throw Error{ErrorCode::too_large,
                  "the body is larger than " + std::to_string(max_bytes) + " bytes after decompression"};
    }
    out.append(buffer.data(), got);
    // Members may follow each other (`cat a.gz b.gz`): go on with the next one.
    if (result == Z_STREAM_END && stream.avail_in > 0) result = inflateReset(&stream);
  }
  inflateEnd(&stream);
  if (result != Z_STREAM_END) throw Error{ErrorCode::invalid_input, "the gzip data is damaged or ends early"};
  return out;
}

}  // namespace llmbench
