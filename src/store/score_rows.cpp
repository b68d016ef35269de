#include "store/score_rows.hpp"

#include <cstdint>
#include <optional>

namespace llmbench::store {
namespace {

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

template <typename T>
std::optional<T> find_in(const Json& object, const char* key) {
  if (!object.contains(key) || object[key].is_null()) return std::nullopt;
  return object[key].get<T>();
}

}  // namespace

Json encode_parts(const std::vector<ScorePart>& parts) {
  Json array = Json::array();
  for (const auto& part : parts) {
    array.push_back({{"category", part.category},
                     {"score", part.score},
                     {"unit", part.unit},
                     {"higher_is_better", part.higher_is_better},
                     {"stderr", or_null(part.standard_error)},
                     {"total_questions", or_null(part.total_questions)},
                     {"correct_answers", or_null(part.correct_answers)}});
  }
  return array;
}

std::vector<ScorePart> decode_parts(const std::string& text) {
  std::vector<ScorePart> parts;
  for (const Json& row : parse_json(text)) {
    ScorePart part;
    part.category = row.at("category").get<std::string>();
    part.score = row.at("score").get<double>();
    part.unit = row.at("unit").get<std::string>();
    part.higher_is_better = row.at("higher_is_better").get<bool>();
    part.standard_error = find_in<double>(row, "stderr");
    part.total_questions = find_in<std::int64_t>(row, "total_questions");
    part.correct_answers = find_in<std::int64_t>(row, "correct_answers");
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace llmbench::store
