#pragma once
// Settings of a run, normalised for comparison by one table (name, default per build range, affects tg / pp / both /
// nothing).

#include "llmbench/domain/run.hpp"

#include <map>
#include <optional>
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

/// How many of the model's layers the settings put on the GPU. llama.cpp's "all" is -1 or 99 and more; any other
/// count may be all or some, depending on the model.
enum class GpuLayers { unknown, none, some_or_all, all };
[[nodiscard]] GpuLayers gpu_layers(const Json& settings);

/// "f16", "q8_0", "q8_0/f16" (K/V) when they differ; llama.cpp's default f16 when the settings name neither.
/// nullopt for other backends that do not say (`kv_cache_dtype`, `kv_type`).
[[nodiscard]] std::optional<std::string> kv_type(const Json& settings, std::string_view backend);

/// What the run asked for; nullopt when the settings do not say, or leave the choice to the program (auto).
[[nodiscard]] std::optional<bool> flash_attention(const Json& settings);

/// "" = mainline, "ik_llama.cpp", or the name of a fork that provenance.flavour states. Recognised by setting fields
/// only that fork writes. `backend` may be the raw or the normalised name.
[[nodiscard]] std::string detect_flavour(const Json& settings, std::string_view backend, const Json& provenance);

/// Setting fields llama-bench writes (known ones group rows, unknown ones never do).
[[nodiscard]] bool is_known_llama_bench_setting(std::string_view field);

/// Setting fields that a fingerprint holds: a frozen list, so that learning a new setting changes no content id.
[[nodiscard]] bool is_identity_setting(std::string_view field);

}  // namespace llmbench
