#pragma once
// SQL of name_aliases. Called by the services that upload, remove, and manage names; receives the transaction.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/name_aliases.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace llmbench::store {

/// Until the end of the transaction nobody changes aliases or merges variants: what was read of them stays true.
void share_names(db::Transaction& tx);
/// Until the end of the transaction nobody uploads, removes or restores anything: for changes of names and merges.
void lock_names(db::Transaction& tx);

[[nodiscard]] NameAliases find_aliases(db::Transaction& tx, const AliasKeys& keys);

/// The variant under the name an alias of its model says.
[[nodiscard]] ModelVariant with_model_alias(db::Transaction& tx, ModelVariant variant);

struct AliasRow {
  AliasKind kind = AliasKind::model;
  std::string alias;  ///< in lower case
  std::string canonical;
  TimePoint created_at{};
  std::optional<std::string> created_by;
};
[[nodiscard]] std::optional<AliasRow> find_alias(db::Transaction& tx, AliasKind kind, const std::string& alias);
/// By kind and alias, those after `after`.
[[nodiscard]] std::vector<AliasRow> list_aliases(db::Transaction& tx, const std::optional<AliasKind>& kind,
                                                 const std::optional<std::pair<std::string, std::string>>& after,
                                                 int limit);
/// A stored alias gets the new canonical name.
void upsert_alias(db::Transaction& tx, const AliasRow& row);
/// Aliases of `from` become aliases of `to`; returns them.
std::vector<std::string> repoint_aliases(db::Transaction& tx, AliasKind kind, const std::string& from,
                                         const std::string& to);
/// Removes the alias, which must be there, and keeps its row in audit_log. Returns the entry's id.
std::int64_t archive_alias(db::Transaction& tx, AliasKind kind, const std::string& alias, const Json& details,
                           const std::optional<std::string>& actor);

struct NamedVariant {
  Uuid id;
  ModelVariant variant;
};
/// Variants whose model has this name, in any case, by quantization and adapter.
[[nodiscard]] std::vector<NamedVariant> list_variants_of_model(db::Transaction& tx, const std::string& model_name);

}  // namespace llmbench::store
