// POST /api/upload-experiment: one run with its metrics and scores.

#include "llmbench/api/json_body.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/codec/run_codec.hpp"
#include "llmbench/domain/identity.hpp"
#include "llmbench/service/upload_service.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"

#include <utility>

namespace llmbench::api {
namespace {

struct Upload {
  ExperimentRun run;
  std::vector<std::string> warnings;
};

/// Everything wrong is reported at once: what has the wrong type and what has a wrong value.
Upload decode_upload(const http::Request& request) {
  codec::Findings findings;
  const Json document = parse_body(request);
  Upload upload;
  {
    codec::Reader reader{document, "", findings};
    if (const Json* run = reader.get_object("experiment_run")) {
      upload.run = codec::decode_experiment_run(*run, "", findings);
      if (!findings.errors.empty()) findings.add_errors(validate_run(upload.run));
    }
  }
  if (!findings.errors.empty()) throw service::invalid_upload_error(std::move(findings.errors));
  std::vector<std::string> beside;
  for (const auto& [key, value] : document.items()) {
    if (key != "experiment_run") beside.push_back(key);
  }
  if (!beside.empty())
    findings.warnings.push_back("fields beside experiment_run were not stored: " + join(beside, ", "));
  upload.warnings = std::move(findings.warnings);
  return upload;
}

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
  Upload upload = decode_upload(request);
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
