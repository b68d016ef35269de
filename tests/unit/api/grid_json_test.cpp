// Grid rows on the wire: the seed's fields, honest ones beside them, headers.
#include "api/grid_json.hpp"

#include "unit/service/grid_data.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace llmbench::api {
namespace {

using service::testing::a_run;
using service::testing::id_of;
using service::testing::pp;
using service::testing::snapshot_of;
using service::testing::tg;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

OrderedJson parse_in_order(const std::string& text) {
  return OrderedJson::parse(text);
}

std::string encode_first(const service::GridPage& page, bool as_config = false) {
  JsonWriter json;
  GridRowEncoder encoder{json};
  if (as_config) {
    encoder.encode_config(page.rows.at(0));
  } else {
    encoder.encode_row(page.rows.at(0));
  }
  return json.take();
}

std::vector<std::string> keys_of(const OrderedJson& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

service::GridPage known_page() {
  return query_grid(snapshot_of({a_run("a")
                                     .points({tg(128, 42.5), pp(512, 1500), tg(128, 30, 4096)})
                                     .memory(7.25)
                                     .tags({"say \"hi\"\n"})
                                     .with([](store::GridRun& run) {
                                       run.cpu_arch = "zen4";
                                       run.headline.gpu_power_watts = 100;
                                       run.headline.n_params = 4'022'468'096;
                                     })}),
                    {});
}

TEST(GridJson, ARowHasTheContractsFieldsInTheirOrder) {
  const auto row = parse_in_order(encode_first(known_page()));
  EXPECT_THAT(keys_of(row),
              ElementsAre("id", "model_name", "quantization", "backend", "tokens_per_second", "memory_gb", "gpu_model",
                          "cpu_arch", "hardware_type", "overall_score", "run_ids", "runs", "configuration_id",
                          "lora_adapter", "speed_from_base", "backend_version", "flavour", "speed_test", "speed_depth",
                          "prompt_tokens_per_second", "speed_class", "prompt_speed_test", "prompt_speed_depth",
                          "prompt_class", "prompt_gpu_assisted", "speed_ranked", "prompt_ranked", "load",
                          "concurrent_requests", "concurrency_source", "tokens_per_second_per_request",
                          "total_tokens_per_second", "time_to_first_token_ms", "speed_cv", "unstable", "memory_source",
                          "memory_place", "memory_context_tokens", "model_size_gb", "bits_per_weight", "n_params",
                          "gpu_power_watts", "tokens_per_kwh", "platform", "hardware", "hardware_category", "category",
                          "gpu_count", "gpu_memory_gb", "cpu_model", "machine_name", "max_context_length",
                          "measured_depths", "settings_summary", "tags", "partial", "timestamp", "quality", "unknown"));
}

TEST(GridJson, KnownValuesArriveExactly) {
  const auto row = parse_in_order(encode_first(known_page()));
  EXPECT_EQ(row["id"], to_string(id_of("run a")));
  EXPECT_EQ(row["configuration_id"], to_string(id_of("a")));
  EXPECT_EQ(row["tokens_per_second"], 42.5);
  EXPECT_EQ(row["memory_gb"], 7.25);
  EXPECT_EQ(row["gpu_model"], "RTX 4090");
  EXPECT_EQ(row["cpu_arch"], "zen4");
  EXPECT_EQ(row["hardware_type"], "gpu");
  EXPECT_EQ(row["overall_score"], nullptr);
  EXPECT_EQ(row["speed_test"], "tg128");
  EXPECT_EQ(row["speed_depth"], 0);
  EXPECT_EQ(row["prompt_class"], "pp512");
  EXPECT_EQ(row["n_params"], 4'022'468'096);
  EXPECT_EQ(row["tokens_per_kwh"], 42.5 * 3.6e6 / 100);
  EXPECT_EQ(row["measured_depths"], (OrderedJson{0, 4096}));
  EXPECT_EQ(row["tags"], (OrderedJson{"say \"hi\"\n"}));
  EXPECT_EQ(row["timestamp"], "2026-01-01T00:00:00Z");
  EXPECT_EQ(row["quality"], nullptr);
  EXPECT_THAT(row["unknown"], IsEmpty());
}

TEST(GridJson, UnknownSeedFieldsAreZeroOrUnknownAndNamedOursAreNull) {
  const auto page = query_grid(snapshot_of({a_run("a").with([](store::GridRun& run) {
                                 run.gpu_model.reset();
                                 run.gpu_memory_gb.reset();
                                 run.platform = "unknown";
                                 run.backend_version.reset();
                                 run.timestamp.reset();
                               })}),
                               {});
  const auto row = parse_in_order(encode_first(page));
  EXPECT_EQ(row["tokens_per_second"], 0.0);
  EXPECT_TRUE(row["tokens_per_second"].is_number_float());
  EXPECT_EQ(row["memory_gb"], 0.0);
  EXPECT_EQ(row["gpu_model"], "unknown");
  EXPECT_EQ(row["cpu_arch"], "unknown");
  EXPECT_EQ(row["unknown"], (OrderedJson{"tokens_per_second", "memory_gb", "gpu_model", "cpu_arch", "hardware_type"}));
  for (const char* name : {"speed_test", "speed_depth", "speed_class", "prompt_tokens_per_second", "memory_source",
                           "model_size_gb", "gpu_count", "gpu_memory_gb", "backend_version", "timestamp"}) {
    EXPECT_EQ(row[name], nullptr) << name;
  }
}

TEST(GridJson, AConfigHasNoKeyTwice) {
  const std::string text = encode_first(known_page(), true);
  const auto config = parse_json(text);  // refuses duplicate keys
  EXPECT_EQ(config["hardware"], "RTX 4090 / zen4");
  EXPECT_EQ(config["quality_score"], 0.0);
  EXPECT_THAT(config["unknown"], Contains("quality_score"));
  EXPECT_NO_THROW((void)parse_json(encode_first(known_page())));
}

/// The names of `wanted` that `object` has, in the order of `object`.
std::vector<std::string> names_in_order(const OrderedJson& object, const std::vector<std::string>& wanted) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) {
    if (std::find(wanted.begin(), wanted.end(), name) != wanted.end()) names.push_back(name);
  }
  return names;
}

TEST(GridJson, TheFieldsComeInTheOrderOfTheContract) {
  const std::vector<std::string> row{"id",
                                     "model_name",
                                     "quantization",
                                     "backend",
                                     "tokens_per_second",
                                     "memory_gb",
                                     "gpu_model",
                                     "cpu_arch",
                                     "hardware_type",
                                     "overall_score",
                                     "run_ids",
                                     "runs",
                                     "configuration_id",
                                     "lora_adapter",
                                     "speed_from_base",
                                     "backend_version",
                                     "flavour",
                                     "speed_test",
                                     "speed_depth",
                                     "prompt_tokens_per_second",
                                     "speed_class",
                                     "prompt_speed_test",
                                     "prompt_speed_depth",
                                     "prompt_class",
                                     "speed_ranked",
                                     "load",
                                     "concurrent_requests",
                                     "concurrency_source",
                                     "tokens_per_second_per_request",
                                     "total_tokens_per_second",
                                     "time_to_first_token_ms",
                                     "speed_cv",
                                     "unstable",
                                     "memory_source",
                                     "memory_place",
                                     "memory_context_tokens",
                                     "model_size_gb",
                                     "bits_per_weight",
                                     "n_params",
                                     "gpu_power_watts",
                                     "tokens_per_kwh",
                                     "platform",
                                     "hardware",
                                     "hardware_category",
                                     "gpu_count",
                                     "gpu_memory_gb",
                                     "cpu_model",
                                     "machine_name",
                                     "max_context_length",
                                     "measured_depths",
                                     "settings_summary",
                                     "tags",
                                     "partial",
                                     "timestamp",
                                     "quality",
                                     "unknown"};
  EXPECT_EQ(names_in_order(OrderedJson::parse(encode_first(known_page())), row), row);
  const std::vector<std::string> config{"id",
                                        "quantization",
                                        "lora_adapter",
                                        "quality_score",
                                        "tokens_per_second",
                                        "memory_gb",
                                        "backend",
                                        "hardware",
                                        "hardware_category",
                                        "concurrent_requests",
                                        "max_context_length",
                                        "load_pattern",
                                        "dataset_name",
                                        "gpu_power_limit_watts",
                                        "gpu_power_watts",
                                        "tokens_per_kwh"};
  EXPECT_EQ(names_in_order(OrderedJson::parse(encode_first(known_page(), true)), config), config);
}

TEST(GridJson, ControlCharactersAreEscaped) {
  JsonWriter json;
  json.begin_array().value(std::string_view{"\x01\t\\", 3}).value(0.1).value(std::int64_t{-5}).value(true);
  json.value(std::numeric_limits<double>::infinity()).end_array();
  EXPECT_EQ(json.take(), "[\"\\u0001\\t\\\\\",0.1,-5,true,null]");
}

TEST(GridJson, ParametersKeepEmptyListsAndRefuseScalarsGivenTwice) {
  const auto& known = service::performance_grid_parameters();
  const auto parameters = decode_grid_parameters(http::Query{"lora=&models=a,b%2Cc&models=d&limit=5"}, known);
  EXPECT_THAT(parameters.lists, Contains(Pair("lora", IsEmpty())));
  EXPECT_THAT(parameters.lists.at("models"), ElementsAre("a", "b,c", "d"));
  EXPECT_EQ(parameters.values.at("limit"), "5");
  EXPECT_THROW((void)decode_grid_parameters(http::Query{"limit=5&limit=6"}, known), Error);
  EXPECT_THAT(grid_query_parameters(known), Contains(::testing::Field(&http::QueryParameter::name, "optimize_for")));
}

TEST(GridJson, AFieldLeftEmptyInAFormIsNotGiven) {
  const auto parameters =
      decode_grid_parameters(http::Query{"min_speed=&search=&sort=speed"}, service::performance_grid_parameters());
  EXPECT_THAT(parameters.values, ElementsAre(Pair("sort", "speed")));
}

TEST(GridJson, TheLinkRepeatsTheQueryWithTheNextCursor) {
  const auto snapshot = snapshot_of({a_run("a"), a_run("b"), a_run("c")});
  http::Request request;
  request.path = "/api/performance-grid";
  request.query = http::Query{"limit=2&search=q&benchmark=none"};
  service::GridPage page = query_grid(snapshot, service::testing::values({{"limit", "2"}}));
  http::Response response;
  set_grid_headers(response, request, page, "nonce");
  EXPECT_THAT(response.headers, Contains(Pair("X-Total-Count", "3")));
  EXPECT_THAT(response.headers, Contains(Pair("X-Benchmark-Used", "mmlu")));
  EXPECT_THAT(response.headers, Contains(Pair("Link", "</api/performance-grid?search=q&benchmark=none&limit=2&cursor=" +
                                                          page.next_cursor.value() + ">; rel=\"next\"")));
  EXPECT_THAT(response.etag, HasSubstr("W/\"nonce-"));

  page.next_cursor.reset();
  http::Response last;
  set_grid_headers(last, request, page, "nonce");
  EXPECT_THAT(last.headers, Not(Contains(Pair("Link", ::testing::_))));
}

}  // namespace
}  // namespace llmbench::api
