#include "store/headline_columns.hpp"

#include "llmbench/util/error.hpp"

namespace llmbench::store {
namespace {

void add_speed(db::Params& params, const std::optional<SpeedPoint>& point) {
  if (!point) {
    params.add(std::nullopt).add(std::nullopt).add(std::nullopt).add(std::nullopt);
    return;
  }
  params.add(point->value).add(point->tokens).add(point->depth).add(point->cv);
}

std::vector<SpeedPoint> points_from_row(const db::Row& row) {
  const auto kinds = row.get<std::vector<std::string>>("point_kinds");
  const auto tokens = row.get<std::vector<int>>("point_tokens");
  const auto depths = row.get<std::vector<int>>("point_depths");
  const auto speeds = row.get<std::vector<double>>("point_speeds");
  const auto cvs = row.get<std::vector<std::optional<double>>>("point_cvs");
  const auto assisted = row.get<std::vector<bool>>("point_gpu_assisted");
  std::vector<SpeedPoint> points(kinds.size());
  for (std::size_t at = 0; at < points.size(); ++at) {
    SpeedPoint& point = points[at];
    point.kind = kinds[at] == "prompt" ? SpeedPoint::Kind::prompt : SpeedPoint::Kind::generation;
    point.tokens = tokens.at(at);
    point.depth = depths.at(at);
    point.value = speeds.at(at);
    point.cv = cvs.at(at);
    point.gpu_assisted = assisted.at(at);
  }
  return points;
}

}  // namespace

void add_headline_params(db::Params& params, const Headline& headline) {
  add_speed(params, headline.speed);
  add_speed(params, headline.prompt_speed);
  params.add(headline.prompt_speed && headline.prompt_speed->gpu_assisted)
      .add(headline.tokens_per_second_per_request)
      .add(headline.total_tokens_per_second)
      .add(headline.memory_gb)
      .add(headline.memory_source)
      .add(headline.memory_place)
      .add(headline.memory_context_tokens)
      .add(headline.time_to_first_token_ms)
      .add(headline.loading_time_seconds)
      .add(headline.gpu_power_watts)
      .add(headline.model_size_gb)
      .add(headline.n_params)
      .add(headline.bits_per_weight)
      .add(headline.unstable)
      .add(headline.partial);
  std::vector<std::string> kinds;
  std::vector<int> tokens;
  std::vector<int> depths;
  std::vector<double> speeds;
  std::vector<std::optional<double>> cvs;
  std::vector<bool> assisted;
  for (const SpeedPoint& point : headline.points) {
    kinds.emplace_back(point.kind == SpeedPoint::Kind::prompt ? "prompt" : "generation");
    tokens.push_back(point.tokens);
    depths.push_back(point.depth);
    speeds.push_back(point.value);
    cvs.push_back(point.cv);
    assisted.push_back(point.gpu_assisted);
  }
  params.add(kinds).add(tokens).add(depths).add(speeds).add(cvs).add(assisted);
}

Headline headline_from_row(const db::Row& row) {
  Headline headline;
  if (const auto speed = row.find<double>("tokens_per_second")) {
    headline.speed = SpeedPoint{SpeedPoint::Kind::generation, row.get<int>("speed_tokens"),
                                row.get<int>("speed_depth"),  *speed,
                                row.find<double>("speed_cv"), false};
  }
  if (const auto speed = row.find<double>("prompt_tokens_per_second")) {
    headline.prompt_speed = SpeedPoint{SpeedPoint::Kind::prompt,
                                       row.get<int>("prompt_speed_tokens"),
                                       row.get<int>("prompt_speed_depth"),
                                       *speed,
                                       row.find<double>("prompt_speed_cv"),
                                       row.get<bool>("prompt_gpu_assisted")};
  }
  headline.tokens_per_second_per_request = row.find<double>("tokens_per_second_per_request");
  headline.total_tokens_per_second = row.find<double>("total_tokens_per_second");
  headline.memory_gb = row.find<double>("memory_gb");
  headline.memory_source = row.find<std::string>("memory_source");
  headline.memory_place = row.find<std::string>("memory_place");
  headline.memory_context_tokens = row.find<int>("memory_context_tokens");
  headline.time_to_first_token_ms = row.find<double>("time_to_first_token_ms");
  headline.loading_time_seconds = row.find<double>("loading_time_seconds");
  headline.gpu_power_watts = row.find<double>("gpu_power_watts");
  headline.model_size_gb = row.find<double>("model_size_gb");
  headline.n_params = row.find<std::int64_t>("n_params");
  headline.bits_per_weight = row.find<double>("bits_per_weight");
  headline.unstable = row.get<bool>("unstable");
  headline.partial = row.get<bool>("partial");
  headline.points = points_from_row(row);
  return headline;
}

}  // namespace llmbench::store
