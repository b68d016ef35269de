#pragma once
// What we know about the settings of llama-bench: one row each. Read by settings.cpp.

#include <span>
#include <string_view>

namespace llmbench {

enum class SettingType { flag, number, text, list };

/// What a setting can change. Threads and their placement matter only where layers run on the CPU.
enum class SettingEffect { everything, prompt_only, cpu_work };

/// `value` is the default of builds from `since` (a date) on.
struct DefaultSince {
  std::string_view since;
  std::string_view value;
};

struct SettingRow {
  std::string_view name;
  std::string_view label;  ///< in settings_summary
  SettingType type;
  SettingEffect effect;
  std::span<const DefaultSince> defaults;  ///< ascending; the first one holds before its date too; empty = none
};

[[nodiscard]] std::span<const SettingRow> llama_bench_settings();
/// nullptr = not in the table.
[[nodiscard]] const SettingRow* find_setting(std::string_view name);

/// Booleans that named the backend until 2024-11-14 (ik_llama.cpp still writes them), with the name they stand for.
struct BackendFlag {
  std::string_view field;
  std::string_view backend;  ///< "" = says nothing of its own (gpu_blas: any GPU backend)
};
[[nodiscard]] std::span<const BackendFlag> backend_flags();

/// Fields only ik_llama.cpp writes.
[[nodiscard]] bool is_ik_setting(std::string_view name);
[[nodiscard]] bool is_identity_field(std::string_view name);
/// Cache types of upstream llama.cpp.
[[nodiscard]] bool is_upstream_cache_type(std::string_view type);

}  // namespace llmbench
