// The list of model variants: filters, order and pages over one snapshot.

#include "service/grid/cursor.hpp"
#include "service/grid/question.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/service/variant_service.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <tuple>

namespace llmbench::service {
namespace {

/// What rows are ordered by; unknown is last in both directions.
struct SortKey {
  bool is_unknown = false;
  double number = 0;
  std::string text;
};

struct VariantSort {
  std::string_view name;
  bool descending;  ///< its own direction
  SortKey (*key)(const VariantScores& variant, const std::string& benchmark);
};

SortKey by_model(const VariantScores& entry, const std::string&) {
  const ModelVariant& variant = entry.variant.variant;
  return {false, 0,
          to_lower(variant.model_name) + '\0' + to_lower(variant.quantization) + '\0' + to_lower(variant.lora_adapter)};
}
SortKey by_quantization(const VariantScores& entry, const std::string&) {
  const ModelVariant& variant = entry.variant.variant;
  return {false, 0,
          to_lower(variant.quantization) + '\0' + to_lower(variant.model_name) + '\0' + to_lower(variant.lora_adapter)};
}
SortKey by_quality(const VariantScores& entry, const std::string& benchmark) {
  const Quality* quality = find_quality(entry.headlines, benchmark);
  if (quality == nullptr) return {true, 0, ""};
  // The better one comes first in the sort's own direction, also for perplexity.
  return {false, quality->summary.higher_is_better ? quality->summary.score : -quality->summary.score, ""};
}
/// Microseconds of our time stay far below 2^53.
SortKey by_time(TimePoint time) {
  return {false, static_cast<double>(time.time_since_epoch().count()), ""};
}
SortKey by_created(const VariantScores& entry, const std::string&) {
  return by_time(entry.variant.created_at);
}
SortKey by_updated(const VariantScores& entry, const std::string&) {
  return by_time(entry.variant.updated_at);
}
SortKey by_runs(const VariantScores& entry, const std::string&) {
  return {false, static_cast<double>(entry.variant.test_runs), ""};
}

constexpr std::array kVariantSorts = std::to_array<VariantSort>({
    {"model_name", false, by_model},
    {"quantization", false, by_quantization},
    {"quality", true, by_quality},
    {"created_at", true, by_created},
    {"updated_at", true, by_updated},
    {"test_run_count", true, by_runs},
});

struct Ranked {
  const VariantScores* variant = nullptr;
  SortKey key;
};

bool comes_before(const SortKey& a, const Uuid& a_id, const SortKey& b, const Uuid& b_id, bool descending) {
  if (a.is_unknown != b.is_unknown) return b.is_unknown;
  const auto left = std::tie(a.number, a.text);
  const auto right = std::tie(b.number, b.text);
  if (left != right) return descending ? left > right : left < right;
  return a_id < b_id;
}

const VariantSort& find_sort(const std::string& name) {
  for (const auto& sort : kVariantSorts) {
    if (sort.name == name) return sort;
  }
  const std::string problem = find_variant_sort_problem(name).value();
  throw Error{ErrorCode::invalid_query, "sort: " + problem, {{"sort", problem}}};
}

template <typename Normalise>
std::vector<std::string> lowered(const std::vector<std::string>& names, Normalise normalise) {
  std::vector<std::string> result;
  for (const auto& name : names) result.push_back(to_lower(normalise(name)));
  return result;
}

/// The filters besides `benchmark`, with names as they are stored.
class Filter {
 public:
  explicit Filter(const VariantQuery& query)
      : models_(lowered(query.models, [](const std::string& name) { return normalise_model_name(name); })),
        quantizations_(
            lowered(query.quantizations, [](const std::string& name) { return normalise_quantization(name).name; })),
        query_(query) {}

  [[nodiscard]] bool passes(const VariantScores& entry) const {
    const ModelVariant& variant = entry.variant.variant;
    if (!is_wanted(models_, variant.model_name) || !is_wanted(quantizations_, variant.quantization)) return false;
    if (query_.lora && !equals_ignoring_case(*query_.lora, variant.lora_adapter)) return false;
    return contains_ignoring_case(variant.model_name, query_.search) ||
           contains_ignoring_case(variant.lora_adapter, query_.search);
  }

 private:
  static bool is_wanted(const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::find(names.begin(), names.end(), to_lower(name)) != names.end();
  }

