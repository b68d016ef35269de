// POST /api/import: a browser sends the bytes of a file and gets what the uploader would get.

#include "support/base/paths.hpp"
#include "support/endpoint_test.hpp"

#include "llmbench/codec/run_codec.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>

namespace llmbench::api {
namespace {

using ::testing::HasSubstr;

class Import : public testing::EndpointTest {
 protected:
  Import() { add_all_endpoints(routes_, services_); }

  Json import(const std::string& query, const std::string& bytes) {
    return parse_json(call("POST", "/api/import" + query, bytes).body);
  }
  static std::string fixture(const std::string& name) { return testing::read_file(testing::fixtures_dir() / name); }
};

TEST_F(Import, ADryRunShowsWhatTheUploaderWouldSendAndStoresNothing) {
  const std::string bytes = fixture("llama-bench/real_json.in");
  parsers::TextStream stream{parsers::make_memory_source(bytes), "real_json.in"};
  const auto read = parsers::read_any(stream, {});

  const Json answer = import("?dry_run=1&name=/home/alice/real_json.in", bytes);

  EXPECT_EQ(answer["format"], "llama-bench");
  EXPECT_TRUE(answer["success"].get<bool>());
  ASSERT_EQ(answer["runs"].size(), read.result.runs.size());
  EXPECT_EQ(answer["runs"][0]["status"], "readable");
  EXPECT_EQ(answer["runs"][0]["experiment_run"],
            parse_json(dump_json(codec::encode_experiment_run(read.result.runs[0]))));
  EXPECT_EQ(count("test_runs"), 0);
}

TEST_F(Import, TheSameFileTwiceIsStoredOnce) {
  const std::string bytes = fixture("llama-bench/real_json.in");
  const Json first = import("", bytes);
  const Json second = import("", bytes);
  EXPECT_EQ(first["runs"][0]["status"], "created");
  EXPECT_EQ(second["runs"][0]["status"], "duplicate");
  EXPECT_EQ(second["runs"][0]["test_run_id"], first["runs"][0]["test_run_id"]);
  EXPECT_EQ(count("test_runs"), static_cast<int>(first["runs"].size()));
}

TEST_F(Import, WhatTheUserSaysWinsOverTheFile) {
  const Json answer =
      import("?model=Qwen/Qwen3-8B&quantization=Q8_0&tags=a,b&set=driver=570.86&gpu_memory_gb=24&dry_run=true",
             fixture("llama-bench/bare_object.in"));
  const Json& run = answer["runs"][0]["experiment_run"];
  EXPECT_EQ(run["model_name"], "Qwen/Qwen3-8B");
  EXPECT_EQ(run["quantization"], "Q8_0");
  EXPECT_EQ(run["tags"], Json({"a", "b"}));
  EXPECT_EQ(run["user_settings"], Json({{"driver", "570.86"}}));
  EXPECT_EQ(run["hardware_config"]["gpu_memory_gb"], 24);
}

TEST_F(Import, ScoresAreStoredWithTheirVariant) {
  const std::string report = fixture("mmlu-pro/report_2024_07_09_total_last.in");
  const Json answer = import("?model=Example/Model-7B&quantization=Q4_K_M", report);
  EXPECT_EQ(answer["format"], "mmlu-pro");
  ASSERT_EQ(answer["scores"].size(), 1U);
  EXPECT_EQ(answer["scores"][0]["status"], "stored");
  EXPECT_EQ(answer["scores"][0]["results"][0]["status"], "stored");
  EXPECT_EQ(count("score_uploads"), 1);
}

TEST_F(Import, WhatCannotBeReadIsOneSentence) {
  const Error error = refused("POST", "/api/import?name=today.json", "{\"weather\":\"rain\"}");
  EXPECT_EQ(error.code(), ErrorCode::invalid_input);
  EXPECT_THAT(error.what(), HasSubstr("today.json is JSON with keys weather"));
  EXPECT_EQ(refused("POST", "/api/import", "").code(), ErrorCode::invalid_input);
  EXPECT_THAT(refused("POST", "/api/import", fixture("mmlu-pro/report_2024_07_09_total_last.in")).what(),
              HasSubstr("-m MODEL"));
}

TEST_F(Import, WrongParametersAreNamedAllAtOnce) {
  const Error error =
      refused("POST", "/api/import?dry_run=maybe&gpu_memory_gb=-1&gpu_count=1.5&set=nothing", "{\"a\":1}");
  EXPECT_EQ(error.code(), ErrorCode::invalid_query);
  for (const char* name : {"dry_run", "gpu_memory_gb", "gpu_count", "set"}) EXPECT_THAT(error.what(), HasSubstr(name));
  EXPECT_THAT(refused("POST", "/api/import?format=lama-bench", "{}").what(), HasSubstr("did you mean llama-bench"));
}

}  // namespace
}  // namespace llmbench::api
