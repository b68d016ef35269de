// Every filter of the grid, by the rows it keeps.
#include "unit/service/grid_data.hpp"

#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>

namespace llmbench::service::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

/// Four configurations that differ in everything a filter looks at.
std::shared_ptr<const GridSnapshot> machines() {
  return snapshot_of(
      {a_run("small").model("Qwen/Qwen3-4B", "Q4_K_M").speed(100).memory(4).with([](store::GridRun& run) {
         run.headline.n_params = 4'000'000'000;
         run.headline.bits_per_weight = 4.8;
         run.kv_type = "q8_0";
         run.flash_attention = true;
         run.publisher = "unsloth";
         run.tags = {"Nightly", "lab"};
         run.machine_name = "Rack 1";
         run.cpu_model = "Ryzen 9 7950X";
         run.has_samples = true;
       }),
       a_run("large")
           .model("meta/Llama-3-70B", "Q8_0")
           .gpu("H100", 80, 4)
           .points({tg(128, 30), pp(512, 5000)})
           .memory(75)
           .measured_at("2026-03-01T12:00:00Z")
           .with([](store::GridRun& run) {
             run.category = HardwareCategory::datacenter_gpu;
             run.headline.n_params = 70'000'000'000;
             run.headline.bits_per_weight = 8.5;
             run.backend = "vllm";
             run.load = Load::concurrent;
             run.flash_attention = false;
           }),
       a_run("cpu").model("Qwen/Qwen3-4B", "FP16").cpu_only("EPYC 9654", 384).speed(8).with([](store::GridRun& run) {
         run.category = HardwareCategory::datacenter_cpu;
         run.flavour = "ik_llama.cpp";
         run.headline.partial = true;
       }),
       a_run("unknown").model("mystery", "Q4_0").with([](store::GridRun& run) {
         run.gpu_model.reset();
         run.gpu_memory_gb.reset();
         run.platform = "unknown";
         run.category = HardwareCategory::unified;
         run.load.reset();
         run.timestamp.reset();
         run.headline.points = {tg(128, 3, 4096)};
       })});
}

std::vector<Uuid> kept(const GridParameters& parameters) {
  return configurations(query_grid(machines(), parameters));
}
auto are(const std::vector<std::string>& names) {
  return UnorderedElementsAreArray(ids_of(names));
}

TEST(GridFilters, NamesAreComparedWithoutCaseAndBroughtIntoOurSpelling) {
  EXPECT_THAT(kept(list("models", {"qwen/qwen3-4b-GGUF"})), are({"small", "cpu"}));
  EXPECT_THAT(kept(list("models", {"mystery", "meta/llama-3-70b"})), are({"unknown", "large"}));
  EXPECT_THAT(kept(list("quantizations", {"q4_k_m", "F16"})), are({"small", "cpu"}));
  EXPECT_THAT(kept(list("backends", {"llama_cpp"})), are({"small", "cpu", "unknown"}));
  EXPECT_THAT(kept(list("flavours", {"IK_llama.cpp"})), are({"cpu"}));
  EXPECT_THAT(kept(list("gpu_models", {"h100"})), are({"large"}));
  EXPECT_THAT(kept(list("cpu_models", {"epyc 9654"})), are({"cpu"}));
  EXPECT_THAT(kept(list("platforms", {"4x H100", "RTX 4090"})), are({"large", "small"}));
  EXPECT_THAT(kept(list("machines", {"rack 1"})), are({"small"}));
  EXPECT_THAT(kept(list("tags", {"nightly", "other"})), are({"small"}));
  EXPECT_THAT(kept(list("kv_types", {"q8_0"})), are({"small"}));
  EXPECT_THAT(kept(list("publishers", {"Unsloth"})), are({"small"}));
}

TEST(GridFilters, AnEmptyListFiltersNothing) {
  EXPECT_THAT(kept(list("models", {})), SizeIs(4));
}