  std::vector<std::string> models_;
  std::vector<std::string> quantizations_;
  const VariantQuery& query_;
};

bool has_benchmark(const VariantScores& entry, std::string_view benchmark) {
  return std::any_of(entry.contexts.begin(), entry.contexts.end(),
                     [&](const store::VariantScoreContext& context) { return context.scores.benchmark == benchmark; });
}

std::string resolve_benchmark(const std::string& asked, const std::vector<const VariantScores*>& entries) {
  const std::string name = canonical_benchmark_name(asked);
  if (name != "mmlu") return name;
  const bool has_pro = std::any_of(entries.begin(), entries.end(),
                                   [](const VariantScores* entry) { return has_benchmark(*entry, "mmlu_pro"); });
  return has_pro ? "mmlu_pro" : "mmlu";
}

std::string query_text(const VariantQuery& query, bool descending) {
  return canonical_json({{"models", query.models},
                         {"quantizations", query.quantizations},
                         {"lora", query.lora ? Json(*query.lora) : Json()},
                         {"benchmark", query.benchmark},
                         {"search", query.search},
                         {"sort", query.sort},
                         {"descending", descending}});
}

// Cursor: query, benchmark of the first page, whether the key is unknown, the key, the id.
constexpr std::size_t kVariantCursorFields = 6;

struct VariantMark {
  std::string benchmark;
  SortKey key;
  Uuid id;
};

std::string encode_variant_mark(const std::string& query_hash, const VariantMark& mark) {
  return encode_cursor({query_hash, mark.benchmark, mark.key.is_unknown ? "1" : "0",
                        hex_of(std::bit_cast<std::uint64_t>(mark.key.number)), mark.key.text, to_string(mark.id)});
}

VariantMark decode_variant_mark(const std::string& cursor, const std::string& query_hash) {
  const auto fields = decode_cursor(cursor, kVariantCursorFields);
  if (!fields || fields->at(0) != query_hash) throw_bad_cursor();
  const auto number = parse_hex(fields->at(3));
  const auto id = parse_uuid(fields->at(5));
  if (!number || !id) throw_bad_cursor();
  return {fields->at(1), {fields->at(2) == "1", std::bit_cast<double>(*number), fields->at(4)}, *id};
}

}  // namespace

const std::vector<std::string>& variant_sorts() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const auto& sort : kVariantSorts) result.emplace_back(sort.name);
    return result;
  }();
  return names;
}

std::optional<std::string> find_variant_sort_problem(const std::string& name) {
  const auto& known = variant_sorts();
  if (std::find(known.begin(), known.end(), name) != known.end()) return std::nullopt;
  const auto nearest = nearest_word(name, known);
  return "must be one of " + join(known, ", ") + (nearest ? "; did you mean " + *nearest + "?" : std::string{});
}

VariantPage query_variants(std::shared_ptr<const GridSnapshot> at, const VariantQuery& query) {
  const VariantSort& sort = find_sort(query.sort);
  const bool descending = query.descending.value_or(sort.descending);
  const std::string asked = short_hash(query_text(query, descending));
  const auto mark = query.cursor ? std::optional{decode_variant_mark(*query.cursor, asked)} : std::nullopt;

  const Filter filter{query};
  std::vector<const VariantScores*> entries;
  for (const auto& entry : *at->variant_scores) {
    if (entry != nullptr && filter.passes(*entry)) entries.push_back(entry.get());
  }
  const bool by_benchmark = !query.benchmark.empty() && canonical_benchmark_name(query.benchmark) != "none";
  const std::string sorted_by = by_benchmark ? query.benchmark : "mmlu";
  const std::string benchmark = mark ? mark->benchmark : resolve_benchmark(sorted_by, entries);
  if (by_benchmark) {
    std::erase_if(entries, [&](const VariantScores* entry) { return !has_benchmark(*entry, benchmark); });
  }

  std::vector<Ranked> ranked;
  for (const auto* entry : entries) ranked.push_back({entry, sort.key(*entry, benchmark)});
  std::sort(ranked.begin(), ranked.end(), [&](const Ranked& a, const Ranked& b) {
    return comes_before(a.key, a.variant->variant.id, b.key, b.variant->variant.id, descending);
  });

  VariantPage page;
  page.total = ranked.size();
  page.limit = query.limit;
  page.benchmark_used = by_benchmark ? benchmark : "none";
  page.query_hash = short_hash(asked + " " + std::to_string(query.limit) + " " + query.cursor.value_or(""));
  auto first = ranked.begin();
  if (mark) {
    first = std::find_if(ranked.begin(), ranked.end(), [&](const Ranked& row) {
      return comes_before(mark->key, mark->id, row.key, row.variant->variant.id, descending);
    });
  }
  const auto left = static_cast<std::size_t>(ranked.end() - first);
  const auto last = first + static_cast<std::ptrdiff_t>(std::min(left, query.limit));
  for (auto row = first; row != last; ++row) page.variants.push_back(row->variant);
  if (last != ranked.end() && last != first) {
    const Ranked& end = *(last - 1);
    page.next_cursor = encode_variant_mark(asked, {benchmark, end.key, end.variant->variant.id});
  }
  page.snapshot = std::move(at);
  return page;
}

}  // namespace llmbench::service
