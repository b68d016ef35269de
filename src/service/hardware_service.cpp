#include "llmbench/service/hardware_service.hpp"

#include "service/grid/cursor.hpp"
#include "service/grid/question.hpp"

#include "llmbench/service/grid_snapshot.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace llmbench::service {
namespace {

bool passes(const HardwareProfile& profile, const HardwareQuery& query) {
  if (!query.categories.empty()) {
    const auto is_wanted = [&](std::string_view category) {
      return std::ranges::any_of(query.categories, [&](const std::string& wanted) { return wanted == category; });
    };
    if (!is_wanted(to_string(profile.category)) && !is_wanted(seed_category(profile))) return false;
  }
  return contains_ignoring_case(profile.platform, query.search) ||
         contains_ignoring_case(profile.gpu_model.value_or(""), query.search) ||
         contains_ignoring_case(profile.cpu_model.value_or(""), query.search) ||
         contains_ignoring_case(profile.machine_name.value_or(""), query.search);
}

/// Runs of the machines of a page, counted in one pass over the columns of the index.
class UseCounter {
 public:
  UseCounter(const GridSnapshot& snapshot, std::vector<HardwareUse>& machines)
      : snapshot_(snapshot), machines_(machines) {
    std::unordered_map<Uuid, std::size_t> places;
    for (std::size_t at = 0; at < machines.size(); ++at) places[machines[at].hardware.profile.id] = at;
    place_of_code_.resize(snapshot.hardware.size(), kNone);
    for (std::size_t code = 0; code < place_of_code_.size(); ++code) {
      const auto place = places.find(snapshot.hardware[code].id);
      if (place != places.end()) place_of_code_[code] = place->second;
    }
    seen_.resize(machines.size());
    newest_.resize(machines.size());
  }

  void count() {
    const GridTableView& runs = snapshot_.runs;
    for (std::size_t chunk = 0; chunk < runs.chunk_count(); ++chunk) {
      for (std::size_t row = 0; row < runs.rows_in_chunk(chunk); ++row) {
        if (!runs.tombstones.test(chunk * kChunkRows + row)) count_run(runs.chunk(chunk), row);
      }
    }
    for (std::size_t at = 0; at < machines_.size(); ++at) {
      if (machines_[at].runs == 0) continue;
      machines_[at].newest_run = Uuid{newest_[at].second};
      machines_[at].newest_at = TimePoint{std::chrono::microseconds{newest_[at].first}};
    }
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void count_run(const GridChunk& chunk, std::size_t row) {
    const std::size_t at = place_of_code_[chunk.hardware[row]];
    if (at == kNone) return;
    HardwareUse& use = machines_[at];
    const std::pair newest{chunk.newest[row], chunk.id[row]};
    if (use.runs == 0 || newest > newest_[at]) newest_[at] = newest;
    ++use.runs;
    auto& seen = seen_[at];
    if (seen.empty()) seen.resize(snapshot_.variants.size());
    if (!seen[chunk.variant[row]]) ++use.variants;
    seen[chunk.variant[row]] = true;
  }

  const GridSnapshot& snapshot_;
  std::vector<HardwareUse>& machines_;
  std::vector<std::size_t> place_of_code_;                ///< codes of the index -> machines_
  std::vector<std::vector<bool>> seen_;                   ///< by machine: variant codes
  std::vector<std::pair<std::int64_t, IdBytes>> newest_;  ///< by machine
};

// Cursor: kind and query, platform in lower case, id.
constexpr std::size_t kHardwareCursorFields = 3;

std::string query_hash(const HardwareQuery& query) {
  return short_hash(canonical_json({{"of", "hardware1"}, {"search", query.search}, {"categories", query.categories}}));
}

std::pair<std::string, Uuid> place_of(const HardwareProfile& profile) {
  return {to_lower(profile.platform), profile.id};
}

}  // namespace

HardwarePage HardwareService::list(const HardwareQuery& query) const {
  const std::string hash = query_hash(query);
  std::optional<std::pair<std::string, Uuid>> after;
  if (query.cursor) {
    const auto fields = decode_cursor(*query.cursor, kHardwareCursorFields);
    const auto id = fields ? parse_uuid(fields->at(2)) : std::nullopt;
    if (!id || fields->at(0) != hash) throw_bad_cursor();
    after = {fields->at(1), *id};
  }
  auto machines = pool_.transact([](db::Transaction& tx) { return store::list_hardware(tx); });
  std::erase_if(machines, [&](const store::StoredHardware& row) { return !passes(row.profile, query); });
  std::ranges::sort(machines, {}, [](const store::StoredHardware& row) { return place_of(row.profile); });

  HardwarePage page;
  page.total = machines.size();
  for (auto& row : machines) {
    const auto place = place_of(row.profile);
    if (after && place <= *after) continue;
    if (page.machines.size() == query.limit) {
      const auto last = place_of(page.machines.back().hardware.profile);
      page.next_cursor = encode_cursor({hash, last.first, to_string(last.second)});
      break;
    }
    page.machines.push_back({std::move(row), 0, 0, std::nullopt, std::nullopt});
  }
  UseCounter{*index_.snapshot(), page.machines}.count();
  return page;
}

}  // namespace llmbench::service
