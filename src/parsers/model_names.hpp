#pragma once
// Whether two spellings mean one model or one quantization, and whether a label can be true. Used by every reader that
// compares what a file says with what the user says.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench::parsers {

/// "named F16 but 5.3 bits per weight" (`label` as the user or the file spells it) when the label and the file's size
/// are more than 25 % apart; nullopt otherwise and when the label or a number is unknown.
[[nodiscard]] std::optional<std::string> bits_per_weight_warning(const std::string& label,
                                                                 std::optional<std::int64_t> size_bytes,
                                                                 std::optional<std::int64_t> n_params);

/// One model, spelled with or without its owner, and with other punctuation: "TheDrummer/Snowpiercer-15B-v1" and
/// "snowpiercer_15b_v1".
[[nodiscard]] bool same_model(std::string_view a, std::string_view b);

/// One base type: Q4_K_M and UD-Q4_K_XL agree, Q4_K_M and Q8_0 do not.
[[nodiscard]] bool same_quantization(std::string_view a, std::string_view b);

/// The path in "llama_model_loader: loaded meta data with ... from PATH (version GGUF V3 ...)", which every tool of
/// llama.cpp says when it loads a model; nullopt for other lines.
[[nodiscard]] std::optional<std::string> loaded_model_path(std::string_view line);

}  // namespace llmbench::parsers