TEST(GridFilters, HardwareTypesLeaveOutWhatIsUnknown) {
  EXPECT_THAT(kept(list("hardware_types", {"gpu"})), are({"small", "large"}));
  EXPECT_THAT(kept(list("hardware_types", {"cpu_only"})), are({"cpu"}));
  EXPECT_THAT(kept(list("hardware_types", {"gpu", "cpu_only"})), are({"small", "large", "cpu"}));
}

TEST(GridFilters, CategoriesAreOursOrTheNearestOfTheSeeds) {
  EXPECT_THAT(kept(list("hardware_categories", {"unified"})), are({"unknown"}));
  EXPECT_THAT(kept(list("hardware_categories", {"consumer_gpu"})), are({"small", "unknown"}));
  EXPECT_THAT(kept(list("hardware_categories", {"datacenter_gpu", "datacenter_cpu"})), are({"large", "cpu"}));
}

TEST(GridFilters, ASeriesIsAConfigurationOverTheVersionsOfItsBackend) {
  const auto builds = snapshot_of({a_run("old").series("s").measured_at("2026-01-01T00:00:00Z"),
                                   a_run("new").series("s").measured_at("2026-03-01T00:00:00Z"),
                                   a_run("sample").series("s").with([](store::GridRun& run) { run.tags = {"sample"}; }),
                                   a_run("other").series("t")});
  const auto of_series = [&](const std::string& name, const char* latest) {
    return configurations(
        query_grid(builds, values({{"series", to_string(id_of(name))}, {"rows", "runs"}, {"latest_builds", latest}})));
  };
  EXPECT_THAT(of_series("s", "false"), are({"old", "new", "sample"}));
  EXPECT_THAT(of_series("s", "true"), are({"new", "sample"}));
  EXPECT_THAT(of_series("nothing", "false"), IsEmpty());
}

TEST(GridFilters, ASeriesIsNamedByItsId) {
  try {
    kept(values({{"series", "RTX 4090"}}));
    FAIL() << "taken as an id";
  } catch (const Error& error) {
    ASSERT_THAT(error.fields(), SizeIs(1));
    EXPECT_EQ(error.fields().front().path, "series");
    EXPECT_EQ(error.fields().front().message, "must be a UUID");
  }
}

TEST(GridFilters, LoadCanBeUnknown) {
  EXPECT_THAT(kept(list("load", {"concurrent"})), are({"large"}));
  EXPECT_THAT(kept(list("load", {"single", "unknown"})), are({"small", "cpu", "unknown"}));
}

TEST(GridFilters, FlagsKeepUnknownOut) {
  EXPECT_THAT(kept(values({{"flash_attn", "true"}})), are({"small"}));
  EXPECT_THAT(kept(values({{"flash_attn", "0"}})), are({"large"}));
  EXPECT_THAT(kept(values({{"has_samples", "true"}})), are({"small"}));
  EXPECT_THAT(kept(values({{"has_samples", "false"}})), are({"large", "cpu", "unknown"}));
  EXPECT_THAT(kept(values({{"hide_partial", "true"}})), are({"small", "large", "unknown"}));
  EXPECT_THAT(kept(values({{"hide_partial", "false"}})), SizeIs(4));
}

TEST(GridFilters, UnknownNumbersPassNoMinimumAndNoMaximum) {
  EXPECT_THAT(kept(values({{"min_speed", "0"}})), are({"small", "large", "cpu"}));
  EXPECT_THAT(kept(values({{"min_speed", "30"}})), are({"small", "large"}));
  EXPECT_THAT(kept(values({{"min_prompt_speed", "1"}})), are({"large"}));
  EXPECT_THAT(kept(values({{"params_min", "4"}})), are({"small", "large"}));
  EXPECT_THAT(kept(values({{"params_max", "69.9"}})), are({"small"}));
  EXPECT_THAT(kept(values({{"bits_min", "5"}})), are({"large"}));
  EXPECT_THAT(kept(values({{"bits_max", "5"}})), are({"small"}));
}

