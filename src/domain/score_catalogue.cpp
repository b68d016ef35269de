#include "llmbench/domain/score_catalogue.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace llmbench {
namespace {

// TIGER-AI-Lab/MMLU-Pro, test split: 12,032 questions.
constexpr std::array kMmluPro = std::to_array<BenchmarkCategory>({
    {"biology", 717},
    {"business", 789},
    {"chemistry", 1132},
    {"computer science", 410},
    {"economics", 844},
    {"engineering", 969},
    {"health", 818},
    {"history", 381},
    {"law", 1101},
    {"math", 1351},
    {"other", 924},
    {"philosophy", 499},
    {"physics", 1299},
    {"psychology", 798},
});

// Hendrycks et al., test split: 14,042 questions.
constexpr std::array kMmlu = std::to_array<BenchmarkCategory>({
    {"abstract_algebra", 100},
    {"anatomy", 135},
    {"astronomy", 152},
    {"business_ethics", 100},
    {"clinical_knowledge", 265},
    {"college_biology", 144},
    {"college_chemistry", 100},
    {"college_computer_science", 100},
    {"college_mathematics", 100},
    {"college_medicine", 173},
    {"college_physics", 102},
    {"computer_security", 100},
    {"conceptual_physics", 235},
    {"econometrics", 114},
    {"electrical_engineering", 145},
    {"elementary_mathematics", 378},
    {"formal_logic", 126},
    {"global_facts", 100},
    {"high_school_biology", 310},
    {"high_school_chemistry", 203},
    {"high_school_computer_science", 100},
    {"high_school_european_history", 165},
    {"high_school_geography", 198},
    {"high_school_government_and_politics", 193},
    {"high_school_macroeconomics", 390},
    {"high_school_mathematics", 270},
    {"high_school_microeconomics", 238},
    {"high_school_physics", 151},
    {"high_school_psychology", 545},
    {"high_school_statistics", 216},
    {"high_school_us_history", 204},
    {"high_school_world_history", 237},
    {"human_aging", 223},
    {"human_sexuality", 131},
    {"international_law", 121},
    {"jurisprudence", 108},
    {"logical_fallacies", 163},
    {"machine_learning", 112},
    {"management", 103},
    {"marketing", 234},
    {"medical_genetics", 100},
    {"miscellaneous", 783},
    {"moral_disputes", 346},
    {"moral_scenarios", 895},
    {"nutrition", 306},
    {"philosophy", 311},
    {"prehistory", 324},
    {"professional_accounting", 282},
    {"professional_law", 1534},
    {"professional_medicine", 272},
    {"professional_psychology", 612},
    {"public_relations", 110},
    {"security_studies", 245},
    {"sociology", 201},
    {"us_foreign_policy", 100},
    {"virology", 166},
    {"world_religions", 171},
});

constexpr std::string_view kPercent = "percent";

constexpr std::array kCatalogue = std::to_array<BenchmarkInfo>({
    {"mmlu_pro", "MMLU-Pro", "MMLU", kPercent, true, 12032, kMmluPro},
    {"mmlu", "MMLU", "MMLU", kPercent, true, 14042, kMmlu},
    {"gsm8k", "GSM8K", "GSM8K", kPercent, true, 1319, {}},
    {"humaneval", "HumanEval", "HumanEval", kPercent, true, 164, {}},
    {"hellaswag", "HellaSwag", "HellaSwag", kPercent, true, 10042, {}},
    {"truthfulqa", "TruthfulQA", "TruthfulQA", kPercent, true, 817, {}},
    {"aime_2024", "AIME 2024", "Generic", kPercent, true, 30, {}},
    {"aime_2025", "AIME 2025", "Generic", kPercent, true, 30, {}},
    {"arc_challenge", "ARC-Challenge", "Generic", kPercent, true, 1172, {}},
    {"arc_easy", "ARC-Easy", "Generic", kPercent, true, 2376, {}},
    {"boolq", "BoolQ", "Generic", kPercent, true, 3270, {}},
    {"gpqa_diamond", "GPQA Diamond", "Generic", kPercent, true, 198, {}},
    {"gpqa_main", "GPQA Main", "Generic", kPercent, true, 448, {}},
    {"humaneval_plus", "HumanEval+", "Generic", kPercent, true, 164, {}},
    {"ifeval", "IFEval", "Generic", kPercent, true, 541, {}},
    {"kl_divergence", "KL divergence", "Generic", "nats", false, 0, {}},
    {"math_500", "MATH-500", "Generic", kPercent, true, 500, {}},
    {"openbookqa", "OpenBookQA", "Generic", kPercent, true, 500, {}},
    {"perplexity", "Perplexity", "Generic", "ppl", false, 0, {}},
    {"piqa", "PIQA", "Generic", kPercent, true, 1838, {}},
    {"truthfulqa_mc1", "TruthfulQA MC1", "Generic", kPercent, true, 817, {}},
    {"truthfulqa_mc2", "TruthfulQA MC2", "Generic", kPercent, true, 817, {}},
    {"wikitext", "WikiText", "Generic", "ppl", false, 0, {}},
    {"winogrande", "WinoGrande", "Generic", kPercent, true, 1267, {}},
});

struct Alias {
  std::string_view squashed;
  std::string_view name;
};
constexpr std::array kBenchmarkAliases = std::to_array<Alias>({
    {"arcc", "arc_challenge"},
    {"arce", "arc_easy"},
    {"kld", "kl_divergence"},
    {"ppl", "perplexity"},
});

/// Lower case words joined by '_'; "+" is the word "plus". Bytes of other scripts stay.
std::string slug(std::string_view raw) {
  std::string result;
  bool word_ended = false;
  const auto append = [&](std::string_view text) {
    if (word_ended && !result.empty()) result += '_';
    word_ended = false;
    result += text;
  };
  for (const char c : to_lower(raw)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (letter) {
      append({&c, 1});
    } else if (c == '+') {
      word_ended = true;
      append("plus");
      word_ended = true;
    } else {
      word_ended = true;
    }
  }
  return result;
}

std::string squash(std::string_view raw) {
  return replace_all(slug(raw), "_", "");
}

using CategoriesBySlug = std::unordered_map<std::string, const BenchmarkCategory*>;

/// By precise name of the benchmark. Made once: every category of every uploaded set is looked up.
const std::unordered_map<std::string_view, CategoriesBySlug>& categories_by_slug() {
  static const auto kCategories = [] {
    std::unordered_map<std::string_view, CategoriesBySlug> all;
    for (const BenchmarkInfo& benchmark : kCatalogue) {
      for (const BenchmarkCategory& category : benchmark.categories) {
        all[benchmark.name].emplace(slug(category.name), &category);
      }
    }
    return all;
  }();
  return kCategories;
}

}  // namespace

