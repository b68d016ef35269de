#pragma once
// SQL of audit_log, which is append-only. Called by service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/util/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

struct AuditEntry {
  std::string action;  ///< delete, replace, extend, void, unvoid, merge, restore, token, migration
  std::string entity;  ///< run, scores, variant, ...
  std::optional<Uuid> entity_id;
  Json details = Json::object();
  std::optional<std::string> actor;  ///< name of the token; nullopt = without one
};

/// For actions that remove no rows; removed rows are archived by archive_store. Returns the entry's id.
std::int64_t insert_audit_entry(db::Transaction& tx, const AuditEntry& entry);
/// The entry of a request that removes many things; each of them is a part of it. Returns its id.
std::int64_t insert_group_entry(db::Transaction& tx, const AuditEntry& entry);

struct AuditRow : AuditEntry {
  std::int64_t id = 0;
  TimePoint at{};
  std::optional<std::int64_t> part_of;
  bool restorable = false;  ///< it removed rows that are kept
};
struct AuditFilter {
  std::optional<std::string> entity;
  std::optional<TimePoint> since;
  std::optional<std::int64_t> below;  ///< ids below this one only
  int limit = 100;
};
/// Newest first.
[[nodiscard]] std::vector<AuditRow> list_audit_rows(db::Transaction& tx, const AuditFilter& filter);
/// Locked until the transaction ends, so that nobody else restores it meanwhile.
[[nodiscard]] std::optional<AuditRow> find_audit_row_for_update(db::Transaction& tx, std::int64_t id);

}  // namespace llmbench::store
