#include "parsers/serving/benchmark_command.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::parsers {
namespace {

constexpr std::string_view kPrograms[] = {"vllm bench serve", "benchmark_serving.py", "sglang.bench_serving",
                                          "bench_serving.py"};

/// Up to the first line's end that no '\' joins with the next line, or the '`' that ends code in Markdown.
std::string_view joined_lines(std::string_view text) {
  text = text.substr(0, text.find('`'));
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1)) {
    if (!trim(text.substr(0, end)).ends_with('\\')) return text.substr(0, end);
  }
  return text;
}

/// What follows the program's name: its arguments, or the '\' before them.
std::optional<std::string_view> arguments_of(std::string_view text) {
  for (const std::string_view program : kPrograms) {
    if (!contains(text, program)) continue;
    const std::string_view rest = text.substr(text.find(program) + program.size());
    if (rest.empty() || (rest.front() != ' ' && rest.front() != '\t')) continue;
    const std::string_view arguments = trim(joined_lines(rest));
    if (arguments.starts_with("--") || arguments.starts_with('\\') || arguments.starts_with('$')) return arguments;
  }
  return std::nullopt;
}

struct ShellWord {
  std::string text;
  bool quoted = false;
};

/// Words as a shell splits them; a '\' alone joins lines.
std::vector<ShellWord> shell_words(std::string_view text) {
  std::vector<ShellWord> words;
  std::optional<ShellWord> word;
  char quote = '\0';
  const auto end_word = [&] {
    if (word) words.push_back(std::move(*word));
    word.reset();
  };
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (quote != '\0') {
      if (c != quote) word->text += c;
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
      if (!word) word.emplace();
      word->quoted = true;
    } else if (blank) {
      end_word();
    } else {
      if (!word) word.emplace();
      word->text += c;
    }
  }
  end_word();
  std::erase_if(words, [](const ShellWord& each) { return !each.quoted && each.text == "\\"; });
  return words;
}

/// '|', '>', ';', '&&', '#', '2>&1'.
bool ends_command(const ShellWord& word) {
  if (word.quoted || word.text.empty()) return false;
  constexpr std::string_view kMarks = "|>;&#";
  return kMarks.find(word.text.front()) != std::string_view::npos || word.text.starts_with("1>") ||
         word.text.starts_with("2>");
}

bool leaves_out(const ShellWord& word) {
  return word.text == "..." || word.text == "…" || word.text.starts_with("$@") || word.text.starts_with("\"$@");
}

bool is_shell_placeholder(std::string_view value) {
  return value.empty() || value.find('$') != std::string_view::npos || value.starts_with('<') || value.starts_with('{');
}

/// Counts and lengths are numbers: "X" stands for one that the writer left open.
bool is_number_flag(std::string_view name) {
  constexpr std::string_view kNumbers[] = {"num_prompts", "max_concurrency", "num_warmups", "seed"};
  return name.ends_with("_len") || std::ranges::find(kNumbers, name) != std::end(kNumbers);
}

Json flag_value(std::string_view name, std::string_view text) {
  if (is_shell_placeholder(text)) return {};
  if (const auto integer = parse_integer(text)) return *integer;
  if (const auto number = parse_double(text)) return *number;
  return is_number_flag(name) ? Json() : Json(std::string(text));
}

/// "--random-input" -> "random_input_len": argparse takes beginnings of names, SGLang has them as second names.
std::string flag_name(std::string_view flag) {
  struct ShortName {
    std::string_view brief;
    const char* name;
  };
  constexpr ShortName kShortNames[] = {
      {"num_prompt", "num_prompts"}, {"random_input", "random_input_len"}, {"random_output", "random_output_len"}};
  const std::string name = replace_all(std::string(flag.substr(2)), "-", "_");
  const auto* row = std::ranges::find(kShortNames, name, &ShortName::brief);
  return row == std::end(kShortNames) ? name : row->name;
}

}  // namespace

bool starts_benchmark(std::string_view line) {
  return arguments_of(line).has_value();
}

BenchmarkCommand parse_benchmark_command(std::string_view text) {
  BenchmarkCommand command;
  const auto arguments = arguments_of(text);
  if (!arguments) return command;
  std::vector<ShellWord> words = shell_words(*arguments);
  words.erase(std::ranges::find_if(words, ends_command), words.end());
  std::string flag;  // that waits for its value
  for (ShellWord& word : words) {
    if (leaves_out(word)) command.whole = false;
    if (!word.quoted && word.text.starts_with("--")) {
      const std::size_t equals = word.text.find('=');
      flag = flag_name(std::string_view(word.text).substr(0, equals));
      command.flags[flag] = equals == std::string::npos ? Json(true) : flag_value(flag, word.text.substr(equals + 1));
      if (equals != std::string::npos) flag.clear();
    } else if (!flag.empty()) {
      command.flags[flag] = flag_value(flag, word.text);
      flag.clear();
    } else if (word.text.starts_with('$')) {
      command.whole = false;  // "$EXTRA_ARGS"
    }
  }
  return command;
}

}  // namespace llmbench::parsers