TEST(GridFilters, MaximumMemoryIsPassedByUnknownMemoryAndByWhatRanOnASmallDevice) {
  EXPECT_THAT(kept(values({{"max_memory_gb", "8"}})), are({"small", "cpu", "unknown"}));
  EXPECT_THAT(kept(values({{"max_memory_gb", "3"}})), are({"cpu", "unknown"}));
  const auto fits = snapshot_of({a_run("24 GB card, memory measured with RAM").gpu("RTX 4090", 24).memory(40),
                                 a_run("two cards").gpu("RTX 4090", 24, 2).memory(40)});
  EXPECT_EQ(configurations(query_grid(fits, values({{"max_memory_gb", "24"}}))),
            ids_of({"24 GB card, memory measured with RAM"}));
}

TEST(GridFilters, TimesKeepUnknownOut) {
  EXPECT_THAT(kept(values({{"since", "2026-01-01T00:00:00Z"}})), are({"small", "large", "cpu"}));
  EXPECT_THAT(kept(values({{"since", "2026-01-01T00:00:00.000001Z"}})), are({"large"}));
  EXPECT_THAT(kept(values({{"until", "2026-03-01T12:00:00Z"}})), are({"small", "large", "cpu"}));
  EXPECT_THAT(kept(values({{"until", "2026-02-01"}})), are({"small", "cpu"}));
}

TEST(GridFilters, SearchLooksIntoModelAdapterAndPlatform) {
  EXPECT_THAT(kept(values({{"search", "QWEN3"}})), are({"small", "cpu"}));
  EXPECT_THAT(kept(values({{"search", "x h1"}})), are({"large"}));
  EXPECT_THAT(kept(values({{"search", "nowhere"}})), IsEmpty());
}

TEST(GridFilters, FiltersAreCombined) {
  GridParameters parameters = list("models", {"Qwen/Qwen3-4B"});
  parameters.values["min_speed"] = "50";
  EXPECT_THAT(kept(parameters), are({"small"}));
}

TEST(GridFilters, TheContextOfMemoryEstimatesIsCheckedAndNarrowsNothing) {
  EXPECT_THAT(kept(values({{"context", "32768"}})), SizeIs(4));
  EXPECT_THROW((void)kept(values({{"context", "long"}})), Error);
}

TEST(GridFilters, AtDepthShowsTheSpeedsOfThatDepthExactOrNearest) {
  const auto snapshot = snapshot_of({a_run("exact").points({tg(128, 50), tg(128, 40, 4096), pp(512, 900, 4096)}),
                                     a_run("near").points({tg(128, 50), tg(128, 35, 5000), tg(32, 36, 5000)}),
                                     a_run("far").points({tg(128, 50), tg(128, 10, 16384)})});
  const auto page = query_grid(snapshot, values({{"at_depth", "4096"}, {"sort", "speed"}}));
  ASSERT_EQ(configurations(page), ids_of({"exact", "near", "far"}));
  EXPECT_DOUBLE_EQ(page.rows[0].row.speed, 40);
  EXPECT_EQ(page.rows[0].row.speed_depth, 4096);
  EXPECT_DOUBLE_EQ(page.rows[0].row.prompt_speed, 900);
  EXPECT_DOUBLE_EQ(page.rows[1].row.speed, 35);
  EXPECT_EQ(to_string(static_cast<SpeedClass>(page.rows[1].row.speed_class)), "depth");
  EXPECT_TRUE(std::isnan(page.rows[2].row.speed));
  EXPECT_THAT(configurations(query_grid(snapshot, values({{"at_depth", "4096"}, {"min_speed", "1"}}))),
              are({"exact", "near"}));
}

