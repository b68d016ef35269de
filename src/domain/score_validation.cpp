#include "llmbench/domain/names.hpp"
#include "llmbench/domain/score.hpp"
#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>
#include <map>

namespace llmbench {
namespace {

constexpr double kAgreement = 0.5;
constexpr std::size_t kMaxCategories = 1000;

/// "45.7": two decimals at most, as reports print percents.
std::string short_number(double value) {
  return format_number(std::round(value * 100) / 100);
}

struct Counts {
  std::optional<std::int64_t> correct;
  std::optional<std::int64_t> total;
};

class Check {
 public:
  explicit Check(std::string path) : path_(std::move(path)) {}

  void fail(std::string_view field, std::string message) { errors_.push_back({path_of(field), std::move(message)}); }

  void name(std::string_view field, std::string_view value) {
    if (trim(value).empty()) fail(field, "must not be empty");
    if (utf8_length(value) > kMaxNameLength) fail(field, "must be at most 255 characters");
  }

  /// False when the value is no percent (then nothing is compared with it).
  bool percent(std::string_view field, double value) {
    if (std::isfinite(value) && value >= 0 && value <= 100) return true;
    fail(field, "must be between 0 and 100");
    return false;
  }

  /// False when the counts say nothing (absent or wrong).
  bool counts(std::string_view correct_field, std::string_view total_field, const Counts& counts) {
    if (!counts.total && !counts.correct) return false;
    if (counts.total.has_value() != counts.correct.has_value()) {
      const auto missing = counts.total ? correct_field : total_field;
      const auto given = counts.total ? total_field : correct_field;
      fail(missing, "is required with " + std::string(given));
      return false;
    }
    bool fine = true;
    if (*counts.total <= 0) {
      fail(total_field, "must be at least 1");
      fine = false;
    }
    if (*counts.correct < 0) {
      fail(correct_field, "must be at least 0");
      fine = false;
    }
    if (*counts.correct > *counts.total && *counts.total > 0) {
      fail(correct_field, "must be at most " + std::string(total_field) + " (" + std::to_string(*counts.total) + ")");
      fine = false;
    }
    return fine;
  }

  void agreement(std::string_view field, double score, const Counts& counts) {
    const double expected = 100.0 * static_cast<double>(*counts.correct) / static_cast<double>(*counts.total);
    if (std::abs(score - expected) <= kAgreement) return;
    const std::string stated = std::to_string(*counts.correct) + " of " + std::to_string(*counts.total) + " are " +
                               short_number(expected) + " percent";
    if (score <= 1 && std::abs(score * 100 - expected) <= kAgreement) {
      fail(field, format_number(score) + " looks like a fraction, but a percent belongs here: " + stated);
    } else {
      fail(field, "does not agree with the counts: " + stated + ", not " + short_number(score));
    }
  }

  void said_benchmark(const ScoreUpload& score, std::string_view own_name) {
    if (!score.benchmark) return;
    if (canonical_benchmark_name(*score.benchmark) != own_name) {
      fail("benchmark", "must be " + std::string(own_name) + " for type " + std::string(score_type_name(score.data)));
    }
  }

  [[nodiscard]] std::string path_of(std::string_view field) const {
    return path_.empty() ? std::string(field) : path_ + "." + std::string(field);
  }
  [[nodiscard]] std::vector<FieldError> take() { return std::move(errors_); }

 private:
  std::string path_;
  std::vector<FieldError> errors_;
};

struct Validate {
  const ScoreUpload& upload;
  Check& check;

