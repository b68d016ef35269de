// POST /api/upload-experiment: one run with its metrics and scores.

#include "api/examples.hpp"
#include "api/run_body.hpp"
#include "api/schema.hpp"

#include "llmbench/api/json_body.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/codec/run_codec.hpp"
#include "llmbench/service/upload_service.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"

#include <utility>

namespace llmbench::api {
namespace {

OrderedJson encode_outcome(const service::RunUploadOutcome& outcome, std::vector<std::string> warnings) {
  warnings.insert(warnings.end(), outcome.warnings.begin(), outcome.warnings.end());
  return {{"success", true},
          {"test_run_id", to_string(outcome.test_run_id)},
          {"model_variant_id", to_string(outcome.model_variant_id)},
          {"error", nullptr},
          {"warnings", warnings},
          {"status", service::to_string(outcome.status)},
          {"metrics_added", outcome.metrics_added},
          {"met", {{"scores", outcome.met_scores}, {"suggestions", outcome.suggestions}}}};
}

Json upload_outcome_schema() {
  namespace s = schema;
  return s::object({
      {"success", s::boolean()},
      {"test_run_id", s::uuid()},
      {"model_variant_id", s::uuid()},
      {"error", s::nullable(s::text())},
      {"warnings", s::array(s::text("A sentence about what looks wrong, was normalised or was kept aside."))},
      {"status", s::choice({"created", "duplicate", "extended", "replaced"}, "created answers 201, the others 200.")},
      {"metrics_added", s::integer("Metrics that were not stored before.")},
      {"met", s::object({
                  {"scores", s::boolean("Whether the variant has scores.")},
                  {"suggestions", s::array(s::text("A variant with a similar name that has some."))},
              })},
  });
}

Json request_schema() {
  Json schema = schema::object({{"experiment_run", codec::experiment_run_schema()}});
  schema.erase("additionalProperties");  // fields beside the run are a warning
  return schema;
}

RunBody decode_run_or_count(service::UploadService& uploads, const http::Request& request) {
  try {
    return decode_run_body(parse_body(request));
  } catch (const Error& error) {
    uploads.counts().add_refused_run(error);
    throw;
  }
}

http::Response upload_experiment(service::UploadService& uploads, const http::Request& request) {
  RunBody upload = decode_run_or_count(uploads, request);
  const auto outcome = uploads.upload_run(std::move(upload.run), now_utc(), http::actor_name(request));
  http::Response response;
  response.status = outcome.status == service::UploadStatus::created ? 201 : 200;
  response.body = dump_json(encode_outcome(outcome, std::move(upload.warnings)));
  return response;
}

}  // namespace

void add_upload_experiment(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/upload-experiment";
  info.summary =
      "Store one run with its metrics and scores; the same run again is a duplicate or extends the stored one.";
  info.access = http::Access::upload;
  info.takes_json_body = true;
  info.description =
      "The same measurement is recognised by when and what was measured, so it is safe to send a run again: with the "
      "same metrics it is a duplicate, with more it extends the stored run. All wrong fields are reported at once and "
      "nothing is stored then. Unknown fields are kept in `provenance.unknown_fields`, with a warning.";
  info.request_schema = request_schema();
  info.response_schema = upload_outcome_schema();
  info.examples = {
      {.summary = "A new run", .target = info.pattern, .body = examples::new_run_body(), .status = 201},
      {.summary = "A run with scores, sent again", .target = info.pattern, .body = examples::run_body()},
  };
  info.error_extras = [](const Error&) { return R"({"success":false,"test_run_id":null,"warnings":[]})"; };
  routes.add(std::move(info), [&uploads = services.uploads](const http::Request& request) {
    return upload_experiment(uploads, request);
  });
}

}  // namespace llmbench::api
