// Every function against R: the numbers of scripts/reference_statistics.R.

#include "reference.hpp"

#include "llmbench/stats/samples.hpp"
#include "llmbench/stats/two_samples.hpp"

namespace llmbench::stats {
namespace {

using testing::expect_close;
using testing::reference_rows;
using testing::ReferenceRow;

Summary summary_of(const ReferenceRow& row, const std::string& side) {
  return {.n = static_cast<std::size_t>(row.number("n_" + side)),
          .mean = row.number("mean_" + side),
          .stddev = row.number("sd_" + side)};
}

TEST(AgainstR, LocationAndSpreadOfSamples) {
  for (const auto& row : reference_rows("samples.csv")) {
    SCOPED_TRACE(row.text("name"));
    const auto values = row.numbers("values");
    expect_close(mean(values), row.number("mean"));
    expect_close(median(values), row.number("median"));
    expect_close(standard_deviation(values), row.number("sd"));
    expect_close(scaled_mad(values), row.number("mad"));
  }
}

TEST(AgainstR, MannWhitneyExactWithTiesAndNormalBeyondTwenty) {
  for (const auto& row : reference_rows("mann_whitney.csv")) {
    SCOPED_TRACE(row.text("name"));
    expect_close(mann_whitney_p(row.numbers("a"), row.numbers("b")), row.number("p"));
  }
}

TEST(AgainstR, WelchTest) {
  for (const auto& row : reference_rows("two_means.csv")) {
    SCOPED_TRACE(row.text("name"));
    const auto p = welch_p(summary_of(row, "a"), summary_of(row, "b"));
    ASSERT_TRUE(p);
    expect_close(*p, row.number("welch_p"));
  }
}

TEST(AgainstR, FiellerIntervalsAreTheRatiosThatAreNotRejected) {
  for (const auto& row : reference_rows("two_means.csv")) {
    SCOPED_TRACE(row.text("name"));
    const auto interval = fieller_ratio(summary_of(row, "a"), summary_of(row, "b"));
    ASSERT_EQ(interval.has_value(), !row.text("fieller_low").empty());
    if (!interval) continue;
    expect_close(interval->low, row.number("fieller_low"));
    expect_close(interval->high, row.number("fieller_high"));
  }
}

TEST(AgainstR, TailsOfStudentsT) {
  for (const auto& row : reference_rows("student_t_tail.csv")) {
    SCOPED_TRACE("t " + row.text("t") + " df " + row.text("df"));
    expect_close(student_t_two_sided_p(row.number("t"), row.number("df")), row.number("p"));
  }
}

TEST(AgainstR, QuantilesOfStudentsT) {
  for (const auto& row : reference_rows("student_t_quantile.csv")) {
    SCOPED_TRACE("p " + row.text("p") + " df " + row.text("df"));
    expect_close(student_t_quantile(row.number("p"), row.number("df")), row.number("t"));
  }
}

TEST(AgainstR, WilsonIntervals) {
  for (const auto& row : reference_rows("wilson.csv")) {
    SCOPED_TRACE(row.text("correct") + " of " + row.text("total"));
    const auto interval = wilson_percent(row.count("correct"), row.count("total"));
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, row.number("low_percent"), 1e-9);
    EXPECT_NEAR(interval->high, row.number("high_percent"), 1e-9);
  }
}

TEST(AgainstR, NewcombeIntervals) {
  for (const auto& row : reference_rows("newcombe.csv")) {
    SCOPED_TRACE(row.text("correct_a") + "/" + row.text("total_a") + " - " + row.text("correct_b"));
    const auto interval = newcombe_difference_percent(row.count("correct_a"), row.count("total_a"),
                                                      row.count("correct_b"), row.count("total_b"));
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, row.number("low_percent"), 1e-9);
    EXPECT_NEAR(interval->high, row.number("high_percent"), 1e-9);
  }
}

TEST(AgainstR, ExactMcNemar) {
  for (const auto& row : reference_rows("mcnemar.csv")) {
    SCOPED_TRACE(row.text("only_a") + " against " + row.text("only_b"));
    expect_close(mcnemar_exact_p(row.count("only_a"), row.count("only_b")), row.number("p"));
  }
}

TEST(AgainstR, HolmAdjustment) {
  for (const auto& row : reference_rows("holm.csv")) {
    SCOPED_TRACE(row.text("p"));
    const auto p = row.numbers("p");
    const auto expected = row.numbers("adjusted");
    const auto adjusted = holm_adjusted({p.begin(), p.end()});
    ASSERT_EQ(adjusted.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) expect_close(adjusted[i].value(), expected[i]);
  }
}

TEST(AgainstR, BootstrapIntervalsLieWithinTheMonteCarloErrorOfTheExactOnes) {
  for (const auto& row : reference_rows("bootstrap.csv")) {
    SCOPED_TRACE(row.text("name"));
    const auto interval = bootstrap_median_ratio(row.numbers("a"), row.numbers("b"));
    ASSERT_TRUE(interval);
    constexpr double kRounding = 1e-12;
    EXPECT_GE(interval->low, row.number("low_from") * (1 - kRounding));
    EXPECT_LE(interval->low, row.number("low_to") * (1 + kRounding));
    EXPECT_GE(interval->high, row.number("high_from") * (1 - kRounding));
    EXPECT_LE(interval->high, row.number("high_to") * (1 + kRounding));
  }
}

// Newcombe (1998), Statistics in Medicine 17, table II, method 10.
TEST(AgainstPublishedTables, NewcombeMethodTen) {
  const auto interval = newcombe_difference_percent(56, 70, 48, 80);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, 5.24, 0.005);
  EXPECT_NEAR(interval->high, 33.39, 0.005);
}

}  // namespace
}  // namespace llmbench::stats
