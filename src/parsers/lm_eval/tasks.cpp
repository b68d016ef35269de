#include "parsers/lm_eval/tasks.hpp"

#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench::parsers::lm_eval {
namespace {

struct KnownTask {
  std::string_view task;
  std::string_view benchmark;  ///< precise name
  std::string_view metric;     ///< headline; an older name of it follows in a row of its own
  std::string_view filter;     ///< "" = any
};

constexpr std::array kTasks = std::to_array<KnownTask>({
    {"arc_challenge", "arc_challenge", "acc_norm", ""},
    {"arc_easy", "arc_easy", "acc_norm", ""},
    {"boolq", "boolq", "acc", ""},
    {"gsm8k", "gsm8k", "exact_match", "strict-match"},
    {"gsm8k", "gsm8k", "acc", ""},
    {"gsm8k_cot", "gsm8k", "exact_match", "strict-match"},
    {"gsm8k_cot_zeroshot", "gsm8k", "exact_match", "strict-match"},
    {"hellaswag", "hellaswag", "acc_norm", ""},
    {"humaneval", "humaneval", "pass@1", ""},
    {"ifeval", "ifeval", "prompt_level_strict_acc", ""},
    {"leaderboard_ifeval", "ifeval", "prompt_level_strict_acc", ""},
    {"leaderboard_mmlu_pro", "mmlu_pro", "acc", ""},
    {"mmlu", "mmlu", "acc", ""},
    {"mmlu_pro", "mmlu_pro", "exact_match", "custom-extract"},
    {"openbookqa", "openbookqa", "acc_norm", ""},
    {"piqa", "piqa", "acc", ""},
    {"truthfulqa_mc", "truthfulqa", "mc2", ""},
    {"truthfulqa_mc1", "truthfulqa_mc1", "acc", ""},
    {"truthfulqa_mc2", "truthfulqa", "acc", ""},
    {"wikitext", "wikitext", "word_perplexity", ""},
    {"winogrande", "winogrande", "acc", ""},
});

// Of a task nobody knows: the first of these that it has.
constexpr std::array<std::string_view, 8> kUsual{"acc", "exact_match",     "em",  "pass@1",
                                                 "f1",  "word_perplexity", "ppl", "perplexity"};

constexpr int kUnusual = 100;

}  // namespace

std::optional<std::string> benchmark_of(std::string_view task) {
  const auto* row = std::ranges::find(kTasks, task, &KnownTask::task);
  return row == kTasks.end() ? std::nullopt : std::optional(std::string(row->benchmark));
}

int headline_rank(std::string_view task, std::string_view metric, std::string_view filter) {
  int rank = 0;
  for (const KnownTask& row : kTasks) {
    if (row.task != task) continue;
    if (row.metric == metric && (row.filter.empty() || filter.empty() || row.filter == filter)) return rank;
    ++rank;
  }
  const auto* usual = std::ranges::find(kUsual, metric);
  return usual == kUsual.end() ? kUnusual : rank + static_cast<int>(usual - kUsual.begin()) + 1;
}

std::optional<CategoryTask> category_of(std::string_view task) {
  struct Prefix {
    std::string_view text;
    std::string_view benchmark;
  };
  for (const Prefix& prefix :
       {Prefix{"mmlu_pro_", "mmlu_pro"}, Prefix{"mmlu_", "mmlu"}, Prefix{"hendrycksTest-", "mmlu"}}) {
    if (!task.starts_with(prefix.text)) continue;
    const auto* category = find_category(*find_benchmark(prefix.benchmark), task.substr(prefix.text.size()));
    if (category != nullptr) return CategoryTask{std::string(prefix.benchmark), std::string(category->name)};
  }
  return std::nullopt;
}

bool is_share(std::string_view metric) {
  constexpr std::array<std::string_view, 8> kShares{"acc", "acc_norm", "exact_match", "em",
                                                    "f1",  "mc1",      "mc2",         "pct_stereotype"};
  return std::ranges::find(kShares, metric) != kShares.end() || metric.ends_with("_acc") ||
         metric.starts_with("pass@") || metric.starts_with("exact_match_");
}

bool is_lower_better(std::string_view metric) {
  constexpr std::array<std::string_view, 6> kWords{"perplexity", "ppl", "bits_per_byte", "loss", "brier", "stereotype"};
  return std::ranges::any_of(kWords, [&](std::string_view word) { return contains(metric, word); });
}

}  // namespace llmbench::parsers::lm_eval
