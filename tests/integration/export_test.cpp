// GET /api/export/...: what is exported is what is stored, and runs that are uploaded again are the same runs, here and
// on an empty server.

#include "support/base/paths.hpp"
#include "support/endpoint_test.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/text.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <random>
#include <utility>

namespace llmbench {

namespace api {
void add_exports(http::Routes&, Services&);
void add_upload_experiments(http::Routes&, Services&);
}  // namespace api

namespace {

using testing::a_gsm8k_score;
using testing::a_run;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class TextWriter : public http::BodyWriter {
 public:
  void write(std::string_view bytes) override {
    largest = std::max(largest, bytes.size());
    text += bytes;
  }
  std::string text;
  std::size_t largest = 0;
};

std::string body_of(const http::Response& response) {
  TextWriter writer;
  response.stream(writer);
  EXPECT_LE(writer.largest, 65536U);
  return writer.text;
}

std::vector<std::string> lines_of(const std::string& text) {
  EXPECT_TRUE(text.empty() || text.back() == '\n');
  return text.empty() ? std::vector<std::string>{} : split(text.substr(0, text.size() - 1), '\n');
}

std::string header_of(const http::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

class Export : public testing::EndpointTest {
 protected:
  Export() {
    api::add_exports(routes_, services_);
    api::add_upload_experiments(routes_, services_);
  }

  std::string get(const std::string& target) { return body_of(call("GET", "/api/export/" + target)); }
  Json post(const std::string& ndjson) { return parse_json(call("POST", "/api/upload-experiments", ndjson).body); }
};

/// Completed runs of all fixtures: others are in no export.
std::vector<ExperimentRun> fixture_runs() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(testing::fixtures_dir() / "llama-bench")) {
    if (entry.path().extension() == ".in") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<ExperimentRun> runs;
  for (const auto& file : files) {
    parsers::TextStream stream{parsers::make_file_source(file.string()), file.filename().string()};
    parsers::ReadOptions options;
    options.quantization = "Q4_K_M";
    try {
      auto result = parsers::read_as(*parsers::find_format("llama-bench"), stream, options);
      std::erase_if(result.runs, [](const ExperimentRun& run) { return run.status != RunStatus::completed; });
      std::ranges::move(result.runs, std::back_inserter(runs));
    } catch (const Error&) {  // fixtures that must be refused
    }
  }
  return runs;
}

/// Runs with every field filled or left out at random.
class RunMaker {
 public:
  explicit RunMaker(std::uint64_t seed) : random_(seed) {}

