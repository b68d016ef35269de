#pragma once
// What clients written years ago read of every endpoint they know, by hand from the contract: field and type. A type
// ending in '?' may be null; others never are.

#include <string>
#include <vector>

namespace llmbench::testing {

/// `path` goes through objects by '.', and through every element of an array by "[]".
struct SeedField {
  const char* path;
  const char* type;  ///< text, number, integer, boolean, uuid, time, object, array
};
using SeedShape = std::vector<SeedField>;

inline const SeedShape kHealthShape{
    {"status", "text"}, {"timestamp", "time"}, {"database", "boolean"}, {"version", "text"}};

inline const SeedShape kGridShape{
    {"[].id", "uuid"},
    {"[].model_name", "text"},
    {"[].quantization", "text"},
    {"[].backend", "text"},
    {"[].tokens_per_second", "number"},
    {"[].memory_gb", "number"},
    {"[].gpu_model", "text"},
    {"[].cpu_arch", "text"},
    {"[].hardware_type", "text"},
    {"[].overall_score", "number?"},
};

inline SeedShape grouped_shape() {
  SeedShape shape{{"models[].model_name", "text"},
                  {"models[].total_hardware_platforms", "integer"},
                  {"total_count", "integer"},
                  {"benchmark_used", "text"}};
  // Paths must outlive the shape, so both places of a platform are written out.
  const SeedShape best{{"models[].best_hardware.hardware", "text"},
                       {"models[].best_hardware.hardware_category", "text"},
                       {"models[].best_hardware.total_configs", "integer"},
                       {"models[].best_hardware.best_config.quantization", "text"}};
  const SeedShape all{{"models[].all_hardware_platforms[].hardware", "text"},
                      {"models[].all_hardware_platforms[].hardware_category", "text"},
                      {"models[].all_hardware_platforms[].total_configs", "integer"},
                      {"models[].all_hardware_platforms[].best_config.id", "uuid"},
                      {"models[].all_hardware_platforms[].best_config.quantization", "text"},
                      {"models[].all_hardware_platforms[].best_config.quality_score", "number"},
                      {"models[].all_hardware_platforms[].best_config.tokens_per_second", "number"},
                      {"models[].all_hardware_platforms[].best_config.memory_gb", "number"},
                      {"models[].all_hardware_platforms[].best_config.backend", "text"},
                      {"models[].all_hardware_platforms[].best_config.hardware", "text"},
                      {"models[].all_hardware_platforms[].best_config.hardware_category", "text"},
                      {"models[].all_hardware_platforms[].best_config.concurrent_requests", "integer?"},
                      {"models[].all_hardware_platforms[].best_config.max_context_length", "integer?"},
                      {"models[].all_hardware_platforms[].best_config.load_pattern", "text?"},
                      {"models[].all_hardware_platforms[].best_config.dataset_name", "text?"},
                      {"models[].all_hardware_platforms[].best_config.gpu_power_limit_watts", "integer?"},
                      {"models[].all_hardware_platforms[].best_config.gpu_power_watts", "number?"},
                      {"models[].all_hardware_platforms[].best_config.tokens_per_kwh", "number?"}};
  shape.insert(shape.end(), best.begin(), best.end());
  shape.insert(shape.end(), all.begin(), all.end());
  return shape;
}

inline const SeedShape kComparisonShape{
    {"config_a.name", "text"},
    {"config_a.model", "text"},
    {"config_a.quantization", "text"},
    {"config_a.backend", "text"},
    {"config_a.hardware", "text"},
    {"config_a.overall_score", "number"},
    {"config_a.performance.speed", "number"},
    {"config_a.performance.memory", "number"},
    {"config_a.performance.loading_time", "number"},
    {"config_a.performance.prompt_speed", "number"},
    {"config_b.name", "text"},
    {"config_b.model", "text"},
    {"config_b.quantization", "text"},
    {"config_b.backend", "text"},
    {"config_b.hardware", "text"},
    {"config_b.overall_score", "number"},
    {"config_b.performance.speed", "number"},
    {"config_b.performance.memory", "number"},
    {"config_b.performance.loading_time", "number"},
    {"config_b.performance.prompt_speed", "number"},
    {"categories[].name", "text"},
    {"categories[].score_a", "number"},
    {"categories[].score_b", "number"},
};

inline const SeedShape kConfigurationsShape{
    {"configurations[].id", "uuid"},
    {"configurations[].model_name", "text"},
    {"configurations[].quantization", "text"},
    {"configurations[].backend", "text"},
    {"configurations[].hardware_summary", "text"},
    {"configurations[].overall_score", "number?"},
    {"configurations[].timestamp", "time?"},
    {"configurations[].status", "text"},
    {"total_count", "integer"},
};

inline const SeedShape kDetailShape{
    {"config.name", "text"},
    {"config.model", "text"},
    {"config.quantization", "text"},
    {"config.backend", "text"},
    {"config.backend_version", "text"},
    {"config.overall_score", "number"},
    {"config.performance.speed", "number"},
    {"config.performance.memory", "number"},
    {"config.performance.loading_time", "number"},
    {"config.performance.prompt_speed", "number"},
    {"config.test_run_date", "text"},
    {"categories[].name", "text"},
    {"categories[].score", "number"},
    {"categories[].total_questions", "integer?"},
    {"categories[].correct_answers", "integer?"},
    {"system_info.gpu_model", "text"},
    {"system_info.gpu_memory_gb", "number?"},
    {"system_info.cpu_model", "text"},
    {"system_info.cpu_arch", "text"},
    {"system_info.ram_gb", "number?"},
    {"system_info.ram_type", "text?"},
    {"system_info.virtualization_type", "text?"},
    {"system_info.optimizations", "array"},
};

inline const SeedShape kAnalysisShape{
    {"model_name", "text"},
    {"gpu_model", "text"},
    {"total_configurations", "integer"},
    {"backends[].backend", "text"},
    {"backends[].quantizations[].quantization", "text"},
    {"backends[].quantizations[].best_speed", "number"},
    {"quantizations[].quantization", "text"},
    {"quantizations[].backend", "text"},
    {"quantizations[].best_speed", "number"},
    {"quantizations[].best_ttft", "number?"},
    {"quantizations[].best_tokens_per_kwh", "number?"},
    {"quantizations[].quality_score", "number"},
    {"quantizations[].configuration_count", "integer"},
    {"quantizations[].category_scores", "object"},
    {"heatmap_data.quantizations", "array"},
    {"heatmap_data.power_limits", "array"},
    {"heatmap_data.concurrent_requests", "array"},
    {"heatmap_data.speed_data", "object"},
    {"heatmap_data.ttft_data", "object"},
    {"heatmap_data.tpot_data", "object"},
    {"heatmap_data.itl_data", "object"},
    {"heatmap_data.efficiency_data", "object"},
};

inline const SeedShape kUploadShape{{"success", "boolean"},
                                    {"test_run_id", "uuid"},
                                    {"model_variant_id", "uuid"},
                                    {"error", "null"},
                                    {"warnings", "array"}};
inline const SeedShape kRefusedUploadShape{
    {"success", "boolean"}, {"test_run_id", "null"}, {"error", "text"}, {"warnings", "array"}};
inline const SeedShape kScoresShape{
    {"success", "boolean"}, {"model_variant_id", "uuid"}, {"message", "text"}, {"scores_uploaded", "integer"}};
inline const SeedShape kDeleteShape{{"success", "boolean"}, {"message", "text"}, {"deleted_id", "uuid"}};
inline const SeedShape kRefusedDeleteShape{{"success", "boolean"}, {"message", "text"}, {"deleted_id", "null"}};
inline const SeedShape kDeleteByModelShape{
    {"success", "boolean"}, {"message", "text"}, {"deleted_count", "integer"}, {"deleted_ids", "array"}};

}  // namespace llmbench::testing
