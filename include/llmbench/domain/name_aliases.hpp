#pragma once
// Other names of models and devices, as somebody said they are. Applied to prepared uploads by service; the identity of
// a measurement does not know them.

#include "llmbench/domain/identity.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench {

enum class AliasKind { model, gpu, cpu };
[[nodiscard]] std::string_view to_string(AliasKind kind);
[[nodiscard]] std::optional<AliasKind> parse_alias_kind(std::string_view text);

/// What an alias is looked up by: one blank between words, lower case; of a model also without "-GGUF".
[[nodiscard]] std::string alias_key(AliasKind kind, std::string_view name);
/// The name as uploads would store it.
[[nodiscard]] std::string canonical_name(AliasKind kind, std::string_view name);

struct AliasKeys {
  std::vector<std::string> models;
  std::vector<std::string> gpus;
  std::vector<std::string> cpus;
};
/// Names of the run an alias may replace: the model's, and of each device the one sent and the canonical one.
void add_alias_keys(const PreparedRun& prepared, AliasKeys& keys);

/// Canonical names by key.
struct NameAliases {
  std::map<std::string, std::string> models;
  std::map<std::string, std::string> gpus;
  std::map<std::string, std::string> cpus;
  [[nodiscard]] bool empty() const { return models.empty() && gpus.empty() && cpus.empty(); }
};
/// As if the run had been sent with the canonical names, except for its content_id. What was sent stays in
/// provenance.raw_names, and a warning names each replaced name.
void apply_aliases(PreparedRun& prepared, const NameAliases& aliases);

}  // namespace llmbench
