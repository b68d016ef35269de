// The performance grid: one page of rows in the order asked for.

#include "llmbench/service/grid_query.hpp"

#include "service/grid/cursor.hpp"
#include "service/grid/dictionary.hpp"
#include "service/grid/question.hpp"
#include "service/grid/row_making.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace llmbench::service {
namespace {

/// A row's place in the order. Ascending: group (ranked, unranked, null), key, id, then what tells rows of one
/// configuration apart.
struct Place {
  std::uint64_t key = 0;
  std::uint64_t id_head = 0;  ///< first bytes of the id, big endian: most ties end here
  std::uint32_t row = 0;      ///< in the table
  std::uint8_t group = 0;
};

/// The rest of the order; read only when group, key and the head of the id are equal.
struct Tie {
  IdBytes id{};
  IdBytes variant{};
  bool sample = false;
  auto operator<=>(const Tie&) const = default;
};

/// Where a page ended.
struct RowMark {
  Place place;
  Tie tie;
};

constexpr std::uint8_t kRanked = 0;
constexpr std::uint8_t kUnranked = 1;
constexpr std::uint8_t kNull = 2;

std::uint64_t head_of(const IdBytes& id) {
  std::uint64_t head = 0;
  for (std::size_t at = 0; at < sizeof(head); ++at) head = head << 8U | id[at];
  return head;
}

class Orderer {
 public:
  Orderer(const GridSnapshot& snapshot, const GridTableView& table, const Selection& selection, const GridSort& sort,
          bool descending)
      : table_(table),
        selection_(selection),
        sort_(sort),
        descending_(descending),
        context_{snapshot, selection.quality} {}

  [[nodiscard]] Place place(const ScanChunk& chunk, std::uint16_t row) const {
    const SortKey key = sort_.key(context_, chunk, row);
    Place place;
    place.row = chunk.first_row + row;
    place.id_head = head_of(chunk.columns->id[row]);
    place.group = key.null ? kNull : group(chunk, row);
    place.key = key.null ? 0 : descending_ ? ~key.bits : key.bits;
    return place;
  }
  [[nodiscard]] Tie tie(std::uint32_t row) const {
    const GridChunk& chunk = table_.chunk(row / kChunkRows);
    const std::size_t at = row % kChunkRows;
    return {chunk.id[at], context_.snapshot.variants[chunk.variant[at]].id.bytes, (chunk.flags[at] & kSample) != 0};
  }
  [[nodiscard]] bool before(const Place& a, const Place& b) const {
    if (const auto order = compare(a, b); order != 0) return order < 0;
    return tie(a.row) < tie(b.row);
  }
  [[nodiscard]] bool after(const Place& a, const RowMark& mark) const {
    if (const auto order = compare(a, mark.place); order != 0) return order > 0;
    return tie(a.row) > mark.tie;
  }

 private:
  [[nodiscard]] std::uint8_t group(const ScanChunk& chunk, std::uint16_t row) const {
    switch (sort_.ranking) {
      case Ranking::speed:
        return selection_.is_speed_ranked(chunk, row) ? kRanked : kUnranked;
      case Ranking::prompt_speed:
        return selection_.is_prompt_ranked(chunk, row) ? kRanked : kUnranked;
      case Ranking::measured:
        return (chunk.columns->flags[row] & kSample) != 0 ? kUnranked : kRanked;
      default:
        return kRanked;
    }
  }
  static std::strong_ordering compare(const Place& a, const Place& b) {
    if (a.group != b.group) return a.group <=> b.group;
    if (a.key != b.key) return a.key <=> b.key;
    return a.id_head <=> b.id_head;
  }

