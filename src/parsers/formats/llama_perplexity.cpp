// Logs of llama-perplexity: the perplexity of a model over a text, and with --kl-divergence how far its predictions are
// from those of a reference.

#include "parsers/console_lines.hpp"
#include "parsers/served_name.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::parsers {
std::unique_ptr<Format> make_llama_perplexity();

namespace {

/// "5.9070 +/- 0.03328" and "7.123456 ±   0.045678 %".
struct Figure {
  double value = 0;
  std::optional<double> standard_error;
};

struct Log {
  std::string model_path;
  std::string general_name;
  std::string file_type;  ///< "Q4_K - Medium"
  std::optional<Figure> final_estimate;
  std::optional<Figure> quantized_perplexity;  ///< Mean PPL(Q)
  std::optional<Figure> divergence;            ///< Mean KLD
  Json perplexity_figures = Json::object();
  Json divergence_figures = Json::object();
  std::optional<long long> chunks;
  std::optional<long long> context_tokens;
  std::size_t chunk_lines = 0;
  std::size_t models = 0;
};

/// The text behind `mark`; nullopt when the line does not have it.
std::optional<std::string_view> behind(std::string_view line, std::string_view mark) {
  const std::size_t at = line.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  return trim(line.substr(at + mark.size()));
}

std::optional<Figure> parse_figure(std::string_view text) {
  std::string plain = collapse_whitespace(replace_all(replace_all(std::string(text), "±", "+/-"), "%", ""));
  const std::size_t sign = plain.find("+/-");
  const auto value = parse_double(trim(std::string_view(plain).substr(0, sign)));
  if (!value) return std::nullopt;
  Figure figure{*value, {}};
  if (sign != std::string::npos) figure.standard_error = parse_double(trim(std::string_view(plain).substr(sign + 3)));
  return figure;
}

/// 655 of "655 chunks", 512 of "512, batch_size=2048".
std::optional<long long> leading_integer(std::string_view text) {
  return parse_integer(text.substr(0, text.find_first_not_of("0123456789")));
}

/// A line below "====== KL divergence statistics ======": "99.9%   KLD:   4.200683".
void feed_statistics(Log& log, std::string_view line) {
  const std::size_t colon = line.rfind(':');
  if (colon == std::string_view::npos) return;
  const std::string label = collapse_whitespace(line.substr(0, colon));
  const auto figure = parse_figure(line.substr(colon + 1));
  if (!figure) return;
  if (label == "Mean PPL(Q)") {
    log.quantized_perplexity = figure;
  } else if (label == "Mean KLD") {
    log.divergence = figure;
  } else if (label.ends_with("KLD") || label.ends_with("Δp") || label == "Same top p") {
    log.divergence_figures[label] = figure->value;
  } else if (label.find("PPL(") != std::string::npos) {
    log.perplexity_figures[label] = figure->value;
  }
}

void feed_model(Log& log, std::string_view line) {
  if (line.find("llama_model_loader: loaded meta data") != std::string_view::npos) {
    if (const auto from = behind(line, " from ")) {
      const std::string path{from->substr(0, from->rfind(" (version"))};
      if (path != log.model_path) ++log.models;
      log.model_path = path;
    }
  } else if (line.find("general.name") != std::string_view::npos) {
    if (const auto name = behind(line, " = ")) log.general_name = *name;
  } else if (const auto type = behind(line, "file type   = ")) {
    log.file_type = *type;
  } else if (const auto old = behind(line, "model ftype      = ")) {
    log.file_type = *old;
  }
}

Log parse_log(TextStream& stream) {
  Log log;
  LineReader lines{stream};
  while (const auto next = lines.next()) {
    const std::string_view line = next->text;
    feed_model(log, line);
    if (const auto estimate = behind(line, "Final estimate: PPL = ")) {
      log.final_estimate = parse_figure(*estimate);
    } else if (line.starts_with("[") && line.find(']') < 8) {
      ++log.chunk_lines;
    } else if (line.find("calculating perplexity over") != std::string_view::npos) {
      if (const auto count = behind(line, " over ")) log.chunks = leading_integer(*count);
      if (const auto tokens = behind(line, "n_ctx=")) log.context_tokens = leading_integer(*tokens);
    } else {
      feed_statistics(log, line);
    }
  }
  return log;
}

ScoreUpload make_score(const char* benchmark, const char* unit, const Figure& figure, const Json& others) {
  GenericScore score;
  score.benchmark_name = benchmark;
  score.score = figure.value;
  score.unit = unit;
  score.higher_is_better = false;
  score.standard_error = figure.standard_error;
  score.sub_scores = others;
  return {std::move(score), {}, {}, Json::object()};
}

class LlamaPerplexity : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "llama-perplexity"; }
  [[nodiscard]] std::string_view description() const override { return "a log of llama-perplexity"; }
  [[nodiscard]] std::string_view example() const override {
    return "llama-perplexity -m MODEL.gguf -f wiki.test.raw 2>&1 | tee perplexity.log";
  }
  [[nodiscard]] std::string_view files() const override {
    return "The saved console output of one run, plain or with --kl-divergence.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const auto has = [&](std::string_view mark) { return head.find(mark) != std::string_view::npos; };
    if (has("Final estimate: PPL") || has("====== KL divergence statistics")) return 95;
    if (has("perplexity: calculating perplexity over") || has("perplexity: tokenizing the input")) return 85;
    return has("ln(PPL(Q)/PPL(base))") ? 80 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    const Log log = parse_log(stream);
    if (log.models > 1) {
      throw Error{ErrorCode::invalid_input,
                  stream.name() + " holds runs of several models: cut it before each and upload the parts"};
    }
    const auto perplexity = log.final_estimate ? log.final_estimate : log.quantized_perplexity;
    if (!perplexity && !log.divergence) {
      throw Error{ErrorCode::invalid_input,
                  stream.name() + " ends before its result" + (log.chunk_lines > 0 ? ", after its first chunks" : "") +
                      ": the run was interrupted or its result is no number; run it again to the end"};
    }
    ReadResult result;
    VariantScores scores = name_variant(hints_of(log), options, result.messages);
    scores.context = context_of(log, options, result.messages);
    if (perplexity) scores.scores.push_back(make_score("perplexity", "ppl", *perplexity, log.perplexity_figures));
    if (log.divergence) {
      scores.scores.push_back(make_score("kl_divergence", "nats", *log.divergence, log.divergence_figures));
    }
    result.records_read = scores.scores.size();
    result.scores.push_back(std::move(scores));
    return result;
  }

 private:
  /// The file's name says most; what the converter called "ggml-model" is asked of the model itself.
  static VariantHints hints_of(const Log& log) {
    const std::string_view file = path_basename(log.model_path);
    const bool nameless = file.empty() || starts_with_ignoring_case(file, "ggml-model");
    const bool labelled = !file.empty() && parse_gguf_name(file).quantization.has_value();
    return {nameless ? std::string_view(log.general_name) : file, "",
            labelled && !nameless ? "" : std::string_view(log.file_type), "log"};
  }

  static Json context_of(const Log& log, const ReadOptions& options, std::vector<Message>& messages) {
    Json context{{"harness", "llama-perplexity"}};
    if (log.context_tokens) context["n_ctx"] = *log.context_tokens;
    if (log.chunks) context["chunks"] = *log.chunks;
    context = with_user_context(std::move(context), options);
    if (!context.contains("corpus")) {
      messages.push_back({Message::Severity::warning, "",
                          "the log does not name its text: say it with --score-context corpus=NAME, perplexities of "
                          "different texts do not compare"});
    }
    if (log.divergence && !context.contains("reference")) {
      messages.push_back({Message::Severity::warning, "",
                          "the log does not name the reference of the divergence: say it with --score-context "
                          "reference=QUANT"});
    }
    return context;
  }
};

}  // namespace

std::unique_ptr<Format> make_llama_perplexity() {
  return std::make_unique<LlamaPerplexity>();
}

}  // namespace llmbench::parsers
