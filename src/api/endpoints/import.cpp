// POST /api/import: the bytes of one result file, read by the server.

#include "api/examples.hpp"
#include "api/paging.hpp"
#include "api/schema.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/codec/run_codec.hpp"
#include "llmbench/codec/user_pairs.hpp"
#include "llmbench/service/import_service.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"

#include <utility>

namespace llmbench::api {
namespace {

using service::ImportedRun;
using service::ImportedScores;

/// Reads parameters; what is wrong is said by name, all at once.
class ImportQuery {
 public:
  explicit ImportQuery(const http::Query& query) : query_(query) {}

  service::ImportRequest decode() {
    service::ImportRequest request;
    request.format = find_filled(query_, "format").value_or(request.format);
    // Only the name: browsers and scripts send what they have.
    if (const auto name = find_filled(query_, "name")) request.file_name = std::string{path_basename(*name)};
    request.dry_run = flag("dry_run");
    parsers::ReadOptions& said = request.options;
    said.model_name = find_filled(query_, "model");
    said.quantization = find_filled(query_, "quantization");
    said.lora_adapter = find_filled(query_, "lora_adapter");
    said.backend = find_filled(query_, "backend");
    said.notes = find_filled(query_, "notes").value_or("");
    said.tags = query_.list("tags");
    said.machine_name = find_filled(query_, "machine_name");
    said.gpu_name = find_filled(query_, "gpu_name");
    said.gpu_memory_gb = number("gpu_memory_gb");
    said.gpu_count = count("gpu_count");
    said.ram_gb = number("ram_gb");
    said.all_one_model = flag("all_one_model");
    said.user_settings = pairs("set", [&] { return codec::parse_user_settings(query_.list("set")); });
    said.score_context =
        pairs("score_context", [&] { return codec::parse_user_context(join(query_.list("score_context"), ",")); });
    throw_query_errors(std::move(errors_));
    return request;
  }

 private:
  bool flag(const char* name) {
    const std::string text = find_filled(query_, name).value_or("0");
    if (text == "1" || text == "true") return true;
    if (text != "0" && text != "false") errors_.push_back({name, "must be 0 or 1"});
    return false;
  }

  std::optional<double> number(const char* name) {
    const auto text = find_filled(query_, name);
    if (!text) return std::nullopt;
    const auto value = parse_double(*text);
    if (value && *value >= 0) return value;
    errors_.push_back({name, "must be a number of GiB, at least 0"});
    return std::nullopt;
  }

  std::optional<int> count(const char* name) {
    constexpr long long kMostGpus = 10'000;
    const auto text = find_filled(query_, name);
    if (!text) return std::nullopt;
    const auto value = parse_integer(*text);
    if (value && *value >= 0 && *value <= kMostGpus) return static_cast<int>(*value);
    errors_.push_back({name, "must be a whole number from 0 to 10000"});
    return std::nullopt;
  }

  template <typename Parse>
  Json pairs(const char* name, const Parse& parse) {
    try {
      return parse();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::invalid_input) throw;
      errors_.push_back({name, error.what()});
      return Json::object();
    }
  }

