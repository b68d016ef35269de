// Logs of llama-perplexity: the perplexity of a model over a text, with --kl-divergence how far its predictions are
// from those of a reference, and its quiz modes. A log may hold the runs of several models one after the other.

#include "parsers/llama_perplexity/log.hpp"
#include "parsers/served_name.hpp"
#include "parsers/serving/figures.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::parsers {
std::unique_ptr<Format> make_llama_perplexity();

namespace {

using llama_perplexity::PerplexityLog;
using llama_perplexity::Quiz;
using llama_perplexity::QuizFigures;

ScoreUpload make_score(const char* benchmark, const char* unit, const llama_perplexity::Figure& figure,
                       const Json& others) {
  GenericScore score;
  score.benchmark_name = benchmark;
  score.score = figure.value;
  score.unit = unit;
  score.higher_is_better = false;
  score.standard_error = figure.standard_error;
  score.sub_scores = others;
  return {std::move(score), {}, {}, Json::object()};
}

std::string benchmark_of(Quiz kind) {
  switch (kind) {
    case Quiz::hellaswag:
      return "hellaswag";
    case Quiz::winogrande:
      return "winogrande";
    case Quiz::multiple_choice:
      break;
  }
  return "multiple_choice";  // the log does not name its questions
}

/// What makes it comparable: llama-perplexity gives no examples, and by default asks a part of HellaSwag only.
Json quiz_context(const QuizFigures& quiz) {
  Json context{{"shots", 0}, {"metric", quiz.kind == Quiz::winogrande ? "acc" : "acc_norm"}};
  const BenchmarkInfo* known = find_benchmark(benchmark_of(quiz.kind));
  const std::int64_t whole = known != nullptr ? known->questions : quiz.available.value_or(0);
  if (quiz.answered > 0 && quiz.answered < whole) context["limit"] = quiz.answered;
  return context;
}

/// nullopt for HellaSwag when its percents belong to no count: its type needs one.
std::optional<ScoreUpload> make_quiz_score(const QuizFigures& quiz) {
  const auto correct = quiz.correct();
  if (quiz.kind == Quiz::hellaswag) {
    if (!correct) return std::nullopt;
    return ScoreUpload{HellaSwagScore{quiz.percent(), quiz.answered, *correct}, {}, {}, quiz_context(quiz)};
  }
  GenericScore score;
  score.benchmark_name = benchmark_of(quiz.kind);
  score.score = quiz.percent();
  if (quiz.final_percent) score.standard_error = quiz.final_percent->standard_error;
  score.correct_answers = correct;
  if (correct) score.total_questions = quiz.answered;
  if (quiz.random_chance) score.sub_scores["random_chance"] = quiz.random_chance->value;
  return ScoreUpload{std::move(score), {}, {}, quiz_context(quiz)};
}

std::vector<ScoreUpload> scores_of(const PerplexityLog& log) {
  std::vector<ScoreUpload> scores;
  if (const auto perplexity = log.perplexity()) {
    scores.push_back(make_score("perplexity", "ppl", *perplexity, log.perplexity_figures));
  }
  if (log.divergence) {
    scores.push_back(make_score("kl_divergence", "nats", *log.divergence, log.divergence_figures));
  }
  if (log.quiz && log.quiz->is_complete()) {
    if (auto score = make_quiz_score(*log.quiz)) scores.push_back(std::move(*score));
  }
  return scores;
}

/// The file's name says most; what the converter called "ggml-model" is asked of the model itself.
VariantHints hints_of(const PerplexityLog& log) {
  const std::string_view file = path_basename(log.model_path);
  const bool nameless = file.empty() || starts_with_ignoring_case(file, "ggml-model");
  const bool labelled = !file.empty() && parse_gguf_name(file).quantization.has_value();
  return {nameless ? std::string_view(log.general_name) : file, "",
          labelled && !nameless ? "" : std::string_view(log.file_type), "log"};
}

class LogReading {
 public:
  LogReading(TextStream& stream, const ReadOptions& options) : stream_(stream), options_(options) {}

  ReadResult run() {
    const auto logs = llama_perplexity::parse_logs(stream_);
    std::vector<std::string> names;
    for (const PerplexityLog& log : logs) names.emplace_back(hints_of(log).served_name);
    refuse_several_models(names, options_);
    for (const PerplexityLog& log : logs) read_log(log, logs.size() > 1);
    if (result_.scores.empty()) refuse_without_result(logs.back());
    return std::move(result_);
  }

