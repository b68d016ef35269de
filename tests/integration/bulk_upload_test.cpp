// POST /api/upload-experiments: every run stands alone, whatever is wrong with its neighbours or with the rest of the
// body.

#include "support/endpoint_test.hpp"

#include "llmbench/codec/run_codec.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <future>
#include <latch>

namespace llmbench {

namespace api {
void add_upload_experiments(http::Routes&, Services&);
}

namespace {

using service::UploadStatus;
using testing::a_gsm8k_score;
using testing::a_run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ExperimentRun run_number(int number) {
  return a_run()
      .with_time(testing::at("2025-06-08T12:00:00Z") + std::chrono::seconds{number})
      .with_metric("tg128", 50 + number)
      .build();
}

std::string line_of(const ExperimentRun& run) {
  return dump_json(codec::encode_experiment_run(run));
}

class BulkUpload : public testing::EndpointTest {
 protected:
  BulkUpload() { api::add_upload_experiments(routes_, services_); }

  Json post(const std::string& body) { return parse_json(call("POST", "/api/upload-experiments", body).body); }

  /// The body comes in parts of `part_size` bytes and then breaks off with `failure` when there is one.
  Json post_streamed(const std::string& body, std::size_t part_size, const std::optional<Error>& failure = {}) {
    http::Request request;
    request.read_body = [&](const std::function<void(std::string_view)>& sink) {
      for (std::size_t at = 0; at < body.size(); at += part_size) sink(std::string_view{body}.substr(at, part_size));
      if (failure) throw Error{*failure};
    };
    const auto match = routes_.match("POST", "/api/upload-experiments");
    return parse_json(match.entry->handler(request).body);
  }

