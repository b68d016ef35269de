#include "parsers/mmlu_pro/checks.hpp"

#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::parsers::mmlu_pro {
namespace {

constexpr double kPrinted = 0.0101;  ///< two decimals, rounded either way

std::string place_of(std::size_t line) {
  return "line " + std::to_string(line);
}

void warn(std::vector<Message>& messages, std::string place, std::string text) {
  messages.push_back({Message::Severity::warning, std::move(place), std::move(text)});
}

std::string counts(const Stat& stat) {
  return std::to_string(stat.part) + "/" + std::to_string(stat.whole);
}

double percent_of(const Stat& stat) {
  return stat.whole == 0 ? 0 : 100.0 * static_cast<double>(stat.part) / static_cast<double>(stat.whole);
}

std::string printed(double percent) {
  return format_number(std::round(percent * 100) / 100);
}

const BenchmarkCategory* known_category(const Block& block) {
  return find_category(*find_benchmark("mmlu_pro"), block.name);
}

[[noreturn]] void refuse(const Block& block, const std::string& text) {
  throw Error{ErrorCode::invalid_input, place_of(block.total->line) + ": " + block.name + " " + text};
}

constexpr std::string_view kRunningSums =
    ": these look like running sums over categories; upload the counts of each category";

bool is_part(std::optional<double> subset) {
  return subset && *subset > 0 && *subset < 1;
}

std::int64_t expected_questions(const BenchmarkCategory& known, std::optional<double> subset) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(known.questions * subset.value_or(1)));
}

void check_possible(const Block& block, std::optional<double> subset) {
  const std::int64_t questions = block.total->whole;
  if (block.total->part > questions) refuse(block, "has more right answers than questions");
  const auto* known = known_category(block);
  if (known == nullptr) return;
  if (questions > known->questions) {
    refuse(block, "has " + std::to_string(questions) + " questions, but MMLU-Pro has only " +
                      std::to_string(known->questions) + " in it" + std::string(kRunningSums));
  }
  if (!is_part(subset)) return;
  const auto rounded_up = static_cast<std::int64_t>(std::ceil(known->questions * *subset));
  if (questions > std::max<std::int64_t>(1, rounded_up)) {
    refuse(block, "has " + std::to_string(questions) + " questions, but the subset " + format_number(*subset) +
                      " has only " + std::to_string(expected_questions(*known, subset)) + " of its " +
                      std::to_string(known->questions) + std::string(kRunningSums));
  }
}

void check_size(const Block& block, std::optional<double> subset, std::vector<Message>& messages) {
  const auto* known = known_category(block);
  if (known == nullptr) {
    warn(messages, place_of(block.line), "\"" + block.name + "\" is not a category of MMLU-Pro");
    return;
  }
  const auto expected = expected_questions(*known, subset);
  if (block.total->whole >= expected) return;  // more: rounded up
  const std::string of = std::to_string(block.total->whole) + " of " + std::to_string(known->questions) + " questions";
  if (is_part(subset)) {
    warn(messages, place_of(block.total->line),
         block.name + " has " + of + ", fewer than the " + std::to_string(expected) + " of the subset " +
             format_number(*subset) + ": it is incomplete");
  } else {
    warn(messages, place_of(block.total->line),
         block.name + " has " + of + " and the report names no subset: it is incomplete");
  }
}

void check_arithmetic(const Block& block, std::vector<Message>& messages) {
  const Stat& total = *block.total;
  if (std::abs(total.percent - percent_of(total)) > kPrinted) {
    warn(messages, place_of(total.line),
         block.name + ": " + counts(total) + " is " + printed(percent_of(total)) + " %, not " + printed(total.percent) +
             " %; the counts are taken");
  }
  if (!block.adjusted || !block.guesses) return;
  const std::int64_t lucky = block.lucky_guesses ? block.lucky_guesses->part : 0;
  if (block.adjusted->part != total.part - lucky || block.adjusted->whole != total.whole - block.guesses->part) {
    warn(messages, place_of(block.adjusted->line),
         block.name + ": the adjusted score " + counts(*block.adjusted) + " does not follow from the lines above it");
  }
}

