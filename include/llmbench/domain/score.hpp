#pragma once
// Quality scores: the six wire types as they arrive, and the score set every one of them becomes.

#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"
#include "llmbench/util/uuid.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace llmbench {

struct MmluScore {
  struct Category {
    std::string category;
    double score = 0;  ///< percent
    std::optional<std::int64_t> total_questions;
    std::optional<std::int64_t> correct_answers;
    bool operator==(const Category&) const = default;
  };
  std::vector<Category> categories;
  bool operator==(const MmluScore&) const = default;
};
struct Gsm8kScore {
  std::int64_t problems_solved = 0;
  std::int64_t total_problems = 0;
  bool operator==(const Gsm8kScore&) const = default;
};
struct HumanEvalScore {
  double pass_at_1 = 0;  ///< percent, as the others
  std::optional<double> pass_at_10;
  std::optional<double> pass_at_100;
  std::int64_t total_problems = 0;
  bool operator==(const HumanEvalScore&) const = default;
};
struct HellaSwagScore {
  double accuracy = 0;  ///< percent
  std::int64_t total_questions = 0;
  std::int64_t correct_answers = 0;
  bool operator==(const HellaSwagScore&) const = default;
};
struct TruthfulQaScore {
  double truthful_score = 0;  ///< percent
  std::optional<double> helpful_score;
  std::int64_t total_questions = 0;
  bool operator==(const TruthfulQaScore&) const = default;
};
struct GenericScore {
  std::string benchmark_name;
  double score = 0;
  std::string unit = "percent";
  std::optional<bool> higher_is_better;  ///< default from the score catalogue, else true
  std::optional<double> standard_error;
  std::optional<std::int64_t> total_questions;
  std::optional<std::int64_t> correct_answers;
  Json sub_scores = Json::object();
  bool operator==(const GenericScore&) const = default;
};

using ScoreData = std::variant<MmluScore, Gsm8kScore, HumanEvalScore, HellaSwagScore, TruthfulQaScore, GenericScore>;

/// One element of `benchmark_scores`: type, data and what the data says about itself.
struct ScoreUpload {
  ScoreData data;
  std::optional<std::string> benchmark;  ///< precise name said by the reader or upload (data.benchmark)
  std::optional<TimePoint> timestamp;    ///< when measured
  Json context = Json::object();         ///< what makes two scores comparable; {} = no context given
  bool operator==(const ScoreUpload&) const = default;
};

/// The wire name: "MMLU", "GSM8K", "HumanEval", "HellaSwag", "TruthfulQA", "Generic".
[[nodiscard]] std::string_view score_type_name(const ScoreData& data);

/// The precise name: said by the upload, else the type's; MMLU is told from MMLU-Pro by its category names.
[[nodiscard]] std::string precise_benchmark(const ScoreUpload& score);

/// "percent" in one spelling; the unit of a known benchmark that is not counted in percent.
[[nodiscard]] std::string score_unit(const GenericScore& score);

/// One comparable number of a set. `category` is lower-cased; "" = the benchmark itself.
struct ScorePart {
  std::string category;
  double score = 0;
  std::string unit = "percent";
  bool higher_is_better = true;
  std::optional<double> standard_error;
  std::optional<std::int64_t> total_questions;
  std::optional<std::int64_t> correct_answers;

  bool operator==(const ScorePart&) const = default;
};

/// A score set ready to store: precise benchmark name, canonical context, parts.
struct ScoreSet {
  std::string benchmark;    ///< mmlu_pro, mmlu, gsm8k, ...
  std::string context_key;  ///< canonical text of the comparable part of `context`; "" = no context
  Json context = Json::object();
  Json payload = Json::object();  ///< the wire object as accepted ({"type","data"})
  std::vector<ScorePart> parts;
  std::optional<TimePoint> measured_at;
  /// The context names one evaluation, so category files of it merge (schema: only an explicit context does).
  [[nodiscard]] bool has_context() const { return !context_key.empty(); }
};

/// All wrong fields of a score, with paths relative to `path` ("benchmark_scores[0].data"). Empty = valid.
[[nodiscard]] std::vector<FieldError> validate_score(const ScoreUpload& score, const std::string& path);

/// What validate_score asks of a wire type, in one sentence; "" for a type nobody knows.
[[nodiscard]] std::string_view score_rules(std::string_view type);

/// What looks wrong but is accepted ("0.457 looks like a fraction where a percent belongs").
[[nodiscard]] std::vector<std::string> score_warnings(const ScoreUpload& score);

/// Requires a valid score. `upload_context` and `upload_time` are the request's own, used where the score says nothing.
[[nodiscard]] ScoreSet make_score_set(const ScoreUpload& score, const Json& upload_context = Json::object(),
                                      std::optional<TimePoint> upload_time = std::nullopt);

/// UUIDv8 of (variant, benchmark, context_key, parts, secondary figures, measured_at): the same set sent again is the
/// same upload.
[[nodiscard]] Uuid score_upload_id(const Uuid& variant_id, const ScoreSet& set);

}  // namespace llmbench
