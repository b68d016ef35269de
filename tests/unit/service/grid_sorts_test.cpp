// Order, ranking, paging and the benchmark of a response.
#include "unit/service/grid_data.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>

#include <random>
#include <set>

namespace llmbench::service::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

std::vector<Uuid> sorted_by(const std::shared_ptr<const GridSnapshot>& snapshot, const std::string& sort,
                            const std::string& direction = "") {
  GridParameters parameters = values({{"sort", sort}});
  if (!direction.empty()) parameters.values["direction"] = direction;
  return configurations(query_grid(snapshot, parameters));
}

TEST(GridSorts, TheNewestComeFirstAndUnknownTimesLast) {
  const auto snapshot = snapshot_of({a_run("old").measured_at("2026-01-01T00:00:00Z"),
                                     a_run("unknown").with([](store::GridRun& run) { run.timestamp.reset(); }),
                                     a_run("new").measured_at("2026-02-01T00:00:00Z")});
  EXPECT_EQ(configurations(query_grid(snapshot, {})), ids_of({"new", "old", "unknown"}));
  EXPECT_EQ(sorted_by(snapshot, "timestamp", "asc"), ids_of({"old", "new", "unknown"}));
}

TEST(GridSorts, NamesIgnoreCase) {
  const auto snapshot = snapshot_of(
      {a_run("b").model("beta", "Q8_0"), a_run("a").model("Alpha", "Q4_0"), a_run("c").model("Gamma", "FP16")});
  EXPECT_EQ(sorted_by(snapshot, "model_name"), ids_of({"a", "b", "c"}));
  EXPECT_EQ(sorted_by(snapshot, "model_name", "desc"), ids_of({"c", "b", "a"}));
  EXPECT_EQ(sorted_by(snapshot, "quantization"), ids_of({"c", "a", "b"}));
}

TEST(GridSorts, PlatformsAndBackendsAreNamesToo) {
  const auto snapshot =
      snapshot_of({a_run("m").gpu("Apple M2", 16).backend("vLLM"), a_run("r").gpu("RTX 3090", 24).backend("llama.cpp"),
                   a_run("t").gpu("T4", 16, 2).backend("SGLang")});
  EXPECT_EQ(sorted_by(snapshot, "platform"), ids_of({"t", "m", "r"}));
  EXPECT_EQ(sorted_by(snapshot, "backend"), ids_of({"r", "t", "m"}));
  EXPECT_EQ(sorted_by(snapshot, "backend", "desc"), ids_of({"m", "t", "r"}));
}

TEST(GridSorts, ConfigurationsWithMostRunsComeFirst) {
  const auto snapshot =
      snapshot_of({a_run("once"), a_run("twice 1").configuration("twice"), a_run("twice 2").configuration("twice")});
  EXPECT_EQ(sorted_by(snapshot, "runs"), ids_of({"twice", "once"}));
  EXPECT_EQ(sorted_by(snapshot, "runs", "asc"), ids_of({"once", "twice"}));
}

TEST(GridSorts, UnknownNumbersAreLastInBothDirections) {
  const auto sized = [](double gb) { return [gb](store::GridRun& run) { run.headline.model_size_gb = gb; }; };
  const auto snapshot =
      snapshot_of({a_run("big").memory(40).with(sized(30)), a_run("unknown"), a_run("small").memory(4).with(sized(3))});
  EXPECT_EQ(sorted_by(snapshot, "memory"), ids_of({"small", "big", "unknown"}));
  EXPECT_EQ(sorted_by(snapshot, "memory", "desc"), ids_of({"big", "small", "unknown"}));
  EXPECT_EQ(sorted_by(snapshot, "size"), ids_of({"small", "big", "unknown"}));
}

TEST(GridSorts, EfficiencyIsSpeedPerEnergy) {
  const auto watts = [](double value) {
    return [value](store::GridRun& run) { run.headline.gpu_power_watts = value; };
  };
  const auto snapshot = snapshot_of({a_run("hungry").speed(100).with(watts(400)), a_run("unknown").speed(500),
                                     a_run("thrifty").speed(50).with(watts(50))});
  EXPECT_EQ(sorted_by(snapshot, "efficiency"), ids_of({"thrifty", "hungry", "unknown"}));
  const auto page = query_grid(snapshot, values({{"sort", "efficiency"}}));
  EXPECT_DOUBLE_EQ(page.rows[0].tokens_per_kwh().value(), 3.6e6);
}

