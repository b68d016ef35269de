#include "llmbench/store/audit_store.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kInsertAuditEntry{"insert_audit_entry", R"sql(
INSERT INTO audit_log (action, entity, entity_id, details, actor)
VALUES ($1, $2, $3, $4::jsonb, $5)
RETURNING id
)sql"};

}  // namespace

std::int64_t insert_audit_entry(db::Transaction& tx, const AuditEntry& entry) {
  db::Params params;
  params.add(entry.action).add(entry.entity).add(entry.entity_id).add(dump_json(entry.details)).add(entry.actor);
  return tx.run(kInsertAuditEntry, params)[0].get<std::int64_t>("id");
}

}  // namespace llmbench::store
