#pragma once
// Copies the tables of `legacy` into ours inside the migration's transaction, and writes down what became of every row.
// Called by legacy_migration.cpp in this order.

#include "llmbench/db/pool.hpp"
#include "llmbench/service/legacy_migration.hpp"

namespace llmbench::service {

void copy_legacy_machines(db::Transaction& tx, TimePoint now);
void copy_legacy_variants(db::Transaction& tx, TimePoint now);
/// With machines and variants that only runs name; says what becomes of every metric that is not copied as it is.
void copy_legacy_runs(db::Transaction& tx, TimePoint now, const LegacyProgress& progress);
/// After the runs.
void copy_legacy_metrics(db::Transaction& tx);
void copy_legacy_scores(db::Transaction& tx, TimePoint now, const LegacyProgress& progress);

}  // namespace llmbench::service
