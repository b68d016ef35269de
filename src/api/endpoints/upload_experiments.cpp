// POST /api/upload-experiments: many runs, one a line or the elements of an array.

#include "api/bulk_upload.hpp"
#include "api/examples.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/codec/run_codec.hpp"
#include "llmbench/service/upload_service.hpp"
#include "llmbench/util/text.hpp"

#include <utility>

namespace llmbench::api {
namespace {

codec::BodyKind kind_of(const http::Request& request) {
  return to_lower(request.content_type).find("ndjson") == std::string::npos ? codec::BodyKind::json
                                                                            : codec::BodyKind::lines;
}

http::Response upload_experiments(service::UploadService& uploads, const http::Request& request) {
  BulkUpload upload{uploads, kind_of(request), http::actor_name(request), {.json_depth = request.max_json_depth}};
  std::optional<Error> broken;
  try {
    if (request.read_body) {
      request.read_body([&](std::string_view part) { upload.feed(part); });
    } else {
      upload.feed(request.body);
    }
  } catch (const Error& error) {
    if (!upload.has_begun()) throw;
    broken = error;
  }
  if (broken) {
    upload.break_off(*broken);
  } else if (!upload.has_begun()) {
    throw Error{ErrorCode::invalid_json, "the body is empty; send one run a line or a JSON array of runs"};
  } else {
    upload.finish();
  }
  http::Response response;
  response.body = upload.answer();
  return response;
}

Json bulk_outcome_schema() {
  using namespace schema;
  const Json result = object({
      {"index", integer("Place of the item, from 0; blank lines are not counted.")},
      {"status", choice({"created", "duplicate", "extended", "replaced", "rejected"})},
      {"test_run_id", nullable(uuid("The stored run; null when rejected."))},
      {"error", nullable(text("Why it was rejected."))},
      {"details", array(object({{"path", text("Field of the run, or line of the body.")}, {"message", text()}}))},
  });
  return object({
      {"accepted", integer("Runs that were created or replaced.")},
      {"extended", integer("Runs that were stored before and got more metrics.")},
      {"duplicates", integer("Runs that were stored before.")},
      {"rejected", integer("Items that were not stored, and the place where the body breaks off.")},
      {"results", array(result)},
  });
}

std::string example_line(std::string_view id, const char* version, const char* speed) {
  return R"({"id":")" + std::string{id} + R"(","model_name":")" + std::string{examples::kModel} +
         R"(","quantization":")" + std::string{examples::kQuantization} +
         R"(","backend":"llama.cpp","backend_version":")" + version + R"(","hardware_config":{"gpu_model":")" +
         std::string{examples::kGpu} + R"("},"performance_metrics":[{"metric_name":"tokens_per_second","value":)" +
         speed + R"(,"unit":"tok/s"}],"timestamp":"2025-06-08T12:00:00Z","tags":["example"]})";
}

std::vector<http::Example> make_examples() {
  // Ids of their own: the runs other examples speak of stay as they are.
  const std::string first = example_line("7c1f0a52-91d3-4b7e-8a44-2f5e6d7c8b90", "6000", "121.5");
  const std::string second = example_line("2a9b8c7d-6e5f-4a3b-9c2d-1e0f9a8b7c6d", "6100", "124.0");
  return {{.summary = "Two runs, one a line",
           .target = "/api/upload-experiments",
           .body = first + "\n" + second + "\n",
           .content_type = "application/x-ndjson"},
          {.summary = "The same as an array: duplicates",
           .target = "/api/upload-experiments",
           .body = "[" + first + "," + second + "]"}};
}

}  // namespace

void add_upload_experiments(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/upload-experiments";
  info.summary = "Store many runs: one ExperimentRun a line (application/x-ndjson) or a JSON array of them.";
  info.description =
      "Each run stands alone, bare or as {\"experiment_run\":{...}}: a line that is wrong is only its own result. The "
      "status is 200 whenever the body could be opened. When the body breaks off (cut, too large, an array that is not "
      "closed), the items before that place are stored and the last result names it. At most 64 MiB after gzip is "
      "undone, 1 MiB an item and 100,000 items a request. Sent as application/json, one object printed over several "
      "lines is refused as a whole (400 invalid_json). The NDJSON export of runs can be sent here.";
  info.access = http::Access::upload;
  info.streams_body = true;
  info.request_schema = schema::array(codec::experiment_run_schema());
  info.response_schema = bulk_outcome_schema();
  info.examples = make_examples();
  routes.add(std::move(info), [&uploads = services.uploads](const http::Request& request) {
    return upload_experiments(uploads, request);
  });
}

}  // namespace llmbench::api
