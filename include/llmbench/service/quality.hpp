#pragma once
// A quality as every answer shows it: the figures of one context with their 95 % interval. Built by the grid index,
// detail_service and variant_service; encoded by api.

#include "llmbench/domain/quality.hpp"

#include <optional>
#include <string_view>

namespace llmbench::service {

struct Quality {
  QualitySummary summary;
  std::optional<double> low;
  std::optional<double> high;
  std::string_view interval_method;  ///< "wilson", "stderr", "" = no interval
};

[[nodiscard]] Quality make_quality(QualitySummary summary);

/// The headline of every benchmark among `contexts` of one variant (any order), by benchmark name. A benchmark without
/// a headline is left out. Scores tagged `sample` stand aside where the variant has real runs.
[[nodiscard]] std::vector<Quality> list_headlines(const std::vector<ScoreContext>& contexts, bool has_real_runs);

/// The headline of `benchmark` in such a list; nullptr when there is none.
[[nodiscard]] const Quality* find_quality(const std::vector<Quality>& headlines, std::string_view benchmark);

}  // namespace llmbench::service
