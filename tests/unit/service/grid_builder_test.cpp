// What a row of the grid is: the union of a configuration's runs, newest builds, samples, LoRA views.
#include "unit/service/grid_data.hpp"

#include <gmock/gmock.h>

namespace llmbench::service::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const GridParameters kNothing;

TEST(GridBuilder, RunsOfOneConfigurationAreOneRowOfMedians) {
  const auto page = query_grid(snapshot_of({a_run("a").configuration("c").points({tg(128, 10)}).memory(4),
                                            a_run("b").configuration("c").points({tg(128, 30)}).memory(6),
                                            a_run("d").configuration("c").points({tg(128, 20)})}),
                               kNothing);
  ASSERT_THAT(page.rows, SizeIs(1));
  EXPECT_EQ(page.rows[0].row.runs_count, 3U);
  EXPECT_DOUBLE_EQ(page.rows[0].row.speed, 20);
  EXPECT_DOUBLE_EQ(page.rows[0].row.memory_gb, 5);
}

TEST(GridBuilder, PromptAndGenerationRunsOfOneConfigurationShareARow) {
  const auto page = query_grid(snapshot_of({a_run("prompt").configuration("c").points({pp(512, 900)}),
                                            a_run("generation").configuration("c").points({tg(128, 50)})}),
                               kNothing);
  ASSERT_THAT(page.rows, SizeIs(1));
  EXPECT_DOUBLE_EQ(page.rows[0].row.speed, 50);
  EXPECT_DOUBLE_EQ(page.rows[0].row.prompt_speed, 900);
}

TEST(GridBuilder, RunIdsComeNewestFirstAndTheRowIsTheNewest) {
  const auto page = query_grid(snapshot_of({a_run("middle").configuration("c").measured_at("2026-02-02T00:00:00Z"),
                                            a_run("old").configuration("c").measured_at("2026-02-01T00:00:00Z"),
                                            a_run("new").configuration("c").measured_at("2026-02-03T00:00:00Z")}),
                               kNothing);
  ASSERT_THAT(page.rows, SizeIs(1));
  EXPECT_EQ(page.rows[0].run_ids, (std::vector{id_of("run new"), id_of("run middle"), id_of("run old")}));
  EXPECT_EQ(page.rows[0].run_id, id_of("run new"));
}

TEST(GridBuilder, MeasuredMemoryIsNotMixedWithEstimates) {
  const auto estimated = [](store::GridRun& run) { run.headline.memory_source = "estimated"; };
  const auto page = query_grid(
      snapshot_of({a_run("a").configuration("c").memory(4), a_run("b").configuration("c").memory(100).with(estimated)}),
      kNothing);
  ASSERT_THAT(page.rows, SizeIs(1));
  EXPECT_DOUBLE_EQ(page.rows[0].row.memory_gb, 4);
  EXPECT_EQ(memory_source_name(page.rows[0].row.memory_source), "measured");
}

TEST(GridBuilder, RemovedRunsLeaveTheUnion) {
  GridBuilder builder;
  builder.upsert_run(a_run("a").configuration("c").speed(10));
  builder.upsert_run(a_run("b").configuration("c").speed(30));
  (void)builder.publish();
  builder.remove_run(id_of("run b"));
  auto page = query_grid(builder.publish(), kNothing);
  ASSERT_THAT(page.rows, SizeIs(1));
  EXPECT_DOUBLE_EQ(page.rows[0].row.speed, 10);
  builder.remove_run(id_of("run a"));
  page = query_grid(builder.publish(), kNothing);
  EXPECT_THAT(page.rows, IsEmpty());
  EXPECT_EQ(page.total, 0U);
}

TEST(GridBuilder, AnOlderSnapshotStaysAsItWas) {
  GridBuilder builder;
  builder.upsert_run(a_run("a").speed(10));
  const auto before = builder.publish();
  builder.upsert_run(a_run("a").speed(99));
  builder.upsert_run(a_run("b").speed(5));
  const auto after = builder.publish();
  ASSERT_THAT(query_grid(before, kNothing).rows, SizeIs(1));
  EXPECT_DOUBLE_EQ(query_grid(before, kNothing).rows[0].row.speed, 10);
  EXPECT_THAT(query_grid(after, kNothing).rows, SizeIs(2));
  EXPECT_LT(before->version, after->version);
}

