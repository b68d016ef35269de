// <prefix>_summary.txt of TIGER-AI-Lab/MMLU-Pro, the benchmark's own scripts: fractions without counts, appended
// category by category, so that an interrupted run ends before its total.

#include "parsers/console_lines.hpp"
#include "parsers/message_log.hpp"
#include "parsers/served_name.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::parsers {
std::unique_ptr<Format> make_mmlu_pro_tiger();

namespace {

constexpr std::string_view kHeading = "category level sta";

struct TigerSummary {
  std::vector<MmluScore::Category> categories;
  std::optional<double> average;  ///< percent, of all questions
  std::size_t dropped = 0;
};

/// "0.4937" -> 49.37; nullopt for what is no share.
std::optional<double> percent_of(std::string_view fraction) {
  const auto value = parse_double(trim(fraction));
  if (!value || *value < 0 || *value > 1) return std::nullopt;
  constexpr double kPrintedDigits = 1e4;  // four
  return std::round(*value * kPrintedDigits) * 100 / kPrintedDigits;
}

const BenchmarkInfo& benchmark() {
  return *find_benchmark("mmlu_pro");
}

void add_category(TigerSummary& summary, const Line& line, std::string_view rest, MessageLog& messages) {
  const std::string place = "line " + std::to_string(line.number);
  const std::size_t dash = rest.find(" - ");
  const auto percent = percent_of(rest.substr(0, dash));
  const std::string name = dash == std::string_view::npos ? "" : std::string(trim(rest.substr(dash + 3)));
  if (!percent || name.empty()) {
    ++summary.dropped;
    messages.warn(place, "left out: \"" + line.text + "\" is no accuracy from 0 to 1 with a category");
    return;
  }
  if (find_category(benchmark(), name) == nullptr) {
    messages.warn(place, "\"" + name + "\" is not a category of MMLU-Pro");
  }
  if (*percent == 0) messages.warn(place, name + " is 0: no answer was right, or no question was asked");
  const std::string key = canonical_category("mmlu_pro", name);
  const auto known = std::ranges::find_if(summary.categories, [&](const MmluScore::Category& category) {
    return canonical_category("mmlu_pro", category.category) == key;
  });
  if (known == summary.categories.end()) {
    summary.categories.push_back({name, *percent, {}, {}});
    return;
  }
  if (known->score != *percent) messages.warn(place, name + " is there twice; the last one is taken");
  known->score = *percent;
}

TigerSummary parse_summary(TextStream& stream, MessageLog& messages) {
  constexpr std::string_view kTotal = "Average accuracy:";
  constexpr std::string_view kCategory = "Average accuracy ";
  TigerSummary summary;
  LineReader lines{stream};
  while (const auto line = lines.next()) {
    const std::string_view text = line->text;
    if (text.starts_with(kTotal)) {
      summary.average = percent_of(text.substr(kTotal.size()));
    } else if (text.starts_with(kCategory)) {
      add_category(summary, *line, text.substr(kCategory.size()), messages);
    }
  }
  return summary;
}

/// The total is the mean over all questions: with every category there, their sizes give it.
void check_average(const TigerSummary& summary, MessageLog& messages) {
  if (!summary.average || summary.categories.size() != benchmark().categories.size()) return;
  double right = 0;
  for (const auto& category : summary.categories) {
    const auto* known = find_category(benchmark(), category.category);
    if (known == nullptr) return;
    right += category.score * known->questions;
  }
  const double expected = right / benchmark().questions;
  constexpr double kFarOff = 1;  // percent
  if (std::abs(expected - *summary.average) <= kFarOff) return;
  messages.warn("", "the summary's average is " + format_number(*summary.average) + " %, but its categories give " +
                        format_number(std::round(expected * 100) / 100) +
                        " % of the whole benchmark: only a part of the questions seems to have been asked");
}

class MmluProTiger : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "mmlu-pro-tiger"; }
  [[nodiscard]] std::string_view description() const override {
    return "a summary text of TIGER-AI-Lab/MMLU-Pro (the benchmark's own scripts)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "python evaluate_from_local.py --model MODEL  (then eval_results/summary/*_summary.txt)";
  }
  [[nodiscard]] std::string_view files() const override { return "*_summary.txt; also of a run that did not finish."; }
  [[nodiscard]] int detect(std::string_view head) const override { return contains(head, kHeading) ? 95 : 0; }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog messages;
    const TigerSummary summary = parse_summary(stream, messages);
    if (summary.categories.empty()) {
      throw Error{ErrorCode::invalid_input, stream.name() +
                                                " holds no finished category: the evaluation ended before its first "
                                                "result, or is still running"};
    }
    check_average(summary, messages);
    if (!summary.average) {
      messages.warn("", "the summary ends before its total: " + std::to_string(summary.categories.size()) +
                            " of 14 categories were read");
    }
    ReadResult result;
    result.messages = messages.take();
    result.records_read = summary.categories.size();
    result.records_dropped = summary.dropped;
    result.partial = !summary.average || summary.dropped > 0;
    VariantScores scores = name_variant({"", "", "", "summary"}, options, result.messages);
    scores.context = with_user_context({{"harness", "TIGER-AI-Lab/MMLU-Pro"}}, options);
    ScoreUpload upload;
    upload.data = MmluScore{summary.categories};
    upload.benchmark = "mmlu_pro";
    scores.scores.push_back(std::move(upload));
    result.scores.push_back(std::move(scores));
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_mmlu_pro_tiger() {
  return std::make_unique<MmluProTiger>();
}

}  // namespace llmbench::parsers
