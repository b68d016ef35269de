#pragma once
// Dictionaries of the grid index: each distinct content once, found by a key text, named by a code that never changes.

#include "llmbench/service/grid_storage.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

namespace llmbench::service {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

/// Codes for texts, without keeping an entry.
class CodeTable {
 public:
  std::uint32_t code(std::string_view text) {
    if (const auto found = codes_.find(text); found != codes_.end()) return found->second;
    const auto code = static_cast<std::uint32_t>(codes_.size());
    codes_.emplace(text, code);
    return code;
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(codes_.size()); }

 private:
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> codes_;
};

template <typename Entry>
class Dictionary {
 public:
  using View = typename GrowingColumn<Entry, 1024>::View;

  /// `make` builds the entry when the key is new.
  template <typename Make>
  std::uint32_t intern(std::string_view key, const Make& make) {
    const std::uint32_t known = codes_.size();
    const std::uint32_t code = codes_.code(key);
    if (code == known) {
      entries_.append(make());
      key_bytes_ += key.size();
    }
    return code;
  }
  [[nodiscard]] const Entry& operator[](std::uint32_t code) const { return entries_[code]; }
  [[nodiscard]] std::uint32_t size() const { return codes_.size(); }
  [[nodiscard]] View view() const { return entries_.view(); }
  /// Entry, key, and what an entry of the code table costs.
  [[nodiscard]] std::size_t bytes() const { return entries_.bytes() + 2 * key_bytes_ + 64 * codes_.size(); }

 private:
  CodeTable codes_;
  GrowingColumn<Entry, 1024> entries_;
  std::size_t key_bytes_ = 0;
};

/// Builds unambiguous key texts: every field carries its length.
class KeyText {
 public:
  KeyText& add(std::string_view text) {
    text_ += std::to_string(text.size());
    text_ += ':';
    text_ += text;
    return *this;
  }
  template <typename Number>
  requires std::is_arithmetic_v<Number> KeyText& add(Number number) {
    text_.append(reinterpret_cast<const char*>(&number), sizeof(number));
    return *this;
  }
  template <typename T>
  KeyText& add(const std::optional<T>& value) {
    text_ += value ? '+' : '-';
    if (value) add(*value);
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace llmbench::service