  void operator()(const MmluScore& score) const {
    if (upload.benchmark) {
      const std::string precise = canonical_benchmark_name(*upload.benchmark);
      if (precise != "mmlu" && precise != "mmlu_pro") check.fail("benchmark", "must be mmlu or mmlu_pro for type MMLU");
    }
    if (score.categories.empty()) check.fail("categories", "must hold at least one category");
    if (score.categories.size() > kMaxCategories) check.fail("categories", "must hold at most 1000 categories");
    std::map<std::string, std::size_t> seen;
    const std::string benchmark = precise_benchmark(upload);
    for (std::size_t at = 0; at < score.categories.size(); ++at) {
      const auto& category = score.categories[at];
      const std::string field = "categories[" + std::to_string(at) + "]";
      check.name(field + ".category", category.category);
      const auto [first, is_new] = seen.try_emplace(canonical_category(benchmark, category.category), at);
      if (!is_new && !trim(category.category).empty()) {
        check.fail(field + ".category", "names the same category as categories[" + std::to_string(first->second) + "]");
      }
      const Counts counts{category.correct_answers, category.total_questions};
      const bool counted = check.counts(field + ".correct_answers", field + ".total_questions", counts);
      if (check.percent(field + ".score", category.score) && counted) {
        check.agreement(field + ".score", category.score, counts);
      }
    }
  }
  void operator()(const Gsm8kScore& score) const {
    check.said_benchmark(upload, "gsm8k");
    (void)check.counts("problems_solved", "total_problems", {score.problems_solved, score.total_problems});
  }
  void operator()(const HumanEvalScore& score) const {
    check.said_benchmark(upload, "humaneval");
    (void)check.percent("pass_at_1", score.pass_at_1);
    if (score.pass_at_10) (void)check.percent("pass_at_10", *score.pass_at_10);
    if (score.pass_at_100) (void)check.percent("pass_at_100", *score.pass_at_100);
    if (score.total_problems <= 0) check.fail("total_problems", "must be at least 1");
  }
  void operator()(const HellaSwagScore& score) const {
    check.said_benchmark(upload, "hellaswag");
    const Counts counts{score.correct_answers, score.total_questions};
    const bool counted = check.counts("correct_answers", "total_questions", counts);
    if (check.percent("accuracy", score.accuracy) && counted) check.agreement("accuracy", score.accuracy, counts);
  }
  void operator()(const TruthfulQaScore& score) const {
    check.said_benchmark(upload, "truthfulqa");
    (void)check.percent("truthful_score", score.truthful_score);
    if (score.helpful_score) (void)check.percent("helpful_score", *score.helpful_score);
    if (score.total_questions <= 0) check.fail("total_questions", "must be at least 1");
  }
  void operator()(const GenericScore& score) const {
    check.name("benchmark_name", score.benchmark_name);
    const std::string precise = canonical_benchmark_name(score.benchmark_name);
    // The types of their own ask for counts, MMLU excepted; a harness may print a score and its standard error only.
    const bool lacks_counts = !score.total_questions && !score.correct_answers;
    if (is_typed_benchmark(precise) && (!lacks_counts || find_benchmark(precise)->type == "MMLU")) {
      check.fail("benchmark_name",
                 precise + " has a type of its own: send type " + std::string(find_benchmark(precise)->type));
    } else if (precise == "none") {
      check.fail("benchmark_name", "none is no benchmark");
    } else if (precise.empty() && !trim(score.benchmark_name).empty()) {
      check.fail("benchmark_name", "must contain a letter or a digit");
    }
    check.said_benchmark(upload, precise);
    if (utf8_length(score.unit) > kMaxNameLength) check.fail("unit", "must be at most 255 characters");
    if (score.standard_error && !(std::isfinite(*score.standard_error) && *score.standard_error >= 0)) {
      check.fail("stderr", "must be a number of at least 0");
    }
    if (!score.sub_scores.is_object()) check.fail("sub_scores", "must be an object");
    const Counts counts{score.correct_answers, score.total_questions};
    const bool counted = check.counts("correct_answers", "total_questions", counts);
    if (score_unit(score) != "percent") {
      if (!std::isfinite(score.score)) check.fail("score", "must be a finite number");
      return;
    }
    if (check.percent("score", score.score) && counted) check.agreement("score", score.score, counts);
  }
};

/// Warnings of scores that nothing contradicts.
struct Doubt {
  const ScoreUpload& upload;
  std::vector<std::string>& warnings;

  void fraction(std::string_view what, double value) const {
    if (value <= 0 || value > 1) return;
    warnings.push_back(std::string(what) + ": " + format_number(value) +
                       " looks like a fraction where a percent (0 to 100) belongs");
  }

  void operator()(const MmluScore& score) const {
    const std::string benchmark = precise_benchmark(upload);
    const BenchmarkInfo* known = find_benchmark(benchmark);
    if (known == nullptr) return;
    for (const auto& category : score.categories) {
      if (!category.total_questions) fraction(category.category, category.score);
      const BenchmarkCategory* row = find_category(*known, category.category);
      const bool is_total = canonical_category(benchmark, category.category).empty();
      if (is_total && score.categories.size() > 1) {
        warnings.push_back("the category \"" + category.category +
                           "\" is the total of the others: the total is computed from them");
      } else if (row == nullptr && !is_total) {
        warnings.push_back("\"" + category.category + "\" is not a category of " + std::string(known->label));
      } else if (row != nullptr && category.total_questions.value_or(0) > row->questions) {
        warnings.push_back(category.category + ": " + std::to_string(*category.total_questions) + " questions, but " +
                           std::string(known->label) + " has " + std::to_string(row->questions));
      }
    }
  }
  void operator()(const Gsm8kScore&) const {}
  void operator()(const HumanEvalScore& score) const { fraction("pass_at_1", score.pass_at_1); }
  void operator()(const HellaSwagScore&) const {}
  void operator()(const TruthfulQaScore& score) const { fraction("truthful_score", score.truthful_score); }
  void operator()(const GenericScore& score) const {
    if (score_unit(score) == "percent" && !score.total_questions) fraction(score.benchmark_name, score.score);
  }
};

}  // namespace

std::vector<FieldError> validate_score(const ScoreUpload& score, const std::string& path) {
  Check check{path};
  std::visit(Validate{score, check}, score.data);
  if (!score.context.is_object()) check.fail("context", "must be an object");
  return check.take();
}

std::string_view score_rules(std::string_view type) {
  if (type == "MMLU") {
    return "At least one category, each once in any case; scores in percent; both counts or neither, and they agree "
           "with "
           "the score within 0.5.";
  }
  if (type == "GSM8K") return "problems_solved is at most total_problems, which is above 0.";
  if (type == "HumanEval") return "Scores in percent.";
  if (type == "HellaSwag") return "accuracy in percent; it agrees with the counts within 0.5.";
  if (type == "TruthfulQA") return "Scores in percent.";
  if (type == "Generic") {
    return "For every benchmark without a type of its own, and for a score of GSM8K, HumanEval, HellaSwag or "
           "TruthfulQA "
           "whose counts are unknown; a score in percent lies between 0 and 100 and agrees with the counts within 0.5.";
  }
  return "";
}

std::vector<std::string> score_warnings(const ScoreUpload& score) {
  std::vector<std::string> warnings;
  std::visit(Doubt{score, warnings}, score.data);
  return warnings;
}

}  // namespace llmbench
