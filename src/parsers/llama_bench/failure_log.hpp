#pragma once
// What a log says about why llama-bench stopped, collected line by line.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

class FailureLog {
 public:
  /// Keeps the line when it says why a run stopped.
  void add(std::string_view text, std::size_t line);

  [[nodiscard]] bool empty() const { return text_.empty(); }
  /// " (line 12: llama_bench: error: failed to load model 'x.gguf')"; "" when nothing failed.
  [[nodiscard]] std::string reason() const;

  /// A model that llama-bench itself gave up on. It stops there, so what it had measured before is complete.
  struct FailedModel {
    std::string path;   ///< as written, with its directories
    std::string error;  ///< the lines that say why, oldest first
    std::size_t line = 0;
  };
  [[nodiscard]] const std::vector<FailedModel>& models() const { return models_; }

 private:
  std::string text_;
  std::size_t line_ = 0;
  std::vector<std::string> recent_;
  std::vector<FailedModel> models_;
};

}  // namespace llmbench::parsers::llama_bench