  ExperimentRun make() {
    ExperimentRun run;
    if (one_in(4)) run.id = random_uuid();
    run.model_name = pick({"Qwen/Qwen3-4B-GGUF", "qwen/qwen3-4b", "Llama 3.1 8B", "a,b \"c\"\n=d"});
    run.quantization = pick({"q4_k_m", "Q4_K - Medium", "F16", "odd quant"});
    if (one_in(4)) run.lora_adapter = "Adapter";
    run.backend = pick({"llama_cpp", "ik_llama.cpp", "vLLM", "my engine"});
    if (!one_in(4)) run.backend_version = pick({"6000 (abcdef12)", "unknown", "v1"});
    set_hardware(run.hardware);
    if (!one_in(8))
      run.timestamp = testing::at("2025-06-08T12:00:00Z") + std::chrono::microseconds{below(1'000'000'000)};
    if (one_in(2)) run.notes = "=notes, \"quoted\"\nand more";
    if (one_in(2)) run.tags = {"nightly", pick({"sample", "x y", "-1+2"})};
    if (one_in(3)) run.concurrent_requests = static_cast<int>(below(4));
    if (one_in(3)) run.concurrency_source = "derived";
    if (one_in(3)) run.max_context_length = 32768;
    if (one_in(4)) run.load_pattern = "poisson";
    if (one_in(4)) run.dataset_name = "ShareGPT";
    if (one_in(4)) run.gpu_power_limit_watts = 350;
    if (one_in(5)) run.workload = Workload::training;
    if (one_in(3)) run.load = one_in(2) ? Load::single : Load::offline;
    if (one_in(2))
      run.settings = {{"n_batch", 512}, {"rate", 1e30}, {"tiny", 1.5e-7}, {"type_k", "q8_0"}, {"fa", true}};
    if (one_in(3)) run.user_settings = {{"driver", "570.86"}, {"deep", {{"list", {1, 2.5, nullptr}}}}};
    if (one_in(2)) {
      run.artifact = Artifact{one_in(2) ? std::optional<std::int64_t>(2'500'000'000) : std::nullopt,
                              one_in(2) ? std::optional<std::int64_t>(4'000'000'000) : std::nullopt,
                              one_in(2) ? "unsloth" : "", std::nullopt};
    }
    if (one_in(4)) run.provenance["multi_host"] = true;
    if (one_in(4)) run.provenance["partial"] = true;
    if (one_in(2)) run.provenance["fingerprint"] = "source " + std::to_string(below(1'000'000));
    set_metrics(run);
    return run;
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool one_in(std::uint64_t count) { return below(count) == 0; }
  std::string pick(const std::vector<std::string>& choices) { return choices[below(choices.size())]; }

  void set_hardware(HardwareConfig& hardware) {
    if (!one_in(5)) {
      hardware.gpu_model = pick({"NVIDIA GeForce RTX 4090", "2x NVIDIA H100 80GB HBM3", "CPU Only",
                                 "AMD Radeon RX 7900 XTX (RADV NAVI31)", "Apple M4 Max",
                                 "NVIDIA GeForce RTX 3090 + NVIDIA GeForce RTX 4090", "My Card", "unknown"});
    }
    if (one_in(2)) hardware.gpu_memory_gb = one_in(4) ? 0 : 24;
    if (one_in(3)) hardware.gpu_count = static_cast<int>(below(4));
    if (!one_in(3)) hardware.cpu_model = pick({"AMD Ryzen 9 7950X 16-Core Processor", "Apple M4 Max", "Some CPU"});
    if (one_in(3)) hardware.cpu_arch = "x86_64";
    if (one_in(2)) hardware.ram_gb = 62.7;
    if (one_in(3)) hardware.ram_type = "DDR5";
    if (one_in(3)) hardware.virtualization_type = "docker";
    if (one_in(2)) hardware.optimizations = {"b", "a", "b"};
    if (one_in(3)) hardware.machine_name = "lab-1";
  }

  void set_metrics(ExperimentRun& run) {
    const double scale = 1 + static_cast<double>(below(1'000'000)) / 7;
    run.metrics = {testing::a_metric("tg128", scale),
                   testing::a_metric("pp512", 10 * scale, {9.5 * scale, 10.5 * scale})};
    if (one_in(2)) run.metrics.push_back(testing::a_metric("tg128 @ d4096", scale / 3));
    if (one_in(2)) run.metrics.push_back(testing::a_metric("ttft_p50_ms", 0.1 + 0.2));
    if (one_in(2)) run.metrics.push_back(testing::a_metric("memory_usage_gb", 5.25));
    if (one_in(3)) run.metrics.push_back(testing::a_metric("gpu_power_watts", 300));
    if (one_in(3)) run.metrics.push_back(testing::a_metric("error_rate", 0.5));
    run.metrics[0].n = 5;
    run.metrics[0].stddev = 0.125;
    run.metrics[0].measured_at = testing::at("2025-06-08T12:00:01.000001Z");
    run.metrics[1].context = {{"n_batch", 512}, {"note", "a \"quoted\" \\ text"}};
  }

  std::mt19937_64 random_;
};

/// Everything a run consists of, as rows in a fixed order. When they arrived and who first named a device belongs to
/// the server; the points of a run have no order.
std::vector<std::string> stored_content(db::Pool& pool) {
  static constexpr const char* kSql[] = {
      R"(SELECT (to_jsonb(t) - '{created_at,point_kinds,point_tokens,point_depths,point_speeds,point_cvs,
                 point_gpu_assisted}'::text[])::text || (
           SELECT coalesce(jsonb_agg(point ORDER BY point), '[]')::text
           FROM unnest(point_kinds, point_tokens, point_depths, point_speeds, point_cvs, point_gpu_assisted)
             AS p (kind, tokens, depth, speed, cv, assisted), LATERAL jsonb_build_array(kind, tokens, depth, speed, cv,
             assisted) AS point) AS text
         FROM test_runs t ORDER BY id)",
      "SELECT to_jsonb(t)::text AS text FROM performance_metrics t ORDER BY test_run_id, metric_name",
      "SELECT (to_jsonb(t) - 'created_at' - 'updated_at' - 'model_name' - 'base_name')::text AS text "
      "FROM model_variants t ORDER BY id",
      "SELECT (to_jsonb(t) - 'created_at')::text AS text FROM model_artifacts t ORDER BY id",
      "SELECT (to_jsonb(t) - 'created_at' - 'raw_gpu_model' - 'raw_cpu_model')::text AS text "
      "FROM hardware_profiles t ORDER BY id"};
  return pool.transact([&](db::Transaction& tx) {
    std::vector<std::string> rows;
    for (const char* sql : kSql) {
      for (const db::Row row : tx.run({"test", sql})) rows.push_back(row.get<std::string>("text"));
    }
    return rows;
  });
}

class ExportedRuns : public Export {
 protected:
  /// Uploads the export here and on an empty server.
  void expect_same_runs_again() {
    const std::string exported = get("runs.ndjson");
    const std::size_t runs = lines_of(exported).size();
    const auto content = stored_content(database_.pool());
    const Json again = post(exported);
    EXPECT_EQ(again.at("duplicates"), runs);
    EXPECT_EQ(again.at("rejected"), 0);
    EXPECT_EQ(stored_content(database_.pool()), content) << "a duplicate changes nothing";

    testing::TestDatabase database;
    api::ServiceSet set{database.pool(), "other"};
    set.services().grid.start();
    http::Routes routes;
    api::add_exports(routes, set.services());
    api::add_upload_experiments(routes, set.services());
    http::Request request;
    request.body = exported;
    const Json moved = parse_json(routes.match("POST", "/api/upload-experiments").entry->handler(request).body);
    EXPECT_EQ(moved.at("accepted"), runs) << dump_json(moved).substr(0, 2000);
    const auto moved_content = stored_content(database.pool());
    ASSERT_EQ(moved_content.size(), content.size());
    for (std::size_t at = 0; at < content.size(); ++at) EXPECT_EQ(moved_content[at], content[at]);
    EXPECT_EQ(body_of(routes.match("GET", "/api/export/runs.ndjson").entry->handler({})), exported);
    set.services().grid.stop();
  }
};

TEST_F(ExportedRuns, OfFilesAreTheSameRunsAgain) {
  for (const ExperimentRun& run : fixture_runs()) upload(run);
  ASSERT_GT(count("test_runs"), 40);
  expect_same_runs_again();
}

TEST_F(ExportedRuns, OfAnyFieldsAreTheSameRunsAgain) {
  RunMaker maker{20250608};
  for (int made = 0; made < 300; ++made) upload(maker.make());
  ASSERT_GT(count("test_runs"), 250);
  expect_same_runs_again();
}

TEST_F(ExportedRuns, ToldApartByTheirValuesAreTheSameRunsAgain) {
  upload(a_run().with_fingerprint("f").with_metric("tg128", 50));
  upload(a_run().with_fingerprint("f").with_metric("tg128", 60));
  ASSERT_EQ(count("test_runs"), 2);
  expect_same_runs_again();
}

TEST_F(Export, RunsAreWrittenAsTheUploadTakesThem) {
  const auto outcome = upload(a_run().with_metric("tg128", 50, {49, 51}).with_tags({"nightly"}).with_notes("hello"));
  const auto lines = lines_of(get("runs.ndjson"));
  ASSERT_THAT(lines, SizeIs(1));
  const Json run = parse_json(lines[0]);
  EXPECT_FALSE(run.contains("id")) << "the client gave none";
  EXPECT_EQ(run.at("model_name"), "Qwen/Qwen3-4B");
  EXPECT_EQ(run["hardware_config"].at("gpu_model"), "NVIDIA GeForce RTX 4090");
  EXPECT_EQ(run["performance_metrics"][0].at("samples"), Json::array({49, 51}));
  EXPECT_TRUE(run["provenance"].contains("fingerprint"));
  EXPECT_EQ(run.at("tags"), Json::array({"nightly"}));
  EXPECT_EQ(to_string(outcome.test_run_id),
            to_string(*parse_uuid(texts("SELECT content_id::text AS text FROM test_runs")[0])));
}

TEST_F(Export, AnswersNameTheFileTheTypeAndTheRows) {
  upload(a_run().with_metric("tg128", 50));
  const auto csv = call("GET", "/api/export/runs.csv");
  EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(header_of(csv, "Content-Disposition"), "attachment; filename=\"runs.csv\"");
  EXPECT_EQ(header_of(csv, "X-Total-Count"), "1");
  EXPECT_EQ(csv.etag, "");
  const auto metrics = call("GET", "/api/export/metrics.ndjson");
  EXPECT_EQ(metrics.content_type, "application/x-ndjson; charset=utf-8");
  EXPECT_EQ(header_of(metrics, "X-Total-Count"), "");
}

TEST_F(Export, AnEmptyDatabaseGivesHeaderRowsOnly) {
  EXPECT_THAT(get("runs.csv"), StartsWith("id,content_id,configuration_id,"));
  for (const char* file : {"runs.csv", "metrics.csv", "scores.csv", "variants.csv"}) {
    EXPECT_THAT(lines_of(get(file)), SizeIs(1)) << file;
  }
  for (const char* file : {"runs.ndjson", "metrics.ndjson", "scores.ndjson", "variants.ndjson"}) {
    EXPECT_EQ(get(file), "") << file;
  }
}

TEST_F(Export, MetricsAreRows) {
  const auto outcome = upload(a_run().with_metric("tg128", 50, {49, 51}));
  EXPECT_THAT(lines_of(get("metrics.csv")),
              ElementsAre("test_run_id,model_name,quantization,lora_adapter,platform,backend,backend_version,timestamp,"
                          "metric_name,value,unit,n,stddev,samples,measured_at,context",
                          to_string(outcome.test_run_id) +
                              ",Qwen/Qwen3-4B,Q4_K_M,,RTX 4090,llama.cpp,6000 (abcdef12),2025-06-08T12:00:00Z,"
                              "tg128,50,tok/s,,,\"[49.0,51.0]\",,{}",
                          HasSubstr(",tokens_per_second,50,tok/s,,,[],,\"{\"\"from\"\":\"\"tg128\"\"")));
  const auto lines = lines_of(get("metrics.ndjson"));
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(parse_json(lines[0]).at("samples"), Json::array({49, 51}));
  EXPECT_EQ(parse_json(lines[0]).at("n"), nullptr);
}

TEST_F(Export, TextThatASpreadsheetWouldRunIsMadeHarmless) {
  upload(a_run().with_metric("tg128", 50).with_notes("=HYPERLINK(\"http://x\")").with_gpu("@gpu"));
  const std::string row = lines_of(get("runs.csv"))[1];
  EXPECT_THAT(row, HasSubstr(",\"'=HYPERLINK(\"\"http://x\"\")\""));
  EXPECT_THAT(row, HasSubstr(",'@gpu,"));
}

TEST_F(Export, TheFiltersOfTheGridChooseTheRuns) {
  upload(a_run().with_metric("tg128", 50));
  upload(a_run().with_model("Other").with_metric("tg128", 60));
  upload(a_run().with_model("Failed").with_status(RunStatus::failed).with_metric("tg128", 60));
  EXPECT_THAT(lines_of(get("runs.ndjson")), SizeIs(2)) << "what did not complete is not exported";
  EXPECT_THAT(lines_of(get("runs.ndjson?models=Other")), ElementsAre(HasSubstr("\"model_name\":\"Other\"")));
  EXPECT_THAT(lines_of(get("metrics.ndjson?min_speed=55")), SizeIs(2));
  EXPECT_THAT(lines_of(get("variants.ndjson?min_speed=55")), SizeIs(1));
  const Error error = refused("GET", "/api/export/runs.csv?min_speed=fast&since=never");
  EXPECT_EQ(error.code(), ErrorCode::invalid_query);
  EXPECT_THAT(error.fields(), SizeIs(2));
}

TEST_F(Export, OlderBuildsAreNotLeftOutUnasked) {
  ExperimentRun older = a_run().with_metric("tg128", 50).build();
  ExperimentRun newer = a_run().with_time(testing::at("2025-07-08T12:00:00Z")).with_metric("tg128", 55).build();
  newer.backend_version = "6100 (abcdef13)";
  upload(older);
  upload(newer);
  EXPECT_THAT(lines_of(get("runs.ndjson")), SizeIs(2));
  EXPECT_THAT(lines_of(get("runs.ndjson?latest_builds=true")), SizeIs(1));
}

TEST_F(Export, ScoresHaveIntervalsCountsAndContext) {
  upload(a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)));
  ScoreUpload mmlu;
  mmlu.data = MmluScore{{{"law", 40, 100, 40}, {"math", 60, 200, 120}}};
  uploads_.upload_scores({{"Scores Only", "Q8_0", ""}, {make_score_set(mmlu, Json::object(), std::nullopt)}, {}},
                         kReceivedAt);
  std::vector<Json> rows;
  for (const auto& line : lines_of(get("scores.ndjson"))) rows.push_back(parse_json(line));
  ASSERT_THAT(rows, SizeIs(4));
  EXPECT_EQ(rows[0].at("benchmark"), "gsm8k");
  EXPECT_EQ(rows[0].at("total_questions"), 1319);
  EXPECT_EQ(rows[0].at("interval_method"), "wilson");
  EXPECT_EQ(rows[0].at("headline"), true);
  EXPECT_EQ(rows[1].at("model_name"), "Scores Only") << "a variant without runs is there as long as names are asked";
  EXPECT_EQ(rows[1].at("category"), "");
  EXPECT_NEAR(rows[1].at("score").get<double>(), 53.33, 0.01);
  EXPECT_EQ(rows[2].at("category"), "law");
  EXPECT_EQ(rows[2].at("correct_answers"), 40);
  EXPECT_NEAR(rows[2].at("low").get<double>(), 30.94, 0.01);
  EXPECT_EQ(rows[2].at("complete"), nullptr);
  EXPECT_THAT(lines_of(get("scores.csv?benchmark=gsm8k")), SizeIs(2));
  EXPECT_THAT(lines_of(get("scores.csv?platforms=RTX%204090")), SizeIs(2));
  EXPECT_THAT(lines_of(get("variants.csv")), SizeIs(3));
}

TEST_F(Export, ScoresUploadedAgainChangeNothing) {
  const ModelVariant variant{"Scores Only", "Q8_0", "Adapter"};
  const Json context{{"harness", "a harness"}, {"shots", 5}, {"details", {{"seconds", 12}}}};
  ScoreUpload law;  // two category files of one evaluation are one current set
  law.data = MmluScore{{{"law", 40, 100, 40}}};
  ScoreUpload math;
  math.data = MmluScore{{{"math", 60, 200, 120}}};
  ScoreUpload code;
  code.data = HumanEvalScore{50, 61.5, 70.25, 164};
  ScoreUpload truth;
  truth.data = TruthfulQaScore{51.2, 80.5, 817};
  ScoreUpload perplexity;
  perplexity.data = GenericScore{"perplexity", 6.1, "ppl", false, 0.04, {}, {}, {{"Median KLD", 0.02}}};
  const auto send = [&](const ScoreUpload& score, const char* time, std::vector<std::string> tags) {
    uploads_.upload_scores({variant, {make_score_set(score, context, testing::at(time))}, std::move(tags)},
                           kReceivedAt);
  };
  send(law, "2025-06-08T12:00:00Z", {"nightly"});
  send(math, "2025-06-08T13:00:00Z", {"nightly"});
  send(code, "2025-06-08T14:00:00Z", {});
  send(truth, "2025-06-08T15:00:00Z", {"sample"});
  uploads_.upload_scores({variant, {make_score_set(perplexity, Json::object(), std::nullopt)}, {}}, kReceivedAt);
  upload(a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)));

