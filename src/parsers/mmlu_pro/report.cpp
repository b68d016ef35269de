#include "parsers/mmlu_pro/report.hpp"

#include "parsers/console_lines.hpp"

#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::parsers::mmlu_pro {
namespace {

constexpr std::size_t kMaxConfigBytes = 256 << 10;

/// The rest of `text` after `prefix`; nullopt when it does not start so.
std::optional<std::string_view> after(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return trim(text.substr(prefix.size()));
}

/// A count of questions, also as "457.0".
std::optional<std::int64_t> parse_count(std::string_view text) {
  text = trim(text);
  if (text.ends_with(".0")) text.remove_suffix(2);
  const auto value = parse_integer(text);
  if (!value || *value < 0) return std::nullopt;
  return *value;
}

/// "56/71, 78.87%" and "56/71, Score: 78.87%"; nullopt for "division by zero error" and for a line that was cut off:
/// every era prints the percent, and without it "56/7" could have been 56/71.
std::optional<Stat> parse_stat(std::string_view text, std::size_t line) {
  const std::size_t comma = text.find(',');
  const std::size_t slash = text.find('/');
  if (comma == std::string_view::npos || slash == std::string_view::npos || slash > comma) return std::nullopt;
  const auto part = parse_count(text.substr(0, slash));
  const auto whole = parse_count(text.substr(slash + 1, comma - slash - 1));
  std::string_view percent = trim(text.substr(comma + 1));
  for (const std::string_view label : {"Score:", "Total Score:"}) percent = after(percent, label).value_or(percent);
  if (!part || !whole || !percent.ends_with('%')) return std::nullopt;
  const auto value = parse_double(trim(percent.substr(0, percent.size() - 1)));
  if (!value) return std::nullopt;
  return Stat{*part, *whole, *value, line};
}

/// "min 917, average 1395, max 2510, total 1668343, tk/s 57.89"
TokenUsage parse_tokens(std::string_view text) {
  TokenUsage usage;
  for (const auto& field : split(text, ',')) {
    const std::string_view pair = trim(field);
    const std::size_t blank = pair.find(' ');
    if (blank == std::string_view::npos) continue;
    const auto value = parse_double(trim(pair.substr(blank)));
    const std::string_view name = pair.substr(0, blank);
    if (name == "min") usage.minimum = value;
    if (name == "average") usage.average = value;
    if (name == "max") usage.maximum = value;
  }
  return usage;
}

std::vector<std::string> table_cells(std::string_view line) {
  std::vector<std::string> cells;
  for (const auto& cell : split(line, '|')) {
    if (!trim(cell).empty()) cells.emplace_back(trim(cell));
  }
  return cells;
}

class ReportParser {
 public:
  explicit ReportParser(TextStream& stream) : lines_(stream) {}

  Report parse() {
    while (const auto line = lines_.next()) feed(*line);
    finish_blocks();
    return std::move(report_);
  }

 private:
  void feed(const Line& line) {
    if (!line.bar.empty()) bar_ = line.bar;
    if (line.text.empty()) return;
    if (!config_text_.empty()) {
      if (feed_config(line)) return;
    }
    if (line.text.front() == '{') {
      begin_config(line);
      return;
    }
    if (line.text.front() == '|') {
      feed_table(line.text);
      return;
    }
    (void)(feed_date(line.text) || feed_marker(line) || feed_stat(line) || feed_extras(line.text));
  }

  // The header --------------------------------------------------------------------------------------------------------

  bool feed_date(const std::string& text) {
    constexpr std::size_t kShortest = 19;  // 2024-07-20 12:34:56
    if (text.size() < kShortest || text[4] != '-' || text[10] != ' ') return false;
    const auto date = parse_time(text);
    if (date) report_.date = date;
    return date.has_value();
  }

  void begin_config(const Line& line) {
    config_line_ = line.number;
    config_depth_ = 0;
    in_string_ = false;
    config_text_.clear();
    (void)feed_config(line);
  }

