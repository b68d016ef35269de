// GET /api/model-variants/{id}: one variant with the scores of every context.

#include "api/examples.hpp"
#include "api/schema.hpp"
#include "api/schemas.hpp"
#include "api/variant_json.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/service/variant_service.hpp"
#include "llmbench/util/hash.hpp"

namespace llmbench::api {
namespace {

http::Response show_variant(const service::VariantService& variants, const http::Request& request) {
  const auto id = parse_uuid(request.path_parameters.at("id"));
  if (!id) throw Error{ErrorCode::not_found, "no model variant has this id"};
  http::Response response;
  response.body = dump_json(encode_variant_detail(variants.get(*id)));
  response.etag = "W/\"" + sha256_hex(response.body).substr(0, 16) + "\"";
  return response;
}

Json variant_detail_schema() {
  using namespace schema;
  const Json category = object({{"category", text()},
                                {"score", number()},
                                {"total_questions", nullable(integer())},
                                {"correct_answers", nullable(integer())}});
  const Json source = object({{"upload_id", uuid()},
                              {"measured_at", nullable(time())},
                              {"received_at", time()},
                              {"tags", array(text())},
                              {"current", boolean("Figures of it are shown.")}});
  const Json score = object({{"benchmark", text("Precise name.")},
                             {"headline", boolean("This is the context `quality` shows.")},
                             {"context", document()},
                             {"context_key", text("Scores with the same one are comparable.")},
                             {"quality", ref("Quality")},
                             {"categories", array(category)},
                             {"total_questions", nullable(integer())},
                             {"correct_answers", nullable(integer())},
                             {"stderr", nullable(number())},
                             {"secondary", document("pass_at_10, helpful_score, sub_scores, ...")},
                             {"tags", array(text())},
                             {"provenance", array(source)}});
  const Json artifact = object({{"id", uuid()},
                                {"size_bytes", nullable(integer())},
                                {"size_gb", nullable(number("GiB."))},
                                {"n_params", nullable(integer())},
                                {"publisher", nullable(text())},
                                {"sha256", nullable(text())},
                                {"imatrix", nullable(boolean())},
                                {"created_at", time()},
                                {"test_run_count", integer()}});
  Json answer = merge(shared_schemas().at("Variant"), object({{"scores", array(score)}}));
  answer["properties"]["artifacts"] = array(artifact);
  return answer;
}

}  // namespace

void add_model_variant(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "GET";
  info.pattern = "/api/model-variants/{id}";
  info.summary = "One model variant with the scores of every context, their counts and where they come from.";
  info.cacheable = true;
  info.response_schema = variant_detail_schema();
  const ModelVariant shown{std::string{examples::kModel}, std::string{examples::kQuantization}, ""};
  info.examples = {{.summary = "One variant", .target = "/api/model-variants/" + to_string(model_variant_id(shown))}};
  routes.add(std::move(info),
             [&variants = services.variants](const http::Request& request) { return show_variant(variants, request); });
}

}  // namespace llmbench::api
