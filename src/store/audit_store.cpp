#include "llmbench/store/audit_store.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kInsertAuditEntry{"insert_audit_entry", R"sql(
INSERT INTO audit_log (action, entity, entity_id, details, actor)
VALUES ($1, $2, $3, $4::jsonb, $5)
RETURNING id
)sql"};

constexpr db::Statement kInsertGroupEntry{"insert_group_entry", R"sql(
INSERT INTO audit_log (action, entity, entity_id, details, actor, removed)
VALUES ($1, $2, $3, $4::jsonb, $5, '{}')
RETURNING id
)sql"};

constexpr db::Statement kListAuditRows{"list_audit_rows", R"sql(
SELECT id, at, actor, action, entity, entity_id, details, part_of,
       removed IS NOT NULL AND action IN ('delete', 'replace', 'merge') AS restorable
FROM audit_log
WHERE ($1::text IS NULL OR entity = $1) AND ($2::timestamptz IS NULL OR at >= $2) AND ($3::bigint IS NULL OR id < $3)
ORDER BY id DESC
LIMIT $4
)sql"};

constexpr db::Statement kFindAuditRow{"find_audit_row_for_update", R"sql(
SELECT id, at, actor, action, entity, entity_id, details, part_of,
       removed IS NOT NULL AND action IN ('delete', 'replace', 'merge') AS restorable
FROM audit_log
WHERE id = $1
FOR UPDATE
)sql"};

db::Params params_of(const AuditEntry& entry) {
  db::Params params;
  params.add(entry.action).add(entry.entity).add(entry.entity_id).add(dump_json(entry.details)).add(entry.actor);
  return params;
}

AuditRow audit_row_from(const db::Row& row) {
  AuditRow entry;
  entry.id = row.get<std::int64_t>("id");
  entry.at = row.get<TimePoint>("at");
  entry.actor = row.find<std::string>("actor");
  entry.action = row.get<std::string>("action");
  entry.entity = row.get<std::string>("entity");
  entry.entity_id = row.find<Uuid>("entity_id");
  entry.details = parse_json(row.get<std::string_view>("details"));
  entry.part_of = row.find<std::int64_t>("part_of");
  entry.restorable = row.get<bool>("restorable");
  return entry;
}

}  // namespace

std::int64_t insert_audit_entry(db::Transaction& tx, const AuditEntry& entry) {
  return tx.run(kInsertAuditEntry, params_of(entry))[0].get<std::int64_t>("id");
}

std::int64_t insert_group_entry(db::Transaction& tx, const AuditEntry& entry) {
  return tx.run(kInsertGroupEntry, params_of(entry))[0].get<std::int64_t>("id");
}

std::vector<AuditRow> list_audit_rows(db::Transaction& tx, const AuditFilter& filter) {
  db::Params params;
  params.add(filter.entity).add(filter.since).add(filter.below).add(filter.limit);
  std::vector<AuditRow> rows;
  for (const db::Row row : tx.run(kListAuditRows, params)) rows.push_back(audit_row_from(row));
  return rows;
}

std::optional<AuditRow> find_audit_row_for_update(db::Transaction& tx, std::int64_t id) {
  const db::Result rows = tx.run(kFindAuditRow, db::Params{}.add(id));
  return rows.empty() ? std::nullopt : std::optional(audit_row_from(rows[0]));
}

}  // namespace llmbench::store
