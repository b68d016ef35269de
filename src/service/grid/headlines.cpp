#include "service/grid/grid_builder.hpp"

namespace llmbench::service {

std::vector<Quality> choose_headlines(const std::vector<store::VariantScoreContext>& contexts, bool has_real_runs) {
  std::vector<ScoreContext> candidates;
  for (const auto& context : contexts) candidates.push_back(context.scores);
  return list_headlines(candidates, has_real_runs);
}

}  // namespace llmbench::service
