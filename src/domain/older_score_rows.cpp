#include "domain/older_score_rows.hpp"

#include "domain/older_columns.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/domain/score_context.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::older {
namespace {

constexpr std::size_t kMaxContextBytes = 256 << 10;

/// Printed scores are rounded: as far as validate_score lets counts and score differ.
constexpr double kAgreement = 0.5;

[[noreturn]] void refuse(const std::string& why) {
  throw Error{ErrorCode::invalid_input, why};
}

double percent_of(std::int64_t correct, std::int64_t total) {
  return 100.0 * static_cast<double>(correct) / static_cast<double>(total);
}

double need_percent(const std::optional<double>& value, const std::string& what) {
  if (!value) refuse("its " + what + " is unknown");
  if (*value < 0 || *value > 100) refuse("its " + what + " of " + format_number(*value) + " is no percent");
  return *value;
}

/// Takes the counts when they are counts and say the same as the score; a score written as a fraction becomes percent.
void take_counts(ScoreReading& reading, std::optional<std::int64_t> total, std::optional<std::int64_t> correct) {
  if (!total && !correct) return;
  if (total && correct && *total > 0 && *correct >= 0 && *correct <= *total) {
    const double counted = percent_of(*correct, *total);
    const bool is_fraction = reading.stated <= 1 && std::abs(100 * reading.stated - counted) <= kAgreement;
    if (is_fraction || std::abs(reading.stated - counted) <= kAgreement) {
      if (is_fraction) reading.stated = counted;
      reading.total_questions = total;
      reading.correct_answers = correct;
      return;
    }
  }
  add_reason(reading.row.reason, "its counts do not belong to its score and stay in legacy");
}

/// A set of one number whose counts, which an upload of this type needs, are unknown.
void set_without_counts(ScoreReading& reading, std::string_view type, Json data) {
  ScoreSet set;
  set.benchmark = reading.benchmark;
  set.context = reading.context;
  set.context_key = make_context_key(reading.context);
  set.payload = {{"type", type}, {"data", std::move(data)}};
  ScorePart part;
  part.score = reading.stated;
  set.parts = {part};
  set.measured_at = reading.time;
  reading.set = std::move(set);
}

void set_upload(ScoreReading& reading, ScoreData data) {
  reading.upload = ScoreUpload{std::move(data), std::nullopt, reading.time, reading.context};
}

void read_mmlu(const Json& row, ScoreReading& reading) {
  reading.category = text_of(row, "category");
  if (trim(reading.category).empty()) refuse("it names no category");
  if (utf8_length(reading.category) > kMaxNameLength) refuse("its category is longer than 255 characters");
  reading.stated = need_percent(number_of(row, "score"), "score");
  take_counts(reading, integer_of(row, "total_questions"), integer_of(row, "correct_answers"));
  reading.is_category = !canonical_category("mmlu_pro", reading.category).empty();
  if (reading.is_category) return;
  set_upload(reading,
             MmluScore{{{reading.category, reading.stated, reading.total_questions, reading.correct_answers}}});
}

void read_gsm8k(const Json& row, ScoreReading& reading) {
  reading.benchmark = "gsm8k";
  const auto solved = integer_of(row, "problems_solved");
  const auto total = integer_of(row, "total_problems");
  if (solved && total && *total > 0 && *solved >= 0 && *solved <= *total) {
    reading.stated = percent_of(*solved, *total);
    set_upload(reading, Gsm8kScore{*solved, *total});
    return;
  }
  const auto accuracy = number_of(row, "accuracy");
  if (!accuracy || (*accuracy == 0 && total.value_or(0) == 0)) refuse("it counts no problems");
  reading.stated = need_percent(*accuracy <= 1 ? *accuracy * 100 : *accuracy, "accuracy");
  set_without_counts(reading, "GSM8K", {{"accuracy", reading.stated}});
}

void read_human_eval(const Json& row, ScoreReading& reading) {
  reading.benchmark = "humaneval";
  HumanEvalScore score;
  score.pass_at_1 = reading.stated = need_percent(number_of(row, "pass_at_1"), "pass_at_1");
  score.pass_at_10 = number_of(row, "pass_at_10");
  score.pass_at_100 = number_of(row, "pass_at_100");
  score.total_problems = integer_of(row, "total_problems").value_or(0);
  for (const auto& other : {score.pass_at_10, score.pass_at_100}) {
    if (other) (void)need_percent(other, "pass@k");
  }
  if (score.total_problems > 0) {
    set_upload(reading, score);
    return;
  }
  Json data{{"pass_at_1", score.pass_at_1}};
  if (score.pass_at_10) data["pass_at_10"] = *score.pass_at_10;
  if (score.pass_at_100) data["pass_at_100"] = *score.pass_at_100;
  set_without_counts(reading, "HumanEval", std::move(data));
}

void read_hella_swag(const Json& row, ScoreReading& reading) {
  reading.benchmark = "hellaswag";
  reading.stated = need_percent(number_of(row, "accuracy"), "accuracy");
  take_counts(reading, integer_of(row, "total_questions"), integer_of(row, "correct_answers"));
  if (reading.total_questions) {
    set_upload(reading, HellaSwagScore{reading.stated, *reading.total_questions, *reading.correct_answers});
  } else {
    set_without_counts(reading, "HellaSwag", {{"accuracy", reading.stated}});
  }
}

void read_truthful_qa(const Json& row, ScoreReading& reading) {
  reading.benchmark = "truthfulqa";
  TruthfulQaScore score;
  score.truthful_score = reading.stated = need_percent(number_of(row, "truthful_score"), "truthful_score");
  score.helpful_score = number_of(row, "helpful_score");
  if (!score.helpful_score) score.helpful_score = number_of(row, "truthful_and_informative_score");
  if (score.helpful_score) (void)need_percent(score.helpful_score, "helpful_score");
  score.total_questions = integer_of(row, "total_questions").value_or(0);
  if (score.total_questions > 0) {
    set_upload(reading, score);
    return;
  }
  Json data{{"truthful_score", score.truthful_score}};
  if (score.helpful_score) data["helpful_score"] = *score.helpful_score;
  set_without_counts(reading, "TruthfulQA", std::move(data));
}

/// What a set of sub-scores holds besides the score and its counts, which the older migration wrote there.
Json own_sub_scores(Json sub_scores) {
  if (!sub_scores.is_object()) return Json::object();
  for (const char* name : {"score", "total_questions", "correct_answers"}) sub_scores.erase(name);
  return sub_scores;
}

void read_generic(const std::string& name, const Json& row, const char* score_column, ScoreReading& reading) {
  reading.benchmark = canonical_benchmark_name(name);
  if (reading.benchmark.empty() || reading.benchmark == "none") refuse("it names no benchmark");
  if (utf8_length(name) > kMaxNameLength) refuse("its benchmark is longer than 255 characters");
  const auto score = number_of(row, score_column);
  if (!score) refuse("its score is unknown");
  reading.stated = *score;
  const Json sub_scores = row.value("sub_scores", Json::object());
  const Json& counts = sub_scores.is_object() && sub_scores.contains("total_questions") ? sub_scores : row;
  take_counts(reading, integer_of(counts, "total_questions"), integer_of(counts, "correct_answers"));

  GenericScore generic;
  generic.benchmark_name = name;
  generic.score = reading.stated;
  generic.total_questions = reading.total_questions;
  generic.correct_answers = reading.correct_answers;
  generic.sub_scores = own_sub_scores(sub_scores);
  set_upload(reading, generic);
  if (validate_score(*reading.upload, "").empty()) return;

  // A benchmark with a type of its own, or a number that is no percent.
  reading.upload.reset();
  set_without_counts(reading, "Generic", {{"benchmark_name", name}, {"score", reading.stated}});
  ScorePart& part = reading.set->parts.front();
  const BenchmarkInfo* known = find_benchmark(reading.benchmark);
  if (known != nullptr) part.higher_is_better = known->higher_is_better;
  part.total_questions = reading.total_questions;
  part.correct_answers = reading.correct_answers;
  if (reading.stated < 0 || reading.stated > 100) part.unit.clear();
}

/// The table before the per-run ones: any benchmark, by category.
void read_quality(const Json& row, ScoreReading& reading) {
  const std::string name = text_of(row, "benchmark_name");
  const std::string benchmark = canonical_benchmark_name(name);
  const std::string category = text_of(row, "category");
  if (benchmark.empty() || canonical_category(benchmark, category).empty()) {
    read_generic(name, row, "score", reading);
    return;
  }
  read_mmlu(row, reading);
  reading.benchmark = benchmark;
}

using ReadColumns = void (*)(const Json& row, ScoreReading& reading);
struct TableReader {
  std::string_view table;  ///< also of its _v2
  ReadColumns read;
};
constexpr TableReader kReaders[] = {
    {"mmlu_scores", read_mmlu},
    {"gsm8k_scores", read_gsm8k},
    {"humaneval_scores", read_human_eval},
    {"hellaswag_scores", read_hella_swag},
    {"truthfulqa_scores", read_truthful_qa},
    {"quality_scores", read_quality},
};

ReadColumns reader_of(std::string_view table) {
  if (table.ends_with("_v2")) table.remove_suffix(3);
  const auto* found = std::ranges::find(kReaders, table, &TableReader::table);
  return found == std::end(kReaders) ? nullptr : found->read;
}

std::optional<TimePoint> time_of_score(const OlderScore& row) {
  if (const auto own = time_of(row.columns, "timestamp")) return own;
  return row.run_time ? row.run_time : time_of(row.columns, "created_at");
}

Json context_of(const Json& row) {
  const auto context = row.find("context");
  if (context == row.end() || context->is_null()) return Json::object();
  return context->is_object() ? *context : Json{{"older_context", *context}};
}

bool is_mmlu(const std::string& benchmark) {
  return benchmark == "mmlu" || benchmark == "mmlu_pro";
}

std::optional<TimePoint> newest_time(const std::vector<ScoreReading>& readings) {
  std::optional<TimePoint> newest;
  for (const ScoreReading& reading : readings) newest = std::max(newest, reading.time);
  return newest;
}

ScoreSet make_mmlu_set(const std::vector<ScoreReading>& readings) {
  MmluScore score;
  for (const ScoreReading& reading : readings) {
    score.categories.push_back({reading.category, reading.stated, reading.total_questions, reading.correct_answers});
  }
  ScoreUpload upload{std::move(score), std::nullopt, newest_time(readings), readings.front().context};
  // A few categories may not tell what all of the run together did.
  if (precise_benchmark(upload) != readings.front().benchmark) upload.benchmark = readings.front().benchmark;
  return make_score_set(upload);
}

ScoreSet make_category_set(const std::vector<ScoreReading>& readings) {
  const ScoreReading& first = readings.front();
  ScoreSet set;
  set.benchmark = first.benchmark;
  set.context = first.context;
  set.context_key = make_context_key(first.context);
  set.measured_at = newest_time(readings);
  Json categories = Json::array();
  for (const ScoreReading& reading : readings) {
    ScorePart part;
    part.category = canonical_category(reading.benchmark, reading.category);
    part.score = reading.stated;
    part.total_questions = reading.total_questions;
    part.correct_answers = reading.correct_answers;
    set.parts.push_back(std::move(part));
    categories.push_back({{"category", reading.category}, {"score", reading.stated}});
  }
  std::ranges::sort(set.parts, {}, &ScorePart::category);
  set.payload = {{"type", "Generic"},
                 {"data", {{"benchmark_name", first.benchmark}, {"categories", std::move(categories)}}}};
  return set;
}

}  // namespace

