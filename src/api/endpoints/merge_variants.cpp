// POST /api/merge-variants: makes two model variants one.

#include "api/or_null.hpp"
#include "api/removal_requests.hpp"
#include "api/schema.hpp"

#include "llmbench/api/json_body.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/domain/names.hpp"
#include "llmbench/service/merge_service.hpp"
#include "llmbench/util/time.hpp"

namespace llmbench::api {
namespace {

/// An id, or an object of names.
service::VariantReference read_variant(codec::Reader& reader, const Json& body, const char* key) {
  if (body.is_object() && body.contains(key) && body[key].is_string()) {
    const auto id = reader.find_uuid(key);
    return id.value_or(Uuid{});
  }
  ModelVariant names;
  if (const Json* object = reader.get_object(key)) {
    codec::Reader variant{*object, reader.path_of(key), reader.findings()};
    names.model_name = variant.get_string("model_name", kMaxNameLength);
    names.quantization = variant.get_string("quantization", kMaxNameLength);
    names.lora_adapter = variant.find_string("lora_adapter", kMaxNameLength).value_or("");
  }
  return names;
}

OrderedJson encode_variant_names(const Uuid& id, const ModelVariant& variant) {
  return {{"id", to_string(id)},
          {"model_name", variant.model_name},
          {"quantization", variant.quantization},
          {"lora_adapter", variant.lora_adapter}};
}

http::Response merge_variants(service::MergeService& merges, const http::Request& request) {
  const Json body = parse_body(request);
  service::VariantReference from;
  service::VariantReference to;
  bool keep_alias = true;
  read_body_fields(body, [&](codec::Reader& reader) {
    from = read_variant(reader, body, "from");
    to = read_variant(reader, body, "to");
    keep_alias = reader.find_bool("alias").value_or(true);
  });
  const auto outcome = merges.merge(from, to, keep_alias, now_utc(), caller_of(request));
  http::Response response;
  response.body = dump_json(OrderedJson{
      {"success", true},
      {"message", "Moved " + std::to_string(outcome.moved_runs) + " runs and " +
                      std::to_string(outcome.moved_score_sets) + " score sets to " + outcome.to.model_name + "/" +
                      outcome.to.quantization},
      {"from", encode_variant_names(outcome.from_id, outcome.from)},
      {"to", encode_variant_names(outcome.to_id, outcome.to)},
      {"moved_runs", outcome.moved_runs},
      {"moved_score_sets", outcome.moved_score_sets},
      {"alias", or_null(outcome.alias)},
      {"audit_id", outcome.audit_id},
  });
  return response;
}

}  // namespace

void add_merge_variants(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/merge-variants";
  info.summary = "Move everything of one model variant to another.";
  info.description =
      "Afterwards runs, artifacts and scores of from are as if they had been uploaded under the names of to, and from "
      "is "
      "gone. Runs of one configuration become one row of the grid. When only the names of the models differ, the model "
      "name of from becomes an alias, so that later uploads go to to as well (alias: false leaves it). Uploads wait "
      "meanwhile. POST /api/restore/{audit_id} undoes it; what came to to later stays there.";
  info.access = http::Access::admin;
  info.takes_json_body = true;
  const Json names = schema::object({
      {"model_name", schema::text()},
      {"quantization", schema::text("In any usual spelling.")},
      schema::optional("lora_adapter", schema::nullable(schema::text("Absent or empty = base variant."))),
  });
  const Json reference = {{"description", "Id of a stored variant, or its names."},
                          {"anyOf", Json::array({schema::uuid(), names})}};
  info.request_schema = schema::object({
      {"from", reference},
      {"to", reference},
      schema::optional("alias",
                       schema::nullable(schema::boolean("Keep the model name of from as an alias; default true."))),
  });
  const Json variant = schema::object({
      {"id", schema::uuid()},
      {"model_name", schema::text()},
      {"quantization", schema::text()},
      {"lora_adapter", schema::text("Empty = base variant.")},
  });
  info.response_schema = schema::object({
      {"success", schema::boolean()},
      {"message", schema::text()},
      {"from", variant},
      {"to", variant},
      {"moved_runs", schema::integer()},
      {"moved_score_sets", schema::integer()},
      {"alias", schema::nullable(schema::text("The alias that was made; null = none."))},
      {"audit_id", schema::integer("Entry of the audit log that undoes it.")},
  });
  info.examples = {{.summary = "A variant under a better name",
                    .target = "/api/merge-variants",
                    .body = R"({"from":{"model_name":"Qwen3-8B","quantization":"Q4_K_M"},)"
                            R"("to":{"model_name":"Qwen/Qwen3-8B","quantization":"Q4_K_M"},"alias":false})"}};
  info.error_extras = [](const Error& error) {
    return dump_json(OrderedJson{{"success", false}, {"message", error.what()}});
  };
  routes.add(std::move(info),
             [&merges = services.merges](const http::Request& request) { return merge_variants(merges, request); });
}

}  // namespace llmbench::api
