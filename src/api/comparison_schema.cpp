#include "api/comparison_json.hpp"
#include "api/schema.hpp"

namespace llmbench::api {
namespace {

using namespace schema;

Json unknown_names() {
  return array(text("Name of a field of this object whose value is not known."));
}

Json summary() {
  const Json performance = object({{"speed", number("Generation, tokens per second.")},
                                   {"memory", number("GiB.")},
                                   {"loading_time", number("Seconds.")},
                                   {"prompt_speed", number("Tokens per second.")},
                                   {"unknown", unknown_names()}});
  return object({{"name", text("Model and quantization.")},
                 {"model", text()},
                 {"quantization", text()},
                 {"backend", text()},
                 {"hardware", text("GPU / CPU architecture.")},
                 {"overall_score", number("MMLU-Pro in percent; 0 and named in `unknown` when not known.")},
                 {"performance", performance},
                 {"id", uuid("The run.")},
                 {"lora_adapter", text("Empty: the base variant.")},
                 {"backend_version", nullable(text())},
                 {"platform", text()},
                 {"machine_name", nullable(text())},
                 {"settings_summary", text("Empty: everything at its default.")},
                 {"timestamp", nullable(time("When it was measured."))},
                 {"status", choice({"pending", "running", "completed", "failed", "cancelled"})},
                 {"voided", boolean()},
                 {"unknown", unknown_names()}});
}

std::vector<Property> difference() {
  return {{"difference", nullable(number("B - A; null where the contexts differ or a side is missing."))},
          {"low", nullable(number("Newcombe's 95 % interval, percentage points; null without counts."))},
          {"high", nullable(number())},
          {"significant", nullable(boolean("The interval excludes 0."))}};
}

Json categories() {
  std::vector<Property> properties{{"name", text("`MMLU - law`, or a benchmark.")},
                                   {"score_a", number("0 and named in `unknown` when not known.")},
                                   {"score_b", number()},
                                   {"unknown", unknown_names()}};
  for (auto& property : difference()) properties.push_back(std::move(property));
  return array(object(properties));
}

Json quality() {
  std::vector<Property> properties{
      {"benchmark", text()}, {"a", nullable(number())}, {"b", nullable(number())}, {"sentence", nullable(text())}};
  for (auto& property : difference()) properties.push_back(std::move(property));
  return array(object(properties));
}

Json metrics() {
  return array(object({{"metric", text()},
                       {"unit", text()},
                       {"direction", nullable(choice({"higher_is_better", "lower_is_better"}, "null: neither."))},
                       {"a", number("Median of the samples, else the value.")},
                       {"b", number()},
                       {"change_percent", nullable(number())},
                       {"ratio", nullable(number("b / a."))},
                       {"ratio_low", nullable(number("95 % interval of the ratio."))},
                       {"ratio_high", nullable(number())},
                       {"p_value", nullable(number())},
                       {"p_adjusted", nullable(number("Holm's adjustment over the metrics of the pair."))},
                       {"method", nullable(choice({"mann_whitney", "welch"}))},
                       {"verdict", nullable(choice({"better", "worse", "no significant change", "unknown"}))},
                       {"noise_floor", nullable(number("A change up to this fraction is noise; null: not known."))},
                       {"sentence", text()}}));
}

std::vector<Property> pair() {
  const Json anything = Json::object();
  return {{"categories", categories()},
          {"metrics", metrics()},
          {"settings", array(object({{"name", text("As in detail; `settings.` and `user_settings.` are documents.")},
                                     {"a", anything},
                                     {"b", anything},
                                     {"default_moved", boolean("Both at the default of their build.")}}))},
          {"not_compared", array(object({{"metric", text()}, {"reason", text()}}))},
          {"quality", quality()},
          {"noise_floor", object({{"machine", text()},
                                  {"runs", integer("Repeated runs it was measured with.")},
                                  {"series", integer("Series with at least three of them.")},
                                  {"generation", nullable(number("A fraction: 0.02 is 2 %."))},
                                  {"prompt", nullable(number())}})},
          {"notes", array(text("What to know first: voided, failed, not comparable."))},
          {"sentence", text("The pair in short.")}};
}

}  // namespace

Json comparison_schema() {
  std::vector<Property> other{{"config", summary()}};
  std::vector<Property> answer{{"config_a", summary()}, {"config_b", summary()}};
  for (const Property& property : pair()) {
    other.push_back(property);
    answer.push_back(property);
  }
  answer.push_back({"others", array(object(other))});
  return object(answer);
}

}  // namespace llmbench::api