TEST(GridSorts, OneClassIsRankedAndTheOthersFollow) {
  const auto snapshot = snapshot_of({a_run("tg a").points({tg(128, 10)}), a_run("tg b").points({tg(256, 20)}),
                                     a_run("long").points({tg(1024, 500)}), a_run("deep").points({tg(128, 900, 4096)}),
                                     a_run("unspecified").points({tg(0, 1000)}), a_run("none")});
  const auto page = query_grid(snapshot, values({{"sort", "speed"}}));
  EXPECT_EQ(configurations(page), ids_of({"tg b", "tg a", "unspecified", "deep", "long", "none"}));
  EXPECT_TRUE(page.rows[1].speed_ranked);
  EXPECT_FALSE(page.rows[2].speed_ranked);
  EXPECT_EQ(configurations(query_grid(snapshot, values({{"sort", "speed"}, {"speed_class", "tg_long"}}))),
            ids_of({"long", "unspecified", "deep", "tg b", "tg a", "none"}));
}

TEST(GridSorts, UnspecifiedIsRankedOnlyWhenNothingElseIsThere) {
  const auto both = snapshot_of({a_run("a").points({tg(0, 10)}), a_run("b").points({tg(0, 20)}), a_run("c").speed(5)});
  EXPECT_EQ(sorted_by(both, "speed"), ids_of({"c", "b", "a"}));
  const auto alone = query_grid(snapshot_of({a_run("a").points({tg(0, 10)}), a_run("b").points({tg(0, 20)})}),
                                values({{"sort", "speed"}}));
  EXPECT_EQ(configurations(alone), ids_of({"b", "a"}));
  EXPECT_TRUE(alone.rows[0].speed_ranked);
}

TEST(GridSorts, OneLoadIsRanked) {
  const auto concurrent = [](store::GridRun& run) { run.load = Load::concurrent; };
  const auto snapshot = snapshot_of(
      {a_run("single a").speed(10), a_run("single b").speed(20), a_run("server").speed(2000).with(concurrent)});
  EXPECT_EQ(sorted_by(snapshot, "speed"), ids_of({"single b", "single a", "server"}));
  GridParameters server = list("load", {"concurrent"});
  server.values["sort"] = "speed";
  const auto page = query_grid(snapshot, server);
  EXPECT_EQ(configurations(page), ids_of({"server"}));
  EXPECT_TRUE(page.rows[0].speed_ranked);
}

TEST(GridSorts, PromptSpeedsHaveClassesOfTheirOwn) {
  const auto snapshot = snapshot_of(
      {a_run("a").points({pp(512, 100)}), a_run("b").points({pp(512, 200)}), a_run("8k").points({pp(8192, 900)})});
  const auto page = query_grid(snapshot, values({{"sort", "prompt_speed"}}));
  EXPECT_EQ(configurations(page), ids_of({"b", "a", "8k"}));
  EXPECT_TRUE(page.rows[0].prompt_ranked);
  EXPECT_FALSE(page.rows[2].prompt_ranked);
  EXPECT_EQ(configurations(query_grid(snapshot, values({{"sort", "prompt_speed"}, {"prompt_class", "pp8k+"}}))),
            ids_of({"8k", "b", "a"}));
}

TEST(GridSorts, PartialAndSeveralHostsAreNotRanked) {
  const auto snapshot =
      snapshot_of({a_run("plain").speed(10),
                   a_run("partial").speed(100).with([](store::GridRun& run) { run.headline.partial = true; }),
                   a_run("cluster").speed(200).with([](store::GridRun& run) {
                     run.category = HardwareCategory::multi_host;
                     run.platform = "2 hosts";
                   })});
  EXPECT_EQ(sorted_by(snapshot, "speed"), ids_of({"plain", "cluster", "partial"}));
}

TEST(GridSorts, SamplesFollowRealRunsWhereverNumbersAreRanked) {
  const auto snapshot =
      snapshot_of({a_run("real").memory(40).speed(5), a_run("sample").memory(1).speed(500).tags({"sample"})});
  for (const std::string sort : {"speed", "memory"}) {
    EXPECT_EQ(sorted_by(snapshot, sort), ids_of({"real", "sample"})) << sort;
  }
}

TEST(GridSorts, MmluIsDecidedOncePerResponse) {
  const auto pro = a_variant("pro", "Q4_0");
  const auto classic = a_variant("classic", "Q4_0");
  GridBuilder builder;
  builder.upsert_variant(pro);
  builder.upsert_variant(classic);
  builder.set_scores(pro.id, {an_mmlu_pro_score(pro, 40)});
  auto score = an_mmlu_pro_score(classic, 90);
  score.scores.benchmark = "gsm8k";
  score.scores.parts.resize(1);
  score.scores.parts[0].category.clear();
  score.scores.parts[0].total_questions = 1319;
  builder.set_scores(classic.id, {score});
  builder.upsert_run(a_run("pro").model("pro", "Q4_0"));
  builder.upsert_run(a_run("classic").model("classic", "Q4_0"));
  const auto snapshot = builder.publish();

  const auto page = query_grid(snapshot, values({{"sort", "quality"}}));
  EXPECT_EQ(page.benchmark_used, "mmlu_pro");
  EXPECT_EQ(configurations(page), ids_of({"pro", "classic"}));
  EXPECT_EQ(page.rows[1].quality, nullptr) << "another benchmark never stands in this column";
  EXPECT_EQ(query_grid(snapshot, list("models", {"classic"})).benchmark_used, "mmlu")
      << "only rows that pass the other filters decide";
  EXPECT_EQ(query_grid(snapshot, values({{"benchmark", "GSM8K"}})).benchmark_used, "gsm8k");
  const auto none = query_grid(snapshot, values({{"benchmark", "none"}}));
  EXPECT_EQ(none.benchmark_used, "none");
  EXPECT_EQ(none.rows[0].quality, nullptr);
}

