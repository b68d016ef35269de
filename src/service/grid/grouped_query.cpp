// Grouped performance: the best configuration of every model on every platform.

#include "service/grid/cursor.hpp"
#include "service/grid/dictionary.hpp"
#include "service/grid/question.hpp"

#include "llmbench/service/grid_query.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <unordered_map>

namespace llmbench::service {
namespace {

/// What configurations are compared by, best first = ascending. A part is (group, key): ranked, unranked, missing.
struct Merit {
  using Part = std::pair<std::uint8_t, std::uint64_t>;
  std::array<Part, 3> parts{};
  auto operator<=>(const Merit&) const = default;
};
constexpr Merit::Part kMissing{2, 0};

enum class SortBy { quality, speed, efficiency, memory, model_name };

struct GroupOrder {
  SortBy by = SortBy::quality;
  bool descending = true;  ///< of the primary key; the natural direction unless asked otherwise
  bool reversed = false;   ///< against the natural direction
};

Merit::Part ascending(double value) {
  return std::isnan(value) ? kMissing : Merit::Part{0, ordered_bits(value)};
}
Merit::Part descending(double value) {
  return std::isnan(value) ? kMissing : Merit::Part{0, ~ordered_bits(value)};
}

class MeritMaker {
 public:
  MeritMaker(const Selection& selection, SortBy by) : selection_(selection), by_(by) {}

  [[nodiscard]] Merit merit(const ScanChunk& chunk, std::uint16_t row) const {
    const double watts = chunk.columns->power_watts[row];
    const Merit::Part quality = quality_part(chunk, row);
    const Merit::Part speed = ranked(chunk, row, descending(chunk.speed[row]));
    const Merit::Part efficiency = ranked(chunk, row, descending(tokens_per_kwh(chunk.speed[row], watts)));
    switch (by_) {
      case SortBy::speed:
        return {{speed, quality, efficiency}};
      case SortBy::efficiency:
        return {{efficiency, quality, speed}};
      case SortBy::memory:
        return {{sample_last(chunk, row, ascending(chunk.columns->memory_gb[row])), quality, speed}};
      default:
        return {{quality, speed, efficiency}};
    }
  }

 private:
  [[nodiscard]] Merit::Part quality_part(const ScanChunk& chunk, std::uint16_t row) const {
    if (selection_.quality == nullptr) return kMissing;
    const double score = selection_.quality->score(chunk.columns->variant[row]);
    return sample_last(chunk, row, selection_.quality->higher_is_better ? descending(score) : ascending(score));
  }
  [[nodiscard]] Merit::Part ranked(const ScanChunk& chunk, std::uint16_t row, Merit::Part part) const {
    if (part != kMissing && !selection_.is_speed_ranked(chunk, row)) part.first = 1;
    return part;
  }
  [[nodiscard]] static Merit::Part sample_last(const ScanChunk& chunk, std::uint16_t row, Merit::Part part) {
    if (part != kMissing && (chunk.columns->flags[row] & kSample) != 0) part.first = 1;
    return part;
  }

  const Selection& selection_;
  SortBy by_;
};

struct BestRow {
  Merit merit;
  const ScanChunk* chunk = nullptr;
  std::uint16_t row = 0;
  std::size_t configs = 0;

