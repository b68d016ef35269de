// GET /api/audit: what was deleted, replaced, voided, merged and restored, newest first.

#include "api/or_null.hpp"
#include "api/paging.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/restore_service.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::api {
namespace {

constexpr long long kMaxAuditEntries = 1000;

service::AuditQuery decode_audit_query(const http::Query& query) {
  service::AuditQuery wanted;
  std::vector<FieldError> errors;
  const auto filled = [&](const char* name) {
    auto value = query.find(name);
    return value && !value->empty() ? value : std::nullopt;
  };
  wanted.entity = filled("entity");
  wanted.cursor = filled("cursor");
  if (const auto since = filled("since")) {
    wanted.since = parse_time(*since);
    if (!wanted.since) errors.push_back({"since", "must be a time such as 2026-01-31T12:00:00Z"});
  }
  if (const auto limit = filled("limit")) {
    const auto count = parse_integer(*limit);
    if (count && *count >= 1 && *count <= kMaxAuditEntries) {
      wanted.limit = static_cast<std::size_t>(*count);
    } else {
      errors.push_back({"limit", "must be a whole number from 1 to " + std::to_string(kMaxAuditEntries)});
    }
  }
  if (!errors.empty()) {
    std::vector<std::string> sentences;
    for (const auto& error : errors) sentences.push_back(error.path + ": " + error.message);
    throw Error{ErrorCode::invalid_query, join(sentences, "; "), std::move(errors)};
  }
  return wanted;
}

http::Response list_audit(const service::RestoreService& restores, const http::Request& request) {
  const service::AuditQuery wanted = decode_audit_query(request.query);
  const auto page = restores.list(wanted);
  OrderedJson body = OrderedJson::array();
  for (const auto& row : page.rows) {
    body.push_back({{"id", row.id},
                    {"at", format_rfc3339(row.at)},
                    {"actor", or_null(row.actor)},
                    {"action", row.action},
                    {"entity", row.entity},
                    {"entity_id", or_null(row.entity_id)},
                    {"restorable", row.restorable},
                    {"part_of", or_null(row.part_of)},
                    {"details", row.details}});
  }
  http::Response response;
  response.body = dump_json(body);
  response.etag = "W/\"" + sha256_hex(response.body).substr(0, 32) + "\"";
  if (page.next_cursor) {
    response.headers.emplace_back("Link", next_page_link(request, wanted.limit, *page.next_cursor));
  }
  return response;
}

}  // namespace

void add_audit(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/audit";
  info.summary = "What was deleted, replaced, extended, voided, merged and restored, newest first.";
  info.access = http::Access::admin;
  using Type = http::QueryParameter::Type;
  info.query = {
      {.name = "entity", .description = "Kind of thing: run, scores, model, tag, variant, alias, token; absent = all."},
      {.name = "since", .description = "Only entries at or after this time; absent = all.", .type = Type::time},
      {.name = "limit", .description = "Entries of a page, 1 to 1000.", .type = Type::integer, .default_value = "100"},
      {.name = "cursor", .description = "Where the page begins: from the Link header of the page before."},
  };
  info.cacheable = true;
  info.response_schema = schema::array(schema::object({
      {"id", schema::integer("For POST /api/restore/{audit_id}.")},
      {"at", schema::time()},
      {"actor", schema::nullable(schema::text("Name of the token; null = without one."))},
      {"action", schema::text("delete, replace, extend, void, unvoid, merge, restore, alias, token or migration.")},
      {"entity", schema::text("Kind of thing it was done to.")},
      {"entity_id", schema::nullable(schema::uuid("Id of that thing; null = it has none."))},
      {"restorable", schema::boolean("What it removed is kept and can be brought back.")},
      {"part_of", schema::nullable(schema::integer("Entry of the request that removed many things at once."))},
      {"details", schema::document("What changed, in short.")},
  }));
  info.examples = {{.summary = "The newest entries about runs", .target = "/api/audit?entity=run&limit=10"}};
  routes.add(std::move(info),
             [&restores = services.restores](const http::Request& request) { return list_audit(restores, request); });
}

}  // namespace llmbench::api
