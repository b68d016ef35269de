#pragma once
// What the server called the model: "qwen2.5:32b-instruct-q4_K_M" hides a quantization, "llama3" says nothing.

#include "llmbench/parsers/format.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::mmlu_pro {

struct ServedName {
  std::optional<std::string> model_name;    ///< without the quantization; nullopt for a placeholder
  std::optional<std::string> quantization;  ///< normalised label
};

[[nodiscard]] ServedName parse_served_name(std::string_view name);

/// The variant the report is about: what the user said wins (with a warning when the name says otherwise). `folder` is
/// the tool's result folder, used for the quantization only, because its model name is mangled. Throws
/// Error{invalid_input} naming every flag that is missing.
[[nodiscard]] VariantScores name_variant(std::string_view served_name, std::string_view folder,
                                         const ReadOptions& options, std::vector<Message>& messages);

}  // namespace llmbench::parsers::mmlu_pro
