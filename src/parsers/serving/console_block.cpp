#include "parsers/serving/console_block.hpp"

#include "parsers/console_lines.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <optional>

namespace llmbench::parsers {
namespace {

struct Label {
  std::string_view printed;
  const char* field;
};
constexpr Label kLabels[] = {
    {"backend", "backend"},
    {"successful requests", "completed"},
    {"failed requests", "failed"},
    {"request rate configured", "request_rate"},
    {"traffic request rate", "request_rate"},
    {"maximum request concurrency", "max_concurrency"},
    {"max request concurrency", "max_concurrency"},
    {"max reqeuest concurrency", "max_concurrency"},  // as SGLang spelled it until 2025
    {"benchmark duration", "duration"},
    {"total input tokens", "total_input_tokens"},
    {"total input text tokens", "total_input_text_tokens"},
    {"total input vision tokens", "total_input_vision_tokens"},
    {"total generated tokens", "total_output_tokens"},
    {"total generated tokens (retokenized)", "total_output_tokens_retokenized"},
    {"request throughput", "request_throughput"},
    {"request goodput", "request_goodput"},
    {"input token throughput", "input_throughput"},
    {"output token throughput", "output_throughput"},
    {"peak output token throughput", "max_output_tokens_per_s"},
    {"peak concurrent requests", "max_concurrent_requests"},
    {"total token throughput", "total_token_throughput"},
    {"concurrency", "concurrency"},
    {"accept length", "accept_length"},
    {"acceptance rate", "spec_decode_acceptance_rate"},
    {"acceptance length", "spec_decode_acceptance_length"},
};

/// Read since the second release: what they say is kept apart (ConsoleBlock::later_fields).
constexpr Label kLaterLabels[] = {
    {"total throughput", "total_throughput"},  // SGLang until 2024
    {"drafts", "spec_decode_num_drafts"},
    {"draft tokens", "spec_decode_draft_tokens"},
    {"accepted tokens", "spec_decode_accepted_tokens"},
};
constexpr const char* kAcceptanceByPosition = "spec_decode_per_position_acceptance_rates";

/// "Mean TTFT" -> "mean_ttft_ms", "Median E2E Latency" -> "median_e2e_latency_ms"; "" for other labels.
std::string latency_field(std::string_view label) {
  constexpr std::string_view kStatistics[] = {"mean", "median", "max", "std", "p"};
  const std::string field = replace_all(to_lower(label), " ", "_");
  const bool has_statistic =
      std::ranges::any_of(kStatistics, [&](std::string_view word) { return field.starts_with(word); });
  constexpr std::string_view kNames[] = {"_ttft", "_tpot", "_itl", "_e2el", "_e2e_latency"};
  const bool has_name = std::ranges::any_of(kNames, [&](std::string_view name) { return field.ends_with(name); });
  return has_statistic && has_name ? field + "_ms" : "";
}

/// "Request throughput (req/s)" -> "request throughput"; "(retokenized)" is part of a name.
std::string without_unit(std::string_view label) {
  const std::size_t open = label.rfind(" (");
  if (open == std::string_view::npos || label.find("retokenized", open) != std::string_view::npos) {
    return to_lower(label);
  }
  return to_lower(trim(label.substr(0, open)));
}

std::string field_of(std::string_view label) {
  const std::string name = without_unit(label);
  const auto* row = std::ranges::find(kLabels, name, &Label::printed);
  return row != std::end(kLabels) ? row->field : latency_field(name);
}

/// "12,345.67": three digits behind every comma. "62,86" is no number of these tools, whatever its writer meant.
bool groups_thousands(std::string_view text) {
  for (std::size_t at = text.find(','); at != std::string_view::npos; at = text.find(',', at + 1)) {
    const std::string_view group = text.substr(at + 1, text.find_first_of(",.", at + 1) - at - 1);
    if (group.size() != 3) return false;
  }
  return true;
}

Json value_of(std::string_view text) {
  text = trim(text);
  if (equals_ignoring_case(text, "none") || text.empty()) return {};
  const std::string plain = replace_all(std::string(text), ",", "");
  if (!groups_thousands(text) && parse_double(plain)) return {};
  if (const auto integer = parse_integer(plain)) return *integer;
  if (const auto number = parse_double(plain)) return *number;
  return std::string(text);
}

/// Quotes of Markdown, columns of a log and comments of a script before the text: "> Mean TTFT (ms): 3".
std::string_view without_quote(std::string_view line) {
  while (!line.empty() && (line.front() == '>' || line.front() == '|' || line.front() == '#'))
    line = trim(line.substr(1));
  return line;
}

bool is_end(std::string_view line) {
  constexpr std::size_t kShortest = 20;
  return line.size() >= kShortest && line.find_first_not_of('=') == std::string_view::npos;
}

/// Values of "--model X" and "--model=X", wherever they stand in a shown command.
void take_command_line(std::string_view line, Json& arguments) {
  constexpr Label kFlags[] = {{"--model", "model"}, {"--tokenizer", "tokenizer"}};
  for (const Label& flag : kFlags) {
    const std::size_t at = line.find(flag.printed);
    if (at == std::string_view::npos || at + flag.printed.size() >= line.size()) continue;
    const char after = line[at + flag.printed.size()];
    if (after != ' ' && after != '=') continue;
    std::string_view value = trim(line.substr(at + flag.printed.size() + 1));
    value = value.substr(0, value.find_first_of(" \\"));
    while (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == '"' || value.back() == '\'')) value.remove_suffix(1);
    if (!value.empty() && !value.starts_with('$') && !value.starts_with('<'))
      arguments[flag.field] = std::string(value);
  }
}

bool reads_like_an_error(std::string_view line) {
  constexpr std::string_view kMarks[] = {"Error:", "Exception:", "ERROR", "Killed", "out of memory"};
  return std::ranges::any_of(kMarks, [&](std::string_view mark) { return contains(line, mark); });
}

/// "Accuracy Rate (%)", not a log line among the figures: "INFO 01-02 10:00:00 [loggers.py:1] GPU blocks".
bool is_label(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  const bool begins_with_a_capital = !text.empty() && text.front() >= 'A' && text.front() <= 'Z';
  constexpr std::string_view kOfLogs = "[]=:{}";
  return begins_with_a_capital && text.size() <= kLongest && text.find_first_of(kOfLogs) == std::string_view::npos;
}

/// Reads lines one by one; what stands before a block belongs to the block after it.
class BlockParser {
 public:
  void take(const Line& line) {
    const std::string_view text = without_quote(line.text);
    if (contains(text, kServingBlockTitle) && contains(text, "==")) {
      finish(false);
      current_ = ConsoleBlock{};
      current_->line = line.number;
      current_->arguments = found_.last_arguments;
      current_->command = std::move(command_);
      command_ = {};
    } else if (current_) {
      take_figure(text);
    } else {
      take_before(text);
    }
  }