std::string same_key(const Block& block) {
  return canonical_category("mmlu_pro", block.name);
}

}  // namespace

std::optional<double> subset_of(const Json& config) {
  if (!config.contains("test") || !config["test"].is_object()) return std::nullopt;
  const Json& test = config["test"];
  if (!test.contains("subset") || !test["subset"].is_number()) return std::nullopt;
  return test["subset"].get<double>();
}

bool has_no_questions(const Block& block) {
  return block.total && block.total->part == 0 && block.total->whole == 0;
}

std::vector<Block> usable_categories(const Report& report, std::vector<Message>& messages) {
  std::vector<Block> usable;
  for (const auto& block : report.categories) {
    const std::string name = block.name.empty() ? "a category without a name" : block.name;
    if (!block.total) {
      warn(messages, place_of(block.line), name + " has no total; it was left out");
      continue;
    }
    if (block.name.empty()) {
      warn(messages, place_of(block.line),
           "the total " + counts(*block.total) + " belongs to no category; it was left out");
      continue;
    }
    if (has_no_questions(block)) {
      warn(messages, place_of(block.total->line), name + " has no questions (0/0); it was left out");
      continue;
    }
    const auto earlier = std::find_if(usable.begin(), usable.end(),
                                      [&](const Block& other) { return same_key(other) == same_key(block); });
    if (earlier == usable.end()) {
      usable.push_back(block);
      continue;
    }
    if (earlier->total->part != block.total->part || earlier->total->whole != block.total->whole) {
      warn(messages, place_of(block.line),
           name + " is there twice, " + counts(*earlier->total) + " and " + counts(*block.total) +
               "; the last one is taken");
    }
    *earlier = block;
  }
  return usable;
}

void check_categories(const std::vector<Block>& categories, std::optional<double> subset,
                      std::vector<Message>& messages) {
  for (const auto& block : categories) check_possible(block, subset);
  for (const auto& block : categories) {
    check_size(block, subset, messages);
    check_arithmetic(block, messages);
  }
}

void check_totals(const Report& report, const std::vector<Block>& categories, std::vector<Message>& messages) {
  Stat sum;
  for (const auto& block : categories) {
    sum.part += block.total->part;
    sum.whole += block.total->whole;
  }
  if (report.final_block && report.final_block->total) {
    const Stat& total = *report.final_block->total;
    if (total.part != sum.part || total.whole != sum.whole) {
      warn(messages, place_of(total.line),
           "the report's total " + counts(total) + " is not the sum of its categories, " + counts(sum) +
               "; the categories are taken");
    }
  }
  for (const auto& cell : report.table) {
    const std::string key = canonical_category("mmlu_pro", cell.column);
    const auto block =
        std::find_if(categories.begin(), categories.end(), [&](const Block& other) { return same_key(other) == key; });
    const bool found = key.empty() || block != categories.end();
    if (!found) {
      warn(messages, "", "the table has a column \"" + cell.column + "\" without counts; it was left out");
      continue;
    }
    const double percent = key.empty() ? percent_of(sum) : percent_of(*block->total);
    if (std::abs(percent - cell.percent) > kPrinted) {
      warn(messages, "",
           "the table says " + printed(cell.percent) + " for " + cell.column + ", the counts " + printed(percent) +
               "; the counts are taken");
    }
  }
  const Json inference = report.config.value("inference", Json::object());
  const auto& tokens = report.completion_tokens;
  if (!inference.is_object() || !inference.contains("max_tokens") || !inference["max_tokens"].is_number()) return;
  const double limit = inference["max_tokens"].get<double>();
  constexpr double kManyCut = 0.4;
  if (limit > 0 && tokens.average && tokens.maximum && *tokens.maximum >= limit && *tokens.average > kManyCut * limit) {
    warn(messages, "",
         "answers were probably cut: they have " + format_number(*tokens.average) +
             " tokens on average and reach the " + "limit of " + format_number(limit) + " (max_tokens)");
  }
}

}  // namespace llmbench::parsers::mmlu_pro
