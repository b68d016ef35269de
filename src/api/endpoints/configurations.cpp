// GET /api/configurations: runs of every status, newest first.

#include "api/or_null.hpp"
#include "api/paging.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/service/run_list_service.hpp"
#include "llmbench/util/hash.hpp"

#include <utility>

namespace llmbench::api {
namespace {

OrderedJson encode_run(const service::RunListEntry& entry) {
  const store::ListedRun& run = entry.run;
  OrderedJson unknown = OrderedJson::array();
  if (!run.gpu_model && !run.cpu_arch) unknown.push_back("hardware_summary");
  return {{"id", to_string(run.mark.id)},
          {"model_name", run.variant.model_name},
          {"quantization", run.variant.quantization},
          {"backend", run.backend},
          {"hardware_summary", run.gpu_model.value_or("unknown") + " / " + run.cpu_arch.value_or("unknown")},
          {"overall_score", or_null(entry.overall_score)},
          {"timestamp", or_null(run.timestamp)},
          {"status", to_string(run.status)},
          {"lora_adapter", run.variant.lora_adapter},
          {"backend_version", or_null(run.backend_version)},
          {"configuration_id", to_string(run.configuration_id)},
          {"platform", run.platform},
          {"machine_name", or_null(run.machine_name)},
          {"created_at", format_rfc3339(run.created_at)},
          {"tokens_per_second", or_null(run.tokens_per_second)},
          {"prompt_tokens_per_second", or_null(run.prompt_tokens_per_second)},
          {"memory_gb", or_null(run.memory_gb)},
          {"tags", run.tags},
          {"voided", run.voided},
          {"unknown", std::move(unknown)}};
}

http::Response list_runs(const service::RunListService& runs, const http::Request& request) {
  std::vector<FieldError> errors;
  const PageRequest wanted = decode_page(request.query, errors);
  throw_query_errors(std::move(errors));
  const service::RunPage page = runs.list(wanted.limit, wanted.cursor);
  OrderedJson rows = OrderedJson::array();
  for (const auto& entry : page.runs) rows.push_back(encode_run(entry));
  http::Response response;
  response.body = dump_json(OrderedJson{{"configurations", std::move(rows)}, {"total_count", page.total}});
  response.etag = "W/\"" + sha256_hex(response.body + page.next_cursor.value_or("")).substr(0, 32) + "\"";
  set_page_headers(response, request, page.total, wanted.limit, page.next_cursor);
  return response;
}

Json configurations_schema() {
  using namespace schema;
  const Json run = object({{"id", uuid("Of the run.")},
                           {"model_name", text()},
                           {"quantization", text()},
                           {"backend", text()},
                           {"hardware_summary", text("GPU / CPU family; named in unknown when both are.")},
                           {"overall_score", nullable(number("MMLU-Pro of the variant in percent."))},
                           {"timestamp", nullable(time("When it was measured."))},
                           {"status", ref("RunStatus")},
                           {"lora_adapter", text("Empty = none.")},
                           {"backend_version", nullable(text())},
                           {"configuration_id", uuid("Runs with the same one are one row of the grid.")},
                           {"platform", text()},
                           {"machine_name", nullable(text())},
                           {"created_at", time("When it was stored.")},
                           {"tokens_per_second", nullable(number())},
                           {"prompt_tokens_per_second", nullable(number())},
                           {"memory_gb", nullable(number("GiB."))},
                           {"tags", array(text())},
                           {"voided", boolean("Hidden from the grid.")},
                           {"unknown", array(text())}});
  return object({{"configurations", array(run)}, {"total_count", integer("Runs of every status, voided ones too.")}});
}

}  // namespace

void add_configurations(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/configurations";
  info.summary = "Runs of every status, newest first.";
  info.description =
      "Single runs, also failed and voided ones, sorted by when they were measured, else by when they were stored. The "
      "grid has the configurations they make up.";
  append_page_parameters(info.query);
  info.cacheable = true;
  info.response_schema = configurations_schema();
  info.examples = {{.summary = "The newest ten runs", .target = "/api/configurations?limit=10"}};
  routes.add(std::move(info),
             [&runs = services.run_list](const http::Request& request) { return list_runs(runs, request); });
}

}  // namespace llmbench::api
