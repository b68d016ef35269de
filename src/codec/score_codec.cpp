// The six score types and the body of POST /api/benchmarks/upload.

#include "codec/limits.hpp"
#include "codec/put_optional.hpp"
#include "codec/unknown_fields.hpp"

#include "llmbench/codec/description.hpp"
#include "llmbench/codec/run_codec.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

namespace llmbench::codec {
namespace {

ScoreData decode_mmlu(Reader& data) {
  MmluScore score;
  const Json* categories = data.get_array("categories", kMaxCategories);
  if (categories == nullptr) return score;
  for (std::size_t at = 0; at < categories->size(); ++at) {
    Reader item{(*categories)[at], data.path_of("categories[" + std::to_string(at) + "]"), data.findings()};
    MmluScore::Category category;
    category.category = item.get_string("category", kMaxName);
    category.score = item.get_double("score");
    category.total_questions = item.find_integer("total_questions", 0, kMaxQuestions);
    category.correct_answers = item.find_integer("correct_answers", 0, kMaxQuestions);
    score.categories.push_back(std::move(category));
  }
  return score;
}

ScoreData decode_gsm8k(Reader& data) {
  Gsm8kScore score;
  score.problems_solved = data.get_integer("problems_solved", 0, kMaxQuestions);
  score.total_problems = data.get_integer("total_problems", 0, kMaxQuestions);
  return score;
}

ScoreData decode_human_eval(Reader& data) {
  HumanEvalScore score;
  score.pass_at_1 = data.get_double("pass_at_1");
  score.pass_at_10 = data.find_double("pass_at_10");
  score.pass_at_100 = data.find_double("pass_at_100");
  score.total_problems = data.get_integer("total_problems", 0, kMaxQuestions);
  return score;
}

ScoreData decode_hella_swag(Reader& data) {
  HellaSwagScore score;
  score.accuracy = data.get_double("accuracy");
  score.total_questions = data.get_integer("total_questions", 0, kMaxQuestions);
  score.correct_answers = data.get_integer("correct_answers", 0, kMaxQuestions);
  return score;
}

ScoreData decode_truthful_qa(Reader& data) {
  TruthfulQaScore score;
  score.truthful_score = data.get_double("truthful_score");
  score.helpful_score = data.find_double("helpful_score");
  score.total_questions = data.get_integer("total_questions", 0, kMaxQuestions);
  return score;
}

ScoreData decode_generic(Reader& data) {
  GenericScore score;
  score.benchmark_name = data.get_string("benchmark_name", kMaxName);
  score.score = data.get_double("score");
  score.unit = data.find_string("unit", kMaxName).value_or(score.unit);
  score.higher_is_better = data.find_bool("higher_is_better");
  score.standard_error = data.find_double("stderr");
  score.total_questions = data.find_integer("total_questions", 0, kMaxQuestions);
  score.correct_answers = data.find_integer("correct_answers", 0, kMaxQuestions);
  score.sub_scores = data.find_document("sub_scores", kMaxDocumentBytes).value_or(Json::object());
  return score;
}

struct ScoreType {
  std::string_view name;
  ScoreData (*decode)(Reader&);
};
constexpr std::array<ScoreType, 6> kScoreTypes{{
    {"MMLU", decode_mmlu},
    {"GSM8K", decode_gsm8k},
    {"HumanEval", decode_human_eval},
    {"HellaSwag", decode_hella_swag},
    {"TruthfulQA", decode_truthful_qa},
    {"Generic", decode_generic},
}};

const ScoreType* find_type(const std::string& name) {
  const auto* const found =
      std::find_if(kScoreTypes.begin(), kScoreTypes.end(), [&](const ScoreType& type) { return type.name == name; });
  return found == kScoreTypes.end() ? nullptr : found;
}

std::vector<std::string> type_names() {
  std::vector<std::string> names;
  for (const ScoreType& type : kScoreTypes) names.emplace_back(type.name);
  return names;
}

OrderedJson encode_data(const MmluScore& score) {
  OrderedJson categories = OrderedJson::array();
  for (const auto& category : score.categories) {
    OrderedJson item{{"category", category.category}, {"score", category.score}};
    put_optional(item, "total_questions", category.total_questions);
    put_optional(item, "correct_answers", category.correct_answers);
    categories.push_back(std::move(item));
  }
  return OrderedJson{{"categories", std::move(categories)}};
}

OrderedJson encode_data(const Gsm8kScore& score) {
  return OrderedJson{{"problems_solved", score.problems_solved}, {"total_problems", score.total_problems}};
}

OrderedJson encode_data(const HumanEvalScore& score) {
  OrderedJson data{{"pass_at_1", score.pass_at_1}};
  put_optional(data, "pass_at_10", score.pass_at_10);
  put_optional(data, "pass_at_100", score.pass_at_100);
  data["total_problems"] = score.total_problems;
  return data;
}

OrderedJson encode_data(const HellaSwagScore& score) {
  return OrderedJson{{"accuracy", score.accuracy},
                     {"total_questions", score.total_questions},
                     {"correct_answers", score.correct_answers}};
}

OrderedJson encode_data(const TruthfulQaScore& score) {
  OrderedJson data{{"truthful_score", score.truthful_score}};
  put_optional(data, "helpful_score", score.helpful_score);
  data["total_questions"] = score.total_questions;
  return data;
}

OrderedJson encode_data(const GenericScore& score) {
  OrderedJson data{{"benchmark_name", score.benchmark_name}, {"score", score.score}, {"unit", score.unit}};
  put_optional(data, "higher_is_better", score.higher_is_better);
  put_optional(data, "stderr", score.standard_error);
  put_optional(data, "total_questions", score.total_questions);
  put_optional(data, "correct_answers", score.correct_answers);
  if (!score.sub_scores.empty()) data["sub_scores"] = OrderedJson(score.sub_scores);
  return data;
}

}  // namespace

ScoreUpload decode_score(const Json& value, const std::string& path, Findings& findings) {
  ScoreUpload score;
  Reader reader{value, path, findings};
  const ScoreType* type = find_type(reader.get_variant("type", type_names(), "; any other benchmark is Generic"));
  const Json* object = reader.get_object("data");
  if (object == nullptr || type == nullptr) return score;

  Reader data{*object, reader.path_of("data"), findings};
  score.data = type->decode(data);
  score.benchmark = data.find_string("benchmark", kMaxName);
  score.timestamp = data.find_time("timestamp");
  score.context = data.find_document("context", kMaxDocumentBytes).value_or(Json::object());
  return score;
}

OrderedJson encode_score(const ScoreUpload& score) {
  OrderedJson data = std::visit([](const auto& typed) { return encode_data(typed); }, score.data);
  put_optional(data, "benchmark", score.benchmark);
  if (score.timestamp) data["timestamp"] = format_rfc3339(*score.timestamp);
  if (!score.context.empty()) data["context"] = OrderedJson(score.context);
  const auto type = kScoreTypes.at(score.data.index()).name;
  return OrderedJson{{"type", type}, {"data", std::move(data)}};
}

// encode_score finds the wire name by the variant's index: both lists have one order.
static_assert(
    std::is_same_v<ScoreData,
                   std::variant<MmluScore, Gsm8kScore, HumanEvalScore, HellaSwagScore, TruthfulQaScore, GenericScore>>);

ScoresRequest decode_scores_request(const Json& value, Findings& findings) {
  ScoresRequest request;
  const std::size_t known_before = findings.unknown_paths.size();
  {
    Reader reader{value, "", findings};
    request.model_name = reader.get_string("model_name", kMaxName);
    request.quantization = reader.get_string("quantization", kMaxName);
    request.lora_adapter = reader.find_string("lora_adapter", kMaxName).value_or("");
    if (const Json* scores = reader.get_array("benchmark_scores", kMaxScores)) {
      if (scores->empty()) reader.error("benchmark_scores", "must hold at least one score");
      request.scores = decode_scores(*scores, reader.path_of("benchmark_scores"), findings);
    }
    request.timestamp = reader.find_time("timestamp");
    request.context = reader.find_document("context", kMaxDocumentBytes).value_or(Json::object());
    request.tags = reader.find_strings("tags", kMaxTags, kMaxName).value_or(std::vector<std::string>{});
  }
  const auto unknown = unknown_since(findings, known_before);
  if (!unknown.empty()) {
    findings.warnings.push_back("fields that a score set does not have were not stored: " + list_paths(unknown));
  }
  return request;
}

Json score_schema() {
  return describe([](const Json& document, Findings& findings) { (void)decode_score(document, "", findings); });
}

Json scores_request_schema() {
  return describe([](const Json& document, Findings& findings) { (void)decode_scores_request(document, findings); });
}

OrderedJson encode_scores_request(const ScoresRequest& request) {
  OrderedJson body{{"model_name", request.model_name}, {"quantization", request.quantization}};
  if (!request.lora_adapter.empty()) body["lora_adapter"] = request.lora_adapter;
  OrderedJson scores = OrderedJson::array();
  for (const ScoreUpload& score : request.scores) scores.push_back(encode_score(score));
  body["benchmark_scores"] = std::move(scores);
  if (request.timestamp) body["timestamp"] = format_rfc3339(*request.timestamp);
  if (!request.context.empty()) body["context"] = OrderedJson(request.context);
  if (!request.tags.empty()) body["tags"] = request.tags;
  return body;
}

}  // namespace llmbench::codec
