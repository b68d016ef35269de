// Bringing back what was removed: exactly as it was, once, and never over something else.

#include "support/endpoint_test.hpp"

#include "llmbench/util/json.hpp"

#include <gmock/gmock.h>

#include <future>
#include <latch>

namespace llmbench::api {
void add_delete_benchmark(http::Routes& routes, Services& services);
void add_delete_by_model(http::Routes& routes, Services& services);
void add_delete_by_tag(http::Routes& routes, Services& services);
void add_delete_run(http::Routes& routes, Services& services);
void add_detail(http::Routes& routes, Services& services);
void add_model_variants(http::Routes& routes, Services& services);
void add_performance_grid(http::Routes& routes, Services& services);
void add_restore(http::Routes& routes, Services& services);
void add_void_run(http::Routes& routes, Services& services);

namespace {

using testing::a_gsm8k_score;
using testing::a_run;
using ::testing::AnyOf;
using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Uuid kClientId = *parse_uuid("0197a000-0000-7000-8000-000000000001");

class Restore : public testing::EndpointTest {
 protected:
  Restore() {
    add_delete_benchmark(routes_, services_);
    add_delete_by_model(routes_, services_);
    add_delete_by_tag(routes_, services_);
    add_delete_run(routes_, services_);
    add_detail(routes_, services_);
    add_model_variants(routes_, services_);
    add_performance_grid(routes_, services_);
    add_restore(routes_, services_);
    add_void_run(routes_, services_);
  }