ScoreReading read_score(const OlderScore& row) {
  ScoreReading reading;
  reading.row = {row.table, row.id, false, time_left_out(row.columns, "timestamp")};
  reading.time = time_of_score(row);
  reading.stored_at = time_of(row.columns, "created_at");
  if (!reading.stored_at) reading.stored_at = time_of(row.columns, "timestamp");
  if (Json context = context_of(row.columns); dump_json(context).size() <= kMaxContextBytes) {
    reading.context = std::move(context);
  } else {
    add_reason(reading.row.reason, "its context is larger than 256 KiB and stays in legacy");
  }
  reading.run_id = row.run_id;
  reading.sample = row.sample;
  if (const ReadColumns read = reader_of(row.table)) {
    read(row.columns, reading);
  } else {
    const char* score = row.table.ends_with("_v2") ? "overall_score" : "score";
    read_generic(text_of(row.columns, "benchmark_name"), row.columns, score, reading);
  }
  return reading;
}

ScoreSet make_set(const std::vector<ScoreReading>& readings) {
  const ScoreReading& first = readings.front();
  if (first.set) return *first.set;
  if (first.upload) return make_score_set(*first.upload);
  return is_mmlu(first.benchmark) ? make_mmlu_set(readings) : make_category_set(readings);
}

std::vector<std::string> possible_benchmarks(const ScoreReading& reading) {
  if (!reading.benchmark.empty()) return {reading.benchmark};
  return {"mmlu_pro", "mmlu"};
}

}  // namespace llmbench::older
