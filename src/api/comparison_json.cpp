#include "api/comparison_json.hpp"

#include "api/or_null.hpp"
#include "api/seed_object.hpp"

#include "llmbench/util/time.hpp"

#include <utility>

namespace llmbench::api {
namespace {

std::optional<std::string> hardware_text(const HardwareProfile& hardware) {
  if (!hardware.gpu_model && !hardware.cpu_arch) return std::nullopt;
  return hardware.gpu_model.value_or("unknown") + "/" + hardware.cpu_arch.value_or("unknown");
}

OrderedJson encode_summary(const service::ComparedRun& compared) {
  const store::RunRecord& run = compared.run;
  const service::Quality* mmlu = service::find_quality(compared.quality, "mmlu_pro");
  SeedObject summary;
  summary.set("name", run.variant.model_name + " " + run.variant.quantization);
  summary.set("model", run.variant.model_name);
  summary.set("quantization", run.variant.quantization);
  summary.set("backend", run.backend);
  summary.set_text("hardware", hardware_text(run.hardware));
  summary.set_number("overall_score", mmlu != nullptr ? std::optional(mmlu->summary.score) : std::nullopt);
  summary.set("performance", encode_performance(run.headline));
  summary.set("id", to_string(run.id));
  summary.set("lora_adapter", run.variant.lora_adapter);
  summary.set("backend_version", or_null(run.backend_version));
  summary.set("platform", run.hardware.platform);
  summary.set("machine_name", or_null(run.hardware.machine_name));
  summary.set("settings_summary", run.settings_summary);
  summary.set("timestamp", or_null(run.timestamp));
  summary.set("status", to_string(run.status));
  summary.set("voided", run.voided_at.has_value());
  return summary.finish();
}

void set_difference(OrderedJson& json, const service::ComparedScore& score) {
  json["difference"] = or_null(score.difference);
  json["low"] = score.interval ? OrderedJson(score.interval->low) : OrderedJson();
  json["high"] = score.interval ? OrderedJson(score.interval->high) : OrderedJson();
  json["significant"] = or_null(score.significant);
}

OrderedJson encode_categories(const std::vector<service::ComparedScore>& categories) {
  OrderedJson array = OrderedJson::array();
  for (const auto& category : categories) {
    SeedObject json;
    json.set("name", category.name);
    json.set_number("score_a", category.a);
    json.set_number("score_b", category.b);
    OrderedJson object = json.finish();
    set_difference(object, category);
    array.push_back(std::move(object));
  }
  return array;
}

OrderedJson encode_compared_quality(const std::vector<service::ComparedScore>& scores) {
  OrderedJson array = OrderedJson::array();
  for (const auto& score : scores) {
    OrderedJson json{{"benchmark", score.name}, {"a", or_null(score.a)}, {"b", or_null(score.b)}};
    set_difference(json, score);
    json["sentence"] = text_or_null(score.sentence);
    array.push_back(std::move(json));
  }
  return array;
}

OrderedJson encode_direction(const std::optional<MetricDirection>& direction) {
  if (!direction) return nullptr;
  return *direction == MetricDirection::higher_is_better ? "higher_is_better" : "lower_is_better";
}

OrderedJson encode_metrics(const std::vector<service::ComparedMetric>& metrics) {
  OrderedJson array = OrderedJson::array();
  for (const auto& metric : metrics) {
    const stats::MetricComparison& figures = metric.figures;
    const auto& interval = figures.ratio_interval;
    array.push_back({{"metric", metric.name},
                     {"unit", metric.unit},
                     {"direction", encode_direction(metric.direction)},
                     {"a", figures.a},
                     {"b", figures.b},
                     {"change_percent", or_null(figures.change_percent)},
                     {"ratio", or_null(figures.ratio)},
                     {"ratio_low", interval ? OrderedJson(interval->low) : OrderedJson()},
                     {"ratio_high", interval ? OrderedJson(interval->high) : OrderedJson()},
                     {"p_value", or_null(figures.p_value)},
                     {"p_adjusted", or_null(metric.p_adjusted)},
                     {"method", text_or_null(to_string(figures.method))},
                     {"verdict", text_or_null(to_string(figures.verdict))},
                     {"noise_floor", or_null(metric.noise_floor)},
                     {"sentence", metric.sentence}});
  }
  return array;
}

OrderedJson encode_settings(const std::vector<service::SettingDifference>& settings) {
  OrderedJson array = OrderedJson::array();
  for (const auto& setting : settings) {
    array.push_back({{"name", setting.name},
                     {"a", OrderedJson(setting.a)},
                     {"b", OrderedJson(setting.b)},
                     {"default_moved", setting.default_moved}});
  }
  return array;
}

OrderedJson encode_not_compared(const std::vector<service::NotCompared>& items) {
  OrderedJson array = OrderedJson::array();
  for (const auto& item : items) array.push_back({{"metric", item.metric}, {"reason", item.reason}});
  return array;
}

OrderedJson encode_noise(const service::NoiseFloor& noise) {
  return {{"machine", noise.machine},
          {"runs", noise.runs},
          {"series", noise.series},
          {"generation", or_null(noise.generation)},
          {"prompt", or_null(noise.prompt)}};
}

/// What a pair adds to the summaries; `target` is the answer itself or an element of `others`.
void set_pair(OrderedJson& target, const service::RunComparison& pair) {
  target["categories"] = encode_categories(pair.categories);
  target["metrics"] = encode_metrics(pair.metrics);
  target["settings"] = encode_settings(pair.settings);
  target["not_compared"] = encode_not_compared(pair.not_compared);
  target["quality"] = encode_compared_quality(pair.quality);
  target["noise_floor"] = encode_noise(pair.noise_floor);
  target["notes"] = pair.notes;
  target["sentence"] = pair.sentence;
}

}  // namespace

OrderedJson encode_comparison(const service::Comparison& comparison) {
  OrderedJson json{{"config_a", encode_summary(comparison.first)},
                   {"config_b", encode_summary(comparison.others.front().other)}};
  set_pair(json, comparison.others.front());
  OrderedJson others = OrderedJson::array();
  for (auto pair = comparison.others.begin() + 1; pair != comparison.others.end(); ++pair) {
    OrderedJson other{{"config", encode_summary(pair->other)}};
    set_pair(other, *pair);
    others.push_back(std::move(other));
  }
  json["others"] = std::move(others);
  return json;
}

}  // namespace llmbench::api
