// Runs the filters of a question over a table and decides what is ranked and which benchmark is shown.

#include "service/grid/cursor.hpp"
#include "service/grid/question.hpp"
#include "service/grid/row_making.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace llmbench::service {
namespace {

constexpr std::size_t kClasses = 6;
constexpr std::size_t kLoads = 4;
constexpr std::uint8_t kUnspecified = static_cast<std::uint8_t>(SpeedClass::unspecified);
static_assert(kUnspecified == static_cast<std::uint8_t>(PromptClass::unspecified));

using ClassCounts = std::array<std::array<std::size_t, kLoads>, kClasses>;

/// The class and load with most rows; what is unspecified or unknown only when nothing else is there.
RankedClass most_common(const ClassCounts& counts, std::optional<std::uint8_t> wanted) {
  RankedClass best;
  std::array<std::size_t, 3> best_rank{};  // known class, known load, rows
  for (std::uint8_t code = 1; code < kClasses; ++code) {
    if (wanted && code != *wanted) continue;
    for (const auto load : {LoadCode::single, LoadCode::concurrent, LoadCode::offline, LoadCode::unknown}) {
      const std::size_t rows = counts[code][static_cast<std::size_t>(load)];
      if (rows == 0) continue;
      const std::array<std::size_t, 3> rank{code != kUnspecified ? 1U : 0U, load != LoadCode::unknown ? 1U : 0U, rows};
      if (best.code != 0 && rank <= best_rank) continue;
      best = {code, load};
      best_rank = rank;
    }
  }
  if (best.code == 0 && wanted) best.code = *wanted;
  return best;
}

void decide_ranking(Selection& selection, const Question& question) {
  ClassCounts speeds{};
  ClassCounts prompts{};
  for (const ScanChunk& chunk : selection.chunks) {
    for (const std::uint16_t row : chunk.selected) {
      if (!selection.is_rankable(chunk, row)) continue;
      const std::uint8_t load = chunk.columns->load[row];
      ++speeds[chunk.speed_class[row]][load];
      ++prompts[chunk.prompt_class[row]][load];
    }
  }
  const auto code = [](const auto& wanted) {
    return wanted ? std::optional(static_cast<std::uint8_t>(*wanted)) : std::nullopt;
  };
  selection.speed = most_common(speeds, code(question.speed_class));
  selection.prompt_speed = most_common(prompts, code(question.prompt_class));
}

/// `mmlu` is mmlu_pro when any row has it: the two are never mixed in one response.
std::string decide_benchmark(const GridSnapshot& snapshot, const Selection& selection, const std::string& asked) {
  if (asked != "mmlu") return asked;
  const BenchmarkColumn* pro = snapshot.benchmark("mmlu_pro");
  if (pro == nullptr) return "mmlu";
  for (const ScanChunk& chunk : selection.chunks) {
    for (const std::uint16_t row : chunk.selected) {
      if (!std::isnan(pro->score(chunk.columns->variant[row]))) return "mmlu_pro";
    }
  }
  return "mmlu";
}

/// For benchmarks where lower is better (perplexity) the limit is from above. A variant without a score never passes.
void keep_quality(Selection& selection, double limit) {
  for (ScanChunk& chunk : selection.chunks) {
    chunk.refine([&](std::uint16_t row) {
      if (selection.quality == nullptr) return false;
      const double score = selection.quality->score(chunk.columns->variant[row]);
      return selection.quality->higher_is_better ? score >= limit : score <= limit;
    });
  }
}

}  // namespace