TEST(GridBuilder, OnlyTheNewestBuildOfASeriesIsARow) {
  GridBuilder builder;
  builder.upsert_run(a_run("old").series("s").measured_at("2026-01-01T00:00:00Z"));
  builder.upsert_run(a_run("new").series("s").measured_at("2026-03-01T00:00:00Z"));
  builder.upsert_run(a_run("middle").series("s").measured_at("2026-02-01T00:00:00Z"));
  EXPECT_EQ(configurations(query_grid(builder.publish(), kNothing)), ids_of({"new"}));
  EXPECT_THAT(query_grid(builder.publish(), values({{"latest_builds", "false"}})).rows, SizeIs(3));
  builder.remove_run(id_of("run new"));
  EXPECT_EQ(configurations(query_grid(builder.publish(), kNothing)), ids_of({"middle"}));
}

TEST(GridBuilder, SampleRunsAreNeverMergedWithRealOnesNorHideThem) {
  const auto page = query_grid(
      snapshot_of({a_run("real").configuration("c").series("s").speed(10).measured_at("2026-01-01T00:00:00Z"),
                   a_run("sample")
                       .configuration("c")
                       .series("s")
                       .speed(1000)
                       .tags({"sample"})
                       .measured_at("2026-06-01T00:00:00Z")}),
      values({{"sort", "speed"}}));
  ASSERT_THAT(page.rows, SizeIs(2));
  EXPECT_DOUBLE_EQ(page.rows[0].row.speed, 10);
  EXPECT_TRUE(page.rows[0].speed_ranked);
  EXPECT_DOUBLE_EQ(page.rows[1].row.speed, 1000);
  EXPECT_FALSE(page.rows[1].speed_ranked);
  EXPECT_TRUE(page.rows[1].has_flag(kSample));
}

TEST(GridBuilder, AnAdapterWithoutRunsIsShownOverTheRunsOfItsBase) {
  const auto base = a_variant("Qwen/Qwen3-4B", "Q4_K_M");
  const auto adapter = a_variant("Qwen/Qwen3-4B", "Q4_K_M", "law");
  GridBuilder builder;
  builder.upsert_variant(base);
  builder.upsert_variant(adapter);
  builder.upsert_run(a_run("a").speed(10));
  EXPECT_THAT(query_grid(builder.publish(), kNothing).rows, SizeIs(1))
      << "an adapter without scores has nothing to show";

  builder.set_scores(adapter.id, {a_score(adapter, "gsm8k", 70)});
  const auto page = query_grid(builder.publish(), list("lora", {"law"}));
  ASSERT_THAT(page.rows, SizeIs(1));
  EXPECT_TRUE(page.rows[0].has_flag(kSpeedFromBase));
  EXPECT_EQ(page.rows[0].variant->variant.lora_adapter, "law");
  EXPECT_DOUBLE_EQ(page.rows[0].row.speed, 10);
  EXPECT_THAT(query_grid(builder.publish(), list("lora", {})).rows, SizeIs(1)) << "lora= is only the base";
  EXPECT_THAT(query_grid(builder.publish(), kNothing).rows, SizeIs(2));
  EXPECT_THAT(query_grid(builder.publish(), values({{"rows", "runs"}})).rows, SizeIs(1)) << "it is not a run";

  builder.upsert_run(a_run("own").model("Qwen/Qwen3-4B", "Q4_K_M", "law").speed(7));
  const auto own = query_grid(builder.publish(), list("lora", {"law"}));
  ASSERT_THAT(own.rows, SizeIs(1));
  EXPECT_FALSE(own.rows[0].has_flag(kSpeedFromBase));
  EXPECT_DOUBLE_EQ(own.rows[0].row.speed, 7);
  builder.remove_run(id_of("run own"));
  EXPECT_TRUE(query_grid(builder.publish(), list("lora", {"law"})).rows.at(0).has_flag(kSpeedFromBase));
}

