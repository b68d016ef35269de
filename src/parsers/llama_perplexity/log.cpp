#include "parsers/llama_perplexity/log.hpp"

#include "parsers/console_lines.hpp"
#include "parsers/model_names.hpp"

#include "llmbench/util/text.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace llmbench::parsers::llama_perplexity {
namespace {

constexpr std::string_view kStatistics = "Perplexity statistics";  // the first lines of a divergence's result
constexpr std::string_view kOldStatistics = "===== KL-divergence statistics";  // of 2024
constexpr std::string_view kPerplexity = "perplexity: calculating perplexity over";
constexpr std::string_view kHellaSwagHeader = "95% confidence interval";  // of its column; no other mode has it

struct QuizMark {
  std::string_view text;
  Quiz kind;
};
// What a mode says before its first question, as far as the number of questions.
constexpr QuizMark kQuizMarks[] = {
    {"hellaswag_score : loaded ", Quiz::hellaswag},
    {"winogrande_score : loaded ", Quiz::winogrande},
    {"multiple_choice_score: there are ", Quiz::multiple_choice},
};
constexpr std::string_view kSelecting[] = {"hellaswag_score : selecting ", "winogrande_score : selecting ",
                                           "multiple_choice_score: selecting "};

/// The text behind `mark`; nullopt when the line does not have it.
std::optional<std::string_view> behind(std::string_view line, std::string_view mark) {
  const std::size_t at = line.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  return trim(line.substr(at + mark.size()));
}

/// "5.9070 +/- 0.03328"; between the numbers may stand what a wrong code page made of "±".
std::optional<Figure> parse_figure(std::string_view text) {
  const std::string plain =
      collapse_whitespace(replace_all(replace_all(replace_all(std::string(text), "+/-", " ± "), "±", " ± "), "%", ""));
  const std::vector<std::string> words = split(plain, ' ');
  const auto value = parse_double(words.front());
  if (!value || words.size() > 3) return std::nullopt;
  Figure figure{*value, {}};
  if (words.size() == 3) figure.standard_error = parse_double(words.back());
  return figure;
}

/// 655 of "655 chunks", 512 of "512, batch_size=2048".
std::optional<std::int64_t> leading_integer(std::string_view text) {
  return parse_integer(text.substr(0, text.find_first_not_of("0123456789")));
}

/// f16 of "..., K (f16):  256.00 MiB, V (f16):  256.00 MiB".
std::string type_behind(std::string_view line, std::string_view mark) {
  const auto rest = behind(line, mark);
  return rest ? std::string(trim(rest->substr(0, rest->find(')')))) : "";
}

class LogParser {
 public:
  void feed(const Line& line) {
    begin_run_at(line);
    feed_model(line.text);
    if (feed_quiz(line.text)) return;
    feed_perplexity(line.text);
  }

  std::vector<PerplexityLog> take() {
    logs_.push_back(std::move(log_));
    return std::move(logs_);
  }

 private:
  /// A model that is loaded begins a run, unless it is the one that is being loaded already (some builds look at the
  /// file first to fit it into memory). So does the start of a mode when the run has a result.
  void begin_run_at(const Line& line) {
    if (log_.line == 0) log_.line = line.number;
    if (const auto path = loaded_model_path(line.text)) {
      const bool is_other = !log_.model_path.empty() && *path != log_.model_path;
      if (!is_other && !log_.has_result()) return;
      logs_.push_back(std::exchange(log_, {}));
    } else if (log_.has_result() && begins_mode(line.text)) {
      PerplexityLog next;
      next.model_path = log_.model_path;
      next.general_name = log_.general_name;
      next.file_type = log_.file_type;
      next.kv_type = log_.kv_type;
      logs_.push_back(std::exchange(log_, std::move(next)));
    } else {
      return;
    }
    log_.line = line.number;
  }

  bool begins_mode(std::string_view line) const {
    if (log_.divergence && line.find(kStatistics) != std::string_view::npos) return true;
    if (line.find(kPerplexity) != std::string_view::npos) return true;
    for (const QuizMark& mark : kQuizMarks) {
      if (line.find(mark.text) != std::string_view::npos) return true;
    }
    return false;
  }

  void feed_model(std::string_view line) {
    if (auto path = loaded_model_path(line)) {
      log_.model_path = std::move(*path);
    } else if (line.find("general.name") != std::string_view::npos) {
      if (const auto name = behind(line, " = ")) log_.general_name = *name;
    } else if (const auto type = behind(line, "file type   = ")) {
      log_.file_type = *type;
    } else if (const auto old = behind(line, "model ftype      = ")) {
      log_.file_type = *old;
    } else if (line.find(", K (") != std::string_view::npos) {
      const std::string keys = type_behind(line, ", K (");
      const std::string values = type_behind(line, ", V (");
      log_.kv_type = values.empty() || keys == values ? keys : keys + "/" + values;
    }
  }

  /// False when the line belongs to no quiz.
  bool feed_quiz(std::string_view line) {
    for (const QuizMark& mark : kQuizMarks) {
      const auto rest = behind(line, mark.text);
      if (!rest) continue;
      log_.quiz.emplace().kind = mark.kind;
      log_.quiz->available = log_.quiz->asked = leading_integer(*rest);
      return true;
    }
    if (!log_.quiz && line.starts_with("task") && line.find(kHellaSwagHeader) != std::string_view::npos) {
      log_.quiz.emplace().kind = Quiz::hellaswag;
      return true;
    }
    if (const auto rest = behind(line, "Final Winogrande score(")) {
      if (!log_.quiz) log_.quiz.emplace().kind = Quiz::winogrande;
      if (const auto tasks = leading_integer(*rest)) log_.quiz->answered = *tasks;
      if (const auto colon = rest->find("):"); colon != std::string_view::npos) {
        log_.quiz->final_percent = parse_figure(rest->substr(colon + 2));
      }
      return true;
    }
    return log_.quiz && feed_progress(line);
  }

