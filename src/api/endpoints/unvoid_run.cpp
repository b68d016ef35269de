// POST /api/unvoid/{test_run_id}: makes a voided run count again.

#include "api/examples.hpp"
#include "api/or_null.hpp"
#include "api/removal_requests.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/removal_service.hpp"

namespace llmbench::api {
namespace {

http::Response unvoid_run(service::RemovalService& removals, const http::Request& request) {
  const auto outcome = removals.unvoid_run(run_id_of(request), caller_of(request));
  http::Response response;
  response.body = dump_json(OrderedJson{
      {"success", true},
      {"message", outcome.changed ? "The run counts again" : "The run was not voided"},
      {"test_run_id", to_string(outcome.run_id)},
      {"voided", false},
      {"changed", outcome.changed},
      {"audit_id", or_null(outcome.audit_id)},
  });
  return response;
}

}  // namespace

void add_unvoid_run(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/unvoid/{test_run_id}";
  info.summary = "Make a voided run count again; one that counts is left as it is.";
  info.description = "A token of scope upload may unvoid what it uploaded. A body is not needed and not read.";
  info.access = http::Access::upload;
  info.response_schema = schema::object({
      {"success", schema::boolean()},
      {"message", schema::text()},
      {"test_run_id", schema::uuid()},
      {"voided", schema::boolean("Always false.")},
      {"changed", schema::boolean("False when it was not voided.")},
      {"audit_id", schema::nullable(schema::integer("Entry of the audit log; null when nothing changed."))},
  });
  info.examples = {{.summary = "Count a run again", .target = "/api/unvoid/" + std::string(examples::kOtherRun)}};
  info.error_extras = [](const Error& error) { return removal_error_extras(error, "test_run_id"); };
  routes.add(std::move(info),
             [&removals = services.removals](const http::Request& request) { return unvoid_run(removals, request); });
}

}  // namespace llmbench::api
