#pragma once
// Batches of a copy: one is prepared by a thread of its own while PostgreSQL stores the one before. Included by
// copy_runs.cpp and copy_scores.cpp.

#include <functional>
#include <future>
#include <utility>

namespace llmbench::service {

template <typename Batch>
class PrepareAhead {
 public:
  using Store = std::function<void(const Batch&)>;
  explicit PrepareAhead(Store store) : store_(std::move(store)) {}

  /// Begins to prepare a batch, and stores the one before. `prepare` owns what it needs and uses no connection.
  template <typename Prepare>
  void add(Prepare&& prepare) {
    auto next = std::async(std::launch::async, std::forward<Prepare>(prepare));
    finish();
    prepared_ = std::move(next);
  }
  /// Stores the last batch.
  void finish() {
    if (prepared_.valid()) store_(prepared_.get());
  }

 private:
  Store store_;
  std::future<Batch> prepared_;
};

}  // namespace llmbench::service