TEST(GridFilters, AtDepthAgreesWithTheHeadlineRule) {
  const std::vector<SpeedPoint> points{tg(128, 1),       tg(64, 2, 4096),   tg(256, 3, 4096), tg(128, 4, 6000),
                                       tg(128, 5, 2731), pp(16, 6, 4096),   pp(512, 7, 8192), pp(2048, 8, 8192),
                                       pp(512, 9),       tg(512, 10, 6000), tg(0, 11, 3000)};
  const auto snapshot = snapshot_of({a_run("a").points(points)});
  const GridRow row = snapshot->configurations.row(0);
  for (const int depth : {0, 1, 2000, 2731, 3000, 4000, 4096, 4097, 5000, 6000, 6144, 8192, 9000, 12288, 12289}) {
    const auto found = points_at_depth(*snapshot, row.points_begin, row.points_count, depth);
    const auto speed = speed_at_depth(points, SpeedPoint::Kind::generation, depth);
    const auto prompt = speed_at_depth(points, SpeedPoint::Kind::prompt, depth);
    ASSERT_EQ(found.speed != nullptr, speed.has_value()) << depth;
    ASSERT_EQ(found.prompt_speed != nullptr, prompt.has_value()) << depth;
    if (speed) {
      EXPECT_EQ(to_speed_point(*found.speed), *speed) << depth;
    }
    if (prompt) {
      EXPECT_EQ(to_speed_point(*found.prompt_speed), *prompt) << depth;
    }
  }
}

TEST(GridFilters, MinimumContextAsksForADepthThatWasMeasured) {
  const auto snapshot = snapshot_of({a_run("flat").points({tg(128, 1)}), a_run("deep").points({tg(128, 1, 8192)})});
  EXPECT_EQ(configurations(query_grid(snapshot, values({{"min_context", "8000"}}))), ids_of({"deep"}));
}

TEST(GridFilters, EveryWrongParameterIsNamedAtOnce) {
  GridParameters parameters = values({{"min_speed", "fast"},
                                      {"limit", "0"},
                                      {"sort", "colour"},
                                      {"direction", "up"},
                                      {"since", "yesterday"},
                                      {"flash_attn", "maybe"},
                                      {"speed_class", "quick"},
                                      {"at_depth", "-1"},
                                      {"rows", "all"}});
  parameters.lists["load"] = {"heavy"};
  try {
    (void)query_grid(machines(), parameters);
    FAIL() << "nothing was refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_query);
    std::vector<std::string> named;
    for (const auto& field : error.fields()) named.push_back(field.path);
    EXPECT_THAT(named, UnorderedElementsAreArray({"min_speed", "limit", "sort", "direction", "since", "flash_attn",
                                                  "speed_class", "at_depth", "rows", "load"}));
    EXPECT_THAT(error.what(), HasSubstr("min_speed: must be a number"));
  }
}

TEST(GridFilters, ALimitOverAThousandAndNumbersThatAreNoneAreRefused) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"limit", "1001"}, {"limit", "ten"}, {"min_quality", "nan"}, {"max_memory_gb", "-3"}, {"params_min", ""}}) {
    EXPECT_THROW((void)query_grid(machines(), values({{name, value}})), Error) << name << "=" << value;
  }
}

TEST(GridFilters, TheParameterListNamesEveryFilterOnce) {
  std::vector<std::string> names;
  for (const auto& info : performance_grid_parameters()) names.push_back(info.name);
  EXPECT_THAT(names, IsSupersetOf({"models", "lora", "benchmark", "at_depth", "rows", "sort", "limit", "cursor"}));
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(GridFilters, EveryParameterSaysWhatItDoes) {
  for (const auto* list : {&performance_grid_parameters(), &grouped_performance_parameters()}) {
    for (const auto& info : *list) {
      EXPECT_GT(info.description.size(), 15U) << info.name;
      EXPECT_EQ(info.description.back(), '.') << info.name;
      EXPECT_EQ(info.kind == ValueKind::choice && info.choices.empty(), false) << info.name;
    }
  }
  const auto& infos = performance_grid_parameters();
  const auto sort = std::find_if(infos.begin(), infos.end(), [](const auto& info) { return info.name == "sort"; });
  ASSERT_NE(sort, infos.end());
  EXPECT_EQ(sort->default_value, "timestamp");
  EXPECT_THAT(sort->choices, IsSupersetOf({"timestamp", "speed", "quality", "efficiency"}));
}

}  // namespace
}  // namespace llmbench::service::testing
