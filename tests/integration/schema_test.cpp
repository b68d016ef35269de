// What the database guarantees by itself: documentation, constraints, and a change feed that sees every writer.

#include "support/test_database.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace llmbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const Uuid kVariant = *parse_uuid("00000000-0000-8000-8000-000000000001");
const Uuid kHardware = *parse_uuid("00000000-0000-8000-8000-000000000002");
const Uuid kRunId = *parse_uuid("00000000-0000-8000-8000-000000000003");
const Uuid kOtherRun = *parse_uuid("00000000-0000-8000-8000-000000000004");

class Schema : public ::testing::Test {
 protected:
  void run(const std::string& sql) {
    database_.pool().transact([&](db::Transaction& tx) { tx.run_script("test", sql); });
  }
  std::vector<std::string> texts(const std::string& sql) {
    return database_.pool().transact([&](db::Transaction& tx) {
      std::vector<std::string> values;
      for (const db::Row row : tx.run({"test", sql.c_str()})) values.push_back(row.get<std::string>("text"));
      return values;
    });
  }
  ErrorCode failure_of(const std::string& sql) {
    try {
      run(sql);
    } catch (const Error& error) {
      return error.code();
    }
    ADD_FAILURE() << "was accepted: " << sql;
    return ErrorCode::internal;
  }
  void insert_variant_and_machine() {
    run("INSERT INTO model_variants (id, model_name, quantization) VALUES ('" + to_string(kVariant) +
        "', 'Qwen/Qwen3-4B-Instruct', 'Q4_K_M');"
        "INSERT INTO hardware_profiles (id, platform, category) VALUES ('" +
        to_string(kHardware) + "', 'unknown', 'unknown')");
  }
  void insert_run(const Uuid& id, const std::string& more_columns = "", const std::string& more_values = "") {
    run(run_sql(id, more_columns, more_values));
  }
  static std::string run_sql(const Uuid& id, const std::string& more_columns, const std::string& more_values) {
    const std::string text = "'" + to_string(id) + "'";
    return "INSERT INTO test_runs (id, content_id, model_variant_id, hardware_profile_id, configuration_id, series_id, "
           "backend" +
           more_columns + ") VALUES (" + text + ", " + text + ", '" + to_string(kVariant) + "', '" +
           to_string(kHardware) + "', " + text + ", " + text + ", 'llama.cpp'" + more_values + ")";
  }
  /// "entity id" of every entry since the last call.
  std::vector<std::string> new_changes() {
    auto changes = texts("SELECT entity || ' ' || entity_id AS text FROM change_log WHERE change_id > " +
                         std::to_string(seen_) + " ORDER BY change_id");
    seen_ = std::stol(texts("SELECT coalesce(max(change_id), 0)::text AS text FROM change_log").at(0));
    return changes;
  }

  testing::TestDatabase database_;
  long seen_ = 0;
};

TEST_F(Schema, EveryTableAndViewIsDocumented) {
  EXPECT_THAT(texts(R"sql(
    SELECT c.relname::text AS text FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND obj_description(c.oid, 'pg_class') IS NULL)sql"),
              IsEmpty());
}

TEST_F(Schema, EveryColumnIsDocumented) {
  EXPECT_THAT(texts(R"sql(
    SELECT c.relname || '.' || a.attname AS text
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
      AND col_description(c.oid, a.attnum) IS NULL)sql"),
              IsEmpty());
}

TEST_F(Schema, ThePromisedViewsAreThere) {
  EXPECT_THAT(texts("SELECT viewname::text AS text FROM pg_views WHERE schemaname = 'public'"),
              UnorderedElementsAre("mmlu_scores_v2", "gsm8k_scores_v2", "humaneval_scores_v2", "hellaswag_scores_v2",
                                   "truthfulqa_scores_v2", "generic_benchmark_scores_v2", "quality_scores",
                                   "variant_quality", "performance_grid", "run_grid", "latest_runs", "series"));
}

