#pragma once
// SQL of audit_log, which is append-only. Called by service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/util/json.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace llmbench::store {

struct AuditEntry {
  std::string action;  ///< delete, replace, extend, void, unvoid, merge, restore, token, migration
  std::string entity;  ///< run, scores, variant, ...
  std::optional<Uuid> entity_id;
  Json details = Json::object();
  std::optional<std::string> actor;  ///< name of the token; nullopt = without one
};

/// For actions that remove no rows; removed rows are archived by the store that deletes them. Returns the entry's id.
std::int64_t insert_audit_entry(db::Transaction& tx, const AuditEntry& entry);

}  // namespace llmbench::store
