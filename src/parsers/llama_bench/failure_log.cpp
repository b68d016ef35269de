#include "parsers/llama_bench/failure_log.hpp"

#include "parsers/llama_bench/detect.hpp"

#include "llmbench/util/text.hpp"

#include <array>
#include <optional>

namespace llmbench::parsers::llama_bench {
namespace {

/// Enough to see "out of memory" above "failed to load model".
constexpr std::size_t kRecentLines = 4;

/// "llama_bench: error: failed to load model 'x.gguf'": the path between the quotes, which may hold one itself.
std::optional<std::string> failed_model(std::string_view text) {
  static constexpr std::array<std::string_view, 2> kSigns{"error: failed to load model '",
                                                          "error: failed to create context with model '"};
  for (const std::string_view sign : kSigns) {
    const std::size_t at = text.find(sign);
    const std::size_t end = text.rfind('\'');
    if (at == std::string_view::npos || end <= at + sign.size()) continue;
    return std::string(text.substr(at + sign.size(), end - at - sign.size()));
  }
  return std::nullopt;
}

}  // namespace

void FailureLog::add(std::string_view text, std::size_t line) {
  if (!is_failure_line(text)) return;
  text_ = std::string(text);
  line_ = line;
  recent_.push_back(text_);
  if (recent_.size() > kRecentLines) recent_.erase(recent_.begin());
  if (auto path = failed_model(text)) {
    models_.push_back({std::move(*path), join(recent_, "\n"), line});
    recent_.clear();
  }
}

std::string FailureLog::reason() const {
  if (text_.empty()) return "";
  return " (line " + std::to_string(line_) + ": " + text_ + ")";
}

}  // namespace llmbench::parsers::llama_bench