  const std::string exported = get("scores.ndjson");
  parsers::TextStream stream{parsers::make_memory_source(exported), "scores.ndjson"};
  const auto [format, read] = parsers::read_any(stream, {});
  EXPECT_EQ(format->name(), "scores");
  EXPECT_THAT(read.messages, IsEmpty());
  std::vector<std::string> outcomes;
  for (const parsers::VariantScores& sets : read.scores) {
    service::ScoresUpload again{{sets.model_name, sets.quantization, sets.lora_adapter}, {}, sets.tags};
    for (const ScoreUpload& score : sets.scores) {
      again.sets.push_back(make_score_set(score, sets.context, sets.timestamp));
    }
    for (const auto& outcome : uploads_.upload_scores(again, kReceivedAt).results) {
      outcomes.push_back(outcome.benchmark + " " + std::string(to_string(outcome.status)));
    }
  }
  EXPECT_THAT(outcomes,
              ::testing::UnorderedElementsAre("gsm8k unchanged", "humaneval unchanged", "mmlu_pro unchanged",
                                              "mmlu_pro unchanged", "perplexity unchanged", "truthfulqa unchanged"));
  EXPECT_EQ(get("scores.ndjson"), exported);
}

TEST_F(Export, ManyRunsComeInTheOrderOfTheirIds) {
  for (int number = 0; number < 700; ++number) {
    upload(a_run().with_fingerprint(std::to_string(number)).with_metric("tg128", 50 + number));
  }
  std::vector<std::string> ids;
  for (const auto& line : lines_of(get("runs.csv"))) ids.push_back(line.substr(0, line.find(',')));
  ids.erase(ids.begin());
  EXPECT_THAT(ids, SizeIs(700));
  EXPECT_TRUE(std::ranges::is_sorted(ids));
  EXPECT_THAT(lines_of(get("metrics.ndjson")), SizeIs(1400));
}

TEST_F(Export, AFailureMidwayEndsTheStreamWithAnError) {
  for (int number = 0; number < 100; ++number) {
    upload(a_run().with_fingerprint(std::to_string(number)).with_metric("tg128", 50 + number));
  }
  class Breaker : public TextWriter {
   public:
    explicit Breaker(std::function<void()> then) : then_(std::move(then)) {}
    void write(std::string_view bytes) override {
      TextWriter::write(bytes);
      if (auto then = std::exchange(then_, nullptr)) then();
    }

   private:
    std::function<void()> then_;
  };
  Breaker writer{[&] { run_sql("ALTER TABLE performance_metrics RENAME TO gone"); }};
  EXPECT_THROW(call("GET", "/api/export/metrics.csv").stream(writer), Error);
  EXPECT_THAT(writer.text, StartsWith("test_run_id,"));
}

}  // namespace
}  // namespace llmbench