TEST(GridSorts, MinimumQualityAndDirectionFollowTheBenchmark) {
  GridBuilder builder;
  for (const auto& [name, perplexity] : std::map<std::string, double>{{"good", 5.1}, {"bad", 9.4}}) {
    const auto variant = a_variant(name, "Q4_0");
    builder.upsert_variant(variant);
    builder.set_scores(variant.id, {a_score(variant, "perplexity", perplexity, false)});
    builder.upsert_run(a_run(name).model(name, "Q4_0"));
  }
  builder.upsert_run(a_run("none").model("none", "Q4_0"));
  const auto snapshot = builder.publish();
  EXPECT_EQ(configurations(query_grid(snapshot, values({{"benchmark", "perplexity"}, {"sort", "quality"}}))),
            ids_of({"good", "bad", "none"}));
  EXPECT_EQ(configurations(query_grid(snapshot, values({{"benchmark", "perplexity"}, {"min_quality", "6"}}))),
            ids_of({"good"}));
  EXPECT_THAT(query_grid(snapshot, values({{"benchmark", "none"}, {"min_quality", "6"}})).rows, IsEmpty());
}

/// Reads page by page until there is no cursor.
std::vector<Uuid> read_all(const std::shared_ptr<const GridSnapshot>& snapshot, GridParameters parameters,
                           const std::string& limit) {
  std::vector<Uuid> ids;
  parameters.values["limit"] = limit;
  while (true) {
    const auto page = query_grid(snapshot, parameters);
    for (const auto& row : page.rows) ids.push_back(row.configuration_id);
    if (!page.next_cursor) return ids;
    parameters.values["cursor"] = *page.next_cursor;
  }
}

TEST(GridPaging, PagesPutTogetherAreTheWholeInEveryOrder) {
  std::mt19937 engine{20260101};  // NOLINT(cert-msc51-cpp): the same data in every run
  const auto random = [&] { return static_cast<int>(engine() % 1'000'000); };
  GridBuilder builder;
  for (int variant = 0; variant < 7; ++variant) {
    const auto row = a_variant("model " + std::to_string(variant), "Q4_0");
    builder.upsert_variant(row);
    if (variant % 2 == 0) builder.set_scores(row.id, {an_mmlu_pro_score(row, 40.0 + variant)});
  }
  for (int run = 0; run < 300; ++run) {
    RunBuilder built = a_run(std::to_string(run));
    built.model("model " + std::to_string(random() % 7), "Q4_0");
    if (random() % 3 != 0) built.points({tg(128 << (random() % 4), 1.0 + random() % 20, random() % 4 == 0 ? 4096 : 0)});
    if (random() % 3 != 0) built.memory(1.0 + random() % 5);
    if (random() % 9 == 0) built.tags({"sample"});
    builder.upsert_run(built);
  }
  const auto snapshot = builder.publish();
  for (const auto& sort : grid_sorts()) {
    for (const std::string direction : {"asc", "desc"}) {
      const auto parameters = values({{"sort", sort.name}, {"direction", direction}});
      const auto whole = configurations(query_grid(snapshot, parameters));
      ASSERT_THAT(whole, SizeIs(300));
      EXPECT_EQ(read_all(snapshot, parameters, "7"), whole) << sort.name << " " << direction;
    }
  }
}

TEST(GridPaging, AViewOverTheBaseIsARowOfItsOwnForPaging) {
  GridBuilder builder;
  builder.upsert_run(a_run("base").model("m", "Q4_0"));
  for (const std::string adapter : {"a", "b", "c"}) {
    const auto variant = a_variant("m", "Q4_0", adapter);
    builder.upsert_variant(variant);
    builder.set_scores(variant.id, {a_score(variant, "gsm8k", 50)});
  }
  EXPECT_THAT(read_all(builder.publish(), {}, "1"), SizeIs(4));
}

