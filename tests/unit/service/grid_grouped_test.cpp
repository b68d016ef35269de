// The best configuration of every model on every platform.
#include "unit/service/grid_data.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>

namespace llmbench::service::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> models(const GroupedPage& page) {
  std::vector<std::string> names;
  for (const auto& model : page.models) names.push_back(model.model_name);
  return names;
}
std::vector<std::string> platforms(const GroupedModel& model) {
  std::vector<std::string> names;
  for (const auto& platform : model.platforms) names.push_back(platform.best.hardware->platform);
  return names;
}

/// "good" (60 %) is slower than "fast" (40 %); "unscored" has no quality.
std::shared_ptr<const GridSnapshot> three_models() {
  GridBuilder builder;
  for (const auto& [name, score] : std::map<std::string, double>{{"good", 60}, {"fast", 40}}) {
    const auto variant = a_variant(name, "Q4_0");
    builder.upsert_variant(variant);
    builder.set_scores(variant.id, {an_mmlu_pro_score(variant, score)});
  }
  const auto watts = [](double value) {
    return [value](store::GridRun& run) { run.headline.gpu_power_watts = value; };
  };
  builder.upsert_run(a_run("good 4090").model("good", "Q4_0").speed(50).memory(8).with(watts(300)));
  builder.upsert_run(a_run("good 3060").model("good", "Q4_0").gpu("RTX 3060", 12).speed(20).memory(7).with(watts(50)));
  builder.upsert_run(a_run("good 3060 slower").model("good", "Q4_0").gpu("RTX 3060", 12).speed(15).memory(6));
  builder.upsert_run(a_run("fast 4090").model("fast", "Q4_0").speed(200).memory(3).with(watts(300)));
  builder.upsert_run(a_run("unscored").model("Unscored", "Q4_0").cpu_only("EPYC 9654", 384).speed(5));
  builder.upsert_run(a_run("nothing").model("nothing", "Q4_0"));
  return builder.publish();
}

TEST(Grouped, ModelsComeByTheQualityOfTheirBestAndMissingIsWorst) {
  const auto page = query_grouped(three_models(), {});
  EXPECT_THAT(models(page), ElementsAre("good", "fast", "Unscored"));
  EXPECT_EQ(page.total, 3U) << "neither speed nor memory: not there";
  EXPECT_EQ(page.benchmark_used, "mmlu_pro");
}

TEST(Grouped, TheBestConfigurationStandsForItsPlatform) {
  const auto page = query_grouped(three_models(), {});
  ASSERT_THAT(platforms(page.models[0]), ElementsAre("RTX 4090", "RTX 3060"));
  EXPECT_EQ(page.models[0].platforms[1].best.configuration_id, id_of("good 3060"));
  EXPECT_EQ(page.models[0].platforms[1].total_configs, 2U);
}

TEST(Grouped, EverySortHasItsNaturalDirection) {
  const auto by = [](const std::string& sort, const std::string& direction = "") {
    auto parameters = values({{"sort_by", sort}});
    if (!direction.empty()) parameters.values["sort_direction"] = direction;
    return models(query_grouped(three_models(), parameters));
  };
  EXPECT_THAT(by("speed"), ElementsAre("fast", "good", "Unscored"));
  EXPECT_THAT(by("speed", "asc"), ElementsAre("Unscored", "good", "fast"));
  EXPECT_THAT(by("memory"), ElementsAre("fast", "good", "Unscored"));
  EXPECT_THAT(by("memory", "desc"), ElementsAre("good", "fast", "Unscored")) << "missing stays last";
  EXPECT_THAT(by("efficiency"), ElementsAre("fast", "good", "Unscored"));
  EXPECT_THAT(by("model_name"), ElementsAre("fast", "good", "Unscored"));
  EXPECT_THAT(by("model_name", "desc"), ElementsAre("Unscored", "good", "fast"));
  EXPECT_THAT(by("quality", "asc"), ElementsAre("fast", "good", "Unscored"));
}

TEST(Grouped, SortingChoosesTheBestOfAPlatformToo) {
  const auto page = query_grouped(three_models(), values({{"sort_by", "memory"}}));
  EXPECT_EQ(page.models[1].platforms[0].best.configuration_id, id_of("good 3060 slower"));
}

TEST(Grouped, FiltersNarrowWhatQualifiesNotWhatThereIs) {
  const auto page = query_grouped(three_models(), values({{"min_speed", "30"}}));
  ASSERT_THAT(models(page), ElementsAre("good", "fast"));
  EXPECT_THAT(platforms(page.models[0]), ElementsAre("RTX 4090"));
  EXPECT_EQ(page.models[0].total_hardware_platforms, 2U);
  EXPECT_EQ(page.total, 2U);
  EXPECT_THAT(query_grouped(three_models(), values({{"min_quality", "99"}})).models, IsEmpty());
}

TEST(Grouped, UnrankedClassesComeAfterRankedOnesWithinAModel) {
  const auto page = query_grouped(snapshot_of({a_run("usual").speed(10), a_run("usual 2").gpu("RTX 3060", 12).speed(8),
                                               a_run("long").gpu("RTX 3090", 24).points({tg(2048, 500)})}),
                                  values({{"sort_by", "speed"}}));
  EXPECT_THAT(platforms(page.models.at(0)), ElementsAre("RTX 4090", "RTX 3060", "RTX 3090"));
}

TEST(Grouped, AnAdapterIsAGroupOfItsOwn) {
  const auto page = query_grouped(
      snapshot_of({a_run("base").model("m", "Q4_0").speed(1), a_run("tuned").model("m", "Q4_0", "law").speed(2)}),
      values({{"sort_by", "model_name"}}));
  ASSERT_THAT(page.models, SizeIs(2));
  EXPECT_EQ(page.models[0].lora_adapter, "");
  EXPECT_EQ(page.models[1].lora_adapter, "law");
}

TEST(Grouped, PagesPutTogetherAreTheWhole) {
  GridBuilder builder;
  for (int model = 0; model < 40; ++model) {
    builder.upsert_run(
        a_run(std::to_string(model)).model("model " + std::to_string(model), "Q4_0").speed(model % 7 + 1.0));
  }
  const auto snapshot = builder.publish();
  for (const std::string sort_by : {"quality", "speed", "efficiency", "memory", "model_name"}) {
    for (const std::string direction : {"asc", "desc"}) {
      auto parameters = values({{"sort_by", sort_by}, {"sort_direction", direction}});
      const auto whole = models(query_grouped(snapshot, parameters));
      std::vector<std::string> pages;
      parameters.values["limit"] = "7";
      while (true) {
        const auto page = query_grouped(snapshot, parameters);
        for (const auto& name : models(page)) pages.push_back(name);
        if (!page.next_cursor) break;
        parameters.values["cursor"] = *page.next_cursor;
      }
      EXPECT_EQ(pages, whole) << sort_by << " " << direction;
    }
  }
}

TEST(Grouped, ACursorOfTheGridOrOfAnotherSortIsRefused) {
  const auto snapshot = three_models();
  const auto grid = query_grid(snapshot, values({{"limit", "1"}})).next_cursor.value();
  EXPECT_THROW((void)query_grouped(snapshot, values({{"cursor", grid}})), Error);
  const auto grouped = query_grouped(snapshot, values({{"limit", "1"}})).next_cursor.value();
  EXPECT_THROW((void)query_grouped(snapshot, values({{"sort_by", "speed"}, {"cursor", grouped}})), Error);
  EXPECT_THROW((void)query_grouped(snapshot, values({{"sort_by", "colour"}})), Error);
}

}  // namespace
}  // namespace llmbench::service::testing
