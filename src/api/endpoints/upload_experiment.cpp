// POST /api/upload-experiment: one run with its metrics and scores.

#include "api/run_body.hpp"

#include "llmbench/api/json_body.hpp"
#include "llmbench/api/services.hpp"
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

http::Response upload_experiment(service::UploadService& uploads, const http::Request& request) {
  RunBody upload = decode_run_body(parse_body(request));
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
  info.error_extras = [](const Error&) { return R"({"success":false,"test_run_id":null,"warnings":[]})"; };
  routes.add(std::move(info), [&uploads = services.uploads](const http::Request& request) {
    return upload_experiment(uploads, request);
  });
}

}  // namespace llmbench::api
