#pragma once
// SQL of api_tokens. Called by service/token_service; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/api_token.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::store {

/// False when a token of this name exists or existed.
bool insert_token(db::Transaction& tx, const ApiToken& token, const std::string& sha256);

[[nodiscard]] std::optional<ApiToken> find_token_by_hash(db::Transaction& tx, const std::string& sha256);
/// Locked until the end of the transaction.
[[nodiscard]] std::optional<ApiToken> find_token_for_update(db::Transaction& tx, const std::string& name);
/// By name.
[[nodiscard]] std::vector<ApiToken> list_tokens(db::Transaction& tx);

struct TokenCounts {
  int valid = 0;
  int expired = 0;  ///< and not revoked
};
[[nodiscard]] TokenCounts count_tokens(db::Transaction& tx, TimePoint now);

void set_token_revoked(db::Transaction& tx, const Uuid& id, TimePoint revoked_at);
/// The time never goes back.
void set_token_used(db::Transaction& tx, const Uuid& id, TimePoint used_at);

}  // namespace llmbench::store
