// DELETE /api/delete/{test_run_id}: removes one run; it can be restored.

#include "api/examples.hpp"
#include "api/removal_requests.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/removal_service.hpp"

namespace llmbench::api {
namespace {

http::Response delete_run(service::RemovalService& removals, const http::Request& request) {
  const auto removal = removals.delete_run(run_id_of(request), caller_of(request));
  http::Response response;
  response.body = dump_json(OrderedJson{
      {"success", true},
      {"message", "Deleted the run of " + removal.variant.model_name + "/" + removal.variant.quantization},
      {"deleted_id", to_string(removal.run_id)},
      {"audit_id", removal.audit_id},
  });
  return response;
}

}  // namespace

void add_delete_run(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "DELETE";
  info.pattern = "/api/delete/{test_run_id}";
  info.summary = "Remove one run with its metrics.";
  info.description =
      "The scores of its model variant stay. POST /api/restore/{audit_id} brings the run back as it was.";
  info.access = http::Access::admin;
  info.response_schema = schema::object({
      {"success", schema::boolean()},
      {"message", schema::text()},
      {"deleted_id", schema::uuid("The run.")},
      {"audit_id", schema::integer("Entry of the audit log that restores it.")},
  });
  info.examples = {{.summary = "Remove a run", .target = "/api/delete/" + std::string(examples::kOtherRun)}};
  info.error_extras = [](const Error& error) { return removal_error_extras(error, "deleted_id"); };
  routes.add(std::move(info),
             [&removals = services.removals](const http::Request& request) { return delete_run(removals, request); });
}

}  // namespace llmbench::api
