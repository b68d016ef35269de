// POST /api/delete-benchmark/{test_run_id}: removes a benchmark of the run's model variant.

#include "api/examples.hpp"
#include "api/removal_requests.hpp"
#include "api/schema.hpp"

#include "llmbench/api/json_body.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/service/removal_service.hpp"
#include "llmbench/util/time.hpp"

namespace llmbench::api {
namespace {

http::Response delete_benchmark(service::RemovalService& removals, const http::Request& request) {
  const Json body = parse_body(request);
  require_object(body);
  const Uuid run_id = run_id_of(request);
  removals.require_run(run_id);
  std::string benchmark_type;
  read_body_fields(
      body, [&](codec::Reader& reader) { benchmark_type = reader.get_string("benchmark_type", kMaxNameLength); });
  const auto removal = removals.delete_benchmark(run_id, benchmark_type, now_utc(), caller_of(request));
  http::Response response;
  response.body = dump_json(OrderedJson{
      {"success", true},
      {"message", "Deleted " + std::to_string(removal.uploads) + " score sets of " + removal.benchmark + " of " +
                      removal.variant.model_name + "/" + removal.variant.quantization},
      {"deleted_id", to_string(run_id)},
      {"benchmark", removal.benchmark},
      {"audit_id", removal.audit_id},
  });
  return response;
}

}  // namespace

void add_delete_benchmark(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/delete-benchmark/{test_run_id}";
  info.summary = "Remove the scores of one benchmark from the run's model variant, in every context.";
  info.description =
      "Scores belong to the variant, so they are gone for every machine that ran it. The same scores can be uploaded "
      "again, and POST /api/restore/{audit_id} brings them back.";
  info.access = http::Access::admin;
  info.takes_json_body = true;
  info.request_schema = schema::object({
      {"benchmark_type",
       schema::text("MMLU (MMLU-Pro where the variant has it, else classic MMLU), GSM8K, HumanEval, HellaSwag, "
                    "TruthfulQA, a precise name such as mmlu_pro, or the name of any other benchmark.")},
  });
  info.response_schema = schema::object({
      {"success", schema::boolean()},
      {"message", schema::text()},
      {"deleted_id", schema::uuid("The run whose variant lost the benchmark.")},
      {"benchmark", schema::text("Precise name of what was removed.")},
      {"audit_id", schema::integer("Entry of the audit log that restores it.")},
  });
  info.examples = {{.summary = "Remove the MMLU-Pro scores",
                    .target = "/api/delete-benchmark/" + std::string(examples::kRun),
                    .body = R"({"benchmark_type":"MMLU"})"}};
  info.error_extras = [](const Error& error) { return removal_error_extras(error, "deleted_id"); };
  routes.add(std::move(info), [&removals = services.removals](const http::Request& request) {
    return delete_benchmark(removals, request);
  });
}

}  // namespace llmbench::api
