#include "llmbench/domain/score.hpp"

#include "domain/or_null.hpp"

#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/domain/score_context.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace llmbench {
namespace {

double percent_of(std::int64_t correct, std::int64_t total) {
  return 100.0 * static_cast<double>(correct) / static_cast<double>(total);
}

/// The two of them by their names in MMLU and MMLU-Pro; a name both have ("philosophy") decides nothing.
std::string benchmark_by_categories(const MmluScore& score) {
  const BenchmarkInfo& pro = *find_benchmark("mmlu_pro");
  const BenchmarkInfo& classic = *find_benchmark("mmlu");
  int pro_only = 0;
  int classic_only = 0;
  for (const auto& category : score.categories) {
    const bool in_pro = find_category(pro, category.category) != nullptr;
    const bool in_classic = find_category(classic, category.category) != nullptr;
    if (in_pro && !in_classic) ++pro_only;
    if (in_classic && !in_pro) ++classic_only;
  }
  return classic_only > pro_only ? "mmlu" : "mmlu_pro";
}

struct PreciseName {
  const ScoreUpload& upload;
  std::string operator()(const MmluScore& score) const {
    if (upload.benchmark) return canonical_benchmark_name(*upload.benchmark);
    return benchmark_by_categories(score);
  }
  std::string operator()(const Gsm8kScore&) const { return "gsm8k"; }
  std::string operator()(const HumanEvalScore&) const { return "humaneval"; }
  std::string operator()(const HellaSwagScore&) const { return "hellaswag"; }
  std::string operator()(const TruthfulQaScore&) const { return "truthfulqa"; }
  std::string operator()(const GenericScore& score) const { return canonical_benchmark_name(score.benchmark_name); }
};

/// pass@1 over one sample a problem is a count; averaged over several samples it is none.
std::optional<std::int64_t> solved_problems(double pass_at_1, std::int64_t problems) {
  constexpr double kRoundingOfReports = 0.01;
  const double solved = pass_at_1 * static_cast<double>(problems) / 100.0;
  if (std::abs(solved - std::round(solved)) > kRoundingOfReports) return std::nullopt;
  return static_cast<std::int64_t>(std::round(solved));
}

struct MakeParts {
  const std::string& benchmark;

  std::vector<ScorePart> operator()(const MmluScore& score) const {
    std::vector<ScorePart> parts;
    for (const auto& category : score.categories) {
      ScorePart part;
      part.category = canonical_category(benchmark, category.category);
      part.score = category.score;
      part.total_questions = category.total_questions;
      part.correct_answers = category.correct_answers;
      if (part.total_questions) part.score = percent_of(*part.correct_answers, *part.total_questions);
      parts.push_back(std::move(part));
    }
    // A total beside categories would count every question twice.
    if (parts.size() > 1) std::erase_if(parts, [](const ScorePart& part) { return part.category.empty(); });
    std::sort(parts.begin(), parts.end(),
              [](const ScorePart& a, const ScorePart& b) { return a.category < b.category; });
    return parts;
  }
  std::vector<ScorePart> operator()(const Gsm8kScore& score) const {
    ScorePart part;
    part.score = percent_of(score.problems_solved, score.total_problems);
    part.total_questions = score.total_problems;
    part.correct_answers = score.problems_solved;
    return {part};
  }
  std::vector<ScorePart> operator()(const HumanEvalScore& score) const {
    ScorePart part;
    part.score = score.pass_at_1;
    part.total_questions = score.total_problems;
    part.correct_answers = solved_problems(score.pass_at_1, score.total_problems);
    if (part.correct_answers) part.score = percent_of(*part.correct_answers, score.total_problems);
    return {part};
  }
  std::vector<ScorePart> operator()(const HellaSwagScore& score) const {
    ScorePart part;
    part.score = percent_of(score.correct_answers, score.total_questions);
    part.total_questions = score.total_questions;
    part.correct_answers = score.correct_answers;
    return {part};
  }
  std::vector<ScorePart> operator()(const TruthfulQaScore& score) const {
    ScorePart part;
    part.score = score.truthful_score;
    part.total_questions = score.total_questions;
    return {part};
  }
  std::vector<ScorePart> operator()(const GenericScore& score) const {
    const BenchmarkInfo* known = find_benchmark(benchmark);
    ScorePart part;
    part.score = score.score;
    part.unit = score_unit(score);
    part.higher_is_better = score.higher_is_better.value_or(known == nullptr || known->higher_is_better);
    part.standard_error = score.standard_error;
    part.total_questions = score.total_questions;
    part.correct_answers = score.correct_answers;
    if (part.unit == "percent" && part.total_questions && part.correct_answers) {
      part.score = percent_of(*part.correct_answers, *part.total_questions);
    }
    return {part};
  }
};

/// Figures of a set besides its parts: they stay in the payload and belong to the identity of the upload.
struct SecondaryFigures {
  Json operator()(const MmluScore&) const { return Json::object(); }
  Json operator()(const Gsm8kScore&) const { return Json::object(); }
  Json operator()(const HumanEvalScore& score) const {
    Json figures = Json::object();
    if (score.pass_at_10) figures["pass_at_10"] = *score.pass_at_10;
    if (score.pass_at_100) figures["pass_at_100"] = *score.pass_at_100;
    return figures;
  }
  Json operator()(const HellaSwagScore&) const { return Json::object(); }
  Json operator()(const TruthfulQaScore& score) const {
    Json figures = Json::object();
    if (score.helpful_score) figures["helpful_score"] = *score.helpful_score;
    return figures;
  }
  Json operator()(const GenericScore& score) const {
    Json figures = Json::object();
    if (!score.sub_scores.empty()) figures["sub_scores"] = score.sub_scores;
    return figures;
  }
};

struct PayloadFields {
  Json operator()(const MmluScore& score) const {
    Json categories = Json::array();
    for (const auto& category : score.categories) {
      Json row{{"category", category.category}, {"score", category.score}};
      if (category.total_questions) row["total_questions"] = *category.total_questions;
      if (category.correct_answers) row["correct_answers"] = *category.correct_answers;
      categories.push_back(std::move(row));
    }
    return {{"categories", std::move(categories)}};
  }
  Json operator()(const Gsm8kScore& score) const {
    return {{"problems_solved", score.problems_solved}, {"total_problems", score.total_problems}};
  }
  Json operator()(const HumanEvalScore& score) const {
    return {{"pass_at_1", score.pass_at_1}, {"total_problems", score.total_problems}};
  }
  Json operator()(const HellaSwagScore& score) const {
    return {{"accuracy", score.accuracy},
            {"total_questions", score.total_questions},
            {"correct_answers", score.correct_answers}};
  }
  Json operator()(const TruthfulQaScore& score) const {
    return {{"truthful_score", score.truthful_score}, {"total_questions", score.total_questions}};
  }
  Json operator()(const GenericScore& score) const {
    Json data{{"benchmark_name", score.benchmark_name}, {"score", score.score}, {"unit", score.unit}};
    if (score.higher_is_better) data["higher_is_better"] = *score.higher_is_better;
    if (score.standard_error) data["stderr"] = *score.standard_error;
    if (score.total_questions) data["total_questions"] = *score.total_questions;
    if (score.correct_answers) data["correct_answers"] = *score.correct_answers;
    return data;
  }
};

Json make_payload(const ScoreUpload& score) {
  Json data = std::visit(PayloadFields{}, score.data);
  data.update(std::visit(SecondaryFigures{}, score.data));
  if (score.benchmark) data["benchmark"] = *score.benchmark;
  return {{"type", score_type_name(score.data)}, {"data", std::move(data)}};
}

}  // namespace

