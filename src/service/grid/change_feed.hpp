#pragma once
// Keeps a GridBuilder equal to the database: the full load, and the changes since. Used by the applier of GridIndex.

#include "service/grid/grid_builder.hpp"

#include "llmbench/db/pool.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace llmbench::service {

class ChangeFeed {
 public:
  explicit ChangeFeed(db::Pool& pool) : pool_(pool) {}

  /// Reads everything in one snapshot into a new builder; `builder()` is the old one until it is complete.
  void load();
  /// Applies what was committed since the last read; false = nothing was. A TRUNCATE or a restored database makes it
  /// load().
  bool apply_changes();
  /// True when load() is due before the next read is trusted: another database answered.
  [[nodiscard]] bool is_another_database();

  [[nodiscard]] GridBuilder& builder() { return *builder_; }
  [[nodiscard]] std::size_t loads() const { return loads_; }

 private:
  /// Rows a batch of changes names, and what they touch.
  struct Touched {
    std::vector<Uuid> runs;
    std::vector<Uuid> variants;
    std::vector<Uuid> hardware;
    std::vector<Uuid> artifacts;
    bool reload = false;
    bool any = false;
  };
  [[nodiscard]] Touched touched_by(const store::ChangeBatch& batch) const;
  void remember(const store::ChangeBatch& batch);
  void apply_runs(db::Transaction& tx, Touched& touched);
  void apply_variants(db::Transaction& tx, const std::vector<Uuid>& variants);

  db::Pool& pool_;
  std::unique_ptr<GridBuilder> builder_ = std::make_unique<GridBuilder>();
  std::uint64_t since_xmin_ = 0;
  std::unordered_set<std::int64_t> applied_;  ///< changes the next read may return again
  std::string identity_;
  std::size_t loads_ = 0;
};

}  // namespace llmbench::service
