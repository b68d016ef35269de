#include "llmbench/domain/score_catalogue.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

namespace llmbench {
namespace {

TEST(BenchmarkCatalogue, CategorySizesSumToTheWholeBenchmark) {
  for (const auto& row : benchmark_catalogue()) {
    if (row.categories.empty()) continue;
    const int sum = std::accumulate(row.categories.begin(), row.categories.end(), 0,
                                    [](int total, const BenchmarkCategory& c) { return total + c.questions; });
    EXPECT_EQ(sum, row.questions) << row.name;
  }
  EXPECT_EQ(find_benchmark("mmlu_pro")->categories.size(), 14U);
  EXPECT_EQ(find_benchmark("mmlu")->categories.size(), 57U);
}

TEST(BenchmarkCatalogue, NamesAreUniqueAndCanonical) {
  std::set<std::string_view> names;
  for (const auto& row : benchmark_catalogue()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(canonical_benchmark_name(row.name), row.name);
    EXPECT_EQ(canonical_benchmark_name(row.label), row.name);
  }
}

TEST(CanonicalBenchmarkName, SpellingsOfOneBenchmarkAreOne) {
  for (const char* spelling : {"mmlu_pro", "MMLU-Pro", "mmlu pro", "MMLUPRO", " Mmlu.Pro "}) {
    EXPECT_EQ(canonical_benchmark_name(spelling), "mmlu_pro") << spelling;
  }
  EXPECT_EQ(canonical_benchmark_name("MMLU"), "mmlu");
  EXPECT_EQ(canonical_benchmark_name("Human_Eval"), "humaneval");
  EXPECT_EQ(canonical_benchmark_name("HumanEval+"), "humaneval_plus");
  EXPECT_EQ(canonical_benchmark_name("arc-c"), "arc_challenge");
  EXPECT_EQ(canonical_benchmark_name("PPL"), "perplexity");
}

TEST(CanonicalBenchmarkName, UnknownNamesBecomeWords) {
  EXPECT_EQ(canonical_benchmark_name("My Team's  Eval (v2)"), "my_team_s_eval_v2");
  EXPECT_EQ(canonical_benchmark_name("C\xC3\xA9val"), "c\xC3\xA9val");
  EXPECT_EQ(canonical_benchmark_name("--"), "");
}

TEST(CanonicalCategory, CaseBlanksAndUnderscoresDoNotMakeAnother) {
  EXPECT_EQ(canonical_category("mmlu_pro", "Computer_Science"), "computer science");
  EXPECT_EQ(canonical_category("mmlu_pro", " Biology "), "biology");
  EXPECT_EQ(canonical_category("mmlu", "Abstract Algebra"), "abstract_algebra");
  EXPECT_EQ(canonical_category("mmlu_pro", "Dog  Breeds"), "dog breeds");
}

TEST(CanonicalCategory, ATotalIsTheBenchmarkItself) {
  EXPECT_EQ(canonical_category("mmlu_pro", "Overall"), "");
  EXPECT_EQ(canonical_category("mmlu", "total"), "");
}

TEST(TypedBenchmark, HaveAWireTypeOfTheirOwn) {
  EXPECT_TRUE(is_typed_benchmark("mmlu_pro"));
  EXPECT_TRUE(is_typed_benchmark("truthfulqa"));
  EXPECT_FALSE(is_typed_benchmark("truthfulqa_mc2"));
  EXPECT_FALSE(is_typed_benchmark("nobody_knows"));
}

}  // namespace
}  // namespace llmbench