std::string_view score_type_name(const ScoreData& data) {
  constexpr std::string_view kNames[] = {"MMLU", "GSM8K", "HumanEval", "HellaSwag", "TruthfulQA", "Generic"};
  return kNames[data.index()];
}

std::string score_unit(const GenericScore& score) {
  std::string unit = collapse_whitespace(score.unit);
  if (unit.empty() || unit == "%" || equals_ignoring_case(unit, "percent")) unit = "percent";
  const BenchmarkInfo* known = find_benchmark(canonical_benchmark_name(score.benchmark_name));
  // "percent" is also what a missing unit reads as; a perplexity never is one.
  if (unit == "percent" && known != nullptr) unit = known->unit;
  return unit;
}

std::string precise_benchmark(const ScoreUpload& score) {
  return std::visit(PreciseName{score}, score.data);
}

ScoreSet make_score_set(const ScoreUpload& score, const Json& upload_context, std::optional<TimePoint> upload_time) {
  ScoreSet set;
  set.benchmark = precise_benchmark(score);
  set.context = merge_contexts(upload_context, score.context);
  set.context_key = make_context_key(set.context);
  set.payload = make_payload(score);
  set.parts = std::visit(MakeParts{set.benchmark}, score.data);
  set.measured_at = score.timestamp ? score.timestamp : upload_time;
  return set;
}

Uuid score_upload_id(const Uuid& variant_id, const ScoreSet& set) {
  Json parts = Json::array();
  for (const auto& part : set.parts) {
    parts.push_back({part.category, part.score, part.unit, part.higher_is_better, or_null(part.standard_error),
                     or_null(part.total_questions), or_null(part.correct_answers)});
  }
  Json secondary = Json::object();
  const Json& data = set.payload.contains("data") ? set.payload["data"] : secondary;
  for (const char* name : {"pass_at_10", "pass_at_100", "helpful_score", "sub_scores"}) {
    if (data.contains(name)) secondary[name] = data[name];
  }
  const Json identity{"score_set_v1",
                      to_string(variant_id),
                      set.benchmark,
                      set.context_key,
                      std::move(parts),
                      secondary,
                      set.measured_at ? Json(format_rfc3339(*set.measured_at)) : Json()};
  return uuid_from_content(canonical_json(identity));
}

}  // namespace llmbench