  void finish(bool complete) {
    if (!current_) return;
    current_->complete = complete;
    const auto has = [&](const char* field) { return current_->record.contains(field); };
    if (has("completed") || has("request_throughput") || has("output_throughput")) {
      found_.blocks.push_back(std::move(*current_));
    }
    current_.reset();
    found_.last_arguments = Json::object();
  }

  ConsoleBlocks result() {
    finish(false);
    return std::move(found_);
  }

 private:
  void take_figure(std::string_view text) {
    if (is_end(text) || text.starts_with("```")) {
      finish(is_end(text));
      return;
    }
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return;
    const std::string_view label = trim(text.substr(0, colon));
    const std::string field = field_of(label);
    if (!field.empty()) {
      current_->record[field] = value_of(text.substr(colon + 1));
    } else if (const Json value = value_of(text.substr(colon + 1)); value.is_number()) {
      take_later_figure(label, value);
    }
  }

  /// Rates by position are percent here and fractions in the tool's JSON.
  void take_later_figure(std::string_view label, const Json& value) {
    constexpr double kPercent = 100;
    const auto* row = std::ranges::find(kLaterLabels, without_unit(label), &Label::printed);
    if (row != std::end(kLaterLabels)) {
      current_->later_fields[row->field] = value;
    } else if (label.starts_with("Position ")) {
      current_->later_fields[kAcceptanceByPosition].push_back(value.get<double>() / kPercent);
    } else if (is_label(label)) {
      current_->unread.emplace_back(label);
    }
  }

  void take_before(std::string_view text) {
    if (!command_text_.empty() || starts_benchmark(text)) take_command(text);
    if (Json arguments = parse_namespace(text); !arguments.empty()) {
      found_.last_arguments = std::move(arguments);
      return;
    }
    take_command_line(text, found_.last_arguments);
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos &&
        (text.starts_with("Traffic request rate") || text.starts_with("Maximum request concurrency"))) {
      found_.last_arguments[field_of(text.substr(0, colon))] = value_of(text.substr(colon + 1));
    }
    if (reads_like_an_error(text)) found_.last_error = std::string(text);
  }

  /// A '\' at its end joins a line with the next.
  void take_command(std::string_view text) {
    command_text_ += std::string(text) + "\n";
    if (text.ends_with('\\')) return;
    command_ = parse_benchmark_command(command_text_);
    command_text_.clear();
  }

  ConsoleBlocks found_;
  std::optional<ConsoleBlock> current_;
  BenchmarkCommand command_;  ///< the last before the next block
  std::string command_text_;  ///< of a command that goes on in the next line
};

/// Length of one value of Namespace(...): up to the ',' or ')' outside quotes and brackets.
std::size_t value_length(std::string_view text) {
  char quote = '\0';
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != '\0') {
      if (c == '\\') ++at;
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{' || c == '<') {
      ++depth;
    } else if (depth > 0 && (c == ')' || c == ']' || c == '}' || c == '>')) {
      --depth;
    } else if (depth == 0 && (c == ',' || c == ')')) {
      return at;
    }
  }
  return text.size();
}

Json python_value(std::string_view text) {
  if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front()) {
    return std::string(text.substr(1, text.size() - 2));
  }
  if (text == "True" || text == "False") return text == "True";
  if (text.find_first_of("{[(<") != std::string_view::npos) return {};
  return value_of(text);
}

}  // namespace

Json parse_namespace(std::string_view line) {
  Json arguments = Json::object();
  constexpr std::string_view kOpen = "Namespace(";
  const std::size_t open = line.find(kOpen);
  if (open == std::string_view::npos) return arguments;
  std::string_view rest = line.substr(open + kOpen.size());
  while (!rest.empty()) {
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) break;
    const std::string key(trim(rest.substr(0, equals)));
    rest.remove_prefix(equals + 1);
    const std::size_t length = value_length(rest);
    if (Json value = python_value(trim(rest.substr(0, length))); !value.is_null()) arguments[key] = std::move(value);
    if (length >= rest.size() || rest[length] == ')') break;
    rest.remove_prefix(length + 1);
  }
  return arguments;
}

ConsoleBlocks parse_console_blocks(TextStream& stream) {
  BlockParser parser;
  LineReader lines(stream);
  while (const auto line = lines.next()) parser.take(*line);
  return parser.result();
}

}  // namespace llmbench::parsers
