// POST /api/benchmarks/upload: scores of a model variant, without a run.

#include "api/examples.hpp"
#include "api/schema.hpp"

#include "llmbench/api/json_body.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/codec/run_codec.hpp"
#include "llmbench/service/upload_service.hpp"
#include "llmbench/util/time.hpp"

#include <utility>

namespace llmbench::api {
namespace {

std::string path_of_score(std::size_t index) {
  return "benchmark_scores[" + std::to_string(index) + "]";
}

struct Upload {
  service::ScoresUpload scores;
  std::vector<std::string> warnings;
};

/// Everything wrong is reported at once: what has the wrong type and what has a wrong value.
Upload decode_upload(const http::Request& request) {
  codec::Findings findings;
  codec::ScoresRequest body = codec::decode_scores_request(parse_body(request), findings);
  for (std::size_t at = 0; at < body.scores.size(); ++at) {
    findings.add_errors(validate_score(body.scores[at], path_of_score(at) + ".data"));
  }
  if (!findings.errors.empty()) throw service::invalid_upload_error(std::move(findings.errors));
  Upload upload;
  upload.warnings = std::move(findings.warnings);
  upload.scores.variant = {body.model_name, body.quantization, body.lora_adapter};
  upload.scores.tags = std::move(body.tags);
  for (std::size_t at = 0; at < body.scores.size(); ++at) {
    for (const auto& warning : score_warnings(body.scores[at])) {
      upload.warnings.push_back(path_of_score(at) + ": " + warning);
    }
    upload.scores.sets.push_back(make_score_set(body.scores[at], body.context, body.timestamp));
  }
  return upload;
}

Upload decode_scores_or_count(service::UploadService& uploads, const http::Request& request) {
  try {
    return decode_upload(request);
  } catch (const Error& error) {
    uploads.counts().add_refused_scores(error);
    throw;
  }
}

OrderedJson encode_outcome(const service::ScoresUploadOutcome& outcome, std::vector<std::string> warnings) {
  int rows = 0;
  OrderedJson results = OrderedJson::array();
  for (const auto& result : outcome.results) {
    rows += result.rows;
    results.push_back({{"benchmark", result.benchmark},
                       {"status", service::to_string(result.status)},
                       {"headline", result.headline}});
  }
  warnings.insert(warnings.end(), outcome.warnings.begin(), outcome.warnings.end());
  return {{"success", true},
          {"model_variant_id", to_string(outcome.model_variant_id)},
          {"message", "Successfully uploaded " + std::to_string(rows) + " benchmark scores for " +
                          outcome.variant.model_name + "/" + outcome.variant.quantization},
          {"scores_uploaded", rows},
          {"results", std::move(results)},
          {"met", {{"speeds", outcome.met_speeds}, {"suggestions", outcome.suggestions}}},
          {"warnings", warnings}};
}

Json score_outcome_schema() {
  namespace s = schema;
  const Json result = s::object({
      {"benchmark", s::text()},
      {"status", s::choice({"stored", "unchanged", "older_than_stored"})},
      {"headline", s::boolean("Whether this set is what lists and grid show of the benchmark.")},
  });
  return s::object({
      {"success", s::boolean()},
      {"model_variant_id", s::uuid()},
      {"message", s::text()},
      {"scores_uploaded", s::integer("Rows: an MMLU upload counts its categories.")},
      {"results", s::array(result)},
      {"met", s::object({
                  {"speeds", s::boolean("The variant has runs, so that speed and quality meet in the grid.")},
                  {"suggestions", s::array(s::text("A variant with runs whose name nearly is the same."))},
              })},
      {"warnings", s::array(s::text())},
  });
}

}  // namespace

void add_benchmarks_upload(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/benchmarks/upload";
  info.summary = "Store scores of a model variant; they show on every machine that ran it.";
  info.access = http::Access::upload;
  info.takes_json_body = true;
  info.description =
      "A score belongs to the model variant, so it is uploaded once whatever machines ran it. All scores are stored or "
      "none. The same set again is unchanged; a set measured before the stored one does not replace it.";
  info.request_schema = codec::scores_request_schema();
  info.response_schema = score_outcome_schema();
  info.examples = {
      {.summary = "Three benchmarks of one harness", .target = info.pattern, .body = examples::scores_body()}};
  info.error_extras = [](const Error& error) {
    return dump_json(OrderedJson{
        {"success", false}, {"model_variant_id", nullptr}, {"message", error.what()}, {"scores_uploaded", 0}});
  };
  routes.add(std::move(info), [&uploads = services.uploads](const http::Request& request) {
    Upload upload = decode_scores_or_count(uploads, request);
    const auto outcome = uploads.upload_scores(upload.scores, now_utc(), http::actor_name(request));
    http::Response response;
    response.body = dump_json(encode_outcome(outcome, std::move(upload.warnings)));
    return response;
  });
}

}  // namespace llmbench::api