  const http::Query& query_;
  std::vector<FieldError> errors_;
};

OrderedJson encode_error(const std::optional<Error>& error, OrderedJson item) {
  item["error"] = error ? OrderedJson(error->what()) : OrderedJson(nullptr);
  item["details"] = OrderedJson::array();
  if (!error) return item;
  for (const FieldError& field : error->fields()) {
    item["details"].push_back({{"path", field.path}, {"message", field.message}});
  }
  return item;
}

OrderedJson encode_run(const ImportedRun& imported, bool dry_run) {
  OrderedJson item{{"status", "readable"}, {"test_run_id", nullptr}, {"model_variant_id", nullptr}, {"met", nullptr}};
  if (imported.error) item["status"] = "rejected";
  if (imported.stored) {
    item["status"] = service::to_string(imported.stored->status);
    item["test_run_id"] = to_string(imported.stored->test_run_id);
    item["model_variant_id"] = to_string(imported.stored->model_variant_id);
    item["met"] = {{"scores", imported.stored->met_scores}, {"suggestions", imported.stored->suggestions}};
  }
  item["metrics_added"] = imported.stored ? imported.stored->metrics_added : 0;
  item["warnings"] = imported.warnings;
  item = encode_error(imported.error, std::move(item));
  item["model_name"] = imported.run.model_name;
  item["quantization"] = imported.run.quantization;
  item["lora_adapter"] = imported.run.lora_adapter;
  item["metrics"] = imported.run.metrics.size();
  item["experiment_run"] = dry_run ? codec::encode_experiment_run(imported.run) : OrderedJson(nullptr);
  return item;
}

OrderedJson encode_results(const ImportedScores& imported) {
  OrderedJson results = OrderedJson::array();
  if (!imported.stored) return results;
  for (const auto& result : imported.stored->results) {
    results.push_back({{"benchmark", result.benchmark},
                       {"status", service::to_string(result.status)},
                       {"headline", result.headline}});
  }
  return results;
}

OrderedJson encode_scores(const ImportedScores& imported, bool dry_run) {
  OrderedJson item{{"status", "readable"}, {"model_variant_id", nullptr}, {"met", nullptr}};
  if (imported.error) item["status"] = "rejected";
  if (imported.stored) {
    item["status"] = "stored";
    item["model_variant_id"] = to_string(imported.stored->model_variant_id);
    item["met"] = {{"speeds", imported.stored->met_speeds}, {"suggestions", imported.stored->suggestions}};
  }
  item["results"] = encode_results(imported);
  item["warnings"] = imported.warnings;
  item = encode_error(imported.error, std::move(item));
  const parsers::VariantScores& scores = imported.scores;
  item["model_name"] = scores.model_name;
  item["quantization"] = scores.quantization;
  item["lora_adapter"] = scores.lora_adapter;
  item["request"] = nullptr;
  if (dry_run) {
    item["request"] = codec::encode_scores_request({scores.model_name, scores.quantization, scores.lora_adapter,
                                                    scores.scores, scores.timestamp, scores.context, scores.tags});
  }
  return item;
}

OrderedJson encode_outcome(const service::ImportOutcome& outcome, bool dry_run) {
  OrderedJson messages = OrderedJson::array();
  for (const parsers::Message& message : outcome.messages) {
    const bool warns = message.severity == parsers::Message::Severity::warning;
    messages.push_back({{"severity", warns ? "warning" : "note"}, {"place", message.place}, {"text", message.text}});
  }
  OrderedJson runs = OrderedJson::array();
  bool success = true;
  for (const ImportedRun& run : outcome.runs) {
    success = success && !run.error;
    runs.push_back(encode_run(run, dry_run));
  }
  OrderedJson scores = OrderedJson::array();
  for (const ImportedScores& one : outcome.scores) {
    success = success && !one.error;
    scores.push_back(encode_scores(one, dry_run));
  }
  return {{"success", success},
          {"format", outcome.format},
          {"dry_run", dry_run},
          {"partial", outcome.partial},
          {"records_read", outcome.records_read},
          {"records_dropped", outcome.records_dropped},
          {"messages", std::move(messages)},
          {"runs", std::move(runs)},
          {"scores", std::move(scores)}};
}

http::Response import_file(service::ImportService& imports, const http::Request& request) {
  const service::ImportRequest wanted = ImportQuery{request.query}.decode();
  const auto outcome = imports.import(request.body, wanted, now_utc(), http::actor_name(request));
  http::Response response;
  response.body = dump_json(encode_outcome(outcome, wanted.dry_run));
  return response;
}

std::vector<schema::Property> common_item(const char* stored) {
  using namespace schema;
  const Json detail = object({{"path", text()}, {"message", text()}});
  return {
      {"status", text(std::string{stored} + "; readable: a dry run found nothing wrong; rejected: `error` says why")},
      {"model_variant_id", nullable(uuid())},
      {"warnings", array(text("What looks wrong and was accepted."))},
      {"error", nullable(text())},
      {"details", array(detail)},
      {"model_name", text()},
      {"quantization", text()},
      {"lora_adapter", text("Empty = base.")}};
}

Json run_schema() {
  using namespace schema;
  auto properties = common_item("created, duplicate, extended or replaced");
  const Json met = object({{"scores", boolean()}, {"suggestions", array(text())}});
  properties.push_back({"test_run_id", nullable(uuid())});
  properties.push_back({"met", nullable(met)});
  properties.push_back({"metrics_added", integer()});
  properties.push_back({"metrics", integer("Metrics that were read.")});
  properties.push_back({"experiment_run", nullable(document("Of a dry run: what would be stored."))});
  return object(properties);
}

Json scores_schema() {
  using namespace schema;
  auto properties = common_item("stored");
  const Json met = object({{"speeds", boolean()}, {"suggestions", array(text())}});
  const Json result = object({{"benchmark", text()},
                              {"status", choice({"stored", "unchanged", "older_than_stored"})},
                              {"headline", boolean()}});
  properties.push_back({"met", nullable(met)});
  properties.push_back({"results", array(result)});
  properties.push_back({"request", nullable(document("Of a dry run: the body for POST /api/benchmarks/upload."))});
  return object(properties);
}

Json import_outcome_schema() {
  using namespace schema;
  const Json message = object({{"severity", choice({"note", "warning"})},
                               {"place", text("\"line 12\", \"record 3\"; empty = the whole file.")},
                               {"text", text()}});
  return object({{"success", boolean("Nothing was rejected.")},
                 {"format", text("The format that was read, as GET /api/formats names it.")},
                 {"dry_run", boolean()},
                 {"partial", boolean("The file is damaged; what could be read was.")},
                 {"records_read", integer()},
                 {"records_dropped", integer("Each with a message.")},
                 {"messages", array(message)},
                 {"runs", array(run_schema())},
                 {"scores", array(scores_schema())}});
}

std::vector<http::QueryParameter> make_parameters() {
  using Type = http::QueryParameter::Type;
  return {
      {.name = "format", .description = "A name of GET /api/formats; auto = by content.", .default_value = "auto"},
      {.name = "name", .description = "The file's name, for messages; only its last part is used."},
      {.name = "dry_run", .description = "1 = read and check, store nothing.", .type = Type::boolean},
      {.name = "model", .description = "Model, as OWNER/NAME; absent = what the file says."},
      {.name = "quantization", .description = "Quantization; absent = what the file says."},
      {.name = "lora_adapter", .description = "LoRA adapter; absent = none."},
      {.name = "backend", .description = "Backend that served the model; absent = what the file says."},
      {.name = "notes", .description = "Notes to keep with what is stored."},
      {.name = "tags", .description = "Tags to find it again.", .list = true},
      {.name = "machine_name", .description = "Tells equal machines apart; absent = not named."},
      {.name = "gpu_name", .description = "GPU, over what the file says."},
      {.name = "gpu_memory_gb", .description = "Memory of one GPU in GiB.", .type = Type::number},
      {.name = "gpu_count", .description = "Number of GPUs used.", .type = Type::integer},
      {.name = "ram_gb", .description = "Memory of the machine in GiB.", .type = Type::number},
      {.name = "set", .description = "NAME=VALUE: settings the tool cannot print (driver, branch).", .list = true},
      {.name = "score_context", .description = "k=v: what makes scores comparable (shots=5).", .list = true},
      {.name = "all_one_model", .description = "1 = several model files are one model.", .type = Type::boolean},
  };
}

}  // namespace

