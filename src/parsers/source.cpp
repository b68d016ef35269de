#include "llmbench/parsers/source.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace llmbench::parsers {
namespace {

constexpr std::size_t kHeadBytes = 64 * 1024;
constexpr std::size_t kPieceBytes = 64 * 1024;

[[noreturn]] void fail_reading(const std::string& what, int error) {
  throw Error{ErrorCode::invalid_input, "cannot read " + what + ": " + std::strerror(error)};
}

class FileSource final : public Source {
 public:
  /// `owned` false leaves the stream open (standard input).
  FileSource(std::FILE* file, std::string what, bool owned) : file_(file), what_(std::move(what)), owned_(owned) {}
  ~FileSource() override {
    if (owned_) std::fclose(file_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t got = std::fread(buffer, 1, size, file_);
    if (got == 0 && std::ferror(file_) != 0) fail_reading(what_, errno);
    return got;
  }

 private:
  std::FILE* file_;
  std::string what_;
  bool owned_;
};

class MemorySource final : public Source {
 public:
  explicit MemorySource(std::string bytes) : bytes_(std::move(bytes)) {}

  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t got = std::min(size, bytes_.size() - at_);
    std::copy_n(bytes_.data() + at_, got, buffer);
    at_ += got;
    return got;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

}  // namespace

enum class TextEncoding { bytes, utf16_le, utf16_be };

namespace {

/// UTF-16 without a BOM: nearly every second byte of Latin text is zero, always on the same side.
TextEncoding encoding_of(std::string_view head) {
  const std::size_t pairs = std::min<std::size_t>(head.size(), 4096) / 2;
  if (pairs < 2) return TextEncoding::bytes;
  std::size_t even_zeros = 0;
  std::size_t odd_zeros = 0;
  for (std::size_t i = 0; i < pairs; ++i) {
    if (head[2 * i] == '\0') ++even_zeros;
    if (head[2 * i + 1] == '\0') ++odd_zeros;
  }
  if (even_zeros == 0 && odd_zeros * 10 >= pairs * 7) return TextEncoding::utf16_le;
  if (odd_zeros == 0 && even_zeros * 10 >= pairs * 7) return TextEncoding::utf16_be;
  return TextEncoding::bytes;
}

void append_utf8(std::string& out, char32_t code) {
  const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(static_cast<unsigned char>(value))); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | (code >> 6));
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

}  // namespace

/// Turns the bytes of a source into UTF-8, piece by piece.
class TextDecoder {
 public:
  void set_encoding(TextEncoding encoding) { encoding_ = encoding; }

  void decode(std::string_view bytes, std::string& out) {
    if (encoding_ == TextEncoding::bytes) {
      out += bytes;
      return;
    }
    for (const char c : bytes) {
      if (!has_half_) {
        half_ = c;
        has_half_ = true;
        continue;
      }
      has_half_ = false;
      const auto first = static_cast<unsigned char>(half_);
      const auto second = static_cast<unsigned char>(c);
      add_unit(encoding_ == TextEncoding::utf16_le ? static_cast<char16_t>(first | (second << 8))
                                                   : static_cast<char16_t>(second | (first << 8)),
               out);
    }
  }

  void finish(std::string& out) {
    if (high_ != 0) append_utf8(out, 0xFFFD);
    high_ = 0;
  }

 private:
  void add_unit(char16_t unit, std::string& out) {
    const bool low = unit >= 0xDC00 && unit < 0xE000;
    if (high_ != 0) {
      append_utf8(out, low ? 0x10000 + ((static_cast<char32_t>(high_) - 0xD800) << 10) + (unit - 0xDC00) : 0xFFFD);
      high_ = 0;
      if (low) return;
    }
    if (unit >= 0xD800 && unit < 0xDC00) {
      high_ = unit;
    } else {
      append_utf8(out, low ? 0xFFFD : unit);
    }
  }

