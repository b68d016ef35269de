// POST /api/restore/{audit_id}: brings back what an entry of the audit log removed.

#include "api/or_null.hpp"
#include "api/removal_requests.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/restore_service.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"

namespace llmbench::api {
namespace {

std::int64_t audit_id_of(const http::Request& request) {
  const auto id = parse_integer(request.path_parameters.at("audit_id"));
  if (!id || *id < 1) throw Error{ErrorCode::not_found, "no entry of the audit log has this id"};
  return *id;
}

http::Response restore(service::RestoreService& restores, const http::Request& request) {
  const auto outcome = restores.restore(audit_id_of(request), now_utc(), caller_of(request));
  OrderedJson conflicts = OrderedJson::array();
  for (const auto& conflict : outcome.conflicts) {
    conflicts.push_back({{"test_run_id", to_string(conflict.run_id)}, {"reason", conflict.reason}});
  }
  http::Response response;
  response.body = dump_json(OrderedJson{
      {"success", true},
      {"restored", {{"kind", outcome.kind}, {"id", or_null(outcome.id)}}},
      {"status", outcome.restored > 0 ? "restored" : "unchanged"},
      {"unchanged", outcome.restored == 0},
      {"restored_count", outcome.restored},
      {"unchanged_count", outcome.unchanged},
      {"conflicts", std::move(conflicts)},
      {"audit_id", or_null(outcome.audit_id)},
  });
  return response;
}

}  // namespace

void add_restore(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/restore/{audit_id}";
  info.summary = "Bring back what an entry of the audit log removed, as it was.";
  info.description =
      "An entry that removed many things brings back all of them; those whose place is taken are named in conflicts. "
      "409 "
      "when nothing can be restored: the entry removed nothing, or other content holds the id or the content of what "
      "it "
      "removed. A body is not needed and not read.";
  info.access = http::Access::admin;
  info.response_schema = schema::object({
      {"success", schema::boolean()},
      {"restored",
       schema::object({
           {"kind", schema::text("run, scores, model, tag, variant or alias.")},
           {"id", schema::nullable(schema::uuid("Of the run or the model variant; null for a tag or an alias."))},
       })},
      {"status", schema::choice({"restored", "unchanged"}, "unchanged = everything was there already.")},
      {"unchanged", schema::boolean("The same as status unchanged.")},
      {"restored_count", schema::integer("Runs, score sets, variants and aliases brought back.")},
      {"unchanged_count", schema::integer("The same that were there already.")},
      {"conflicts", schema::array(schema::object({
                        {"test_run_id", schema::uuid()},
                        {"reason", schema::text()},
                    }))},
      {"audit_id", schema::nullable(schema::integer("Entry of the audit log of this restore; null when unchanged."))},
  });
  info.examples = {{.summary = "An entry that does not exist", .target = "/api/restore/999999999", .status = 404}};
  info.error_extras = [](const Error& error) { return removal_error_extras(error, "restored"); };
  routes.add(std::move(info),
             [&restores = services.restores](const http::Request& request) { return restore(restores, request); });
}

}  // namespace llmbench::api
