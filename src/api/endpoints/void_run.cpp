// POST /api/void/{test_run_id}: hides a run from grid, series and noise floors and keeps it.

#include "api/examples.hpp"
#include "api/or_null.hpp"
#include "api/removal_requests.hpp"
#include "api/schema.hpp"

#include "llmbench/api/json_body.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/service/removal_service.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"

namespace llmbench::api {
namespace {

constexpr std::size_t kMaxReasonBytes = 64 << 10;

http::Response void_run(service::RemovalService& removals, const http::Request& request) {
  const Json body = parse_body(request);
  require_object(body);
  const Uuid run_id = run_id_of(request);
  removals.require_run(run_id);
  std::string reason;
  read_body_fields(body, [&](codec::Reader& reader) {
    reason = std::string(trim(reader.get_string("reason", kMaxReasonBytes)));
    if (reason.size() > kMaxReasonBytes) reader.error("reason", "must have at most 65,536 bytes");
  });
  const auto outcome = removals.void_run(run_id, reason, now_utc(), caller_of(request));
  http::Response response;
  response.body = dump_json(OrderedJson{
      {"success", true},
      {"message",
       outcome.changed ? "The run is hidden from grid and series" : "The run was voided for this reason already"},
      {"test_run_id", to_string(run_id)},
      {"voided", true},
      {"changed", outcome.changed},
      {"audit_id", or_null(outcome.audit_id)},
  });
  return response;
}

}  // namespace

void add_void_run(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/void/{test_run_id}";
  info.summary = "Hide a run from grid, series and noise floors; it stays stored and listed.";
  info.description =
      "For a measurement that went wrong (a busy machine, a wrong setting). A token of scope upload may void what it "
      "uploaded. Voiding again replaces the reason. POST /api/unvoid/{test_run_id} makes the run count again.";
  info.access = http::Access::upload;
  info.takes_json_body = true;
  info.request_schema = schema::object({{"reason", schema::text("Why, 1 to 65,536 bytes.")}});
  info.response_schema = schema::object({
      {"success", schema::boolean()},
      {"message", schema::text()},
      {"test_run_id", schema::uuid()},
      {"voided", schema::boolean("Always true.")},
      {"changed", schema::boolean("False when it was voided for this reason already.")},
      {"audit_id", schema::nullable(schema::integer("Entry of the audit log; null when nothing changed."))},
  });
  info.examples = {{.summary = "A run measured on a busy machine",
                    .target = "/api/void/" + std::string(examples::kOtherRun),
                    .body = R"({"reason":"another process used the GPU"})"}};
  info.error_extras = [](const Error& error) { return removal_error_extras(error, "test_run_id"); };
  routes.add(std::move(info),
             [&removals = services.removals](const http::Request& request) { return void_run(removals, request); });
}

}  // namespace llmbench::api
