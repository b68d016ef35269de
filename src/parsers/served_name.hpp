#pragma once
// What the server called the model: "qwen2.5:32b-instruct-q4_K_M" hides a quantization, "llama3" says nothing.

#include "llmbench/parsers/format.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers {

struct ServedName {
  std::optional<std::string> model_name;    ///< without the quantization; nullopt for a placeholder
  std::optional<std::string> quantization;  ///< normalised label
};

[[nodiscard]] ServedName parse_served_name(std::string_view name);

/// "OWNER/REPO" of a path through Hugging Face's cache, ".../models--OWNER--REPO/snapshots/HASH"; nullopt for others.
[[nodiscard]] std::optional<std::string> name_in_hugging_face_cache(std::string_view path);

/// Which variant an input is about.
struct ChosenVariant {
  std::string model_name;
  std::string quantization;
  std::string lora_adapter;           ///< "" = base
  std::vector<std::string> warnings;  ///< where the user and the input disagree
};

/// What an input says about its variant. Everything may be missing.
struct VariantHints {
  std::string_view served_name;          ///< what the server or the file calls the model
  std::string_view folder;               ///< a mangled name (of a result folder): good for the quantization only
  std::string_view quantization;         ///< when the input says it in a field of its own
  std::string_view document = "report";  ///< what messages call the input: "report", "results file"
};

/// What the user said wins (with a warning when the input says otherwise). Throws Error{invalid_input} naming every
/// flag that is missing: nothing is ever stored under a placeholder or without a quantization.
[[nodiscard]] ChosenVariant choose_variant(const VariantHints& hints, const ReadOptions& options);

/// choose_variant for scores; its warnings go to `messages`.
[[nodiscard]] VariantScores name_variant(const VariantHints& hints, const ReadOptions& options,
                                         std::vector<Message>& messages);

}  // namespace llmbench::parsers