  const GridTableView& table_;
  const Selection& selection_;
  const GridSort& sort_;
  bool descending_;
  SortContext context_;
};

/// The first `limit` places behind `mark`, and one more when there is one. One pass: candidates gather in a buffer that
/// is cut back to the best whenever it is full, and from then on most rows fail one comparison.
std::vector<Place> first_places(const Selection& selection, const Orderer& orderer, const std::optional<RowMark>& mark,
                                std::size_t limit) {
  const std::size_t wanted = limit + 1;
  const auto before = [&](const Place& a, const Place& b) { return orderer.before(a, b); };
  std::vector<Place> best;
  best.reserve(2 * wanted);
  bool is_full = false;  // best[wanted - 1] is the worst place that still counts
  Place worst;
  for (const ScanChunk& chunk : selection.chunks) {
    for (const std::uint16_t row : chunk.selected) {
      const Place place = orderer.place(chunk, row);
      if (is_full && !before(place, worst)) continue;
      if (mark && !orderer.after(place, *mark)) continue;
      best.push_back(place);
      if (best.size() < 2 * wanted) continue;
      std::nth_element(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(wanted - 1), best.end(), before);
      best.resize(wanted);
      worst = best.back();
      is_full = true;
    }
  }
  std::sort(best.begin(), best.end(), before);
  if (best.size() > wanted) best.resize(wanted);
  return best;
}

struct Order {
  const GridSort* sort = nullptr;
  bool descending = false;
  bool asked_direction = false;
};

std::string sort_names() {
  std::vector<std::string> names;
  for (const GridSort& sort : grid_sorts()) names.emplace_back(sort.name);
  return join(names, ",");
}

Order read_order(const GridParameters& parameters, ParameterErrors& errors) {
  const std::string name = read_choice(parameters, "sort", sort_names(), "timestamp", errors);
  Order order;
  for (const GridSort& sort : grid_sorts()) {
    if (name == sort.name) order.sort = &sort;
  }
  order.asked_direction = parameters.values.contains("direction");
  order.descending =
      read_choice(parameters, "direction", "asc,desc", order.sort->descending ? "desc" : "asc", errors) == "desc";
  return order;
}

constexpr std::size_t kRowCursorFields = 8 + kPinnedFields;

std::string make_cursor(const std::string& hash, const GridSnapshot& snapshot, const Selection& selection,
                        const Order& order, const Orderer& orderer, const Place& last) {
  const Tie tie = orderer.tie(last.row);
  const bool is_name = order.sort->names != nullptr && last.group != kNull;
  const std::uint64_t bits = order.descending ? ~last.key : last.key;
  std::vector<std::string> fields{"1",
                                  hash,
                                  std::to_string(last.group),
                                  is_name ? "" : hex_of(bits),
                                  is_name ? (snapshot.*order.sort->names)->names[bits / 2] : "",
                                  to_string(to_uuid(tie.id)),
                                  to_string(to_uuid(tie.variant)),
                                  tie.sample ? "1" : "0"};
  append_pinned(fields, selection);
  return encode_cursor(fields);
}

struct RowCursor {
  RowMark mark;
  Pinned pinned;
};

RowCursor read_row_cursor(const std::string& text, const std::string& hash, const GridSnapshot& snapshot,
                          const Order& order) {
  const auto fields = decode_cursor(text, kRowCursorFields);
  if (!fields || (*fields)[0] != "1" || (*fields)[1] != hash) throw_bad_cursor();
  const auto group = parse_integer((*fields)[2]);
  const auto id = parse_uuid((*fields)[5]);
  const auto variant = parse_uuid((*fields)[6]);
  const auto pinned = read_pinned(*fields, 8);
  if (!group || *group < kRanked || *group > kNull || !id || !variant || !pinned) throw_bad_cursor();
  RowMark mark;
  mark.place.group = static_cast<std::uint8_t>(*group);
  mark.place.id_head = head_of(id->bytes);
  mark.tie = {id->bytes, variant->bytes, (*fields)[7] == "1"};
  if (mark.place.group != kNull) {
    std::optional<std::uint64_t> bits = parse_hex((*fields)[3]);
    if (order.sort->names != nullptr) bits = place_of_name(*(snapshot.*order.sort->names), (*fields)[4]);
    if (!bits) throw_bad_cursor();
    mark.place.key = order.descending ? ~*bits : *bits;
  }
  return {mark, *pinned};
}

}  // namespace

