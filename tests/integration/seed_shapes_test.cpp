// The answers older clients read keep the names and types they were written against, for a run that says everything and
// for one that says nothing; and every answer is what the route's schema promises.

#include "integration/seed_shapes.hpp"

#include "api/examples.hpp"
#include "api/schemas.hpp"
#include "support/running_application.hpp"
#include "support/schema_check.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"
#include "llmbench/util/uuid.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace llmbench::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

bool is_of_type(const Json& value, std::string_view type) {
  if (type.ends_with('?')) return value.is_null() || is_of_type(value, type.substr(0, type.size() - 1));
  if (type == "text") return value.is_string();
  if (type == "number") return value.is_number();
  if (type == "integer") return value.is_number_integer();
  if (type == "boolean") return value.is_boolean();
  if (type == "uuid") return value.is_string() && parse_uuid(value.get<std::string>());
  if (type == "time")
    return value.is_string() && parse_time(value.get<std::string>()) && value.get<std::string>().back() == 'Z';
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  return type == "null" && value.is_null();
}

void check_field(const Json& value, std::string_view path, const SeedField& field, std::vector<std::string>& problems) {
  if (path.empty()) {
    if (!is_of_type(value, field.type))
      problems.push_back(std::string{field.path} + ": " + value.dump() + " is no " + field.type);
    return;
  }
  if (path.starts_with("[]")) {
    if (!value.is_array() || value.empty()) problems.push_back(std::string{field.path} + ": nothing to look at");
    path.remove_prefix(path.starts_with("[].") ? 3 : 2);
    for (const Json& element : value) check_field(element, path, field, problems);
    return;
  }
  const std::size_t end = path.find_first_of(".[");
  const std::string name{path.substr(0, end)};
  if (!value.is_object() || !value.contains(name)) {
    problems.push_back(std::string{field.path} + ": " + name + " is missing");
    return;
  }
  path.remove_prefix(end == std::string_view::npos ? path.size() : end + (path[end] == '.' ? 1 : 0));
  check_field(value[name], path, field, problems);
}

std::vector<std::string> shape_problems(const Json& answer, const SeedShape& shape) {
  std::vector<std::string> problems;
  for (const SeedField& field : shape) check_field(answer, field.path, field, problems);
  return problems;
}

/// A run that says what it must and nothing else.
constexpr const char* kBareRun = R"({"experiment_run":{"model_name":"Bare","quantization":"Q4_K_M",
  "backend":"llama.cpp","backend_version":null,"hardware_config":{"gpu_model":null,"gpu_memory_gb":null,
  "cpu_model":null,"cpu_arch":null},"performance_metrics":[],"benchmark_scores":[],"timestamp":null}})";

/// MMLU-Pro as a whole for the variant of the examples: 62 of 100 in every category.
std::string mmlu_pro_scores() {
  Json categories = Json::array();
  for (const char* name : {"biology", "business", "chemistry", "computer science", "economics", "engineering", "health",
                           "history", "law", "math", "other", "philosophy", "physics", "psychology"}) {
    categories.push_back({{"category", name}, {"score", 62}, {"total_questions", 100}, {"correct_answers", 62}});
  }
  return Json{{"model_name", api::examples::kModel},
              {"quantization", api::examples::kQuantization},
              {"benchmark_scores", {{{"type", "MMLU"}, {"data", {{"categories", categories}}}}}}}
      .dump();
}

class SeedShapes : public ::testing::Test {
 protected:
  SeedShapes() {
    application_.store_examples();
    EXPECT_EQ(http_post_json(application_.port(), "/api/benchmarks/upload", mmlu_pro_scores()).status, 200);
    const HttpAnswer stored = http_post_json(application_.port(), "/api/upload-experiment", kBareRun);
    EXPECT_EQ(stored.status, 201) << stored.body;
    bare_ = parse_json(stored.body).at("test_run_id");
  }

