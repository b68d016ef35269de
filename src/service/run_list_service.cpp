#include "llmbench/service/run_list_service.hpp"

#include "service/grid/cursor.hpp"
#include "service/grid/question.hpp"

#include "llmbench/service/grid_snapshot.hpp"

#include <unordered_map>

namespace llmbench::service {
namespace {

// Cursor: its kind, microseconds of the time, id.
constexpr std::size_t kRunCursorFields = 3;
constexpr const char* kCursorKind = "runs1";

std::string encode_run_mark(const store::RunMark& mark) {
  return encode_cursor(
      {kCursorKind, hex_of(static_cast<std::uint64_t>(mark.newest.time_since_epoch().count())), to_string(mark.id)});
}

store::RunMark decode_run_mark(const std::string& cursor) {
  const auto fields = decode_cursor(cursor, kRunCursorFields);
  if (!fields || fields->at(0) != kCursorKind) throw_bad_cursor();
  const auto time = parse_hex(fields->at(1));
  const auto id = parse_uuid(fields->at(2));
  const auto latest = parse_time("9999-12-31T23:59:59Z")->time_since_epoch().count();
  if (!time || !id || *time > static_cast<std::uint64_t>(latest)) throw_bad_cursor();
  return {TimePoint{std::chrono::microseconds{static_cast<std::int64_t>(*time)}}, *id};
}

}  // namespace

RunPage RunListService::list(std::size_t limit, const std::optional<std::string>& cursor) const {
  const auto after = cursor ? std::optional{decode_run_mark(*cursor)} : std::nullopt;
  // One row more tells whether there is a next page.
  auto rows =
      pool_.transact([&](db::Transaction& tx) { return list_newest_runs(tx, after, static_cast<int>(limit) + 1); });
  const auto snapshot = index_.snapshot();
  RunPage page;
  std::unordered_map<Uuid, std::optional<double>> scores;
  for (const auto& entry : *snapshot->variant_scores) {
    if (entry == nullptr) continue;
    page.total += static_cast<std::size_t>(entry->variant.test_runs + entry->variant.voided_runs);
    const Quality* mmlu = find_quality(entry->headlines, "mmlu_pro");
    if (mmlu != nullptr) scores[entry->variant.id] = mmlu->summary.score;
  }
  if (rows.size() > limit) {
    rows.resize(limit);
    page.next_cursor = encode_run_mark(rows.back().mark);
  }
  for (auto& run : rows) {
    const auto score = scores.find(run.variant_id);
    page.runs.push_back({std::move(run), score == scores.end() ? std::nullopt : score->second});
  }
  return page;
}

}  // namespace llmbench::service