TEST_F(Schema, TheReaderMayReadEveryTableAndViewButTheTokensAndWriteNone) {
  EXPECT_THAT(texts(R"sql(
    SELECT c.relname::text AS text FROM pg_class AS c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND c.relname <> 'api_tokens'
      AND (NOT has_table_privilege('llm_benchmark_reader', c.oid, 'SELECT')
           OR has_table_privilege('llm_benchmark_reader', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')))sql"),
              IsEmpty());
  EXPECT_THAT(texts("SELECT has_table_privilege('llm_benchmark_reader', 'api_tokens', "
                    "'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')::text AS text"),
              ElementsAre("false"));
}

TEST_F(Schema, EveryForeignKeyHasAnIndexForItsDeletes) {
  // score_parts.upload_id is left out: uploads are never deleted, only marked.
  EXPECT_THAT(texts(R"sql(
    SELECT k.conrelid::regclass || '.' || a.attname AS text
    FROM pg_constraint AS k JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND NOT EXISTS (
      SELECT 1 FROM pg_index AS i WHERE i.indrelid = k.conrelid AND i.indkey[0] = k.conkey[1]))sql"),
              ElementsAre("score_parts.upload_id"));
}

TEST_F(Schema, RowsEditedByHandReachTheChangeFeed) {
  insert_variant_and_machine();
  EXPECT_THAT(new_changes(), ElementsAre("variant " + to_string(kVariant), "hardware " + to_string(kHardware)));
  insert_run(kRunId);
  EXPECT_THAT(new_changes(), ElementsAre("run " + to_string(kRunId)));
  run("INSERT INTO performance_metrics (test_run_id, metric_name, value) SELECT '" + to_string(kRunId) +
      "', 'm' || g, g FROM generate_series(1, 5) AS g");
  EXPECT_THAT(new_changes(), ElementsAre("run " + to_string(kRunId)));
  run("UPDATE test_runs SET notes = 'x'");
  EXPECT_THAT(new_changes(), ElementsAre("run " + to_string(kRunId)));
  run("UPDATE hardware_profiles SET platform = 'RTX 4090'");
  EXPECT_THAT(new_changes(), ElementsAre("hardware " + to_string(kHardware)));
  run("DELETE FROM test_runs");  // its metrics go with it and say so too
  EXPECT_THAT(new_changes(), ElementsAre("run " + to_string(kRunId), "run " + to_string(kRunId)));
}

TEST_F(Schema, MovingAMetricNamesBothRuns) {
  insert_variant_and_machine();
  insert_run(kRunId);
  insert_run(kOtherRun);
  run("INSERT INTO performance_metrics (test_run_id, metric_name, value) VALUES ('" + to_string(kRunId) + "', 'm', 1)");
  new_changes();
  run("UPDATE performance_metrics SET test_run_id = '" + to_string(kOtherRun) + "'");
  EXPECT_THAT(new_changes(), UnorderedElementsAre("run " + to_string(kRunId), "run " + to_string(kOtherRun)));
}

TEST_F(Schema, ScoresNameTheirVariantAndArtifactsThemselves) {
  insert_variant_and_machine();
  new_changes();
  const std::string upload = "00000000-0000-8000-8000-0000000000aa";
  run("INSERT INTO score_uploads (id, model_variant_id, benchmark, payload, parts) VALUES ('" + upload + "', '" +
      to_string(kVariant) + "', 'gsm8k', '{}', '[{\"score\":50}]')");
  run("INSERT INTO score_parts (model_variant_id, benchmark, score, upload_id) VALUES ('" + to_string(kVariant) +
      "', 'gsm8k', 50, '" + upload + "')");
  run("INSERT INTO model_artifacts (id, model_variant_id) VALUES ('" + upload + "', '" + to_string(kVariant) + "')");
  EXPECT_THAT(new_changes(),
              ElementsAre("scores " + to_string(kVariant), "scores " + to_string(kVariant), "artifact " + upload));
}

TEST_F(Schema, TruncateAsksForAReload) {
  run("TRUNCATE score_parts");
  EXPECT_THAT(new_changes(), ElementsAre("reload 00000000-0000-0000-0000-000000000000"));
}

TEST_F(Schema, ARolledBackWriteLeavesNoChange) {
  EXPECT_THROW(database_.pool().transact([&](db::Transaction& tx) {
    tx.run_script("test", "INSERT INTO model_variants (id, model_name, quantization) VALUES ('" + to_string(kVariant) +
                              "', 'm', 'q')");
    throw Error{ErrorCode::conflict, "stop"};
  }),
               Error);
  EXPECT_THAT(new_changes(), IsEmpty());
}

TEST_F(Schema, NumbersThatAreNoNumbersAreRefused) {
  insert_variant_and_machine();
  insert_run(kRunId);
  const std::string metric = "INSERT INTO performance_metrics (test_run_id, metric_name, value, samples) VALUES ('" +
                             to_string(kRunId) + "', ";
  EXPECT_EQ(failure_of(metric + "'a', 'NaN', '{}')"), ErrorCode::invalid_input);
  EXPECT_EQ(failure_of(metric + "'a', 'Infinity', '{}')"), ErrorCode::invalid_input);
  EXPECT_EQ(failure_of(metric + "'a', 1, '{1,NaN}')"), ErrorCode::invalid_input);
  EXPECT_EQ(failure_of(metric + "'a', 1, '{1,-Infinity}')"), ErrorCode::invalid_input);
  EXPECT_EQ(failure_of(metric + "'a', 1, '{1,NULL}')"), ErrorCode::invalid_input);
  run(metric + "'a', -1.5, '{1,2}')");  // a difference may be negative
  EXPECT_EQ(failure_of("UPDATE test_runs SET tokens_per_second = -1, speed_tokens = 0, speed_depth = 0"),
            ErrorCode::invalid_input);
}

TEST_F(Schema, SpeedPointsStayParallel) {
  insert_variant_and_machine();
  EXPECT_EQ(failure_of(run_sql(kRunId, ", point_kinds", ", '{generation}'")), ErrorCode::invalid_input);
  insert_run(kRunId, ", point_kinds, point_tokens, point_depths, point_speeds, point_cvs, point_gpu_assisted",
             ", '{generation}', '{128}', '{0}', '{50}', '{NULL}', '{f}'");
}

TEST_F(Schema, UnknownWordsAreRefused) {
  insert_variant_and_machine();
  EXPECT_EQ(failure_of(run_sql(kRunId, ", status", ", 'done'")), ErrorCode::invalid_input);
  EXPECT_EQ(failure_of(run_sql(kRunId, ", load", ", 'heavy'")), ErrorCode::invalid_input);
  EXPECT_EQ(failure_of(run_sql(kRunId, ", memory_source", ", 'guessed'")), ErrorCode::invalid_input);
  EXPECT_EQ(failure_of(run_sql(kRunId, ", settings", ", '[]'")), ErrorCode::invalid_input);
  EXPECT_EQ(failure_of("UPDATE hardware_profiles SET category = 'toaster'"), ErrorCode::invalid_input);
}

TEST_F(Schema, TheAuditLogIsAppendOnly) {
  run("INSERT INTO audit_log (action, entity) VALUES ('delete', 'run')");
  EXPECT_EQ(failure_of("UPDATE audit_log SET actor = 'nobody'"), ErrorCode::invalid_input);
  EXPECT_EQ(failure_of("DELETE FROM audit_log"), ErrorCode::invalid_input);
}

TEST_F(Schema, BaseNamesMeetAcrossOwnersCaseAndInstruct) {
  run(R"sql(INSERT INTO model_variants (id, model_name, quantization) VALUES
    ('00000000-0000-8000-8000-00000000000a', 'Qwen/Qwen2.5-7B-Instruct', 'Q8_0'),
    ('00000000-0000-8000-8000-00000000000b', 'qwen2.5_7b', 'Q8_0'),
    ('00000000-0000-8000-8000-00000000000c', 'Qwen2.5-72B', 'Q8_0'))sql");
  EXPECT_THAT(texts("SELECT base_name AS text FROM model_variants ORDER BY id"),
              ElementsAre("qwen2.5-7b", "qwen2.5-7b", "qwen2.5-72b"));
}

TEST_F(Schema, WilsonIntervalsInSqlAreThoseOfTheServer) {
  EXPECT_THAT(
      texts("SELECT round(wilson_low(747, 1196)::numeric, 2) || ' ' || round(wilson_high(747, 1196)::numeric, 2) "
            "AS text"),
      ElementsAre("59.68 65.16"));
  EXPECT_THAT(texts("SELECT concat_ws(' ', wilson_low(0, 10), wilson_high(10, 10)) AS text"), ElementsAre("0 100"));
  EXPECT_THAT(texts("SELECT (wilson_low(0, 0) IS NULL AND wilson_low(NULL, 5) IS NULL)::text AS text"),
              ElementsAre("true"));
}

}  // namespace
}  // namespace llmbench