  /// False when the line shows that the header was cut off: it is then a line like any other.
  bool feed_config(const Line& line) {
    if (config_text_.size() > kMaxConfigBytes || line.text.starts_with("Finished testing ")) {
      config_text_.clear();
      return false;
    }
    config_text_ += line.text + "\n";
    for (std::size_t at = 0; at < line.text.size(); ++at) {
      const char c = line.text[at];
      if (in_string_) {
        if (c == '\\') ++at;
        if (c == '"') in_string_ = false;
      } else if (c == '"') {
        in_string_ = true;
      } else if (c == '{' || c == '[') {
        ++config_depth_;
      } else if (c == '}' || c == ']') {
        --config_depth_;
      }
    }
    in_string_ = false;  // a JSON text does not run over a line end
    if (config_depth_ <= 0) end_config();
    return true;
  }

  void end_config() {
    const std::string text = std::move(config_text_);
    config_text_.clear();
    Json config;
    try {
      JsonLimits limits;
      limits.refuse_duplicate_keys = false;
      config = parse_json(text, limits);
    } catch (const Error&) {
      return;  // requests and answers of a verbose log are no header
    }
    if (!config.is_object() || !config.contains("inference") || !config.contains("test")) return;
    if (!report_.config.empty() && comparable(config) != comparable(report_.config)) {
      throw Error{ErrorCode::invalid_input, "line " + std::to_string(config_line_) +
                                                ": a second evaluation with other settings begins here; cut the file "
                                                "before that line and upload both parts"};
    }
    report_.config = std::move(config);
  }

  /// What must be equal in the headers of one resumed evaluation.
  static Json comparable(const Json& config) {
    Json test = config["test"];
    if (test.is_object()) {
      test.erase("parallel");
      test.erase("categories");
    }
    Json result{{"inference", config["inference"]}, {"test", std::move(test)}};
    if (config.contains("server") && config["server"].is_object() && config["server"].contains("model")) {
      result["model"] = config["server"]["model"];
    }
    return result;
  }

  // Results -----------------------------------------------------------------------------------------------------------

  bool feed_marker(const Line& line) {
    // The marker may follow other output of the same line.
    if (const std::size_t at = line.text.find("Finished testing "); at != std::string::npos) {
      const std::string_view rest = std::string_view{line.text}.substr(at + 17);
      const std::size_t in = rest.find(" in");
      if (in == std::string_view::npos) return false;
      note_duration(rest.substr(in + 3));
      begin_category(std::string(trim(rest.substr(0, in))), line.number);
      return true;
    }
    if (const auto name = after(line.text, "Result for "); name && name->ends_with(':')) {
      report_.is_old = true;
      begin_category(std::string(trim(name->substr(0, name->size() - 1))), line.number);
      return true;
    }
    for (const std::string_view prefix : {"Finished the benchmark in", "Finished in:", "Combined Result:"}) {
      if (const auto duration = after(line.text, prefix)) {
        note_duration(*duration);
        if (report_.duration.empty()) report_.duration = std::string(trim(duration->substr(0, duration->find('.'))));
        begin_final(line.number);
        return true;
      }
    }
    return false;
  }

  void note_duration(std::string_view duration) {
    if (contains(duration, "hours,")) report_.is_old = true;
  }

  void begin_category(std::string name, std::size_t line) {
    in_final_ = false;
    // "Finished testing law ..." and "Result for law:" may name one block.
    if (!blocks_.empty() && blocks_.back().is_empty() && equals_ignoring_case(blocks_.back().name, name)) return;
    add_block(std::move(name), line);
  }

  void add_block(std::string name, std::size_t line) {
    constexpr std::size_t kMaxBlocks = 10'000;  // a resumed log repeats 14 categories at every start
    if (blocks_.size() == kMaxBlocks) {
      throw Error{ErrorCode::invalid_input,
                  "line " + std::to_string(line) + ": more than 10000 category results in one report"};
    }
    blocks_.push_back({std::move(name), line, {}, {}, {}, {}});
  }

  void begin_final(std::size_t line) {
    report_.finished = true;
    if (in_final_) return;
    in_final_ = true;
    final_ = Block{"", line, {}, {}, {}, {}};
  }