  /// A 2xx answer that has the shape and is what the schema of its route says.
  Json checked(const SeedShape& shape, const std::string& method, const std::string& target,
               const std::string& body = "") {
    const HttpHeaders headers = body.empty() ? HttpHeaders{} : HttpHeaders{{"Content-Type", "application/json"}};
    const HttpAnswer answer = http_call(application_.port(), method, target, headers, body);
    EXPECT_TRUE(answer.status == 200 || answer.status == 201) << target << " " << answer.status << " " << answer.body;
    Json json = parse_json(answer.body);
    EXPECT_THAT(shape_problems(json, shape), IsEmpty()) << method << " " << target;
    const auto match = application_.routes().match(method, target.substr(0, target.find('?')));
    EXPECT_THAT(schema_problems(json, match.entry->info.response_schema, api::shared_schemas()), IsEmpty())
        << method << " " << target;
    return json;
  }
  Json refused(const SeedShape& shape, const std::string& method, const std::string& target, int status,
               const std::string& body = "") {
    const HttpHeaders headers = body.empty() ? HttpHeaders{} : HttpHeaders{{"Content-Type", "application/json"}};
    const HttpAnswer answer = http_call(application_.port(), method, target, headers, body);
    EXPECT_EQ(answer.status, status) << target << " " << answer.body;
    Json json = parse_json(answer.body);
    EXPECT_THAT(shape_problems(json, shape), IsEmpty()) << method << " " << target;
    EXPECT_THAT(schema_problems(json, api::shared_schemas().at("Error"), api::shared_schemas()), IsEmpty());
    EXPECT_EQ(json["success"], false);
    return json;
  }
  /// The row of a list whose `field` has the value.
  static Json row_of(const Json& rows, const std::string& field, const std::string& value) {
    for (const Json& row : rows) {
      if (row.at(field) == value) return row;
    }
    ADD_FAILURE() << "no row with " << field << " " << value;
    return Json::object();
  }

  RunningApplication application_;
  std::string full_{api::examples::kRun};
  std::string bare_;
};

TEST_F(SeedShapes, Health) {
  const Json health = checked(kHealthShape, "GET", "/health");
  EXPECT_EQ(health["status"], "healthy");
  EXPECT_EQ(health["database"], true);
}

TEST_F(SeedShapes, PerformanceGrid) {
  const Json rows = checked(kGridShape, "GET", "/api/performance-grid?latest_builds=false");
  EXPECT_THAT(row_of(rows, "id", full_)["unknown"], IsEmpty());
  const Json bare = row_of(rows, "id", bare_);
  EXPECT_EQ(bare["tokens_per_second"], 0.0);
  EXPECT_EQ(bare["gpu_model"], "unknown");
  EXPECT_EQ(bare["overall_score"], nullptr);
  EXPECT_EQ(bare["backend_version"], nullptr) << "a field of ours";
  EXPECT_THAT(bare["unknown"],
              UnorderedElementsAre("tokens_per_second", "memory_gb", "gpu_model", "cpu_arch", "hardware_type"));
  checked(kGridShape, "GET", "/api/performance-grid?rows=runs");
}

TEST_F(SeedShapes, GroupedPerformance) {
  // What has neither speed nor memory does not appear, so the bare run gets a memory.
  Json run = parse_json(kBareRun);
  run["experiment_run"]["performance_metrics"] = {{{"metric_name", "memory_usage_gb"}, {"value", 3.5}, {"unit", "GB"}}};
  ASSERT_EQ(http_post_json(application_.port(), "/api/upload-experiment", run.dump()).status, 201);
  const Json answer = checked(grouped_shape(), "GET", "/api/grouped-performance");
  const Json full = row_of(answer["models"], "model_name", std::string{api::examples::kModel});
  EXPECT_THAT(full["best_hardware"]["best_config"]["unknown"], IsEmpty());
  const Json bare = row_of(answer["models"], "model_name", "Bare")["best_hardware"]["best_config"];
  EXPECT_EQ(bare["memory_gb"], 3.5);
  EXPECT_EQ(bare["quality_score"], 0.0);
  EXPECT_THAT(bare["unknown"], UnorderedElementsAre("quality_score", "tokens_per_second", "hardware"));
}

TEST_F(SeedShapes, Comparison) {
  const Json answer = checked(kComparisonShape, "GET", "/api/comparison?config_a=" + full_ + "&config_b=" + bare_);
  EXPECT_THAT(answer["config_a"]["unknown"], IsEmpty());
  EXPECT_THAT(answer["config_b"]["unknown"], UnorderedElementsAre("hardware", "overall_score"));
  EXPECT_THAT(answer["config_b"]["performance"]["unknown"],
              UnorderedElementsAre("speed", "memory", "loading_time", "prompt_speed"));
  for (const Json& category : answer["categories"]) {
    EXPECT_EQ(category["score_b"], 0.0);
    EXPECT_THAT(category["unknown"], UnorderedElementsAre("score_b")) << category["name"];
  }
}