const std::vector<GridParameterInfo>& performance_grid_parameters() {
  static const std::vector<GridParameterInfo> kParameters = [] {
    auto infos = filter_parameters();
    infos.push_back({"rows",
                     ValueKind::choice,
                     "Rows are configurations (all runs of one setup together) or single runs.",
                     {"configurations", "runs"},
                     "configurations"});
    infos.push_back({"sort", ValueKind::choice, "What rows are ordered by; unknown comes last.",
                     split(sort_names(), ','), "timestamp"});
    infos.push_back(
        {"direction",
         ValueKind::choice,
         "Absent = names (also of quantizations, platforms and backends), memory and size ascend, everything else "
         "descends.",
         {"asc", "desc"},
         ""});
    append_page_parameters(infos);
    return infos;
  }();
  return kParameters;
}

GridPage query_grid(std::shared_ptr<const GridSnapshot> at, const GridParameters& parameters) {
  ParameterErrors errors;
  const Question question = read_question(parameters, errors);
  const std::string rows = read_choice(parameters, "rows", "configurations,runs", "configurations", errors);
  Order order = read_order(parameters, errors);
  errors.throw_if_any();

  const GridSnapshot& snapshot = *at;
  GridPage page;
  page.single_runs = rows == "runs";
  const GridTableView& table = page.single_runs ? snapshot.runs : snapshot.configurations;
  KeyText canonical;
  canonical.add(question.filters_text).add(question.benchmark).add(rows).add(order.sort->name);
  canonical.add(order.asked_direction).add(order.descending);
  const std::string hash = short_hash(canonical.text());
  page.limit = question.limit;
  page.query_hash = short_hash(canonical.add(question.limit).add(question.cursor.value_or("")).text());

  // A cursor names the direction by its hash; whether quality ascends by default depends on the benchmark it pins.
  std::optional<RowCursor> cursor;
  std::optional<Pinned> pinned;
  const auto turn_quality = [&](const std::string& benchmark) {
    const BenchmarkColumn* column = snapshot.benchmark(benchmark);
    if (std::string_view{order.sort->name} != "quality" || order.asked_direction) return;
    order.descending = column == nullptr || column->higher_is_better;
  };
  if (question.cursor) {
    if (const auto fields = decode_cursor(*question.cursor, kRowCursorFields)) turn_quality((*fields)[8]);
    cursor = read_row_cursor(*question.cursor, hash, snapshot, order);
    pinned = cursor->pinned;
  }
  const Selection selection = select_rows(snapshot, table, question, pinned);
  if (!cursor) turn_quality(selection.benchmark_used);

  const Orderer orderer{snapshot, table, selection, *order.sort, order.descending};
  auto places = first_places(selection, orderer, cursor ? std::optional(cursor->mark) : std::nullopt, question.limit);
  page.benchmark_used = selection.benchmark_used;
  page.total = selection.total;
  if (places.size() > question.limit) {
    places.resize(question.limit);
    page.next_cursor = make_cursor(hash, snapshot, selection, order, orderer, places.back());
  }
  page.rows.reserve(places.size());
  for (const Place& place : places) {
    const ScanChunk& chunk = selection.chunks[place.row / kChunkRows];
    page.rows.push_back(view_of(snapshot, selection, question, chunk,
                                static_cast<std::uint16_t>(place.row % kChunkRows), page.single_runs));
  }
  page.snapshot = std::move(at);
  return page;
}

std::string grid_etag(std::string_view process_nonce, const GridAnswer& answer) {
  return "W/\"" + std::string{process_nonce} + "-" + std::to_string(answer.snapshot->version) + "-" +
         answer.query_hash + "\"";
}

}  // namespace llmbench::service
