#pragma once
// Settings of a run, normalised for comparison by one table (name, default per build range, affects tg / pp / both /
// nothing).

#include "llmbench/domain/run.hpp"

#include <map>
#include <string>
#include <string_view>

namespace llmbench {

enum class SettingScope { all, generation, prompt };

/// Name -> canonical value text, only values that differ from their build's default. Used for configuration_id (scope
/// all), and for a metric's series (generation or prompt). Unknown settings are kept.
using NormalisedSettings = std::map<std::string, std::string>;

/// `backend` is the normalised backend name; the table of llama.cpp is used for it and its flavours, others keep every
/// setting. `measured_at` orders builds (build numbers of forks lie).
[[nodiscard]] NormalisedSettings normalise_settings(const Json& settings, std::string_view backend,
                                                    std::optional<TimePoint> measured_at,
                                                    SettingScope scope = SettingScope::all);

/// "fa · KV q8_0 · ub 2048" followed by the user's settings ("branch=mmq"); "" when everything is at its default.
[[nodiscard]] std::string settings_summary(const NormalisedSettings& settings, const Json& user_settings);

/// Setting fields llama-bench writes (known ones group rows, unknown ones never do).
[[nodiscard]] bool is_known_llama_bench_setting(std::string_view field);

}  // namespace llmbench
