#include "llmbench/service/quality.hpp"

#include "llmbench/stats/intervals.hpp"

#include <algorithm>
#include <map>

namespace llmbench::service {

Quality make_quality(QualitySummary summary) {
  Quality quality;
  if (const auto interval = stats::score_interval(summary)) {
    quality.low = interval->bounds.low;
    quality.high = interval->bounds.high;
    quality.interval_method = stats::to_string(interval->method);
  }
  quality.summary = std::move(summary);
  return quality;
}

std::vector<Quality> list_headlines(const std::vector<ScoreContext>& contexts, bool has_real_runs) {
  std::map<std::string, std::vector<ScoreContext>> by_benchmark;
  for (const auto& context : contexts) {
    if (!has_real_runs || !context.sample) by_benchmark[context.benchmark].push_back(context);
  }
  std::vector<Quality> headlines;
  for (const auto& [benchmark, group] : by_benchmark) {
    if (auto headline = choose_headline(group)) headlines.push_back(make_quality(std::move(*headline)));
  }
  return headlines;
}

const Quality* find_quality(const std::vector<Quality>& headlines, std::string_view benchmark) {
  const auto found = std::find_if(headlines.begin(), headlines.end(),
                                  [&](const Quality& quality) { return quality.summary.benchmark == benchmark; });
  return found == headlines.end() ? nullptr : &*found;
}

}  // namespace llmbench::service