TEST_F(SeedShapes, Configurations) {
  const Json answer = checked(kConfigurationsShape, "GET", "/api/configurations");
  const Json full = row_of(answer["configurations"], "id", full_);
  EXPECT_EQ(full["hardware_summary"], "RTX 4090 / x86_64");
  EXPECT_EQ(full["overall_score"], 62);
  EXPECT_THAT(full["unknown"], IsEmpty());
  const Json bare = row_of(answer["configurations"], "id", bare_);
  EXPECT_EQ(bare["overall_score"], nullptr);
  EXPECT_EQ(bare["timestamp"], nullptr);
  EXPECT_THAT(bare["unknown"], UnorderedElementsAre("hardware_summary"));
}

TEST_F(SeedShapes, Detail) {
  const Json full = checked(kDetailShape, "GET", "/api/detail/" + full_);
  EXPECT_THAT(full["config"]["unknown"], IsEmpty());
  EXPECT_THAT(full["config"]["performance"]["unknown"], IsEmpty());
  EXPECT_THAT(full["system_info"]["unknown"], IsEmpty());

  SeedShape shape = kDetailShape;
  std::erase_if(shape, [](const SeedField& field) { return std::string_view{field.path}.starts_with("categories"); });
  const Json bare = checked(shape, "GET", "/api/detail/" + bare_);
  EXPECT_THAT(bare["categories"], IsEmpty());
  EXPECT_THAT(bare["config"]["unknown"], UnorderedElementsAre("backend_version", "overall_score", "test_run_date"));
  EXPECT_THAT(bare["config"]["performance"]["unknown"],
              UnorderedElementsAre("speed", "memory", "loading_time", "prompt_speed"));
  EXPECT_THAT(bare["system_info"]["unknown"], UnorderedElementsAre("gpu_model", "cpu_model", "cpu_arch"));
  EXPECT_EQ(bare["system_info"]["gpu_memory_gb"], nullptr);
}

TEST_F(SeedShapes, ModelHardwareAnalysis) {
  const std::string path = "/api/model-hardware-analysis/";
  const Json full = checked(kAnalysisShape, "GET", path + "Qwen3-8B/RTX%204090");
  EXPECT_THAT(full["quantizations"][0]["unknown"], IsEmpty());
  EXPECT_EQ(full["quantizations"][0]["category_scores"].size(), 14U);
  const Json bare = checked(kAnalysisShape, "GET", path + "bare/unknown");
  EXPECT_EQ(bare["quantizations"][0]["best_speed"], 0.0);
  EXPECT_EQ(bare["quantizations"][0]["best_ttft"], nullptr);
  EXPECT_THAT(bare["quantizations"][0]["unknown"], UnorderedElementsAre("best_speed", "quality_score"));
  EXPECT_EQ(bare["unplaced"], 1);
}

TEST_F(SeedShapes, Uploads) {
  EXPECT_EQ(checked(kUploadShape, "POST", "/api/upload-experiment", api::examples::new_run_body())["success"], true);
  EXPECT_EQ(checked(kUploadShape, "POST", "/api/upload-experiment", kBareRun)["status"], "duplicate");
  const Json wrong = refused(kRefusedUploadShape, "POST", "/api/upload-experiment", 422, R"({"experiment_run":{}})");
  EXPECT_TRUE(wrong["error"].get<std::string>().starts_with("Validation error: ")) << wrong["error"];
  const Json scores = checked(kScoresShape, "POST", "/api/benchmarks/upload", api::examples::scores_body());
  EXPECT_TRUE(scores["message"].get<std::string>().starts_with("Successfully uploaded ")) << scores["message"];
}

TEST_F(SeedShapes, Removals) {
  checked(kDeleteShape, "POST", "/api/delete-benchmark/" + full_, R"({"benchmark_type":"MMLU"})");
  EXPECT_EQ(checked(kDeleteShape, "DELETE", "/api/delete/" + bare_)["deleted_id"], bare_);
  refused(kRefusedDeleteShape, "DELETE", "/api/delete/" + bare_, 404);
  const Json gone = checked(kDeleteByModelShape, "POST", "/api/delete-by-model",
                            R"({"model_name":"Qwen3-8B","quantization":"Q4_K_M"})");
  EXPECT_EQ(gone["deleted_count"], gone["deleted_ids"].size());
}

}  // namespace
}  // namespace llmbench::testing
