// report.txt (or the console output) of chigkim/Ollama-MMLU-Pro: scores of one model variant.

#include "parsers/mmlu_pro/checks.hpp"
#include "parsers/mmlu_pro/report.hpp"
#include "parsers/served_name.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/hash.hpp"
#include "llmbench/util/text.hpp"

#include <array>
#include <cmath>

namespace llmbench::parsers {
std::unique_ptr<Format> make_mmlu_pro_report();

namespace {

using mmlu_pro::Block;
using mmlu_pro::Report;

int count_marks(std::string_view head) {
  constexpr std::array<std::string_view, 6> kMarks{"Finished testing ",
                                                   "Random Guess Attempts,",
                                                   "Adjusted Score Without Random Guesses,",
                                                   "Finished the benchmark in",
                                                   "Result for ",
                                                   "Total Correct:"};
  int marks = 0;
  for (const auto mark : kMarks) marks += contains(head, mark) ? 1 : 0;
  return marks;
}

/// The header alone: a run that was interrupted before its first category.
bool has_header(std::string_view head) {
  return contains(head, "\"inference\"") && contains(head, "\"system_prompt\"") && contains(head, "\"test\"");
}

std::vector<MmluScore::Category> printed_categories(const std::vector<Block>& blocks) {
  std::vector<MmluScore::Category> categories;
  for (const auto& block : blocks) {
    const double computed = 100.0 * static_cast<double>(block.total->part) / static_cast<double>(block.total->whole);
    const double printed = block.total->percent;
    const bool agrees = std::abs(printed - computed) <= 0.0101;
    categories.push_back({block.name, agrees ? printed : computed, block.total->whole, block.total->part});
  }
  return categories;
}

void copy_if_there(Json& context, const char* name, const Json& object, const char* key) {
  if (object.is_object() && object.contains(key) && !object[key].is_null()) context[name] = object[key];
}

/// What is worth knowing and compares nothing.
Json make_details(const Report& report, const std::vector<Block>& blocks) {
  Json details = Json::object();
  std::int64_t guesses = 0;
  std::int64_t lucky = 0;
  bool counted = false;
  for (const auto& block : blocks) {
    if (!block.guesses) continue;
    counted = true;
    guesses += block.guesses->part;
    lucky += block.lucky_guesses ? block.lucky_guesses->part : 0;
  }
  if (counted) details["random_guess_attempts"] = guesses;
  if (counted) details["correct_random_guesses"] = lucky;
  if (report.completion_tokens.average) details["completion_tokens_average"] = *report.completion_tokens.average;
  if (report.completion_tokens.maximum) details["completion_tokens_max"] = *report.completion_tokens.maximum;
  if (report.prompt_tokens.average) details["prompt_tokens_average"] = *report.prompt_tokens.average;
  if (!report.duration.empty()) details["duration"] = report.duration;
  return details;
}

/// server.url and comment stay on this machine; the prompt travels as a mark of its text.
Json make_context(const Report& report, const std::vector<Block>& blocks, const ReadOptions& options) {
  Json context{{"harness", "chigkim/Ollama-MMLU-Pro"}, {"adjusted", false}};
  const Json inference = report.config.value("inference", Json::object());
  const Json test = report.config.value("test", Json::object());
  copy_if_there(context, "prompt_style", inference, "style");
  copy_if_there(context, "temperature", inference, "temperature");
  copy_if_there(context, "top_p", inference, "top_p");
  copy_if_there(context, "max_tokens", inference, "max_tokens");
  copy_if_there(context, "subset", test, "subset");
  copy_if_there(context, "parallel", test, "parallel");
  if (inference.is_object() && inference.contains("system_prompt") && inference["system_prompt"].is_string()) {
    constexpr std::size_t kMarkLength = 12;
    context["system_prompt"] =
        "sha256:" + sha256_hex(inference["system_prompt"].get<std::string>()).substr(0, kMarkLength);
  }
  // The release that brought --subset (2024-12-23) also brought new extraction expressions: not comparable with before.
  if (test.is_object() && test.contains("subset")) {
    context["answer_extraction"] = "since 2024-12";
  } else if (!report.config.empty() || report.is_old) {
    context["answer_extraction"] = "before 2024-12";
  }
  if (report.date) context["time_zone"] = "unknown";
  const Json details = make_details(report, blocks);
  if (!details.empty()) context["details"] = details;
  return with_user_context(std::move(context), options);
}

class MmluProReport : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "mmlu-pro"; }
  [[nodiscard]] std::string_view description() const override {
    return "an MMLU-Pro report of chigkim/Ollama-MMLU-Pro (report.txt or its console output)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "python run_openai.py --url http://localhost:8080/v1 --model MODEL  (then eval_results/MODEL/report.txt)";
  }
  [[nodiscard]] std::string_view files() const override {
    return "report.txt, or the saved console output; also of a run that did not finish.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const int marks = count_marks(head);
    if (marks >= 2) return 100;
    if (has_header(head)) return 90;
    return marks == 1 ? 60 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    const Report report = mmlu_pro::parse_report(stream);
    ReadResult result;
    const auto blocks = mmlu_pro::usable_categories(report, result.messages);
    if (blocks.empty()) {
      throw Error{ErrorCode::invalid_input,
                  stream.name() +
                      " holds no finished category: the evaluation ended before its first result; run it "
                      "again (it resumes) and upload the report then"};
    }
    const auto subset = mmlu_pro::subset_of(report.config);
    mmlu_pro::check_categories(blocks, subset, result.messages);
    mmlu_pro::check_totals(report, blocks, result.messages);
    result.records_read = blocks.size();
    result.records_dropped = count_dropped(report);
    note_end(report, blocks.size(), result);

    const std::string served = served_name(report);
    VariantScores scores = name_variant({served, report.saved_to, "", "report"}, options, result.messages);
    scores.timestamp = report.date;
    scores.context = make_context(report, blocks, options);
    ScoreUpload upload;
    upload.data = MmluScore{printed_categories(blocks)};
    upload.benchmark = "mmlu_pro";
    upload.timestamp = report.date;
    scores.scores.push_back(std::move(upload));
    result.scores.push_back(std::move(scores));
    return result;
  }

 private:
  static std::string served_name(const Report& report) {
    const Json server = report.config.value("server", Json::object());
    if (!server.is_object() || !server.contains("model") || !server["model"].is_string()) return {};
    return server["model"].get<std::string>();
  }

  static std::size_t count_dropped(const Report& report) {
    std::size_t dropped = 0;
    for (const auto& block : report.categories) {
      dropped += !block.total || block.name.empty() || mmlu_pro::has_no_questions(block) ? 1 : 0;
    }
    return dropped;
  }

  static void note_end(const Report& report, std::size_t categories, ReadResult& result) {
    result.partial = !report.finished || result.records_dropped > 0;
    if (report.finished) return;
    result.messages.push_back({Message::Severity::warning, "",
                               "the report ends before its total: " + std::to_string(categories) +
                                   (categories == 1 ? " category was read" : " categories were read")});
  }
};

}  // namespace

std::unique_ptr<Format> make_mmlu_pro_report() {
  return std::make_unique<MmluProReport>();
}

}  // namespace llmbench::parsers
