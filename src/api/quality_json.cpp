#include "api/quality_json.hpp"

#include "api/or_null.hpp"

namespace llmbench::api {
OrderedJson encode_quality(const service::Quality& quality) {
  const QualitySummary& summary = quality.summary;
  OrderedJson json = OrderedJson::object();
  json["benchmark"] = summary.benchmark;
  json["score"] = summary.score;
  json["unit"] = summary.unit;
  json["low"] = or_null(quality.low);
  json["high"] = or_null(quality.high);
  json["interval_method"] =
      quality.interval_method.empty() ? OrderedJson() : OrderedJson(std::string{quality.interval_method});
  json["questions"] = or_null(summary.questions);
  json["macro_score"] = or_null(summary.macro_score);
  json["categories"] = or_null(summary.categories);
  json["categories_total"] = or_null(summary.categories_total);
  json["complete"] = summary.complete;
  json["contexts"] = summary.contexts;
  json["measured_at"] = or_null(summary.measured_at);
  json["context"] = OrderedJson(summary.context);
  // Ours beside the contract's fields: an unknown or small number of questions, and the direction of other units.
  json["indicative"] = summary.indicative;
  json["higher_is_better"] = summary.higher_is_better;
  return json;
}

OrderedJson encode_qualities(const std::vector<service::Quality>& qualities) {
  OrderedJson array = OrderedJson::array();
  for (const auto& quality : qualities) array.push_back(encode_quality(quality));
  return array;
}

}  // namespace llmbench::api
