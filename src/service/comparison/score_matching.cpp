#include "service/comparison/score_matching.hpp"

#include "service/comparison/sentences.hpp"

#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/stats/two_samples.hpp"
#include "llmbench/util/text.hpp"

#include <map>
#include <set>

namespace llmbench::service {
namespace {

using Counts = std::optional<std::int64_t>;

void add_difference(ComparedScore& score, bool percent, Counts correct_a, Counts total_a, Counts correct_b,
                    Counts total_b) {
  if (!score.a || !score.b) return;
  score.difference = *score.b - *score.a;
  if (!percent || !correct_a || !total_a || !correct_b || !total_b) return;
  score.interval = stats::newcombe_difference_percent(*correct_b, *total_b, *correct_a, *total_a);
  if (score.interval) score.significant = score.interval->low > 0 || score.interval->high < 0;
}

std::string shown(const Json& context, const std::string& name) {
  const auto at = context.find(name);
  if (at == context.end() || at->is_null()) return "not known";
  return at->is_string() ? at->get<std::string>() : canonical_json(*at);
}

/// Why two headlines of one benchmark are no pair; nullopt = they are.
std::optional<std::string> quality_difference(const QualitySummary& a, const QualitySummary& b) {
  if (a.unit != b.unit) return "the unit is " + a.unit + " in A and " + b.unit + " in B";
  if (a.context_key != b.context_key) {
    std::set<std::string> names;
    for (const Json* context : {&a.context, &b.context}) {
      for (const auto& [name, value] : context->items()) names.insert(name);
    }
    for (const std::string& name : names) {
      const std::string in_a = shown(a.context, name);
      const std::string in_b = shown(b.context, name);
      if (in_a != in_b) return name + " is " + in_a + " in A and " + in_b + " in B";
    }
    return "the scores were measured in different settings";
  }
  if (a.categories != b.categories) {
    return "A covers " + std::to_string(a.categories.value_or(0)) + " categories and B " +
           std::to_string(b.categories.value_or(0));
  }
  return std::nullopt;
}

ComparedScore compare_quality(const QualitySummary& a, const QualitySummary& b) {
  ComparedScore score;
  score.name = a.benchmark;
  score.a = a.score;
  score.b = b.score;
  add_difference(score, a.unit == "percent", a.correct, a.questions, b.correct, b.questions);
  score.sentence = score_sentence(score, a.higher_is_better);
  return score;
}

/// Benchmarks whose scores are no pair, by the name their categories begin with.
std::set<std::string> compare_headlines(const ComparedRun& a, const ComparedRun& b, RunComparison& comparison) {
  std::map<std::string, std::pair<const Quality*, const Quality*>> benchmarks;
  for (const Quality& quality : a.quality) benchmarks[quality.summary.benchmark].first = &quality;
  for (const Quality& quality : b.quality) benchmarks[quality.summary.benchmark].second = &quality;
  std::set<std::string> apart;
  for (const auto& [benchmark, sides] : benchmarks) {
    const auto [of_a, of_b] = sides;
    if (of_a == nullptr || of_b == nullptr) {
      comparison.not_compared.push_back({benchmark, of_a == nullptr ? "only in B" : "only in A"});
      continue;
    }
    const QualitySummary& in_a = of_a->summary;
    const QualitySummary& in_b = of_b->summary;
    auto reason = quality_difference(in_a, in_b);
    if (!reason) {
      comparison.quality.push_back(compare_quality(in_a, in_b));
      continue;
    }
    // Categories of one context are pairs even when one side has more of them.
    if (in_a.context_key != in_b.context_key || in_a.unit != in_b.unit) {
      apart.insert(benchmark == kMmluPro ? "MMLU" : benchmark_label(benchmark));
    }
    comparison.not_compared.push_back({benchmark, std::move(*reason)});
    comparison.quality.push_back({benchmark, in_a.score, in_b.score, {}, {}, {}, {}});
  }
  return apart;
}

}  // namespace

void compare_scores(const ComparedRun& a, const ComparedRun& b, RunComparison& comparison) {
  const std::set<std::string> apart = compare_headlines(a, b, comparison);
  std::set<std::string> not_percent;
  for (const Quality& quality : a.quality) {
    if (quality.summary.unit != "percent") not_percent.insert(benchmark_label(quality.summary.benchmark));
  }
  std::map<std::string, std::pair<const CategoryDetail*, const CategoryDetail*>> categories;
  for (const CategoryDetail& category : a.categories) categories[category.name].first = &category;
  for (const CategoryDetail& category : b.categories) categories[category.name].second = &category;
  for (const auto& [name, sides] : categories) {
    const auto [of_a, of_b] = sides;
    ComparedScore score;
    score.name = name;
    if (of_a != nullptr) score.a = of_a->score;
    if (of_b != nullptr) score.b = of_b->score;
    if (of_a != nullptr && of_b != nullptr && !apart.contains(name.substr(0, name.find(" - ")))) {
      add_difference(score, !not_percent.contains(name), of_a->correct_answers, of_a->total_questions,
                     of_b->correct_answers, of_b->total_questions);
    }
    comparison.categories.push_back(std::move(score));
  }
}

}  // namespace llmbench::service
