// POST /api/delete-by-model: removes every run of a model variant.

#include "api/or_null.hpp"
#include "api/removal_requests.hpp"
#include "api/schema.hpp"

#include "llmbench/api/json_body.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/service/removal_service.hpp"

namespace llmbench::api {
namespace {

http::Response delete_by_model(service::RemovalService& removals, const http::Request& request) {
  ModelVariant variant;
  read_body_fields(parse_body(request), [&](codec::Reader& reader) {
    variant.model_name = reader.get_string("model_name", kMaxNameLength);
    variant.quantization = reader.get_string("quantization", kMaxNameLength);
    variant.lora_adapter = reader.find_string("lora_adapter", kMaxNameLength).value_or("");
  });
  const auto removal = removals.delete_runs_of_model(variant, caller_of(request));
  OrderedJson ids = OrderedJson::array();
  for (const Uuid& id : removal.run_ids) ids.push_back(to_string(id));
  http::Response response;
  response.body = dump_json(OrderedJson{
      {"success", true},
      {"message", "Deleted " + std::to_string(removal.run_ids.size()) + " runs of " + removal.variant.model_name + "/" +
                      removal.variant.quantization},
      {"deleted_count", removal.run_ids.size()},
      {"deleted_ids", std::move(ids)},
      {"audit_id", or_null(removal.audit_id)},
  });
  return response;
}

}  // namespace

void add_delete_by_model(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/delete-by-model";
  info.summary = "Remove every run of a model variant, whatever its status.";
  info.description =
      "Names are normalised as uploads do. Without lora_adapter only runs of the base variant are removed. The variant "
      "and its scores stay. POST /api/restore/{audit_id} brings all of the runs back.";
  info.access = http::Access::admin;
  info.takes_json_body = true;
  info.request_schema = schema::object({
      {"model_name", schema::text("Name of the model.")},
      {"quantization", schema::text("Quantization, in any usual spelling.")},
      schema::optional("lora_adapter", schema::nullable(schema::text("Adapter; absent or empty = base variant."))),
  });
  info.response_schema = schema::object({
      {"success", schema::boolean()},
      {"message", schema::text()},
      {"deleted_count", schema::integer()},
      {"deleted_ids", schema::array(schema::uuid("A run."))},
      {"audit_id", schema::nullable(schema::integer("Entry of the audit log that restores all of them; null = none."))},
  });
  info.examples = {{.summary = "Remove the runs of a base variant",
                    .target = "/api/delete-by-model",
                    .body = R"({"model_name":"Qwen3-8B","quantization":"Q4_K_M"})"}};
  info.error_extras = [](const Error& error) {
    return dump_json(OrderedJson{
        {"success", false}, {"message", error.what()}, {"deleted_count", 0}, {"deleted_ids", OrderedJson::array()}});
  };
  routes.add(std::move(info), [&removals = services.removals](const http::Request& request) {
    return delete_by_model(removals, request);
  });
}

}  // namespace llmbench::api
