#pragma once
// The one pointer readers reach the grid through. Readers never lock and never wait.

#include "llmbench/service/grid_snapshot.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <utility>

namespace llmbench::service {

/// Two places for a shared_ptr, one of them current. A reader announces itself at the current place, checks that it
/// still is the current one, and copies the pointer; the single writer fills the other place after its last reader has
/// gone (they stay for the copy of a pointer only) and makes it current. std::atomic<std::shared_ptr> would do, but in
/// g++ 12 it is a spin lock that the thread sanitizer reports as a race.
class SnapshotCell {
 public:
  /// nullptr before the first publication.
  [[nodiscard]] std::shared_ptr<const GridSnapshot> load() const {
    while (true) {
      const std::size_t current = current_.load();
      Place& place = places_[current];
      place.readers.fetch_add(1);
      if (current_.load() == current) {
        std::shared_ptr<const GridSnapshot> snapshot = place.snapshot;
        place.readers.fetch_sub(1);
        return snapshot;
      }
      place.readers.fetch_sub(1);
    }
  }

  /// One caller at a time.
  void store(std::shared_ptr<const GridSnapshot> snapshot) {
    const std::size_t current = current_.load();
    const std::size_t other = 1 - current;
    wait_for_readers(other);
    places_[other].snapshot = std::move(snapshot);
    current_.store(other);
    wait_for_readers(current);
    places_[current].snapshot.reset();  // or the old chunks would stay until the next publication
  }

 private:
  struct Place {
    std::atomic<std::size_t> readers{0};
    std::shared_ptr<const GridSnapshot> snapshot;
  };
  void wait_for_readers(std::size_t place) {
    while (places_[place].readers.load() != 0) std::this_thread::yield();
  }

  mutable std::array<Place, 2> places_;
  std::atomic<std::size_t> current_{0};
};

}  // namespace llmbench::service
