#include "llmbench/store/token_store.hpp"

#include "store/run_rows.hpp"

namespace llmbench::store {
namespace {

constexpr db::Statement kInsertToken{"insert_token", R"sql(
INSERT INTO api_tokens (id, name, sha256, scope, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (name) DO NOTHING
)sql"};

constexpr db::Statement kFindTokenByHash{"find_token_by_hash", R"sql(
SELECT id, name, scope, created_at, expires_at, last_used_at, revoked_at
FROM api_tokens
WHERE sha256 = $1
)sql"};

constexpr db::Statement kFindTokenForUpdate{"find_token_for_update", R"sql(
SELECT id, name, scope, created_at, expires_at, last_used_at, revoked_at
FROM api_tokens
WHERE name = $1
FOR UPDATE
)sql"};

constexpr db::Statement kListTokens{"list_tokens", R"sql(
SELECT id, name, scope, created_at, expires_at, last_used_at, revoked_at
FROM api_tokens
ORDER BY name COLLATE "C"
)sql"};

constexpr db::Statement kCountTokens{"count_tokens", R"sql(
SELECT count(*) FILTER (WHERE expires_at IS NULL OR expires_at > $1) AS valid,
       count(*) FILTER (WHERE expires_at <= $1) AS expired
FROM api_tokens
WHERE revoked_at IS NULL
)sql"};

constexpr db::Statement kSetTokenRevoked{"set_token_revoked", R"sql(
UPDATE api_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
)sql"};

constexpr db::Statement kSetTokenUsed{"set_token_used", R"sql(
UPDATE api_tokens SET last_used_at = greatest(last_used_at, $2) WHERE id = $1
)sql"};

ApiToken read_token(const db::Row& row) {
  ApiToken token;
  token.id = row.get<Uuid>("id");
  token.name = row.get<std::string>("name");
  token.scope = known(parse_token_scope(row.get<std::string_view>("scope")), "scope");
  token.created_at = row.get<TimePoint>("created_at");
  token.expires_at = row.find<TimePoint>("expires_at");
  token.last_used_at = row.find<TimePoint>("last_used_at");
  token.revoked_at = row.find<TimePoint>("revoked_at");
  return token;
}

std::optional<ApiToken> read_first(const db::Result& rows) {
  return rows.empty() ? std::nullopt : std::optional(read_token(rows[0]));
}

}  // namespace

bool insert_token(db::Transaction& tx, const ApiToken& token, const std::string& sha256) {
  db::Params params;
  params.add(token.id).add(token.name).add(sha256).add(to_string(token.scope)).add(token.created_at);
  params.add(token.expires_at);
  return tx.run(kInsertToken, params).affected_rows() > 0;
}

std::optional<ApiToken> find_token_by_hash(db::Transaction& tx, const std::string& sha256) {
  return read_first(tx.run(kFindTokenByHash, db::Params{}.add(sha256)));
}

std::optional<ApiToken> find_token_for_update(db::Transaction& tx, const std::string& name) {
  return read_first(tx.run(kFindTokenForUpdate, db::Params{}.add(name)));
}

std::vector<ApiToken> list_tokens(db::Transaction& tx) {
  std::vector<ApiToken> tokens;
  for (const db::Row row : tx.run(kListTokens)) tokens.push_back(read_token(row));
  return tokens;
}

TokenCounts count_tokens(db::Transaction& tx, TimePoint now) {
  const db::Result rows = tx.run(kCountTokens, db::Params{}.add(now));
  return {rows[0].get<int>("valid"), rows[0].get<int>("expired")};
}

void set_token_revoked(db::Transaction& tx, const Uuid& id, TimePoint revoked_at) {
  tx.run(kSetTokenRevoked, db::Params{}.add(id).add(revoked_at));
}

void set_token_used(db::Transaction& tx, const Uuid& id, TimePoint used_at) {
  tx.run(kSetTokenUsed, db::Params{}.add(id).add(used_at));
}

}  // namespace llmbench::store
