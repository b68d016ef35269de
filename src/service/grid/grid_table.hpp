#pragma once
// One table of the grid index as its writer sees it: rows are appended, an old version of a row becomes a tombstone.

#include "llmbench/service/grid_snapshot.hpp"

#include <memory>
#include <vector>

namespace llmbench::service {

class GridTable {
 public:
  std::uint32_t append(const GridRow& row) {
    if (size_ == chunks_->size() * kChunkRows) {
      auto grown = std::make_shared<std::vector<std::shared_ptr<GridChunk>>>(*chunks_);
      grown->push_back(std::make_shared_for_overwrite<GridChunk>());
      chunks_ = std::move(grown);
    }
    (*chunks_)[size_ / kChunkRows]->set(size_ % kChunkRows, row);
    ++live_;
    return static_cast<std::uint32_t>(size_++);
  }
  void remove(std::uint32_t at) {
    tombstones_.set(at, true);
    --live_;
  }
  [[nodiscard]] GridRow row(std::uint32_t at) const { return (*chunks_)[at / kChunkRows]->get(at % kChunkRows); }
  [[nodiscard]] const GridChunk& chunk_of(std::uint32_t at) const { return *(*chunks_)[at / kChunkRows]; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t live() const { return live_; }
  [[nodiscard]] std::size_t tombstones() const { return size_ - live_; }
  [[nodiscard]] GridTableView view() { return {chunks_, size_, live_, tombstones_.view()}; }

 private:
  std::shared_ptr<std::vector<std::shared_ptr<GridChunk>>> chunks_ =
      std::make_shared<std::vector<std::shared_ptr<GridChunk>>>();
  std::size_t size_ = 0;
  std::size_t live_ = 0;
  CowBitmap tombstones_;
};

}  // namespace llmbench::service
