// <category>_summary.json beside the answers of an MMLU-Pro evaluation (TIGER-AI-Lab's scripts and chigkim's): right
// and wrong answers of each category.

#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/mmlu_pro/checks.hpp"
#include "parsers/served_name.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::parsers {
std::unique_ptr<Format> make_mmlu_pro_summary();

namespace {

using mmlu_pro::Block;
using mmlu_pro::Stat;

/// {"corr":457.0,"wrong":260.0,"acc":0.637}; nullopt when these are no counts ("1/n credit" makes fractions of them).
std::optional<Stat> parse_counts(const Json& record, std::size_t line) {
  if (!record.is_object()) return std::nullopt;
  const auto right = integer_field(record, "corr");
  const auto wrong = integer_field(record, "wrong");
  if (!right || !wrong || *right < 0 || *wrong < 0) return std::nullopt;
  const double whole = static_cast<double>(*right + *wrong);
  const double computed = whole == 0 ? 0 : 100.0 * static_cast<double>(*right) / whole;
  const auto printed = number_field(record, "acc");
  return Stat{*right, *right + *wrong, printed ? *printed * 100 : computed, line};
}

struct CategorySummary {
  mmlu_pro::Report report;
  bool of_chigkim = false;  ///< counts random guesses, which only chigkim's harness does
  std::size_t dropped = 0;
};

void add_document(const JsonDocument& document, CategorySummary& summary, MessageLog& messages) {
  for (const auto& [name, record] : document.value.items()) {
    if (name == "random") summary.of_chigkim = true;
    if (name == "random" || name == "adjusted") continue;
    const auto counts = parse_counts(record, document.line);
    if (!counts) {
      ++summary.dropped;
      messages.warn("line " + std::to_string(document.line),
                    "left out: " + name + " has no whole counts corr and wrong");
      continue;
    }
    Block block{name, document.line, counts, {}, {}, {}};
    if (name == "total") {
      block.name.clear();
      summary.report.final_block = std::move(block);
    } else {
      summary.report.categories.push_back(std::move(block));
    }
  }
}

std::vector<MmluScore::Category> computed_categories(const std::vector<Block>& blocks) {
  std::vector<MmluScore::Category> categories;
  for (const Block& block : blocks) {
    const double percent = 100.0 * static_cast<double>(block.total->part) / static_cast<double>(block.total->whole);
    categories.push_back({block.name, percent, block.total->whole, block.total->part});
  }
  return categories;
}

class MmluProSummary : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "mmlu-pro-summary"; }
  [[nodiscard]] std::string_view description() const override {
    return "a summary of right and wrong answers of TIGER-AI-Lab/MMLU-Pro (JSON)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "python evaluate_from_apiX.py --model_name MODEL  (then eval_results/MODEL/*_summary.json)";
  }
  [[nodiscard]] std::string_view files() const override {
    return "<category>_summary.json, one or several after one another.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    if (!trim(head).starts_with('{')) return 0;
    const auto has = [&](std::string_view key) { return contains(head, key); };
    return has("\"corr\"") && has("\"wrong\"") ? 95 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog log;
    const JsonDocuments documents = read_json_documents(stream, log);
    CategorySummary summary;
    for (const JsonDocument& document : documents.documents) add_document(document, summary, log);
    ReadResult result;
    result.messages = log.take();
    const auto blocks = mmlu_pro::usable_categories(summary.report, result.messages);
    if (blocks.empty()) {
      throw Error{ErrorCode::invalid_input, stream.name() + " holds no category with answers"};
    }
    mmlu_pro::check_categories(blocks, number_field(options.score_context, "subset"), result.messages);
    if (documents.documents.size() == 1) mmlu_pro::check_totals(summary.report, blocks, result.messages);
    result.records_read = blocks.size();
    result.records_dropped = summary.dropped;
    result.partial = documents.partial || summary.dropped > 0;
    VariantScores scores = name_variant({"", "", "", "summary"}, options, result.messages);
    const char* harness = summary.of_chigkim ? "chigkim/Ollama-MMLU-Pro" : "TIGER-AI-Lab/MMLU-Pro";
    scores.context = with_user_context({{"harness", harness}}, options);
    ScoreUpload upload;
    upload.data = MmluScore{computed_categories(blocks)};
    upload.benchmark = "mmlu_pro";
    scores.scores.push_back(std::move(upload));
    result.scores.push_back(std::move(scores));
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_mmlu_pro_summary() {
  return std::make_unique<MmluProSummary>();
}

}  // namespace llmbench::parsers