 private:
  void read_log(const PerplexityLog& log, bool is_one_of_several) {
    std::vector<ScoreUpload> found = scores_of(log);
    if (found.empty()) {
      ++result_.records_dropped;
      if (is_one_of_several) {
        result_.partial = true;
        warn("line " + std::to_string(log.line), "left out: the run that begins here ends before its result");
      }
      return;
    }
    VariantScores scores = name_variant(hints_of(log), options_, result_.messages);
    scores.context = context_of(log);
    scores.scores = std::move(found);
    warn_if_repeated(scores, log.line);
    result_.records_read += scores.scores.size();
    result_.scores.push_back(std::move(scores));
  }

  Json context_of(const PerplexityLog& log) {
    Json context{{"harness", "llama-perplexity"}};
    if (log.context_tokens) context["n_ctx"] = *log.context_tokens;
    if (log.chunks) context["chunks"] = *log.chunks;
    if (!log.kv_type.empty() && log.kv_type != "f16") context["kv_type"] = log.kv_type;
    context = with_user_context(std::move(context), options_);
    if ((log.perplexity() || log.divergence) && !context.contains("corpus")) {
      warn(
          "",
          "the log does not name its text: say it with --score-context corpus=NAME, perplexities of different texts do "
          "not compare");
    }
    if (log.divergence && !context.contains("reference")) {
      warn("", "the log does not name the reference of the divergence: say it with --score-context reference=QUANT");
    }
    if (log.quiz && log.quiz->kind == Quiz::multiple_choice && !context.contains("corpus")) {
      warn("", "the log does not name its questions: say it with --score-context corpus=NAME");
    }
    if (log.quiz && !log.quiz->asked) {
      warn("",
           "the log does not say how many questions were to be asked, so it is not known whether all were: keep "
           "standard error too, `llama-perplexity ... 2>&1`");
    }
    return context;
  }

  /// Two scores of one model in one context: the later one is current, whatever differed between the runs.
  void warn_if_repeated(const VariantScores& scores, std::size_t line) {
    const bool is_repeated = std::ranges::any_of(result_.scores, [&](const VariantScores& earlier) {
      return earlier.model_name == scores.model_name && earlier.quantization == scores.quantization &&
             earlier.context == scores.context &&
             precise_benchmark(earlier.scores.front()) == precise_benchmark(scores.scores.front());
    });
    if (!is_repeated) return;
    warn("line " + std::to_string(line),
         "another result of " + scores.model_name + " " + scores.quantization +
             " with the same context: only the last one will be current. If something differed, upload each alone with "
             "--score-context NAME=VALUE");
  }

  /// Once, however many runs it is true of.
  void warn(const std::string& place, const std::string& text) {
    const Message message{Message::Severity::warning, place, text};
    if (std::ranges::find(result_.messages, message) == result_.messages.end()) result_.messages.push_back(message);
  }

  [[noreturn]] void refuse_without_result(const PerplexityLog& log) const {
    std::string progress = log.has_chunks ? ", after its first chunks" : "";
    if (log.quiz && log.quiz->answered > 0) {
      progress = ", after " + std::to_string(log.quiz->answered) + " of " +
                 (log.quiz->asked ? std::to_string(*log.quiz->asked) : "its") + " questions";
    }
    throw Error{ErrorCode::invalid_input,
                stream_.name() + " ends before its result" + progress +
                    ": the run was interrupted or its result is no number; run it again to the end"};
  }

  TextStream& stream_;
  const ReadOptions& options_;
  ReadResult result_;
};

class LlamaPerplexity : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "llama-perplexity"; }
  [[nodiscard]] std::string_view description() const override { return "a log of llama-perplexity"; }
  [[nodiscard]] std::string_view example() const override {
    return "llama-perplexity -m MODEL.gguf -f wiki.test.raw 2>&1 | tee perplexity.log";
  }
  [[nodiscard]] std::string_view files() const override {
    return "The saved console output of one run or several, plain or with --kl-divergence, --hellaswag, --winogrande "
           "or "
           "--multiple-choice.";
  }
  [[nodiscard]] int detect(std::string_view head) const override { return llama_perplexity::detect_log(head); }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    return LogReading{stream, options}.run();
  }
};

}  // namespace

std::unique_ptr<Format> make_llama_perplexity() {
  return std::make_unique<LlamaPerplexity>();
}

}  // namespace llmbench::parsers