  [[nodiscard]] const IdBytes& id() const { return chunk->columns->id[row]; }
  [[nodiscard]] bool is_before(const BestRow& other) const {
    if (merit != other.merit) return merit < other.merit;
    return std::tie(id(), chunk->columns->variant[row]) <
           std::tie(other.id(), other.chunk->columns->variant[other.row]);
  }
};

/// The best row of a model: its place among the models.
struct ModelPlace {
  std::uint32_t group = 0;
  BestRow best;
  std::string lower_name;
  const VariantEntry* names = nullptr;
  std::vector<BestRow> platforms;
};

bool has_figures(const ScanChunk& chunk, std::uint16_t row) {
  return !std::isnan(chunk.speed[row]) || !std::isnan(chunk.columns->memory_gb[row]);
}

/// Numbers for (group, platform) pairs in the order they come. A plain table where it is small enough, which it is
/// unless somebody has tens of thousands of models on hundreds of platforms.
class PairNumbers {
 public:
  explicit PairNumbers(const GridSnapshot& snapshot)
      : platforms_(snapshot.platforms), is_dense_(std::uint64_t{snapshot.groups} * snapshot.platforms <= kDenseLimit) {
    if (is_dense_) dense_.assign(std::size_t{snapshot.groups} * snapshot.platforms, kNone);
  }
  /// The pair's number, and whether it is new.
  std::pair<std::uint32_t, bool> number(std::uint32_t group, std::uint32_t platform) {
    const std::uint64_t key = std::uint64_t{group} * platforms_ + platform;
    std::uint32_t& known = is_dense_ ? dense_[key] : sparse_.try_emplace(key, kNone).first->second;
    if (known != kNone) return {known, false};
    known = count_++;
    return {known, true};
  }