  static std::vector<std::string> statuses_of(const Json& answer) {
    std::vector<std::string> statuses;
    for (std::size_t at = 0; at < answer.at("results").size(); ++at) {
      EXPECT_EQ(answer["results"][at].at("index"), at);
      statuses.push_back(answer["results"][at].at("status").get<std::string>());
    }
    return statuses;
  }
};

TEST_F(BulkUpload, LinesAndArraysStoreTheSameRuns) {
  const std::string first = line_of(run_number(1));
  const std::string second = line_of(run_number(2));
  const Json lines = post(first + "\n\n{\"experiment_run\":" + second + "}\n");
  EXPECT_THAT(statuses_of(lines), ElementsAre("created", "created"));
  EXPECT_EQ(lines.at("accepted"), 2);
  EXPECT_EQ(lines["results"][0].at("error"), nullptr);
  EXPECT_EQ(lines["results"][0].at("details"), Json::array());
  const Json array = post("[" + second + ",\n" + first + "]");
  EXPECT_THAT(statuses_of(array), ElementsAre("duplicate", "duplicate"));
  EXPECT_EQ(array.at("duplicates"), 2);
  EXPECT_EQ(array["results"][1].at("test_run_id"), lines["results"][0].at("test_run_id"));
  EXPECT_EQ(count("test_runs"), 2);
  EXPECT_EQ(index_.snapshot()->runs.live, 2U) << "the answer came after the index";
}

TEST_F(BulkUpload, ABadItemIsOnlyItsOwnResult) {
  ExperimentRun negative = run_number(3);
  negative.metrics[0].value = -1;
  const Json answer = post(line_of(run_number(1)) + "\n{\"model_name\":\n" + line_of(negative) + "\n7\n" +
                           line_of(run_number(2)) + "\n");
  EXPECT_THAT(statuses_of(answer), ElementsAre("created", "rejected", "rejected", "rejected", "created"));
  EXPECT_EQ(answer.at("rejected"), 3);
  EXPECT_EQ(answer["results"][1]["details"][0].at("path"), "line 2");
  EXPECT_EQ(answer["results"][2]["details"][0].at("path"), "performance_metrics[0].value");
  EXPECT_THAT(answer["results"][2].at("error").get<std::string>(), HasSubstr("Validation error: "));
  EXPECT_EQ(answer["results"][3].at("test_run_id"), nullptr);
  EXPECT_EQ(count("test_runs"), 2);
}

TEST_F(BulkUpload, EveryStatusIsCounted) {
  const Uuid id = *parse_uuid("0197a000-0000-7000-8000-000000000001");
  upload(run_number(1));
  upload(a_run().with_fingerprint("f").with_metric("tg128", 50));
  upload(a_run().with_id(id).with_fingerprint("old").with_metric("tg128", 50));
  const Json answer =
      post(line_of(run_number(1)) + "\n" +
           line_of(a_run().with_fingerprint("f").with_metric("tg128", 50).with_metric("pp512", 4000).build()) + "\n" +
           line_of(a_run().with_id(id).with_fingerprint("new").with_metric("tg128", 60).build()) + "\n" +
           line_of(run_number(2)) + "\n" + line_of(run_number(2)));
  EXPECT_THAT(statuses_of(answer), ElementsAre("duplicate", "extended", "replaced", "created", "duplicate"));
  EXPECT_EQ(answer.at("accepted"), 2);
  EXPECT_EQ(answer.at("extended"), 1);
  EXPECT_EQ(answer.at("duplicates"), 2);
  EXPECT_EQ(answer.at("rejected"), 0);
}

TEST_F(BulkUpload, AGroupThatTheDatabaseRefusesIsStoredRunByRun) {
  run_sql(R"(CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN IF NEW.notes = 'poison' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$;
             CREATE TRIGGER refuse BEFORE INSERT ON test_runs FOR EACH ROW EXECUTE FUNCTION refuse())");
  ExperimentRun poison = run_number(2);
  poison.notes = "poison";
  poison.benchmark_scores.push_back(a_gsm8k_score(700, 1319));
  const Json answer = post(line_of(run_number(1)) + "\n" + line_of(poison) + "\n" + line_of(run_number(3)) + "\n");
  EXPECT_THAT(statuses_of(answer), ElementsAre("created", "rejected", "created"));
  EXPECT_EQ(count("test_runs"), 2);
  EXPECT_EQ(count("score_uploads"), 0) << "nothing of the refused run is stored";
}

TEST_F(BulkUpload, ABodyThatBreaksOffKeepsTheItemsBefore) {
  const std::string body = "[" + line_of(run_number(1)) + ",\n" + line_of(run_number(2)) + ",\n{\"model_na";
  const Json unclosed = post_streamed(body, 100);
  EXPECT_THAT(statuses_of(unclosed), ElementsAre("created", "created", "rejected"));
  EXPECT_THAT(unclosed["results"][2].at("error").get<std::string>(),
              HasSubstr("the body ends inside the array at line 3"));

  const Json cut = post_streamed(line_of(run_number(3)) + "\n{\"model_na", 64,
                                 Error{ErrorCode::invalid_json, "the body ends before its announced length"});
  EXPECT_THAT(statuses_of(cut), ElementsAre("created", "rejected"));
  EXPECT_THAT(cut["results"][1].at("error").get<std::string>(),
              HasSubstr("the body ends before its announced length (after line 2"));
  EXPECT_EQ(count("test_runs"), 3);
}

TEST_F(BulkUpload, ABodyThatCannotBeOpenedIsRefused) {
  EXPECT_EQ(refused("POST", "/api/upload-experiments", "").code(), ErrorCode::invalid_json);
  EXPECT_EQ(refused("POST", "/api/upload-experiments", " \n").code(), ErrorCode::invalid_json);
  EXPECT_THROW(post_streamed("", 1, Error{ErrorCode::too_large, "the body is larger than 1 bytes"}), Error);
  EXPECT_THAT(post("[]").at("results"), IsEmpty());
}

TEST_F(BulkUpload, AnObjectOverSeveralLinesIsRefusedAsAWhole) {
  const std::string printed = codec::encode_experiment_run(run_number(1)).dump(2);
  const Error error = refused("POST", "/api/upload-experiments", printed);
  EXPECT_EQ(error.code(), ErrorCode::invalid_json);
  EXPECT_THAT(error.what(), HasSubstr("/api/upload-experiment"));
  EXPECT_THROW(post_streamed(printed, 7), Error);
  EXPECT_THAT(statuses_of(post("[" + printed + "]")), ElementsAre("created"));
  EXPECT_THAT(statuses_of(post(line_of(run_number(2)))), ElementsAre("created"));
}

TEST_F(BulkUpload, ATooLargeItemIsRefusedAlone) {
  ExperimentRun large = run_number(1);
  large.metrics[0].samples.assign(10000, 0.1 + 0.2);
  for (int copy = 0; copy < 6; ++copy) {
    large.metrics.push_back(large.metrics[0]);
    large.metrics.back().name = "m" + std::to_string(copy);
  }
  const Json answer = post_streamed(line_of(large) + "\n" + line_of(run_number(2)), 1000);
  EXPECT_THAT(statuses_of(answer), ElementsAre("rejected", "created"));
  EXPECT_THAT(answer["results"][0].at("error").get<std::string>(), HasSubstr("/api/upload-experiment"));
}

TEST_F(BulkUpload, MoreThanOneGroupIsStored) {
  std::string body;
  for (int number = 0; number < 1203; ++number) body += line_of(run_number(number)) + "\n";
  const Json answer = post_streamed(body, 65536);
  EXPECT_EQ(answer.at("accepted"), 1203);
  EXPECT_THAT(answer.at("results"), SizeIs(1203));
  EXPECT_EQ(count("test_runs"), 1203);
  EXPECT_EQ(count("performance_metrics"), 2 * 1203);
  EXPECT_EQ(count("model_variants"), 1);
}

TEST_F(BulkUpload, ScoresOfTheRunsAreStoredToo) {
  ExperimentRun scored = run_number(1);
  scored.benchmark_scores.push_back(a_gsm8k_score(700, 1319));
  ExperimentRun later = run_number(2);
  later.benchmark_scores.push_back(a_gsm8k_score(710, 1319));
  EXPECT_EQ(post("[" + line_of(later) + "," + line_of(scored) + "]").at("accepted"), 2);
  EXPECT_THAT(texts("SELECT correct_answers::text AS text FROM score_parts"), ElementsAre("710"));
}

TEST_F(BulkUpload, GroupsThatShareRunsInOtherOrdersBothSucceed) {
  std::string forward;
  std::string backward;
  for (int number = 0; number < 200; ++number) {
    ExperimentRun run = run_number(number);
    run.model_name = "model-" + std::to_string(number % 7);
    run.benchmark_scores.push_back(a_gsm8k_score(number, 1319));
    forward += line_of(run) + "\n";
    backward = line_of(run) + "\n" + backward;
  }
  std::latch start{4};
  std::vector<std::future<Json>> answers;
  for (const std::string& body : {forward, backward, forward, backward}) {
    answers.push_back(std::async(std::launch::async, [&, body] {
      start.arrive_and_wait();
      return post(body);
    }));
  }
  int accepted = 0;
  int duplicates = 0;
  for (auto& answer : answers) {
    const Json got = answer.get();
    EXPECT_EQ(got.at("rejected"), 0);
    accepted += got.at("accepted").get<int>();
    duplicates += got.at("duplicates").get<int>();
  }
  EXPECT_EQ(accepted, 200);
  EXPECT_EQ(duplicates, 600);
  EXPECT_EQ(count("test_runs"), 200);
}

}  // namespace
}  // namespace llmbench
