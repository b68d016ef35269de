#pragma once
// The model that the text above a table names: a table itself says only "llama 8B".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

/// Whether a file can be the model of a row: no other quantization, and no other number of parameters in its name.
[[nodiscard]] bool may_be_model(const std::string& path, const std::string& model_type,
                                std::optional<std::int64_t> n_params);

class ModelMentions {
 public:
  /// Reads a line above a table: a command ("-m models/Qwen3-8B-Q8_0.gguf", "-hf owner/repo:Q8_0"), the download that
  /// follows one, or a heading ("## Qwen3-8B-Q8_0.gguf").
  void add(std::string_view line, bool is_heading);
  /// A table begins: what is named after it replaces what was named before.
  void begin_table() { is_used_ = true; }
  /// The path of the model when exactly one is named; `owner/repo:Q8_0` as owner/repo/repo-Q8_0.gguf.
  [[nodiscard]] std::optional<std::string> only() const;

 private:
  void note(std::string path);

  std::vector<std::string> paths_;  ///< "" = a model that the line does not spell ("-m $MODEL")
  bool is_used_ = false;
};

}  // namespace llmbench::parsers::llama_bench