  std::string upload_id(const testing::RunBuilder& run) { return to_string(upload(run).test_run_id); }
  Json answer(const std::string& method, const std::string& target, const std::string& body = "") {
    return parse_json(call(method, target, body).body);
  }
  std::string restore_target(const Json& removal) { return "/api/restore/" + removal["audit_id"].dump(); }
  Json restore(const Json& removal) { return answer("POST", restore_target(removal)); }
  std::string detail(const std::string& id) { return call("GET", "/api/detail/" + id).body; }
  std::string grid() { return call("GET", "/api/performance-grid?rows=runs").body; }
  std::string configurations() { return call("GET", "/api/performance-grid").body; }
  std::string newest_audit_id() { return texts("SELECT max(id)::text AS text FROM audit_log").at(0); }
};

/// Runs that use what a row can hold: texts with quotes, samples, arrays with NULL, unknown values, a failed one.
std::vector<testing::RunBuilder> plain_and_odd_runs() {
  return {
      a_run().with_metric("tg128", 50.25, {50, 50.5}).with_metric("pp512", 4000.125).with_metric("tg32 @ d4096", 1e-9),
      a_run().with_time(std::nullopt).with_metric("tg128", 0.1 + 0.2).with_notes("quotes \" ' \\ and \n lines, {1,2}"),
      a_run().with_status(RunStatus::failed).with_tags({"a,b", "sample", "\"c\""}),
      a_run().with_id(kClientId).with_lora("adapter/é").with_gpu("CPU Only").with_metric("custom_metric", 1.5e300),
      a_run()
          .with_metric("tg128", 49)
          .with_score(a_gsm8k_score(700, 1319))
          .with_time(at("1999-12-31T23:59:59.999999Z")),
  };
}

TEST_F(Restore, EveryRunComesBackByteForByte) {
  std::vector<std::string> ids;
  for (const auto& run : plain_and_odd_runs()) ids.push_back(upload_id(run));
  answer("POST", "/api/void/" + ids[1], R"({"reason":"busy"})");
  const std::string grid_before = grid();
  const std::string configurations_before = configurations();
  const std::string variants_before = call("GET", "/api/model-variants").body;
  for (const std::string& id : ids) {
    SCOPED_TRACE(id);
    const std::string before = detail(id);
    const Json deleted = answer("DELETE", "/api/delete/" + id);
    const Json restored = restore(deleted);
    EXPECT_EQ(restored["success"], true);
    EXPECT_EQ(restored["status"], "restored");
    EXPECT_EQ(restored["restored"], Json({{"kind", "run"}, {"id", id}}));
    EXPECT_EQ(detail(id), before);
  }
  EXPECT_EQ(grid(), grid_before);
  EXPECT_EQ(configurations(), configurations_before);
  EXPECT_EQ(call("GET", "/api/model-variants").body, variants_before);
}

TEST_F(Restore, WhatIsThereAlreadyIsUnchanged) {
  const auto id = upload_id(a_run().with_metric("tg128", 50));
  const Json deleted = answer("DELETE", "/api/delete/" + id);
  restore(deleted);
  const Json again = restore(deleted);
  EXPECT_EQ(again["status"], "unchanged");
  EXPECT_EQ(again["unchanged"], true);
  EXPECT_EQ(again["audit_id"], nullptr);
  EXPECT_THAT(texts("SELECT action AS text FROM audit_log ORDER BY id"), ElementsAre("delete", "restore"));
}

TEST_F(Restore, ARunUploadedAgainIsUnchangedWhenNothingIsMissing) {
  const auto id = upload_id(a_run().with_metric("tg128", 50));
  const Json deleted = answer("DELETE", "/api/delete/" + id);
  EXPECT_EQ(upload_id(a_run().with_metric("tg128", 50)), id);
  EXPECT_EQ(restore(deleted)["status"], "unchanged");
}

TEST_F(Restore, OtherContentInItsPlaceIsAConflictUntilItIsDeleted) {
  const auto id = upload_id(a_run().with_id(kClientId).with_metric("tg128", 50));
  upload(a_run().with_id(kClientId).with_gpu("RTX 3060").with_metric("tg128", 20));
  const std::string replaced = newest_audit_id();
  const Error taken = refused("POST", "/api/restore/" + replaced);
  EXPECT_EQ(taken.code(), ErrorCode::conflict);
  EXPECT_THAT(taken.what(), HasSubstr("holds other content now; delete that run first"));
  answer("DELETE", "/api/delete/" + id);
  EXPECT_EQ(answer("POST", "/api/restore/" + replaced)["status"], "restored");
  EXPECT_THAT(texts("SELECT value::text AS text FROM performance_metrics WHERE metric_name = 'tg128'"),
              ElementsAre("50"));
}

TEST_F(Restore, ItsContentUnderAnotherIdIsAConflict) {
  const auto first = upload_id(a_run().with_id(kClientId).with_metric("tg128", 50));
  const Json deleted = answer("DELETE", "/api/delete/" + first);
  const auto second = upload_id(a_run().with_metric("tg128", 50));
  EXPECT_NE(first, second);
  EXPECT_THAT(refused("POST", restore_target(deleted)).what(), HasSubstr("stored again as run " + second));
}

TEST_F(Restore, AModelsRunsComeBackTogetherOrOneByOne) {
  for (int day = 1; day <= 3; ++day) {
    upload(a_run().with_metric("tg128", 50 + day).with_time(at("2025-06-0" + std::to_string(day) + "T12:00:00Z")));
  }
  const std::string before = grid();
  const Json deleted =
      answer("POST", "/api/delete-by-model", R"({"model_name":"Qwen/Qwen3-4B","quantization":"Q4_K_M"})");
  EXPECT_EQ(deleted["deleted_count"], 3);
  const std::string part = texts("SELECT min(id)::text AS text FROM audit_log WHERE part_of IS NOT NULL").at(0);
  EXPECT_EQ(answer("POST", "/api/restore/" + part)["restored_count"], 1);
  const Json restored = restore(deleted);
  EXPECT_EQ(restored["restored"]["kind"], "model");
  EXPECT_EQ(restored["restored_count"], 2);
  EXPECT_EQ(restored["unchanged_count"], 1);
  EXPECT_EQ(grid(), before);
}

TEST_F(Restore, OneConflictDoesNotKeepTheOthersAway) {
  const auto taken = upload_id(a_run().with_metric("tg128", 50).with_fingerprint("f"));
  upload(a_run().with_metric("tg128", 51).with_time(at("2025-06-09T12:00:00Z")));
  const Json deleted =
      answer("POST", "/api/delete-by-model", R"({"model_name":"Qwen/Qwen3-4B","quantization":"Q4_K_M"})");
  EXPECT_EQ(upload_id(a_run().with_metric("tg128", 70).with_fingerprint("f")), taken);
  const Json restored = restore(deleted);
  EXPECT_EQ(restored["restored_count"], 1);
  ASSERT_EQ(restored["conflicts"].size(), 1U);
  EXPECT_EQ(restored["conflicts"][0]["test_run_id"], taken);
  EXPECT_THAT(std::string(restored["conflicts"][0]["reason"]), HasSubstr("stored again with other figures"));
}

TEST_F(Restore, ScoresComeBackInEveryContext) {
  const auto id = upload_id(a_run().with_metric("tg128", 50).with_score(a_gsm8k_score(700, 1319)));
  ScoreUpload shots = a_gsm8k_score(900, 1319);
  shots.context = {{"shots", 8}};
  upload(a_run().with_metric("tg128", 51).with_time(at("2025-06-09T12:00:00Z")).with_score(shots));
  const std::string before = detail(id);
  const std::string parts = "SELECT p::text AS text FROM score_parts AS p ORDER BY context_key";
  const auto parts_before = texts(parts);
  ASSERT_EQ(parts_before.size(), 2U);
  const Json deleted = answer("POST", "/api/delete-benchmark/" + id, R"({"benchmark_type":"GSM8K"})");
  const Json restored = restore(deleted);
  EXPECT_EQ(restored["restored"]["kind"], "scores");
  EXPECT_EQ(restored["restored_count"], 2);
  EXPECT_EQ(detail(id), before);
  EXPECT_EQ(texts(parts), parts_before);
  EXPECT_EQ(restore(deleted)["status"], "unchanged");
}

TEST_F(Restore, WhatATagNamedComesBack) {
  const auto id = upload_id(a_run().with_metric("tg128", 50).with_tags({"trial"}).with_score(a_gsm8k_score(700, 1319)));
  const std::string before = detail(id);
  const Json deleted = answer("POST", "/api/delete-by-tag", R"({"tag":"trial"})");
  const Json restored = restore(deleted);
  EXPECT_EQ(restored["restored"], Json({{"kind", "tag"}, {"id", nullptr}}));
  EXPECT_EQ(restored["restored_count"], 2);
  EXPECT_EQ(detail(id), before);
}

TEST_F(Restore, RowsOfAnOlderSchemaGetTheDefaultsOfNewColumns) {
  const auto id = upload_id(a_run().with_metric("tg128", 50));
  const std::string before = detail(id);
  const Json deleted = answer("DELETE", "/api/delete/" + id);
  run_sql(
      "ALTER TABLE test_runs ADD COLUMN later text NOT NULL DEFAULT 'as always';"
      "ALTER TABLE performance_metrics ADD COLUMN later integer NOT NULL DEFAULT 7;"
      "ALTER TABLE test_runs ADD COLUMN doubled double precision GENERATED ALWAYS AS (tokens_per_second * 2) STORED");
  restore(deleted);
  EXPECT_EQ(detail(id), before);
  EXPECT_THAT(texts("SELECT later || ' ' || doubled AS text FROM test_runs"), ElementsAre("as always 100"));
  EXPECT_EQ(restore(deleted)["status"], "unchanged");
}

TEST_F(Restore, RowsThatBreakLaterRulesAreAConflict) {
  const auto id = upload_id(a_run().with_metric("tg128", 50));
  const Json deleted = answer("DELETE", "/api/delete/" + id);
  run_sql("ALTER TABLE performance_metrics ADD CONSTRAINT later CHECK (value > 1000)");
  EXPECT_EQ(refused("POST", restore_target(deleted)).code(), ErrorCode::conflict);
}

TEST_F(Restore, EntriesThatRemovedNothingSayWhatToDo) {
  const auto id = upload_id(a_run().with_metric("tg128", 50));
  answer("POST", "/api/void/" + id, R"({"reason":"busy"})");
  const Error voided = refused("POST", "/api/restore/" + newest_audit_id());
  EXPECT_EQ(voided.code(), ErrorCode::conflict);
  EXPECT_THAT(voided.what(), HasSubstr("POST /api/unvoid/" + id));
  upload(a_run().with_metric("tg128", 50).with_metric("pp512", 4000).with_fingerprint("other"));
  for (const char* unknown : {"999999", "0", "-1", "x", "99999999999999999999"}) {
    EXPECT_EQ(refused("POST", std::string("/api/restore/") + unknown).code(), ErrorCode::not_found) << unknown;
  }
}

/// Calls all of these at the same moment, each from a thread of its own: the status of each answer's error or "ok".
class RestoreTogether : public Restore {
 protected:
  std::vector<std::string> together(const std::vector<std::function<void()>>& calls) {
    std::latch start{static_cast<std::ptrdiff_t>(calls.size())};
    std::vector<std::future<std::string>> pending;
    for (const auto& one : calls) {
      pending.push_back(std::async(std::launch::async, [&start, &one]() -> std::string {
        start.arrive_and_wait();
        try {
          one();
          return "ok";
        } catch (const Error& error) {
          return std::string(to_string(error.code()));
        }
      }));
    }
    std::vector<std::string> results;
    for (auto& result : pending) results.push_back(result.get());
    return results;
  }
};

TEST_F(RestoreTogether, ARunIsDeletedAndRestoredOnce) {
  const auto id = upload_id(a_run().with_metric("tg128", 50));
  const std::function<void()> remove = [&] { call("DELETE", "/api/delete/" + id); };
  auto results = together({remove, remove, remove, remove});
  EXPECT_EQ(std::ranges::count(results, "ok"), 1);
  EXPECT_EQ(std::ranges::count(results, "not_found"), 3);
  const std::string target = "/api/restore/" + newest_audit_id();
  const std::function<void()> bring_back = [&] { call("POST", target); };
  results = together({bring_back, bring_back, bring_back, bring_back});
  EXPECT_THAT(results, ElementsAre("ok", "ok", "ok", "ok"));
  EXPECT_EQ(count("audit_log"), 2) << "one delete, one restore, three unchanged";
  EXPECT_EQ(count("test_runs"), 1);
}

TEST_F(RestoreTogether, DeletingWhileTheSameRunIsUploadedLeavesItWholeOrGone) {
  const auto run = a_run().with_metric("tg128", 50).with_metric("pp512", 4000);
  const auto id = upload_id(run);
  for (int turn = 0; turn < 10; ++turn) {
    const auto results = together(
        {[&] { call("DELETE", "/api/delete/" + id); }, [&] { upload(run); },
         [&] { call("POST", "/api/delete-by-model", R"({"model_name":"Qwen/Qwen3-4B","quantization":"Q4_K_M"})"); },
         [&] { upload(run); }});
    EXPECT_THAT(results[0], AnyOf("ok", "not_found"));
    EXPECT_THAT(results, ElementsAre(results[0], "ok", "ok", "ok"));
    EXPECT_EQ(count("performance_metrics"), 4 * count("test_runs"));
    EXPECT_EQ(parse_json(grid()).size(), static_cast<std::size_t>(count("test_runs")));
    upload(run);
  }
}

}  // namespace
}  // namespace llmbench::api
