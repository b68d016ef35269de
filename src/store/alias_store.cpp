#include "llmbench/store/alias_store.hpp"

#include "store/run_rows.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench::store {
namespace {

// Any number that nothing else of ours locks: identities of runs lock 64 random bits of their ids.
constexpr db::Statement kShareNames{"share_names", R"sql(
SELECT pg_advisory_xact_lock_shared(7236512, 1)
)sql"};
constexpr db::Statement kLockNames{"lock_names", R"sql(
SELECT pg_advisory_xact_lock(7236512, 1)
)sql"};

constexpr db::Statement kFindAliases{"find_name_aliases", R"sql(
SELECT a.kind, a.alias, a.canonical
FROM (SELECT 'model' AS kind, unnest($1::text[]) AS name
      UNION SELECT 'gpu', unnest($2::text[])
      UNION SELECT 'cpu', unnest($3::text[])) AS wanted
JOIN name_aliases AS a ON a.kind = wanted.kind AND a.alias = wanted.name
)sql"};

constexpr db::Statement kFindAlias{"find_name_alias", R"sql(
SELECT kind, alias, canonical, created_at, created_by FROM name_aliases WHERE kind = $1 AND alias = $2
)sql"};

constexpr db::Statement kListAliases{"list_name_aliases", R"sql(
SELECT kind, alias, canonical, created_at, created_by
FROM name_aliases
WHERE ($1::text IS NULL OR kind = $1)
  AND ($2::text IS NULL OR (kind COLLATE "C", alias::text COLLATE "C") > ($2 COLLATE "C", $3::text COLLATE "C"))
ORDER BY kind COLLATE "C", alias::text COLLATE "C"
LIMIT $4
)sql"};

constexpr db::Statement kUpsertAlias{"upsert_name_alias", R"sql(
INSERT INTO name_aliases (kind, alias, canonical, created_at, created_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kind, alias) DO UPDATE
SET canonical = EXCLUDED.canonical, created_at = EXCLUDED.created_at, created_by = EXCLUDED.created_by
)sql"};

constexpr db::Statement kRepointAliases{"repoint_name_aliases", R"sql(
UPDATE name_aliases SET canonical = $3 WHERE kind = $1 AND lower(canonical COLLATE "C") = $2
RETURNING alias
)sql"};

constexpr db::Statement kArchiveAlias{"archive_name_alias", R"sql(
WITH gone AS (DELETE FROM name_aliases WHERE kind = $1 AND alias = $2 RETURNING *)
INSERT INTO audit_log (action, entity, actor, details, removed)
SELECT 'delete', 'alias', $3, $4::jsonb, jsonb_build_object('name_aliases', jsonb_build_array(to_jsonb(gone)))
FROM gone
RETURNING id
)sql"};

constexpr db::Statement kListVariantsOfModel{"list_variants_of_model", R"sql(
SELECT id, model_name, quantization, lora_adapter
FROM model_variants
WHERE lower(model_name COLLATE "C") = $1
ORDER BY quantization, lora_adapter
)sql"};

AliasRow alias_row_from(const db::Row& row) {
  return {known(parse_alias_kind(row.get<std::string_view>("kind")), "kind"), row.get<std::string>("alias"),
          row.get<std::string>("canonical"), row.get<TimePoint>("created_at"), row.find<std::string>("created_by")};
}

}  // namespace

void share_names(db::Transaction& tx) {
  tx.run(kShareNames);
}

void lock_names(db::Transaction& tx) {
  tx.run(kLockNames);
}

NameAliases find_aliases(db::Transaction& tx, const AliasKeys& keys) {
  NameAliases aliases;
  for (const db::Row row : tx.run(kFindAliases, db::Params{}.add(keys.models).add(keys.gpus).add(keys.cpus))) {
    const auto kind = row.get<std::string_view>("kind");
    auto& of_kind = kind == "model" ? aliases.models : kind == "gpu" ? aliases.gpus : aliases.cpus;
    of_kind.emplace(row.get<std::string>("alias"), row.get<std::string>("canonical"));
  }
  return aliases;
}

ModelVariant with_model_alias(db::Transaction& tx, ModelVariant variant) {
  const auto alias = find_alias(tx, AliasKind::model, alias_key(AliasKind::model, variant.model_name));
  if (alias) variant.model_name = alias->canonical;
  return variant;
}

std::optional<AliasRow> find_alias(db::Transaction& tx, AliasKind kind, const std::string& alias) {
  const db::Result rows = tx.run(kFindAlias, db::Params{}.add(to_string(kind)).add(alias));
  return rows.empty() ? std::nullopt : std::optional(alias_row_from(rows[0]));
}

std::vector<AliasRow> list_aliases(db::Transaction& tx, const std::optional<AliasKind>& kind,
                                   const std::optional<std::pair<std::string, std::string>>& after, int limit) {
  db::Params params;
  params.add(kind ? std::optional(std::string(to_string(*kind))) : std::nullopt);
  params.add(after ? std::optional(after->first) : std::nullopt);
  params.add(after ? std::optional(after->second) : std::nullopt);
  params.add(limit);
  std::vector<AliasRow> aliases;
  for (const db::Row row : tx.run(kListAliases, params)) aliases.push_back(alias_row_from(row));
  return aliases;
}

void upsert_alias(db::Transaction& tx, const AliasRow& row) {
  db::Params params;
  params.add(to_string(row.kind)).add(row.alias).add(row.canonical).add(row.created_at).add(row.created_by);
  tx.run(kUpsertAlias, params);
}

std::vector<std::string> repoint_aliases(db::Transaction& tx, AliasKind kind, const std::string& from,
                                         const std::string& to) {
  std::vector<std::string> aliases;
  for (const db::Row row : tx.run(kRepointAliases, db::Params{}.add(to_string(kind)).add(from).add(to))) {
    aliases.push_back(row.get<std::string>("alias"));
  }
  return aliases;
}

std::int64_t archive_alias(db::Transaction& tx, AliasKind kind, const std::string& alias, const Json& details,
                           const std::optional<std::string>& actor) {
  const auto rows =
      tx.run(kArchiveAlias, db::Params{}.add(to_string(kind)).add(alias).add(actor).add(dump_json(details)));
  return rows[0].get<std::int64_t>("id");
}

std::vector<NamedVariant> list_variants_of_model(db::Transaction& tx, const std::string& model_name) {
  std::vector<NamedVariant> variants;
  for (const db::Row row : tx.run(kListVariantsOfModel, db::Params{}.add(to_lower(model_name)))) {
    variants.push_back({row.get<Uuid>("id"),
                        {row.get<std::string>("model_name"), row.get<std::string>("quantization"),
                         row.get<std::string>("lora_adapter")}});
  }
  return variants;
}

}  // namespace llmbench::store