TEST(GridPaging, RowsWhoseKeyStaysComeExactlyOnceWhileOthersChange) {
  GridBuilder builder;
  for (int run = 0; run < 50; ++run) builder.upsert_run(a_run("stable " + std::to_string(run)).speed(run % 10));
  GridParameters parameters = values({{"sort", "speed"}, {"limit", "5"}});
  std::multiset<Uuid> seen;
  for (int step = 0;; ++step) {
    builder.upsert_run(a_run("moving").speed(step % 2 == 0 ? 0.5 : 9.5));
    builder.upsert_run(a_run("new " + std::to_string(step)).speed(step % 10));
    const auto page = query_grid(builder.publish(), parameters);
    for (const auto& row : page.rows) seen.insert(row.configuration_id);
    if (!page.next_cursor) break;
    parameters.values["cursor"] = *page.next_cursor;
  }
  for (int run = 0; run < 50; ++run) EXPECT_EQ(seen.count(id_of("stable " + std::to_string(run))), 1U) << run;
}

TEST(GridPaging, ACursorKeepsItsPlaceWhenNamesAppearAround) {
  GridBuilder builder;
  for (const std::string name : {"b", "d", "f"}) builder.upsert_run(a_run(name).model(name, "Q4_0"));
  GridParameters parameters = values({{"sort", "model_name"}, {"limit", "2"}});
  const auto first = query_grid(builder.publish(), parameters);
  EXPECT_EQ(configurations(first), ids_of({"b", "d"}));
  builder.upsert_run(a_run("a").model("a", "Q4_0"));
  builder.upsert_run(a_run("e").model("e", "Q4_0"));
  builder.remove_run(id_of("run d"));
  parameters.values["cursor"] = first.next_cursor.value();
  EXPECT_EQ(configurations(query_grid(builder.publish(), parameters)), ids_of({"e", "f"}));
}

TEST(GridPaging, ACursorOfOtherFiltersOrDamagedIsRefused) {
  const auto snapshot = snapshot_of({a_run("a").speed(1), a_run("b").speed(2), a_run("c").speed(3)});
  const auto first = query_grid(snapshot, values({{"sort", "speed"}, {"limit", "1"}}));
  const std::string cursor = first.next_cursor.value();
  const auto with = [&](std::map<std::string, std::string, std::less<>> more) {
    more["cursor"] = cursor;
    return values(std::move(more));
  };
  EXPECT_THAT(query_grid(snapshot, with({{"sort", "speed"}, {"limit", "2"}})).rows, SizeIs(2))
      << "another limit is fine";
  EXPECT_THROW((void)query_grid(snapshot, with({{"sort", "memory"}})), Error);
  EXPECT_THROW((void)query_grid(snapshot, with({{"sort", "speed"}, {"min_speed", "1"}})), Error);
  EXPECT_THROW((void)query_grid(snapshot, with({{"sort", "speed"}, {"direction", "asc"}})), Error);
  EXPECT_THROW((void)query_grid(snapshot, with({{"sort", "speed"}, {"rows", "runs"}})), Error);
  for (const std::string& damaged :
       {std::string{""}, std::string{"!!"}, std::string{"AAAA"}, cursor.substr(0, 40), cursor + "x="}) {
    EXPECT_THROW((void)query_grid(snapshot, values({{"sort", "speed"}, {"cursor", damaged}})), Error) << damaged;
  }
}

TEST(GridPaging, TheDefaultLimitIsSmallerOnceACursorIsGiven) {
  std::vector<store::GridRun> runs;
  for (int run = 0; run < 1150; ++run) runs.push_back(a_run(std::to_string(run)));
  const auto snapshot = snapshot_of(runs);
  const auto first = query_grid(snapshot, {});
  EXPECT_THAT(first.rows, SizeIs(1000));
  EXPECT_EQ(first.total, 1150U);
  EXPECT_THAT(query_grid(snapshot, values({{"cursor", first.next_cursor.value()}})).rows, SizeIs(100));
}

TEST(GridPaging, EqualQueriesOfOneVersionHaveOneTag) {
  GridBuilder builder;
  builder.upsert_run(a_run("a"));
  const auto snapshot = builder.publish();
  GridParameters one = list("models", {"B", "a", "A"});
  GridParameters same = list("models", {"a", "b"});
  EXPECT_EQ(grid_etag("n", query_grid(snapshot, one)), grid_etag("n", query_grid(snapshot, same)));
  EXPECT_NE(grid_etag("n", query_grid(snapshot, one)), grid_etag("n", query_grid(snapshot, {})));
  EXPECT_NE(grid_etag("n", query_grid(snapshot, one)), grid_etag("other", query_grid(snapshot, one)));
  EXPECT_NE(grid_etag("n", query_grid(snapshot, one)), grid_etag("n", query_grid(builder.publish(), one)));
}

}  // namespace
}  // namespace llmbench::service::testing