  bool feed_stat(const Line& line) {
    struct Label {
      std::string_view text;
      std::optional<Stat> Block::*field;
    };
    static constexpr Label kLabels[] = {{"Total,", &Block::total},
                                        {"Random Guess Attempts,", &Block::guesses},
                                        {"Correct Random Guesses,", &Block::lucky_guesses},
                                        {"Adjusted Score Without Random Guesses,", &Block::adjusted}};
    if (const auto rest = after(line.text, "Total Correct:")) {
      report_.is_old = true;
      begin_final(line.number);
      final_->total = parse_stat(*rest, line.number);
      return true;
    }
    if (const auto rest = after(line.text, "Correct:")) {  // before July 2024
      if (const auto stat = parse_stat(*rest, line.number)) put(&Block::total, *stat);
      return true;
    }
    for (const auto& label : kLabels) {
      const auto rest = after(line.text, label.text);
      if (!rest) continue;
      if (const auto stat = parse_stat(after(*rest, "Correct:").value_or(*rest), line.number)) put(label.field, *stat);
      return true;
    }
    return false;
  }

  void put(std::optional<Stat> Block::*field, const Stat& stat) {
    if (in_final_) {
      (*final_).*field = stat;
      return;
    }
    // A second total without a heading is another category; the progress bar above may tell which.
    if (blocks_.empty() || (field == &Block::total && blocks_.back().total)) {
      const bool known = find_category(*find_benchmark("mmlu_pro"), bar_) != nullptr;
      add_block(known ? bar_ : "", stat.line);
    }
    blocks_.back().*field = stat;
  }

  bool feed_extras(const std::string& text) {
    if (const auto rest = after(text, "Prompt tokens:")) {
      report_.prompt_tokens = parse_tokens(*rest);
    } else if (const auto tokens = after(text, "Completion tokens:")) {
      report_.completion_tokens = parse_tokens(*tokens);
    } else if (const auto saved = after(text, "Report saved to:")) {
      const auto folders = split(replace_all(std::string(*saved), "\\", "/"), '/');
      if (folders.size() >= 2) report_.saved_to = folders[folders.size() - 2];
    } else {
      return false;
    }
    return true;
  }

  void feed_table(const std::string& text) {
    auto cells = table_cells(text);
    if (cells.empty()) return;
    const bool separator = cells.front().find_first_not_of("-:") == std::string::npos;
    if (separator) return;
    if (!parse_double(cells.front())) {
      columns_ = std::move(cells);
      return;
    }
    report_.table.clear();
    for (std::size_t at = 0; at < std::min(cells.size(), columns_.size()); ++at) {
      if (const auto percent = parse_double(cells[at])) report_.table.push_back({columns_[at], *percent});
    }
  }

  // The end -----------------------------------------------------------------------------------------------------------

  void finish_blocks() {
    name_blocks_by_table();
    // A heading that came after its own lines, or again without any.
    const auto has_lines_elsewhere = [&](const std::string& name) {
      return std::any_of(blocks_.begin(), blocks_.end(), [&](const Block& other) {
        return !other.is_empty() && equals_ignoring_case(other.name, name);
      });
    };
    for (const auto& block : blocks_) {
      if (!block.is_empty() || !has_lines_elsewhere(block.name)) report_.categories.push_back(block);
    }
    report_.final_block = std::move(final_);
  }

  /// Reports without headings: the table's columns are in the order of the blocks.
  void name_blocks_by_table() {
    std::vector<TableCell> columns;
    for (const auto& cell : report_.table) {
      if (!canonical_category("mmlu_pro", cell.column).empty()) columns.push_back(cell);
    }
    if (columns.size() != blocks_.size()) return;
    for (std::size_t at = 0; at < blocks_.size(); ++at) {
      Block& block = blocks_[at];
      if (!block.name.empty() || !block.total || block.total->whole == 0) continue;
      const double percent = 100.0 * static_cast<double>(block.total->part) / static_cast<double>(block.total->whole);
      if (std::abs(percent - columns[at].percent) <= 0.01) block.name = columns[at].column;
    }
  }

  LineReader lines_;
  Report report_;
  std::vector<Block> blocks_;
  std::optional<Block> final_;
  bool in_final_ = false;
  std::string bar_;
  std::vector<std::string> columns_;
  std::string config_text_;
  std::size_t config_line_ = 0;
  int config_depth_ = 0;
  bool in_string_ = false;
};

}  // namespace

Report parse_report(TextStream& stream) {
  return ReportParser{stream}.parse();
}

}  // namespace llmbench::parsers::mmlu_pro
