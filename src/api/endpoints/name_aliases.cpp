// GET, POST and DELETE /api/name-aliases: other names of models and devices.

#include "api/or_null.hpp"
#include "api/paging.hpp"
#include "api/removal_requests.hpp"
#include "api/schema.hpp"

#include "llmbench/api/json_body.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/service/alias_service.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"

namespace llmbench::api {
namespace {

constexpr long long kMaxAliases = 1000;
constexpr const char* kKindProblem = "must be one of model, gpu, cpu";

[[noreturn]] void throw_invalid_query(std::vector<FieldError> errors) {
  std::vector<std::string> sentences;
  for (const auto& error : errors) sentences.push_back(error.path + ": " + error.message);
  throw Error{ErrorCode::invalid_query, join(sentences, "; "), std::move(errors)};
}

OrderedJson encode_alias(const store::AliasRow& alias) {
  return {{"kind", to_string(alias.kind)},
          {"alias", alias.alias},
          {"canonical", alias.canonical},
          {"created_at", format_rfc3339(alias.created_at)},
          {"created_by", or_null(alias.created_by)}};
}

Json alias_schema() {
  return schema::object({
      {"kind", schema::choice({"model", "gpu", "cpu"})},
      {"alias", schema::text("In lower case: names count without regard to case.")},
      {"canonical", schema::text("The name that is stored.")},
      {"created_at", schema::time("When it was last set.")},
      {"created_by", schema::nullable(schema::text("Name of the token; null = without one."))},
  });
}

service::AliasQuery decode_alias_query(const http::Query& query) {
  service::AliasQuery wanted;
  std::vector<FieldError> errors;
  if (const auto kind = query.find("kind"); kind && !kind->empty()) {
    wanted.kind = parse_alias_kind(*kind);
    if (!wanted.kind) errors.push_back({"kind", kKindProblem});
  }
  if (const auto limit = query.find("limit"); limit && !limit->empty()) {
    const auto count = parse_integer(*limit);
    if (count && *count >= 1 && *count <= kMaxAliases) {
      wanted.limit = static_cast<std::size_t>(*count);
    } else {
      errors.push_back({"limit", "must be a whole number from 1 to " + std::to_string(kMaxAliases)});
    }
  }
  if (const auto cursor = query.find("cursor"); cursor && !cursor->empty()) wanted.cursor = cursor;
  if (!errors.empty()) throw_invalid_query(std::move(errors));
  return wanted;
}

http::Response list_aliases(const service::AliasService& aliases, const http::Request& request) {
  const auto wanted = decode_alias_query(request.query);
  const auto page = aliases.list(wanted);
  OrderedJson body = OrderedJson::array();
  for (const auto& row : page.rows) body.push_back(encode_alias(row));
  http::Response response;
  response.body = dump_json(body);
  response.etag = "W/\"" + sha256_hex(response.body).substr(0, 32) + "\"";
  if (page.next_cursor) {
    response.headers.emplace_back("Link", next_page_link(request, wanted.limit, *page.next_cursor));
  }
  return response;
}

http::Response put_alias(service::AliasService& aliases, const http::Request& request) {
  std::optional<AliasKind> kind;
  std::string alias;
  std::string canonical;
  read_body_fields(parse_body(request), [&](codec::Reader& reader) {
    const std::string text = reader.get_string("kind");
    kind = parse_alias_kind(text);
    if (!text.empty() && !kind) reader.error("kind", kKindProblem);
    alias = reader.get_string("alias", kMaxNameLength);
    canonical = reader.get_string("canonical", kMaxNameLength);
  });
  const auto outcome = aliases.put(*kind, alias, canonical, now_utc(), caller_of(request));
  using Status = service::AliasOutcome::Status;
  OrderedJson suggestions = OrderedJson::array();
  for (const auto& merge : outcome.suggestions) {
    const auto names = [](const Uuid& id, const ModelVariant& variant) {
      return OrderedJson{{"id", to_string(id)},
                         {"model_name", variant.model_name},
                         {"quantization", variant.quantization},
                         {"lora_adapter", variant.lora_adapter}};
    };
    suggestions.push_back({{"from", names(merge.from, merge.from_variant)}, {"to", names(merge.to, merge.to_variant)}});
  }
  http::Response response;
  response.status = outcome.status == Status::created ? 201 : 200;
  response.body = dump_json(OrderedJson{
      {"success", true},
      {"status", outcome.status == Status::created   ? "created"
                 : outcome.status == Status::changed ? "changed"
                                                     : "unchanged"},
      {"name_alias", encode_alias(outcome.alias)},
      {"repointed", outcome.repointed},
      {"merge_suggestions", std::move(suggestions)},
      {"audit_id", or_null(outcome.audit_id)},
  });
  return response;
}

http::Response remove_alias(service::AliasService& aliases, const http::Request& request) {
  std::vector<FieldError> errors;
  const auto kind_text = request.query.find("kind").value_or("");
  const auto kind = parse_alias_kind(kind_text);
  if (!kind) errors.push_back({"kind", kKindProblem});
  const auto alias = request.query.find("alias").value_or("");
  if (alias.empty()) errors.push_back({"alias", "is required: the name that shall not be an alias any more"});
  if (!errors.empty()) throw_invalid_query(std::move(errors));
  const std::int64_t audit_id = aliases.remove(*kind, alias, caller_of(request));
  http::Response response;
  response.body = dump_json(
      OrderedJson{{"success", true}, {"message", "\"" + alias + "\" is no alias any more"}, {"audit_id", audit_id}});
  return response;
}

http::RouteInfo put_info() {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/name-aliases";
  info.summary = "Store uploads that name one thing under another name.";
  info.description =
      "Applied to every later upload of runs and scores, after identities are computed, so the same measurement stays "
      "the same; the name that was sent stays in provenance.raw_names. What is stored already keeps its name: "
      "merge_suggestions lists the variants that POST /api/merge-variants would move. A canonical name that is an "
      "alias itself is followed to its end, and aliases of the new alias are repointed, so there are no chains. Only "
      "models and devices have aliases: a quantization or a backend under another name is another thing.";
  info.access = http::Access::admin;
  info.takes_json_body = true;
  info.request_schema = schema::object({
      {"kind", schema::choice({"model", "gpu", "cpu"})},
      {"alias", schema::text("The other name, in any case.")},
      {"canonical", schema::text("The name to store.")},
  });
  const Json variant = schema::object({
      {"id", schema::uuid()},
      {"model_name", schema::text()},
      {"quantization", schema::text()},
      {"lora_adapter", schema::text("Empty = base variant.")},
  });
  info.response_schema = schema::object({
      {"success", schema::boolean()},
      {"status", schema::choice({"created", "changed", "unchanged"})},
      {"name_alias", alias_schema()},
      {"repointed", schema::array(schema::text("An alias of the alias, which has the canonical name now."))},
      {"merge_suggestions", schema::array(schema::object({{"from", variant}, {"to", variant}}))},
      {"audit_id", schema::nullable(schema::integer("Entry of the audit log; null when unchanged."))},
  });
  info.examples = {{.summary = "Another spelling of a model",
                    .target = "/api/name-aliases",
                    .body = R"({"kind":"model","alias":"qwen3_8b_instruct","canonical":"Qwen3-8B"})",
                    .status = 201}};
  return info;
}

http::RouteInfo list_info() {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/name-aliases";
  info.summary = "Other names of models and devices, by kind and alias.";
  using Type = http::QueryParameter::Type;
  info.query = {
      {.name = "kind", .description = "Only this kind; absent = all.", .choices = {"model", "gpu", "cpu"}},
      {.name = "limit", .description = "Aliases of a page, 1 to 1000.", .type = Type::integer, .default_value = "100"},
      {.name = "cursor", .description = "Where the page begins: from the Link header of the page before."},
  };
  info.cacheable = true;
  info.response_schema = schema::array(alias_schema());
  info.examples = {{.summary = "Aliases of models", .target = "/api/name-aliases?kind=model"}};
  return info;
}

http::RouteInfo remove_info() {
  http::RouteInfo info;
  info.method = "DELETE";
  info.pattern = "/api/name-aliases";
  info.summary = "Let a name stand for itself again.";
  info.description = "What was stored meanwhile keeps the canonical name. POST /api/restore/{audit_id} brings it back.";
  info.access = http::Access::admin;
  info.query = {
      {.name = "kind", .description = "Kind of the alias.", .choices = {"model", "gpu", "cpu"}, .required = true},
      {.name = "alias", .description = "The alias, in any case.", .required = true},
  };
  info.response_schema = schema::object({
      {"success", schema::boolean()},
      {"message", schema::text()},
      {"audit_id", schema::integer("Entry of the audit log that restores it.")},
  });
  info.examples = {{.summary = "An alias that does not exist",
                    .target = "/api/name-aliases?kind=model&alias=no-such-alias",
                    .status = 404}};
  return info;
}

}  // namespace

void add_name_aliases(http::Routes& routes, Services& services) {
  auto& aliases = services.aliases;
  routes.add(list_info(), [&aliases](const http::Request& request) { return list_aliases(aliases, request); });
  routes.add(put_info(), [&aliases](const http::Request& request) { return put_alias(aliases, request); });
  routes.add(remove_info(), [&aliases](const http::Request& request) { return remove_alias(aliases, request); });
}

}  // namespace llmbench::api
