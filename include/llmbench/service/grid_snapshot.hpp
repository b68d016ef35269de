#pragma once
// One published state of the grid index: immutable, complete, read without a lock. The grid queries and the variant
// list are answered from it.

#include "llmbench/domain/hardware.hpp"
#include "llmbench/service/grid_storage.hpp"
#include "llmbench/service/quality.hpp"
#include "llmbench/store/grid_store.hpp"
#include "llmbench/store/score_store.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::service {

/// Unknown numbers are NaN in the columns, unknown times kNoTime, unknown counts -1.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();

using IdBytes = std::array<std::uint8_t, 16>;

/// Codes of the small vocabularies; 0 is unknown (or no speed at all). Order = order of preference on equal counts.
enum class SpeedClass : std::uint8_t { none, tg, tg_short, tg_long, depth, unspecified };
enum class PromptClass : std::uint8_t { none, pp512, pp2k, pp8k_plus, depth, unspecified };
enum class LoadCode : std::uint8_t { unknown, single, concurrent, offline };
[[nodiscard]] std::string_view to_string(SpeedClass value);   ///< "" for none
[[nodiscard]] std::string_view to_string(PromptClass value);  ///< "" for none
[[nodiscard]] std::string_view to_string(LoadCode value);     ///< "" for unknown

/// Bits of GridRow::flags.
enum RowFlag : std::uint8_t {
  kUnstable = 1,
  kPartial = 2,
  kHasSamples = 4,
  kSample = 8,          ///< tagged `sample`: shown, never ranked
  kSpeedFromBase = 16,  ///< a LoRA variant without runs, over the runs of its base variant
  kGpuAssisted = 32,    ///< the prompt speed
};

/// The scalars of a row. In the table of configurations `id` is the configuration and `other_id` its newest run; in the
/// table of runs `id` is the run and `other_id` its configuration.
struct GridRow {
  IdBytes id{};
  IdBytes other_id{};
  std::uint32_t variant = 0;   ///< GridSnapshot::variants
  std::uint32_t hardware = 0;  ///< GridSnapshot::hardware
  std::uint32_t setup = 0;     ///< GridSnapshot::setups
  std::uint32_t tags = 0;      ///< GridSnapshot::tags
  std::uint32_t slot = 0;      ///< its configuration's place in GridSnapshot::older_builds
  std::uint32_t series = 0;    ///< place in GridSnapshot::series_ids
  double speed = kUnknown;
  double prompt_speed = kUnknown;
  double speed_cv = kUnknown;
  double memory_gb = kUnknown;
  double model_size_gb = kUnknown;
  double bits_per_weight = kUnknown;
  double n_params = kUnknown;
  double power_watts = kUnknown;
  double first_token_ms = kUnknown;
  double speed_per_request = kUnknown;
  double total_speed = kUnknown;
  std::int64_t timestamp = kNoTime;  ///< microseconds since 1970
  std::int64_t newest = kNoTime;     ///< timestamp, else when it was stored: orders runs and builds
  std::int32_t speed_tokens = 0;
  std::int32_t speed_depth = 0;
  std::int32_t prompt_tokens = 0;
  std::int32_t prompt_depth = 0;
  std::int32_t memory_context_tokens = -1;
  std::int32_t max_depth = -1;  ///< deepest measured point
  std::uint32_t points_begin = 0;
  std::uint32_t points_count = 0;
  std::uint32_t runs_begin = 0;  ///< GridSnapshot::run_refs; configurations only
  std::uint32_t runs_count = 0;
  std::uint8_t speed_class = 0;
  std::uint8_t prompt_class = 0;
  std::uint8_t load = 0;
  std::uint8_t memory_source = 0;  ///< memory_source_name
  std::uint8_t memory_place = 0;   ///< memory_place_name
  std::uint8_t flags = 0;
};
[[nodiscard]] std::string_view memory_source_name(std::uint8_t code);  ///< "" for unknown
[[nodiscard]] std::string_view memory_place_name(std::uint8_t code);   ///< "" for unknown

/// The same fields column by column, for kChunkRows rows. No member has an initialiser: memory is touched row by row.
struct GridChunk {
  template <typename T>
  using Column = std::array<T, kChunkRows>;
  Column<IdBytes> id, other_id;
  Column<std::uint32_t> variant, hardware, setup, tags, slot, series;
  Column<double> speed, prompt_speed, speed_cv, memory_gb, model_size_gb, bits_per_weight, n_params, power_watts,
      first_token_ms, speed_per_request, total_speed;
  Column<std::int64_t> timestamp, newest;
  Column<std::int32_t> speed_tokens, speed_depth, prompt_tokens, prompt_depth, memory_context_tokens, max_depth;
  Column<std::uint32_t> points_begin, points_count, runs_begin, runs_count;
  Column<std::uint8_t> speed_class, prompt_class, load, memory_source, memory_place, flags;

  void set(std::size_t at, const GridRow& row);
  [[nodiscard]] GridRow get(std::size_t at) const;
};

/// One of the two tables as a snapshot sees it.
struct GridTableView {
  std::shared_ptr<const std::vector<std::shared_ptr<GridChunk>>> chunks;
  std::size_t size = 0;  ///< rows, tombstones too
  std::size_t live = 0;
  CowBitmap::View tombstones;

