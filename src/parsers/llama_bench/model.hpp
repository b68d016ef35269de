#pragma once
// Model and quantization of a llama-bench record, from its file name and its model_type.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

struct FoundModel {
  std::string name;          ///< "TheDrummer/Snowpiercer-15B-v1"; "" = the record does not say
  std::string publisher;     ///< "TheDrummer"; "" = unknown
  std::string quantization;  ///< normalised; "" = the record does not say
  std::string label;         ///< the same as the record spells it, for messages
  std::vector<std::string> warnings;
};

[[nodiscard]] FoundModel find_model(const std::string& path, const std::string& model_type);

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

}  // namespace llmbench::parsers::llama_bench
