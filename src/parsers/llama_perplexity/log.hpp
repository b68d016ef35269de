#pragma once
// The log of llama-perplexity as data: one PerplexityLog a run in it, with whatever of its five modes was asked for
// (perplexity, --kl-divergence, --hellaswag, --winogrande, --multiple-choice).

#include "llmbench/parsers/source.hpp"
#include "llmbench/util/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_perplexity {

/// "5.9070 +/- 0.03328" and "7.123456 ±   0.045678 %".
struct Figure {
  double value = 0;
  std::optional<double> standard_error;
};

enum class Quiz { hellaswag, winogrande, multiple_choice };

/// Questions with answers to choose from. Every line has the number answered and the share that was right so far, in
/// percent.
struct QuizFigures {
  Quiz kind = Quiz::hellaswag;
  std::optional<std::int64_t> available;  ///< questions of the file
  std::optional<std::int64_t> asked;      ///< how many of them the run meant to ask
  std::int64_t answered = 0;
  double running_percent = 0;
  std::optional<Figure> final_percent;  ///< HellaSwag prints none
  std::optional<Figure> random_chance;

  /// All questions were answered, as far as the log tells.
  [[nodiscard]] bool is_complete() const;
  [[nodiscard]] double percent() const;
  /// The count behind the percents; nullopt when they are those of no whole number.
  [[nodiscard]] std::optional<std::int64_t> correct() const;
};

struct PerplexityLog {
  std::size_t line = 0;  ///< where the run begins
  std::string model_path;
  std::string general_name;
  std::string file_type;  ///< "Q4_K - Medium"
  std::string kv_type;    ///< "q8_0", "q8_0/q4_0"; "" = unknown
  std::optional<Figure> final_estimate;
  std::optional<Figure> quantized_perplexity;  ///< Mean PPL(Q)
  std::optional<Figure> divergence;            ///< Mean KLD
  Json perplexity_figures = Json::object();
  Json divergence_figures = Json::object();
  std::optional<std::int64_t> chunks;
  std::optional<std::int64_t> context_tokens;
  bool has_chunks = false;  ///< the first of them is done
  std::optional<QuizFigures> quiz;

  [[nodiscard]] std::optional<Figure> perplexity() const;
  [[nodiscard]] bool has_result() const;
};

/// In the order of the text; at least one, which may be empty.
[[nodiscard]] std::vector<PerplexityLog> parse_logs(TextStream& stream);

/// Something of llama-perplexity stands in the text, and how sure that is (0 to 100).
[[nodiscard]] int detect_log(std::string_view text);

}  // namespace llmbench::parsers::llama_perplexity
