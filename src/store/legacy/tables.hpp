#pragma once
// The tables of the older system, and what makes one of that name theirs.

#include <array>
#include <span>
#include <string_view>

namespace llmbench::store {

enum class LegacyTableKind {
  base,            ///< machines, runs, metrics: always there
  variants,        ///< model_variants
  run_scores,      ///< scores of one run
  variant_scores,  ///< scores of a model variant
};

struct LegacyTable {
  std::string_view name;
  LegacyTableKind kind;
  std::string_view needed_columns;  ///< with commas between
};

/// By name. No name needs quoting in SQL.
inline constexpr std::array kLegacyTables = std::to_array<LegacyTable>({
    {"generic_benchmark_scores", LegacyTableKind::run_scores, "id,test_run_id,benchmark_name,score"},
    {"generic_benchmark_scores_v2", LegacyTableKind::variant_scores,
     "id,model_variant_id,benchmark_name,overall_score"},
    {"gsm8k_scores", LegacyTableKind::run_scores, "id,test_run_id,problems_solved,total_problems"},
    {"gsm8k_scores_v2", LegacyTableKind::variant_scores, "id,model_variant_id,problems_solved,total_problems"},
    {"hardware_profiles", LegacyTableKind::base, "id,gpu_model,cpu_model"},
    {"hellaswag_scores", LegacyTableKind::run_scores, "id,test_run_id,accuracy"},
    {"hellaswag_scores_v2", LegacyTableKind::variant_scores, "id,model_variant_id,accuracy"},
    {"humaneval_scores", LegacyTableKind::run_scores, "id,test_run_id,pass_at_1"},
    {"humaneval_scores_v2", LegacyTableKind::variant_scores, "id,model_variant_id,pass_at_1"},
    {"mmlu_scores", LegacyTableKind::run_scores, "id,test_run_id,category,score"},
    {"mmlu_scores_v2", LegacyTableKind::variant_scores, "id,model_variant_id,category,score"},
    {"model_variants", LegacyTableKind::variants, "id,model_name,quantization"},
    {"performance_metrics", LegacyTableKind::base, "id,test_run_id,metric_name,value,unit,created_at"},
    {"quality_scores", LegacyTableKind::run_scores, "id,test_run_id,benchmark_name,category,score"},
    {"test_runs", LegacyTableKind::base, "id,model_name,quantization,backend,hardware_profile_id,status"},
    {"truthfulqa_scores", LegacyTableKind::run_scores, "id,test_run_id,truthful_score"},
    {"truthfulqa_scores_v2", LegacyTableKind::variant_scores, "id,model_variant_id,truthful_score"},
});

}  // namespace llmbench::store
