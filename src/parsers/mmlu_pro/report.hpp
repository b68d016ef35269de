#pragma once
// What a report of chigkim/Ollama-MMLU-Pro says, of every era: the text as data, nothing judged yet.

#include "llmbench/parsers/source.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::parsers::mmlu_pro {

/// "56/71, 78.87%"
struct Stat {
  std::int64_t part = 0;
  std::int64_t whole = 0;
  double percent = 0;  ///< as printed
  std::size_t line = 0;
};

/// The four lines of a category or of the whole report.
struct Block {
  std::string name;  ///< as printed; "" = not named yet
  std::size_t line = 0;
  std::optional<Stat> total;
  std::optional<Stat> guesses;
  std::optional<Stat> lucky_guesses;
  std::optional<Stat> adjusted;

  [[nodiscard]] bool is_empty() const { return !total && !guesses && !lucky_guesses && !adjusted; }
};

struct TokenUsage {
  std::optional<double> minimum;
  std::optional<double> average;
  std::optional<double> maximum;
};

struct TableCell {
  std::string column;
  double percent = 0;
};

struct Report {
  std::optional<TimePoint> date;  ///< local time of an unknown zone, read as UTC
  Json config = Json::object();   ///< the header, {} = none
  std::vector<Block> categories;  ///< in order; a category may be there twice (resumed logs)
  std::optional<Block> final_block;
  bool finished = false;  ///< "Finished the benchmark" (or its older forms) is there
  std::string duration;   ///< as printed with it
  bool is_old = false;    ///< prints what no release since 2024-09-21 does ("0 hours, 3 minutes, 5 seconds")
  TokenUsage prompt_tokens;
  TokenUsage completion_tokens;
  std::vector<TableCell> table;
  std::string saved_to;  ///< folder of "Report saved to: eval_results/<folder>/report.txt"
};

/// Throws Error{invalid_input} when two headers of different evaluations are in one text.
[[nodiscard]] Report parse_report(TextStream& stream);

}  // namespace llmbench::parsers::mmlu_pro
