#pragma once
// Inserts variants, artifacts, machines, runs and metrics: one statement a table for any number of rows. Called by
// whoever stores uploads; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/domain/run.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace llmbench::store {

/// The three kinds of rows that runs share, inserted in this order. Rows that exist are left alone: their ids come from
/// content. The maps make them distinct and put them in the order every transaction takes.
void insert_variants(db::Transaction& tx, const std::map<Uuid, ModelVariant>& variants, TimePoint created_at);

struct NewArtifact {
  Uuid variant_id;
  Artifact artifact;
};
/// A checksum is added to a stored artifact that had none.
void insert_artifacts(db::Transaction& tx, const std::map<Uuid, NewArtifact>& artifacts, TimePoint created_at);
[[nodiscard]] int count_artifacts(db::Transaction& tx, const Uuid& variant_id);

void insert_hardware(db::Transaction& tx, const std::map<Uuid, HardwareProfile>& hardware, TimePoint created_at);

struct NewRun {
  Uuid id;
  const PreparedRun* prepared = nullptr;
  std::optional<TimePoint> created_at{};  ///< when it was stored elsewhere before; nullopt = now
};
/// Without their metrics. Leaves out runs whose id or content_id is there and returns how many it inserted.
/// `uploaded_by` is the name of a token.
std::size_t insert_runs(db::Transaction& tx, const std::vector<NewRun>& runs, TimePoint created_at,
                        const std::optional<std::string>& uploaded_by = {});

struct MetricsOfRun {
  Uuid run_id;
  std::span<const Metric> metrics;
};
/// One of the same name is replaced.
void upsert_metrics(db::Transaction& tx, const std::vector<MetricsOfRun>& runs);

}  // namespace llmbench::store