TEST(GridBuilder, AScoreShowsOnEveryMachineWhicheverCameFirst) {
  const auto variant = a_variant("Qwen/Qwen3-4B", "Q4_K_M");
  GridBuilder builder;
  builder.upsert_variant(variant);
  builder.upsert_run(a_run("before"));
  builder.set_scores(variant.id, {an_mmlu_pro_score(variant, 60)});
  builder.upsert_run(a_run("after").gpu("RTX 3060", 12));
  const auto page = query_grid(builder.publish(), kNothing);
  ASSERT_THAT(page.rows, SizeIs(2));
  for (const auto& row : page.rows) {
    ASSERT_NE(row.quality, nullptr);
    EXPECT_DOUBLE_EQ(row.quality->summary.score, 60);
    EXPECT_EQ(row.quality->interval_method, "wilson");
    EXPECT_EQ(row.quality, row.mmlu_pro);
  }
  builder.set_scores(variant.id, {});
  EXPECT_EQ(query_grid(builder.publish(), kNothing).rows.at(0).quality, nullptr);
}

TEST(GridBuilder, ASampleScoreShowsOnlyWhereNoRealRunIs) {
  const auto variant = a_variant("Qwen/Qwen3-4B", "Q4_K_M");
  auto score = an_mmlu_pro_score(variant, 60);
  score.scores.sample = true;
  GridBuilder builder;
  builder.upsert_variant(variant);
  builder.set_scores(variant.id, {score});
  builder.upsert_run(a_run("sample").tags({"sample"}));
  EXPECT_NE(query_grid(builder.publish(), kNothing).rows.at(0).quality, nullptr);
  builder.upsert_run(a_run("real"));
  for (const auto& row : query_grid(builder.publish(), kNothing).rows) EXPECT_EQ(row.quality, nullptr);
  builder.remove_run(id_of("run real"));
  EXPECT_NE(query_grid(builder.publish(), kNothing).rows.at(0).quality, nullptr);
}

TEST(GridBuilder, ARenamedVariantIsListedOnceUnderItsNewName) {
  auto variant = a_variant("Old", "Q4_K_M");
  GridBuilder builder;
  builder.upsert_variant(variant);
  builder.set_scores(variant.id, {a_score(variant, "gsm8k", 50)});
  (void)builder.publish();
  variant.variant.model_name = "New";
  builder.upsert_variant(variant);
  const auto snapshot = builder.publish();
  std::vector<std::string> names;
  for (const auto& scores : *snapshot->variant_scores) {
    if (scores) names.push_back(scores->variant.variant.model_name);
  }
  EXPECT_THAT(names, ElementsAre("New"));
}

TEST(GridBuilder, ManyChangesAreCompactedAndAnswerTheSame) {
  GridBuilder builder;
  for (int run = 0; run < 3000; ++run) {
    builder.upsert_run(a_run(std::to_string(run))
                           .configuration("c" + std::to_string(run / 2))
                           .points({tg(128, run + 1.0), tg(128, run + 2.0, 4096)}));
  }
  for (int round = 0; round < 4; ++round) {
    for (int run = 0; run < 3000; run += 2) {
      builder.upsert_run(a_run(std::to_string(run))
                             .configuration("c" + std::to_string(run / 2))
                             .points({tg(128, run + 1.0), tg(128, run + 2.0, 4096)}));
    }
    (void)builder.publish();
  }
  const auto snapshot = builder.publish();
  EXPECT_GE(builder.sizes().compactions, 1U);
  const auto page = query_grid(snapshot, values({{"sort", "speed"}, {"limit", "1000"}, {"at_depth", "4096"}}));
  EXPECT_EQ(page.total, 1500U);
  EXPECT_EQ(snapshot->runs.live, 3000U);
  ASSERT_THAT(page.rows, SizeIs(1000));
  EXPECT_DOUBLE_EQ(page.rows[0].row.speed, (2998 + 2 + 2999 + 2) / 2.0);
  EXPECT_EQ(page.rows[0].configuration_id, id_of("c1499"));
  EXPECT_THAT(page.rows[0].run_ids, ::testing::UnorderedElementsAre(id_of("run 2998"), id_of("run 2999")));
}

}  // namespace
}  // namespace llmbench::service::testing