void add_import(http::Routes& routes, Services& services) {
  http::RouteInfo info;
  info.method = "POST";
  info.pattern = "/api/import";
  info.summary = "Read the bytes of one result file of a benchmark tool and store its runs and scores.";
  info.description =
      "The same readers as in llm-benchmark-uploader, so the same file gives the same runs here and there; only what "
      "they would send is stored. The format is found by content. Each run, and the scores of each model variant, "
      "stand "
      "alone: one that is rejected says why and the others are stored. A file in which nothing can be used is 422 with "
      "one sentence. Send the bytes as application/octet-stream, gzip accepted; the content types of HTML forms are "
      "refused, so that no other page can make a browser upload here.";
  info.access = http::Access::upload;
  info.takes_raw_body = true;
  info.query = make_parameters();
  info.request_schema = {{"description", "The file, byte for byte."}};
  info.response_schema = import_outcome_schema();
  info.examples = {{.summary = "What would be stored of a JSONL record of llama-bench",
                    .target = "/api/import?dry_run=1&name=bench.jsonl&tags=example",
                    .body = std::string{examples::llama_bench_record()},
                    .content_type = "application/octet-stream"},
                   {.summary = "The same, stored",
                    .target = "/api/import?name=bench.jsonl&tags=example",
                    .body = std::string{examples::llama_bench_record()},
                    .content_type = "application/octet-stream"}};
  info.error_extras = [](const Error&) { return R"({"success":false,"runs":[],"scores":[]})"; };
  routes.add(std::move(info),
             [&imports = services.imports](const http::Request& request) { return import_file(imports, request); });
}

}  // namespace llmbench::api