std::span<const BenchmarkInfo> benchmark_catalogue() {
  return kCatalogue;
}

const BenchmarkInfo* find_benchmark(std::string_view precise_name) {
  const auto* found = std::find_if(kCatalogue.begin(), kCatalogue.end(),
                                   [&](const BenchmarkInfo& row) { return row.name == precise_name; });
  return found == kCatalogue.end() ? nullptr : found;
}

std::string canonical_benchmark_name(std::string_view raw) {
  const std::string squashed = squash(raw);
  for (const auto& row : kCatalogue) {
    if (squash(row.name) == squashed) return std::string(row.name);
  }
  for (const auto& alias : kBenchmarkAliases) {
    if (alias.squashed == squashed) return std::string(alias.name);
  }
  return slug(raw);
}

const BenchmarkCategory* find_category(const BenchmarkInfo& benchmark, std::string_view raw) {
  const auto& categories = categories_by_slug();
  const auto of_benchmark = categories.find(benchmark.name);
  if (of_benchmark == categories.end()) return nullptr;
  const auto category = of_benchmark->second.find(slug(raw));
  return category == of_benchmark->second.end() ? nullptr : category->second;
}

std::string canonical_category(std::string_view precise_name, std::string_view raw) {
  if (const auto* benchmark = find_benchmark(precise_name)) {
    if (const auto* category = find_category(*benchmark, raw)) return std::string(category->name);
  }
  std::string category = to_lower(collapse_whitespace(raw));
  if (category == "overall" || category == "total") category.clear();
  return category;
}

bool is_typed_benchmark(std::string_view precise_name) {
  const auto* row = find_benchmark(precise_name);
  return row != nullptr && row->type != "Generic";
}

}  // namespace llmbench