Selection select_rows(const GridSnapshot& snapshot, const GridTableView& table, const Question& question,
                      const std::optional<Pinned>& pinned) {
  Selection selection;
  selection.chunks = scan_all(table);
  selection.unrankable_hardware.resize(snapshot.hardware.size());
  for (std::size_t code = 0; code < snapshot.hardware.size(); ++code) {
    selection.unrankable_hardware[code] = snapshot.hardware[code].category == HardwareCategory::multi_host ? 1 : 0;
  }
  const auto run_filters = [&](bool reads_speed) {
    for (const auto& given : question.filters) {
      if (given.filter->reads_speed != reads_speed) continue;
      const RowFilter filter = given.filter->bind(snapshot, given.value);
      for (ScanChunk& chunk : selection.chunks) filter(chunk);
    }
  };
  run_filters(false);
  if (question.at_depth) {
    for (ScanChunk& chunk : selection.chunks) use_depth(snapshot, chunk, *question.at_depth);
  }
  run_filters(true);

  if (pinned) {
    selection.benchmark_used = pinned->benchmark_used;
  } else {
    selection.benchmark_used = decide_benchmark(snapshot, selection, question.benchmark);
  }
  if (selection.benchmark_used != "none") selection.quality = snapshot.benchmark(selection.benchmark_used);
  if (question.min_quality) keep_quality(selection, *question.min_quality);
  for (const ScanChunk& chunk : selection.chunks) selection.total += chunk.selected.size();
  if (pinned) {
    selection.speed = pinned->speed;
    selection.prompt_speed = pinned->prompt_speed;
  } else {
    decide_ranking(selection, question);
  }
  return selection;
}

void append_pinned(std::vector<std::string>& fields, const Selection& selection) {
  fields.push_back(selection.benchmark_used);
  std::string codes;
  for (const RankedClass& ranked : {selection.speed, selection.prompt_speed}) {
    codes += static_cast<char>('0' + ranked.code);
    codes += static_cast<char>('0' + static_cast<int>(ranked.load));
  }
  fields.push_back(std::move(codes));
}

std::optional<Pinned> read_pinned(const std::vector<std::string>& fields, std::size_t from) {
  const std::string& codes = fields[from + 1];
  if (codes.size() != 4) return std::nullopt;
  const auto ranked = [&](std::size_t at) -> std::optional<RankedClass> {
    const int code = codes[at] - '0';
    const int load = codes[at + 1] - '0';
    if (code < 0 || code >= static_cast<int>(kClasses) || load < 0 || load >= static_cast<int>(kLoads))
      return std::nullopt;
    return RankedClass{static_cast<std::uint8_t>(code), static_cast<LoadCode>(load)};
  };
  const auto speed = ranked(0);
  const auto prompt_speed = ranked(2);
  if (!speed || !prompt_speed) return std::nullopt;
  return Pinned{fields[from], *speed, *prompt_speed};
}

GridRowView view_of(const GridSnapshot& snapshot, const Selection& selection, const Question& question,
                    const ScanChunk& chunk, std::uint16_t row, bool single_runs) {
  GridRowView view;
  view.row = chunk.columns->get(row);
  if (question.at_depth) show_depth(snapshot, view.row, *question.at_depth);
  view.variant = &snapshot.variants[view.row.variant];
  view.hardware = &snapshot.hardware[view.row.hardware];
  view.setup = &snapshot.setups[view.row.setup];
  view.tags = &snapshot.tags[view.row.tags];
  if (const VariantScores* scores = snapshot.scores_of(view.row.variant)) {
    view.mmlu_pro = find_quality(scores->headlines, "mmlu_pro");
    if (selection.benchmark_used != "none") view.quality = find_quality(scores->headlines, selection.benchmark_used);
  }
  view.run_id = to_uuid(single_runs ? view.row.id : view.row.other_id);
  view.configuration_id = to_uuid(single_runs ? view.row.other_id : view.row.id);
  if (single_runs) {
    view.run_ids.push_back(view.run_id);
  } else {
    view.run_ids.reserve(view.row.runs_count);
    for (std::uint32_t at = 0; at < view.row.runs_count; ++at) {
      const std::uint32_t run = snapshot.run_refs[view.row.runs_begin + at];
      view.run_ids.push_back(to_uuid(snapshot.runs.chunk(run / kChunkRows).id[run % kChunkRows]));
    }
  }
  for (std::uint32_t at = 0; at < view.row.points_count; ++at) {
    view.measured_depths.push_back(snapshot.points[view.row.points_begin + at].depth);
  }
  std::sort(view.measured_depths.begin(), view.measured_depths.end());
  view.measured_depths.erase(std::unique(view.measured_depths.begin(), view.measured_depths.end()),
                             view.measured_depths.end());
  view.speed_ranked = selection.is_speed_ranked(chunk, row);
  view.prompt_ranked = selection.is_prompt_ranked(chunk, row);
  return view;
}

std::optional<double> GridRowView::tokens_per_kwh() const {
  const double value = service::tokens_per_kwh(row.speed, row.power_watts);
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

}  // namespace llmbench::service