  TextEncoding encoding_ = TextEncoding::bytes;
  char half_ = 0;
  bool has_half_ = false;
  char16_t high_ = 0;
};

/// A NUL, or many control characters: no text of any tool. ESC, BEL, backspace and form feed occur in console output.
bool looks_binary(std::string_view text) {
  std::size_t controls = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0) return true;
    if (byte < 0x20 && std::string_view{"\t\n\r\f\b\a\x1b"}.find(c) == std::string_view::npos) ++controls;
  }
  return controls * 50 > text.size();
}

std::unique_ptr<Source> make_file_source(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw Error{ErrorCode::invalid_input, path + " is a directory; name one file in it"};
  }
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) fail_reading(path, errno);
  return std::make_unique<FileSource>(file, path, true);
}

std::unique_ptr<Source> make_stdin_source() {
  return std::make_unique<FileSource>(stdin, "standard input", false);
}

std::unique_ptr<Source> make_memory_source(std::string bytes) {
  return std::make_unique<MemorySource>(std::move(bytes));
}

class TextStream::State {
 public:
  State(std::unique_ptr<Source> source, std::string shown_name)
      : name(std::move(shown_name)), source_(std::move(source)) {
    read_head();
  }

  std::string_view next() {
    if (!head_given_) {
      head_given_ = true;
      if (!head.empty()) return head;
    }
    piece_.clear();
    read_piece(piece_);
    return piece_;
  }

  bool extend_head() { return !head_given_ && read_piece(head); }

  std::string name;
  std::string head;
  bool binary = false;
  bool empty = false;

 private:
  /// Appends the next piece of text; false = there is none.
  bool read_piece(std::string& text) {
    const std::size_t before = text.size();
    while (!ended_ && text.size() == before) {
      const std::size_t got = source_->read(buffer_.data(), buffer_.size());
      if (got == 0) {
        ended_ = true;
        decoder_.finish(text);
      } else {
        decoder_.decode({buffer_.data(), got}, text);
      }
    }
    return text.size() > before;
  }

  void read_head() {
    std::string bytes;
    while (bytes.size() < kHeadBytes && !ended_) {
      const std::size_t got = source_->read(buffer_.data(), std::min(buffer_.size(), kHeadBytes - bytes.size()));
      if (got == 0) ended_ = true;
      bytes.append(buffer_.data(), got);
    }
    std::string_view rest = bytes;
    if (rest.starts_with("\xEF\xBB\xBF")) {
      rest.remove_prefix(3);
    } else if (rest.starts_with("\xFF\xFE")) {
      decoder_.set_encoding(TextEncoding::utf16_le);
      rest.remove_prefix(2);
    } else if (rest.starts_with("\xFE\xFF")) {
      decoder_.set_encoding(TextEncoding::utf16_be);
      rest.remove_prefix(2);
    } else {
      decoder_.set_encoding(encoding_of(rest));
    }
    decoder_.decode(rest, head);
    if (ended_) decoder_.finish(head);
    binary = looks_binary(head);
    empty = ended_ && trim(head).empty();
  }

  std::unique_ptr<Source> source_;
  TextDecoder decoder_;
  std::array<char, kPieceBytes> buffer_{};
  std::string piece_;
  bool head_given_ = false;
  bool ended_ = false;
};

TextStream::TextStream(std::unique_ptr<Source> source, std::string name) {
  const bool is_standard_input = name.empty() || name == "-" || name == "standard input";
  state_ = std::make_unique<State>(std::move(source),
                                   is_standard_input ? "standard input" : std::string(path_basename(name)));
}

TextStream::~TextStream() = default;

std::string_view TextStream::head() const {
  return state_->head;
}
bool TextStream::extend_head() {
  return state_->extend_head();
}
bool TextStream::is_empty() const {
  return state_->empty;
}
bool TextStream::is_binary() const {
  return state_->binary;
}
std::string_view TextStream::next() {
  return state_->next();
}
const std::string& TextStream::name() const {
  return state_->name;
}

}  // namespace llmbench::parsers
