// POST /api/delete-by-tag: removes the runs and score sets with a tag.

#include "api/or_null.hpp"
#include "api/removal_requests.hpp"
#include "api/schema.hpp"

#include "llmbench/api/json_body.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/service/removal_service.hpp"
#include "llmbench/util/time.hpp"

namespace llmbench::api {
namespace {

http::Response delete_by_tag(service::RemovalService& removals, const http::Request& request) {
  std::string tag;
  read_body_fields(parse_body(request), [&](codec::Reader& reader) { tag = reader.get_string("tag"); });
  const auto removal = removals.delete_tagged(tag, now_utc(), caller_of(request));
  OrderedJson ids = OrderedJson::array();
  for (const Uuid& id : removal.run_ids) ids.push_back(to_string(id));
  http::Response response;
  response.body = dump_json(OrderedJson{
      {"success", true},
      {"message", "Deleted " + std::to_string(removal.run_ids.size()) + " runs and " +
                      std::to_string(removal.score_sets) + " score sets tagged " + tag},
      {"deleted_count", removal.run_ids.size()},
      {"deleted_ids", std::move(ids)},
      {"deleted_score_sets", removal.score_sets},
      {"audit_id", or_null(removal.audit_id)},
  });
  return response;
}

}  // namespace

void add_delete_by_tag(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/delete-by-tag";
  info.summary = "Remove every run and every score set with a tag.";
  info.description = "POST /api/restore/{audit_id} brings all of them back.";
  info.access = http::Access::admin;
  info.takes_json_body = true;
  info.request_schema = schema::object({{"tag", schema::text("The tag, exactly.")}});
  info.response_schema = schema::object({
      {"success", schema::boolean()},
      {"message", schema::text()},
      {"deleted_count", schema::integer("Runs.")},
      {"deleted_ids", schema::array(schema::uuid("A run."))},
      {"deleted_score_sets", schema::integer("Score sets.")},
      {"audit_id", schema::nullable(schema::integer("Entry of the audit log that restores all of them; null = none."))},
  });
  info.examples = {
      {.summary = "Remove everything tagged example", .target = "/api/delete-by-tag", .body = R"({"tag":"example"})"}};
  info.error_extras = [](const Error& error) {
    return dump_json(OrderedJson{
        {"success", false}, {"message", error.what()}, {"deleted_count", 0}, {"deleted_ids", OrderedJson::array()}});
  };
  routes.add(std::move(info), [&removals = services.removals](const http::Request& request) {
    return delete_by_tag(removals, request);
  });
}

}  // namespace llmbench::api