  bool feed_progress(std::string_view line) {
    for (const std::string_view mark : kSelecting) {
      const auto rest = behind(line, mark);
      if (!rest) continue;
      if (const auto count = leading_integer(*rest)) log_.quiz->asked = count;
      return true;
    }
    if (const auto result = behind(line, "Final result: ")) {
      log_.quiz->final_percent = parse_figure(*result);
      return true;
    }
    if (const auto chance = behind(line, "Random chance: ")) {
      log_.quiz->random_chance = parse_figure(*chance);
      return true;
    }
    const auto words = split(collapse_whitespace(line), ' ');
    if (words.size() < 2 || log_.quiz->final_percent) return false;
    const auto number = parse_integer(words[0]);
    const std::string_view share = words[1];
    const auto percent = parse_double(share.substr(0, share.size() - (share.ends_with('%') ? 1 : 0)));
    if (!number || *number < 1 || !percent || !(*percent >= 0 && *percent <= 100)) return false;
    log_.quiz->answered = *number;
    log_.quiz->running_percent = *percent;
    return true;
  }

  void feed_perplexity(std::string_view line) {
    if (const auto estimate = behind(line, "Final estimate: PPL = ")) {
      log_.final_estimate = parse_figure(*estimate);
    } else if (line.starts_with("[") && line.find(']') < 8) {
      log_.has_chunks = true;
    } else if (line.find("calculating perplexity over") != std::string_view::npos) {
      if (const auto count = behind(line, " over ")) log_.chunks = leading_integer(*count);
      if (const auto tokens = behind(line, "n_ctx=")) log_.context_tokens = leading_integer(*tokens);
    } else {
      feed_statistics(line);
    }
  }

  /// Labels of before 2024-04 under those of today: "Average" is "Mean KLD", "KLD_99" is "99.0% KLD".
  std::string label_of(std::string_view printed) const {
    const std::string label = collapse_whitespace(printed);
    if (!has_old_statistics_) return label;
    constexpr std::array<std::array<std::string_view, 2>, 10> kLabels{{{"Average", "Mean KLD"},
                                                                       {"Median", "Median KLD"},
                                                                       {"Minimum", "Minimum KLD"},
                                                                       {"Maximum", "Maximum KLD"},
                                                                       {"KLD_01", "1.0% KLD"},
                                                                       {"KLD_05", "5.0% KLD"},
                                                                       {"KLD_10", "10.0% KLD"},
                                                                       {"KLD_90", "90.0% KLD"},
                                                                       {"KLD_95", "95.0% KLD"},
                                                                       {"KLD_99", "99.0% KLD"}}};
    for (const auto& [old, today] : kLabels) {
      if (label == old) return std::string(today);
    }
    return label;
  }

  /// A line below "====== KL divergence statistics ======": "99.9%   KLD:   4.200683".
  void feed_statistics(std::string_view line) {
    if (line.find(kOldStatistics) != std::string_view::npos) has_old_statistics_ = true;
    const std::size_t colon = line.rfind(':');
    if (colon == std::string_view::npos) return;
    const std::string label = label_of(line.substr(0, colon));
    const auto figure = parse_figure(line.substr(colon + 1));
    if (!figure) return;
    if (label == "Mean PPL(Q)") {
      log_.quantized_perplexity = figure;
    } else if (label == "Mean KLD") {
      log_.divergence = figure;
    } else if (label.ends_with("KLD") || label.ends_with("Δp") || label == "Same top p") {
      log_.divergence_figures[label] = figure->value;
    } else if (label.find("PPL(") != std::string::npos) {
      log_.perplexity_figures[label] = figure->value;
    }
  }

  PerplexityLog log_;
  std::vector<PerplexityLog> logs_;
  bool has_old_statistics_ = false;
};

}  // namespace

bool QuizFigures::is_complete() const {
  return final_percent.has_value() || (answered > 0 && answered >= asked.value_or(1));
}

double QuizFigures::percent() const {
  return final_percent ? final_percent->value : running_percent;
}

std::optional<std::int64_t> QuizFigures::correct() const {
  if (answered < 1) return std::nullopt;
  const auto n = static_cast<double>(answered);
  const double right = std::round(percent() * n / 100);
  constexpr double kRounding = 1e-3;  // percent; final lines have four decimals of a float
  if (right < 0 || right > n || std::abs(100 * right / n - percent()) > kRounding) return std::nullopt;
  return static_cast<std::int64_t>(right);
}

std::optional<Figure> PerplexityLog::perplexity() const {
  return final_estimate ? final_estimate : quantized_perplexity;
}

bool PerplexityLog::has_result() const {
  return perplexity() || divergence || (quiz && quiz->is_complete());
}

std::vector<PerplexityLog> parse_logs(TextStream& stream) {
  LogParser parser;
  LineReader lines{stream};
  while (const auto line = lines.next()) parser.feed(*line);
  return parser.take();
}

int detect_log(std::string_view text) {
  const auto has = [&](std::string_view mark) { return contains(text, mark); };
  if (has("Final estimate: PPL") || has("====== KL divergence statistics") || has(kOldStatistics) ||
      has("Final Winogrande score("))
    return 95;
  if (has(kPerplexity) || has("perplexity: tokenizing the input")) return 85;
  for (const QuizMark& mark : kQuizMarks) {
    if (has(mark.text)) return 85;
  }
  return has("ln(PPL(Q)/PPL(base))") || has(std::string("task\tacc_norm\t") + std::string(kHellaSwagHeader)) ? 80 : 0;
}

}  // namespace llmbench::parsers::llama_perplexity
