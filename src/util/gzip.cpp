#include "llmbench/util/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace llmbench {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: 15 bits of window, +16 = gzip wrapper
constexpr int kAnyWindow = 15 + 32;   // +32 = gzip or zlib wrapper (HTTP's "deflate"), told apart by their header

using Buffer = std::array<char, 64 << 10>;

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
  std::string out;
  GzipReader reader{max_bytes};
  reader.read(bytes, [&](std::string_view part) { out.append(part); });
  reader.finish();
  return out;
}

class GzipWriter::State {
 public:
  explicit State(int level) {
    if (deflateInit2(&stream_, level, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw Error{ErrorCode::internal, "compression could not start"};
    }
  }
  ~State() { deflateEnd(&stream_); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::string run(std::string_view bytes, int flush) {
    stream_.next_in = input_of(bytes);
    stream_.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      if (deflate(&stream_, flush) == Z_STREAM_ERROR) throw Error{ErrorCode::internal, "compression failed"};
      out.append(buffer_.data(), buffer_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
    return out;
  }

 private:
  z_stream stream_{};
  Buffer buffer_;
};

GzipWriter::GzipWriter(int level) : state_(std::make_unique<State>(level)) {}
GzipWriter::~GzipWriter() = default;

std::string GzipWriter::write(std::string_view bytes) {
  return state_->run(bytes, Z_NO_FLUSH);
}

std::string GzipWriter::finish() {
  return state_->run({}, Z_FINISH);
}

class GzipReader::State {
 public:
  explicit State(std::size_t max_bytes) : max_bytes_(max_bytes) {
    if (inflateInit2(&stream_, kAnyWindow) != Z_OK) throw Error{ErrorCode::internal, "decompression could not start"};
  }
  ~State() { inflateEnd(&stream_); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void read(std::string_view bytes, const Sink& sink) {
    stream_.next_in = input_of(bytes);
    stream_.avail_in = static_cast<uInt>(bytes.size());
    bool buffer_was_full = false;
    while (stream_.avail_in > 0 || buffer_was_full) {
      // Members may follow each other (`cat a.gz b.gz`): go on with the next one.
      if (result_ == Z_STREAM_END) {
        if (stream_.avail_in == 0) return;
        result_ = inflateReset(&stream_);
      }
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      result_ = inflate(&stream_, Z_NO_FLUSH);
      if (result_ == Z_BUF_ERROR) result_ = Z_OK;  // it only wants more input
      const std::size_t got = buffer_.size() - stream_.avail_out;
      buffer_was_full = stream_.avail_out == 0;
      hand_over({buffer_.data(), got}, sink);
      if (result_ != Z_OK && result_ != Z_STREAM_END) throw DamagedGzip{};
    }
  }

  void finish() const {
    if (result_ != Z_STREAM_END) throw DamagedGzip{};
  }

 private:
  void hand_over(std::string_view part, const Sink& sink) {
    if (part.empty()) return;
    const std::size_t room = max_bytes_ - decoded_;
    decoded_ += std::min(part.size(), room);
    if (room > 0) sink(part.substr(0, room));
    if (part.size() > room) {
      throw Error{ErrorCode::too_large,
                  "the body is larger than " + std::to_string(max_bytes_) + " bytes after decompression"};
    }
  }

  const std::size_t max_bytes_;
  std::size_t decoded_ = 0;
  z_stream stream_{};
  int result_ = Z_OK;
  Buffer buffer_;
};

GzipReader::GzipReader(std::size_t max_bytes) : state_(std::make_unique<State>(max_bytes)) {}
GzipReader::~GzipReader() = default;

void GzipReader::read(std::string_view bytes, const Sink& sink) {
  state_->read(bytes, sink);
}

void GzipReader::finish() const {
  state_->finish();
}

}  // namespace llmbench
