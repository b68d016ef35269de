#pragma once
// Append-only storage one writer fills while readers look at what was published. Used by grid_snapshot and the builder.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace llmbench::service {

inline constexpr std::size_t kChunkRows = 65536;

/// A directory of fixed chunks that only grows. The writer appends behind what any view can see, so a view stays valid
/// and unchanged for as long as someone holds it, without a lock.
template <typename T, std::size_t kRows = kChunkRows>
class GrowingColumn {
  using Directory = std::vector<std::shared_ptr<T[]>>;

 public:
  class View {
   public:
    View() = default;
    View(std::shared_ptr<const Directory> directory, std::size_t size)
        : directory_(std::move(directory)), size_(size) {}
    [[nodiscard]] const T& operator[](std::size_t at) const { return (*directory_)[at / kRows][at % kRows]; }
    [[nodiscard]] std::size_t size() const { return size_; }

   private:
    std::shared_ptr<const Directory> directory_;
    std::size_t size_ = 0;
  };

  std::size_t append(T value) {
    if (size_ == directory_->size() * kRows) {
      auto grown = std::make_shared<Directory>(*directory_);
      // Trivial types stay untouched memory: a nearly empty chunk costs only the pages that were written.
      grown->push_back(std::make_shared_for_overwrite<T[]>(kRows));
      directory_ = std::move(grown);
    }
    (*directory_)[size_ / kRows][size_ % kRows] = std::move(value);
    return size_++;
  }
  [[nodiscard]] const T& operator[](std::size_t at) const { return (*directory_)[at / kRows][at % kRows]; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] View view() const { return View{directory_, size_}; }
  [[nodiscard]] std::size_t bytes() const { return size_ * sizeof(T); }

 private:
  std::shared_ptr<Directory> directory_ = std::make_shared<Directory>();
  std::size_t size_ = 0;
};

/// Bits by row number, copied chunk by chunk when the writer changes a chunk that a view shares.
class CowBitmap {
  using Words = std::array<std::uint64_t, kChunkRows / 64>;

 public:
  class View {
   public:
    View() = default;
    explicit View(std::vector<std::shared_ptr<const Words>> chunks) : chunks_(std::move(chunks)) {}
    [[nodiscard]] bool test(std::size_t at) const {
      const Words* words = chunk(at / kChunkRows);
      return words != nullptr && (((*words)[at % kChunkRows / 64] >> (at % 64)) & 1U) != 0;
    }
    /// nullptr when no bit of the chunk is set.
    [[nodiscard]] const Words* chunk(std::size_t at) const { return at < chunks_.size() ? chunks_[at].get() : nullptr; }

   private:
    std::vector<std::shared_ptr<const Words>> chunks_;
  };

  void set(std::size_t at, bool value) {
    const std::size_t chunk = at / kChunkRows;
    if (chunk >= chunks_.size()) {
      if (!value) return;
      chunks_.resize(chunk + 1);
      shared_.resize(chunk + 1, false);
    }
    if (!chunks_[chunk]) {
      if (!value) return;
      chunks_[chunk] = std::make_shared<Words>();
      shared_[chunk] = false;
    }
    const std::uint64_t bit = std::uint64_t{1} << (at % 64);
    const std::uint64_t before = (*chunks_[chunk])[at % kChunkRows / 64];
    const std::uint64_t after = value ? before | bit : before & ~bit;
    if (before == after) return;
    if (shared_[chunk]) {
      chunks_[chunk] = std::make_shared<Words>(*chunks_[chunk]);
      shared_[chunk] = false;
    }
    (*chunks_[chunk])[at % kChunkRows / 64] = after;
  }
  [[nodiscard]] bool test(std::size_t at) const {
    const std::size_t chunk = at / kChunkRows;
    if (chunk >= chunks_.size() || !chunks_[chunk]) return false;
    return (((*chunks_[chunk])[at % kChunkRows / 64] >> (at % 64)) & 1U) != 0;
  }
  [[nodiscard]] View view() {
    shared_.assign(chunks_.size(), true);
    return View{{chunks_.begin(), chunks_.end()}};
  }

 private:
  std::vector<std::shared_ptr<Words>> chunks_;
  std::vector<bool> shared_;  ///< a view holds the chunk: copy before changing it
};

}  // namespace llmbench::service
