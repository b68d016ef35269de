#include "llmbench/domain/quality.hpp"

#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/domain/score_context.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace llmbench {
namespace {

/// Sums over all parts; nullopt as soon as one part does not say it.
struct Totals {
  std::optional<std::int64_t> questions = 0;
  std::optional<std::int64_t> correct = 0;
};

void add(std::optional<std::int64_t>& sum, const std::optional<std::int64_t>& value) {
  if (!value) sum.reset();
  if (sum) *sum += *value;
}

Totals totals_of(const std::vector<ScorePart>& parts) {
  Totals totals;
  for (const auto& part : parts) {
    add(totals.questions, part.total_questions);
    add(totals.correct, part.correct_answers);
  }
  return totals;
}

std::vector<const ScorePart*> categories_of(const ScoreContext& context) {
  std::vector<const ScorePart*> categories;
  for (const auto& part : context.parts) {
    if (!part.category.empty()) categories.push_back(&part);
  }
  return categories;
}

int catalogue_categories(const BenchmarkInfo* known, const std::vector<const ScorePart*>& categories) {
  if (known == nullptr) return 0;
  return static_cast<int>(std::count_if(categories.begin(), categories.end(), [&](const ScorePart* part) {
    return find_category(*known, part->category) != nullptr;
  }));
}

bool is_complete(const ScoreContext& context, const BenchmarkInfo* known, int covered, const Totals& totals) {
  if (is_limited_context(context.context)) return false;
  if (known == nullptr) return true;
  const bool by_category = !categories_of(context).empty();
  if (by_category && covered < static_cast<int>(known->categories.size())) return false;
  return !totals.questions || *totals.questions >= known->questions;
}

double mean_of_categories(const std::vector<const ScorePart*>& categories) {
  const double sum = std::accumulate(categories.begin(), categories.end(), 0.0,
                                     [](double total, const ScorePart* part) { return total + part->score; });
  return sum / static_cast<double>(categories.size());
}

/// What a better headline has more of.
struct Completeness {
  int categories = 0;
  std::int64_t questions = 0;
  TimePoint time{};
};

/// The categories a context speaks for: the catalogue's names among its own; a total speaks for all of them.
int categories_covered(const BenchmarkInfo* known, const std::vector<const ScorePart*>& categories) {
  if (known == nullptr || known->categories.empty()) return static_cast<int>(categories.size());
  return categories.empty() ? static_cast<int>(known->categories.size()) : catalogue_categories(known, categories);
}

Completeness completeness_of(const ScoreContext& context) {
  const int covered = categories_covered(find_benchmark(context.benchmark), categories_of(context));
  return {covered, totals_of(context.parts).questions.value_or(0), context.measured_at.value_or(context.received_at)};
}

bool is_better_headline(const ScoreContext& a, const ScoreContext& b) {
  const Completeness left = completeness_of(a);
  const Completeness right = completeness_of(b);
  const auto rank = [](const Completeness& c) { return std::tuple{c.categories, c.questions, c.time}; };
  if (rank(left) != rank(right)) return rank(left) > rank(right);
  return a.context_key < b.context_key;
}

}  // namespace

QualitySummary summarise_context(const ScoreContext& context) {
  const BenchmarkInfo* known = find_benchmark(context.benchmark);
  const Totals totals = totals_of(context.parts);
  const auto categories = categories_of(context);
  QualitySummary summary;
  summary.benchmark = context.benchmark;
  summary.context = context.context;
  summary.context_key = context.context_key;
  summary.measured_at = context.measured_at;
  if (context.parts.empty()) return summary;

  const ScorePart& first = context.parts.front();
  summary.unit = first.unit;
  summary.higher_is_better = first.higher_is_better;
  summary.questions = totals.questions;
  summary.correct = totals.correct;
  if (!categories.empty()) {
    summary.categories = static_cast<int>(categories.size());
    summary.macro_score = mean_of_categories(categories);
  }
  if (known != nullptr && !known->categories.empty()) {
    summary.categories_total = static_cast<int>(known->categories.size());
  }
  if (summary.unit == "percent" && totals.questions && totals.correct && *totals.questions > 0) {
    summary.score = 100.0 * static_cast<double>(*totals.correct) / static_cast<double>(*totals.questions);
  } else if (summary.macro_score) {
    summary.score = *summary.macro_score;
    summary.questions.reset();  // a mean over categories has no number of questions
    summary.correct.reset();
  } else {
    summary.score = first.score;
  }
  if (context.parts.size() == 1) summary.standard_error = first.standard_error;
  summary.complete = is_complete(context, known, catalogue_categories(known, categories), totals);
  summary.indicative = summary.unit == "percent" && summary.questions.value_or(0) < kFewQuestions;
  return summary;
}

bool may_be_headline(const ScoreContext& context) {
  if (context.parts.empty()) return false;
  const BenchmarkInfo* known = find_benchmark(context.benchmark);
  const auto categories = categories_of(context);
  if (known != nullptr && !categories.empty() && !known->categories.empty()) {
    const int covered = catalogue_categories(known, categories);
    if (covered * 2 < static_cast<int>(known->categories.size())) return false;
  }
  const auto questions = totals_of(context.parts).questions;
  if (!questions || *questions >= kFewQuestions) return true;
  const bool larger = known != nullptr && known->questions > *questions;
  return !larger && !is_limited_context(context.context);
}

std::optional<QualitySummary> choose_headline(const std::vector<ScoreContext>& contexts) {
  const bool has_real =
      std::any_of(contexts.begin(), contexts.end(), [](const ScoreContext& context) { return !context.sample; });
  const ScoreContext* best = nullptr;
  int shown = 0;
  for (const auto& context : contexts) {
    if (has_real && context.sample) continue;
    ++shown;
    if (may_be_headline(context) && (best == nullptr || is_better_headline(context, *best))) best = &context;
  }
  if (best == nullptr) return std::nullopt;
  QualitySummary summary = summarise_context(*best);
  summary.contexts = shown;
  return summary;
}

}  // namespace llmbench