  [[nodiscard]] const GridChunk& chunk(std::size_t at) const { return *(*chunks)[at]; }
  [[nodiscard]] std::size_t chunk_count() const { return (size + kChunkRows - 1) / kChunkRows; }
  [[nodiscard]] std::size_t rows_in_chunk(std::size_t at) const { return std::min(kChunkRows, size - at * kChunkRows); }
  [[nodiscard]] GridRow row(std::size_t at) const { return chunk(at / kChunkRows).get(at % kChunkRows); }
};

/// A speed point of a row, compact.
struct GridPoint {
  double value;
  double cv;  ///< NaN = unknown
  std::int32_t tokens;
  std::int32_t depth;
  std::uint8_t kind;  ///< SpeedPoint::Kind
  std::uint8_t gpu_assisted;
  std::uint8_t best;        ///< the one of its kind and depth that may be shown
  std::uint8_t class_code;  ///< SpeedClass or PromptClass, by kind
};

/// Dictionary entries. Each distinct content is stored once; an entry never changes.
struct VariantEntry {
  Uuid id;
  ModelVariant variant;
  std::string search_text;  ///< model and adapter, lower case
  std::uint32_t group = 0;  ///< equal for equal (model, adapter)
};
struct HardwareEntry {
  Uuid id;  ///< of the profile
  std::optional<std::string> gpu_model;
  int gpu_count = 1;
  std::optional<double> gpu_memory_gb;
  std::optional<std::string> cpu_model;
  std::optional<std::string> cpu_arch;
  std::optional<double> ram_gb;
  std::optional<std::string> machine_name;
  std::string platform;
  HardwareCategory category = HardwareCategory::unknown;
  std::string search_text;          ///< platform, lower case
  std::uint32_t platform_code = 0;  ///< equal for equal platforms

  [[nodiscard]] bool is_cpu_only() const { return gpu_model && *gpu_model == kCpuOnly; }
  /// Memory a model can use on it: all its GPUs, or RAM for CPU only; nullopt = unknown.
  [[nodiscard]] std::optional<double> device_memory_gb() const;
};
struct SetupEntry {
  std::string backend;
  std::optional<std::string> backend_version;
  std::string flavour;
  Workload workload = Workload::inference;
  std::optional<int> concurrent_requests;
  std::string concurrency_source;
  std::optional<int> max_context_length;
  std::optional<std::string> load_pattern;
  std::optional<std::string> dataset_name;
  std::optional<int> gpu_power_limit_watts;
  std::string settings_summary;
  std::optional<std::string> kv_type;
  std::optional<bool> flash_attention;
  std::string publisher;
};
using TagsEntry = std::vector<std::string>;

/// What is known of one variant: its row, every score context, and the headline of each benchmark (by name).
struct VariantScores {
  store::GridVariant variant;
  std::vector<store::VariantScoreContext> contexts;
  std::vector<Quality> headlines;
};

/// Headline scores of one benchmark by variant code; NaN or beyond the end = none.
struct BenchmarkColumn {
  bool higher_is_better = true;
  std::vector<double> scores;

  [[nodiscard]] double score(std::uint32_t variant) const {
    return variant < scores.size() ? scores[variant] : kUnknown;
  }
};

/// Alphabetical order of names over the codes of a dictionary: ASCII case ignored first, then bytes.
struct NameOrder {
  std::vector<std::uint32_t> rank;  ///< by code; equal names share a rank
  std::vector<std::string> names;   ///< by rank
};

struct GridSnapshot {
  std::uint64_t version = 0;
  GridTableView configurations;
  GridTableView runs;
  GrowingColumn<VariantEntry, 1024>::View variants;
  GrowingColumn<HardwareEntry, 1024>::View hardware;
  GrowingColumn<SetupEntry, 1024>::View setups;
  GrowingColumn<TagsEntry, 1024>::View tags;
  GrowingColumn<GridPoint>::View points;
  GrowingColumn<std::uint32_t>::View run_refs;  ///< row numbers of `runs`
  CowBitmap::View older_builds;                 ///< by slot: not the newest version of its series
  GrowingColumn<IdBytes>::View series_ids;      ///< a series of samples has a place of its own
  std::uint32_t groups = 0;                     ///< distinct VariantEntry::group
  std::uint32_t platforms = 0;                  ///< distinct HardwareEntry::platform_code

  /// By variant code; nullptr for a variant that is gone.
  std::shared_ptr<const std::vector<std::shared_ptr<const VariantScores>>> variant_scores;
  std::shared_ptr<const std::map<std::string, std::shared_ptr<const BenchmarkColumn>, std::less<>>> benchmarks;
  std::shared_ptr<const NameOrder> models;
  std::shared_ptr<const NameOrder> quantizations;
  std::shared_ptr<const NameOrder> platform_names;  ///< by hardware code
  std::shared_ptr<const NameOrder> backends;        ///< by setup code

  [[nodiscard]] const VariantScores* scores_of(std::uint32_t variant) const {
    return variant < variant_scores->size() ? (*variant_scores)[variant].get() : nullptr;
  }
  [[nodiscard]] const BenchmarkColumn* benchmark(std::string_view name) const;
};

}  // namespace llmbench::service