 private:
  static constexpr std::uint64_t kDenseLimit = 1U << 22U;
  static constexpr std::uint32_t kNone = ~0U;
  std::uint32_t platforms_;
  bool is_dense_;
  std::vector<std::uint32_t> dense_;
  std::unordered_map<std::uint64_t, std::uint32_t> sparse_;
  std::uint32_t count_ = 0;
};

/// By variant code and by hardware code: the dictionaries' entries are large, their codes are not.
struct PairCodes {
  explicit PairCodes(const GridSnapshot& snapshot) {
    group.reserve(snapshot.variants.size());
    for (std::size_t code = 0; code < snapshot.variants.size(); ++code) group.push_back(snapshot.variants[code].group);
    platform.reserve(snapshot.hardware.size());
    for (std::size_t code = 0; code < snapshot.hardware.size(); ++code) {
      platform.push_back(snapshot.hardware[code].platform_code);
    }
  }
  std::vector<std::uint32_t> group;
  std::vector<std::uint32_t> platform;
};

/// Platforms of each group before any filter: of every configuration with a speed or a memory.
std::vector<std::uint32_t> count_platforms(const GridSnapshot& snapshot, const PairCodes& codes) {
  PairNumbers numbers{snapshot};
  std::vector<std::uint32_t> counts(snapshot.groups);
  for (const ScanChunk& chunk : scan_all(snapshot.configurations)) {
    for (const std::uint16_t row : chunk.selected) {
      if (!has_figures(chunk, row)) continue;
      const std::uint32_t group = codes.group[chunk.columns->variant[row]];
      if (numbers.number(group, codes.platform[chunk.columns->hardware[row]]).second) ++counts[group];
    }
  }
  return counts;
}

std::vector<ModelPlace> group_rows(const GridSnapshot& snapshot, const Selection& selection, const PairCodes& codes,
                                   SortBy by) {
  const MeritMaker maker{selection, by};
  PairNumbers numbers{snapshot};
  std::vector<BestRow> best;
  for (const ScanChunk& chunk : selection.chunks) {
    for (const std::uint16_t row : chunk.selected) {
      if (!has_figures(chunk, row)) continue;
      const auto [number, is_new] =
          numbers.number(codes.group[chunk.columns->variant[row]], codes.platform[chunk.columns->hardware[row]]);
      BestRow candidate{maker.merit(chunk, row), &chunk, row, 1};
      if (is_new) {
        best.push_back(candidate);
        continue;
      }
      BestRow& known = best[number];
      candidate.configs = known.configs + 1;
      if (candidate.is_before(known)) known = candidate;
      known.configs = candidate.configs;
    }
  }
  constexpr std::uint32_t kNone = ~0U;
  std::vector<std::uint32_t> place_of_group(snapshot.groups, kNone);
  std::vector<ModelPlace> models;
  for (const BestRow& row : best) {
    const std::uint32_t group = codes.group[row.chunk->columns->variant[row.row]];
    std::uint32_t& place = place_of_group[group];
    if (place == kNone) {
      place = static_cast<std::uint32_t>(models.size());
      models.emplace_back().group = group;
    }
    models[place].platforms.push_back(row);
  }
  for (ModelPlace& model : models) {
    std::sort(model.platforms.begin(), model.platforms.end(),
              [](const BestRow& a, const BestRow& b) { return a.is_before(b); });
    model.best = model.platforms.front();
    model.names = &snapshot.variants[model.best.chunk->columns->variant[model.best.row]];
    model.lower_name = to_lower(model.names->variant.model_name);
  }
  return models;
}

/// The order of models: the primary key turned when asked, then the rest of the merit, then the names.
struct ModelKey {
  std::uint8_t group = 0;
  std::uint64_t primary = 0;
  std::array<Merit::Part, 2> rest{};
  std::string lower_name;
  std::string adapter;
  auto operator<=>(const ModelKey&) const = default;
};

ModelKey key_of(const ModelPlace& model, const GroupOrder& order) {
  ModelKey key;
  if (order.by != SortBy::model_name) {
    key.group = model.best.merit.parts[0].first;
    key.primary = model.best.merit.parts[0].second;
    if (order.reversed && key.group != kMissing.first) key.primary = ~key.primary;
    key.rest = {model.best.merit.parts[1], model.best.merit.parts[2]};
  }
  key.lower_name = model.lower_name;
  key.adapter = model.names->variant.lora_adapter;
  return key;
}

bool is_before(const ModelKey& a, const ModelKey& b, const GroupOrder& order) {
  if (order.by == SortBy::model_name && order.descending && a.lower_name != b.lower_name) {
    return a.lower_name > b.lower_name;
  }
  return a < b;
}

constexpr std::string_view kSortNames = "quality,speed,efficiency,memory,model_name";

GroupOrder read_group_order(const GridParameters& parameters, ParameterErrors& errors) {
  static constexpr std::array<std::pair<std::string_view, SortBy>, 5> kNames{{{"quality", SortBy::quality},
                                                                              {"speed", SortBy::speed},
                                                                              {"efficiency", SortBy::efficiency},
                                                                              {"memory", SortBy::memory},
                                                                              {"model_name", SortBy::model_name}}};
  const std::string name = read_choice(parameters, "sort_by", kSortNames, "quality", errors);
  GroupOrder order;
  for (const auto& [known, by] : kNames) {
    if (name == known) order.by = by;
  }
  const bool natural = order.by != SortBy::memory && order.by != SortBy::model_name;
  order.descending = read_choice(parameters, "sort_direction", "asc,desc", natural ? "desc" : "asc", errors) == "desc";
  order.reversed = order.descending != natural;
  return order;
}

constexpr std::size_t kGroupCursorFields = 10 + kPinnedFields;

std::string make_cursor(const std::string& hash, const Selection& selection, const ModelKey& last) {
  std::vector<std::string> fields{"g1", hash, std::to_string(last.group), hex_of(last.primary)};
  for (const auto& [group, bits] : last.rest) {
    fields.push_back(std::to_string(group));
    fields.push_back(hex_of(bits));
  }
  fields.push_back(last.lower_name);
  fields.push_back(last.adapter);
  append_pinned(fields, selection);
  return encode_cursor(fields);
}

struct GroupCursor {
  ModelKey key;
  Pinned pinned;
};

GroupCursor read_group_cursor(const std::string& text, const std::string& hash) {
  const auto fields = decode_cursor(text, kGroupCursorFields);
  if (!fields || (*fields)[0] != "g1" || (*fields)[1] != hash) throw_bad_cursor();
  const auto part = [&](std::size_t at) {
    const auto group = parse_integer((*fields)[at]);
    const auto bits = parse_hex((*fields)[at + 1]);
    if (!group || *group < 0 || *group > kMissing.first || !bits) throw_bad_cursor();
    return Merit::Part{static_cast<std::uint8_t>(*group), *bits};
  };
  GroupCursor cursor;
  std::tie(cursor.key.group, cursor.key.primary) = part(2);
  cursor.key.rest = {part(4), part(6)};
  cursor.key.lower_name = (*fields)[8];
  cursor.key.adapter = (*fields)[9];
  const auto pinned = read_pinned(*fields, 10);
  if (!pinned) throw_bad_cursor();
  cursor.pinned = *pinned;
  return cursor;
}

GroupedModel make_model(const GridSnapshot& snapshot, const Selection& selection, const Question& question,
                        const ModelPlace& place, const std::vector<std::uint32_t>& platforms) {
  GroupedModel model;
  model.model_name = place.names->variant.model_name;
  model.lora_adapter = place.names->variant.lora_adapter;
  model.total_hardware_platforms = platforms[place.group];
  model.platforms.reserve(place.platforms.size());
  for (const BestRow& best : place.platforms) {
    model.platforms.push_back({view_of(snapshot, selection, question, *best.chunk, best.row, false), best.configs});
  }
  return model;
}

}  // namespace

const std::vector<GridParameterInfo>& grouped_performance_parameters() {
  static const std::vector<GridParameterInfo> kParameters = [] {
    auto infos = filter_parameters();
    infos.push_back({"sort_by", ValueKind::choice, "What is best first, inside a platform and among models.",
                     split(kSortNames, ','), "quality"});
    infos.push_back({"sort_direction",
                     ValueKind::choice,
                     "Turns the order of the models; absent = memory and model_name ascend, everything else descends.",
                     {"asc", "desc"},
                     ""});
    append_page_parameters(infos);
    return infos;
  }();
  return kParameters;
}

GroupedPage query_grouped(std::shared_ptr<const GridSnapshot> at, const GridParameters& parameters) {
  ParameterErrors errors;
  const Question question = read_question(parameters, errors);
  const GroupOrder order = read_group_order(parameters, errors);
  errors.throw_if_any();

  const GridSnapshot& snapshot = *at;
  KeyText canonical;
  canonical.add(question.filters_text).add(question.benchmark).add(static_cast<int>(order.by)).add(order.descending);
  const std::string hash = short_hash(canonical.text());
  std::optional<GroupCursor> cursor;
  if (question.cursor) cursor = read_group_cursor(*question.cursor, hash);
  const Selection selection =
      select_rows(snapshot, snapshot.configurations, question, cursor ? std::optional(cursor->pinned) : std::nullopt);
  const PairCodes codes{snapshot};
  const std::vector<ModelPlace> places = group_rows(snapshot, selection, codes, order.by);
  std::vector<std::pair<ModelKey, const ModelPlace*>> keyed;
  keyed.reserve(places.size());
  for (const ModelPlace& place : places) {
    ModelKey key = key_of(place, order);
    if (!cursor || is_before(cursor->key, key, order)) keyed.emplace_back(std::move(key), &place);
  }
  const std::size_t shown = std::min(question.limit, keyed.size());
  std::partial_sort(keyed.begin(), keyed.begin() + static_cast<std::ptrdiff_t>(shown), keyed.end(),
                    [&](const auto& a, const auto& b) { return is_before(a.first, b.first, order); });

  GroupedPage page;
  page.total = places.size();
  page.limit = question.limit;
  page.benchmark_used = selection.benchmark_used;
  page.query_hash = short_hash(canonical.add(question.limit).add(question.cursor.value_or("")).text());
  if (keyed.size() > shown) page.next_cursor = make_cursor(hash, selection, keyed[shown - 1].first);
  const std::vector<std::uint32_t> platforms = count_platforms(snapshot, codes);
  for (std::size_t place = 0; place < shown; ++place) {
    page.models.push_back(make_model(snapshot, selection, question, *keyed[place].second, platforms));
  }
  page.snapshot = std::move(at);
  return page;
}

}  // namespace llmbench::service
