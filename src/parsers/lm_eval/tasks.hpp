#pragma once
// What tasks of lm-evaluation-harness are called here, and which of their metrics is the headline.

#include <optional>
#include <string>
#include <string_view>

namespace llmbench::parsers::lm_eval {

/// The benchmark a task is; nullopt when unknown (it keeps its own name then).
[[nodiscard]] std::optional<std::string> benchmark_of(std::string_view task);
/// How good a metric is as the headline of the task: smaller is better, 0 = as the table says.
[[nodiscard]] int headline_rank(std::string_view task, std::string_view metric, std::string_view filter);

/// A category of MMLU or MMLU-Pro ("mmlu_law", "hendrycksTest-law", "mmlu_pro_law").
struct CategoryTask {
  std::string benchmark;
  std::string category;
};
[[nodiscard]] std::optional<CategoryTask> category_of(std::string_view task);

/// Shares of right answers, 0 to 1, which are shown as percents.
[[nodiscard]] bool is_share(std::string_view metric);
[[nodiscard]] bool is_lower_better(std::string_view metric);

}  // namespace llmbench::parsers::lm_eval
