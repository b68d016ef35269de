// Every filter and sort of the grid, one row each.

#include "service/grid/columns.hpp"
#include "service/grid/row_making.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/uuid.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <utility>

namespace llmbench::service {
namespace {

using Codes = GridChunk::Column<std::uint32_t> GridChunk::*;
using Numbers = GridChunk::Column<double> GridChunk::*;
using Mask = std::vector<std::uint8_t>;

/// Tests every dictionary entry once; rows then only look their code up.
template <typename View, typename Test>
Mask mask_of(const View& entries, const Test& test) {
  Mask mask(entries.size());
  for (std::size_t code = 0; code < mask.size(); ++code) mask[code] = test(entries[code]) ? 1 : 0;
  return mask;
}

template <Codes column>
RowFilter by_code(Mask mask) {
  return [mask = std::move(mask)](ScanChunk& chunk) {
    const auto& codes = chunk.columns->*column;
    chunk.refine([&](std::uint16_t row) { return mask[codes[row]] != 0; });
  };
}

bool holds(const FilterValue& value, std::string_view name) {
  const auto& names = std::get<std::vector<std::string>>(value);
  return std::find(names.begin(), names.end(), to_lower(name)) != names.end();
}
template <std::same_as<std::optional<std::string>> Name>  // or a text would convert to either
bool holds(const FilterValue& value, const Name& name) {
  return name && holds(value, std::string_view{*name});
}

template <std::string ModelVariant::*field>
RowFilter variant_name(const GridSnapshot& snapshot, const FilterValue& value) {
  return by_code<&GridChunk::variant>(
      mask_of(snapshot.variants, [&](const VariantEntry& entry) { return holds(value, entry.variant.*field); }));
}

/// `lora=` is only the base variant, `lora=NAME` only that adapter.
RowFilter lora(const GridSnapshot& snapshot, const FilterValue& value) {
  const bool only_base = std::get<std::vector<std::string>>(value).empty();
  return by_code<&GridChunk::variant>(mask_of(snapshot.variants, [&](const VariantEntry& entry) {
    return only_base ? entry.variant.lora_adapter.empty() : holds(value, entry.variant.lora_adapter);
  }));
}

template <auto field>
RowFilter hardware_name(const GridSnapshot& snapshot, const FilterValue& value) {
  return by_code<&GridChunk::hardware>(
      mask_of(snapshot.hardware, [&](const HardwareEntry& entry) { return holds(value, entry.*field); }));
}

template <auto field>
RowFilter setup_name(const GridSnapshot& snapshot, const FilterValue& value) {
  return by_code<&GridChunk::setup>(
      mask_of(snapshot.setups, [&](const SetupEntry& entry) { return holds(value, entry.*field); }));
}

RowFilter hardware_type(const GridSnapshot& snapshot, const FilterValue& value) {
  return by_code<&GridChunk::hardware>(mask_of(snapshot.hardware, [&](const HardwareEntry& entry) {
    return entry.gpu_model && holds(value, entry.is_cpu_only() ? "cpu_only" : "gpu");
  }));
}

/// A category of ours, or the nearest one of the seed's four.
RowFilter hardware_category(const GridSnapshot& snapshot, const FilterValue& value) {
  return by_code<&GridChunk::hardware>(mask_of(snapshot.hardware, [&](const HardwareEntry& entry) {
    return holds(value, to_string(entry.category)) || holds(value, seed_category(entry.category));
  }));
}

RowFilter load(const GridSnapshot&, const FilterValue& value) {
  std::array<std::uint8_t, 4> mask{};
  for (std::uint8_t code = 0; code < mask.size(); ++code) {
    const auto name = to_string(static_cast<LoadCode>(code));
    mask[code] = holds(value, name.empty() ? "unknown" : name) ? 1 : 0;
  }
  return [mask](ScanChunk& chunk) {
    chunk.refine([&](std::uint16_t row) { return mask[chunk.columns->load[row]] != 0; });
  };
}

RowFilter tags(const GridSnapshot& snapshot, const FilterValue& value) {
  return by_code<&GridChunk::tags>(mask_of(snapshot.tags, [&](const TagsEntry& entry) {
    return std::any_of(entry.begin(), entry.end(), [&](const std::string& tag) { return holds(value, tag); });
  }));
}

RowFilter flash_attention(const GridSnapshot& snapshot, const FilterValue& value) {
  return by_code<&GridChunk::setup>(mask_of(
      snapshot.setups, [&](const SetupEntry& entry) { return entry.flash_attention == std::get<bool>(value); }));
}

RowFilter search(const GridSnapshot& snapshot, const FilterValue& value) {
  const std::string wanted = to_lower(std::get<std::string>(value));
  const auto contains = [&](const std::string& text) { return text.find(wanted) != std::string::npos; };
  Mask variants = mask_of(snapshot.variants, [&](const VariantEntry& entry) { return contains(entry.search_text); });
  Mask hardware = mask_of(snapshot.hardware, [&](const HardwareEntry& entry) { return contains(entry.search_text); });
  return [variants = std::move(variants), hardware = std::move(hardware)](ScanChunk& chunk) {
    chunk.refine([&](std::uint16_t row) {
      return (variants[chunk.columns->variant[row]] | hardware[chunk.columns->hardware[row]]) != 0;
    });
  };
}

// An unknown number is NaN: it is neither at least nor at most anything.
template <Numbers column>
RowFilter at_least(const GridSnapshot&, const FilterValue& value) {
  return [limit = std::get<double>(value)](ScanChunk& chunk) {
    const auto& numbers = chunk.columns->*column;
    chunk.refine([&](std::uint16_t row) { return numbers[row] >= limit; });
  };
}
template <Numbers column>
RowFilter at_most(const GridSnapshot&, const FilterValue& value) {
  return [limit = std::get<double>(value)](ScanChunk& chunk) {
    const auto& numbers = chunk.columns->*column;
    chunk.refine([&](std::uint16_t row) { return numbers[row] <= limit; });
  };
}

constexpr double kBillion = 1e9;
RowFilter params_min(const GridSnapshot& snapshot, const FilterValue& value) {
  return at_least<&GridChunk::n_params>(snapshot, std::get<double>(value) * kBillion);
}
RowFilter params_max(const GridSnapshot& snapshot, const FilterValue& value) {
  return at_most<&GridChunk::n_params>(snapshot, std::get<double>(value) * kBillion);
}

template <const double* ScanChunk::*column>
RowFilter speed_at_least(const GridSnapshot&, const FilterValue& value) {
  return [limit = std::get<double>(value)](ScanChunk& chunk) {
    chunk.refine([speeds = chunk.*column, limit](std::uint16_t row) { return speeds[row] >= limit; });
  };
}

/// Unknown memory passes, and so does what ran on a device of at most that memory: it did fit.
RowFilter max_memory(const GridSnapshot& snapshot, const FilterValue& value) {
  const double limit = std::get<double>(value);
  Mask fits = mask_of(snapshot.hardware, [&](const HardwareEntry& entry) {
    const auto memory = entry.device_memory_gb();
    return memory && *memory <= limit;
  });
  return [limit, fits = std::move(fits)](ScanChunk& chunk) {
    const GridChunk& columns = *chunk.columns;
    chunk.refine(
        [&](std::uint16_t row) { return !(columns.memory_gb[row] > limit) || fits[columns.hardware[row]] != 0; });
  };
}

RowFilter min_context(const GridSnapshot&, const FilterValue& value) {
  return [limit = std::get<std::int64_t>(value)](ScanChunk& chunk) {
    chunk.refine([&](std::uint16_t row) { return chunk.columns->max_depth[row] >= limit; });
  };
}

RowFilter since(const GridSnapshot&, const FilterValue& value) {
  return [limit = std::get<std::int64_t>(value)](ScanChunk& chunk) {
    chunk.refine([&](std::uint16_t row) { return chunk.columns->timestamp[row] >= limit; });  // unknown is the smallest
  };
}
RowFilter until(const GridSnapshot&, const FilterValue& value) {
  return [limit = std::get<std::int64_t>(value)](ScanChunk& chunk) {
    const auto& times = chunk.columns->timestamp;
    chunk.refine([&](std::uint16_t row) { return times[row] != kNoTime && times[row] <= limit; });
  };
}

RowFilter has_samples(const GridSnapshot&, const FilterValue& value) {
  return [wanted = std::get<bool>(value)](ScanChunk& chunk) {
    chunk.refine([&](std::uint16_t row) { return ((chunk.columns->flags[row] & kHasSamples) != 0) == wanted; });
  };
}
RowFilter hide_partial(const GridSnapshot&, const FilterValue& value) {
  if (!std::get<bool>(value)) return [](ScanChunk&) {};
  return [](ScanChunk& chunk) {
    chunk.refine([&](std::uint16_t row) { return (chunk.columns->flags[row] & kPartial) == 0; });
  };
}
RowFilter latest_builds(const GridSnapshot& snapshot, const FilterValue& value) {
  if (!std::get<bool>(value)) return [](ScanChunk&) {};
  return [older = snapshot.older_builds](ScanChunk& chunk) {
    chunk.refine([&](std::uint16_t row) { return !older.test(chunk.columns->slot[row]); });
  };
}

RowFilter series(const GridSnapshot& snapshot, const FilterValue& value) {
  const IdBytes wanted = id_bytes(*parse_uuid(std::get<std::string>(value)));
  std::vector<std::uint32_t> places;  // of measured runs and of samples
  for (std::uint32_t place = 0; place < snapshot.series_ids.size(); ++place) {
    if (snapshot.series_ids[place] == wanted) places.push_back(place);
  }
  return [places = std::move(places)](ScanChunk& chunk) {
    chunk.refine(
        [&](std::uint16_t row) { return std::ranges::find(places, chunk.columns->series[row]) != places.end(); });
  };
}

std::string spelling_of_quantization(const std::string& value) {
  return normalise_quantization(value).name;
}
std::string spelling_of_backend(const std::string& value) {
  return normalise_backend(value).name;
}
std::string spelling_of_model(const std::string& value) {
  return normalise_model_name(value);
}

using enum ValueKind;
constexpr const char* kCategories =
    "consumer_gpu,consumer_cpu,datacenter_gpu,datacenter_cpu,unified,multi_host,mobile,npu,unknown";

constexpr GridFilter kFilters[] = {
    {"models", names, "Model names, in any case.", variant_name<&ModelVariant::model_name>, "", "", false,
     spelling_of_model},
    {"quantizations", names, "Quantizations, in any usual spelling.", variant_name<&ModelVariant::quantization>, "", "",
     false, spelling_of_quantization},
    {"lora", names, "LoRA adapters; empty = only the variants without one.", lora},
    {"backends", names, "Backends: llama.cpp, vllm, ...", setup_name<&SetupEntry::backend>, "", "", false,
     spelling_of_backend},
    {"flavours", names, "Forks of the backend: ik_llama.cpp, ...", setup_name<&SetupEntry::flavour>},
    {"hardware_types", names, "Whether a GPU was used.", hardware_type, "gpu,cpu_only"},
    {"hardware_categories", names, "Kinds of hardware; consumer_gpu also finds what old clients know by that name.",
     hardware_category, kCategories},
    {"gpu_models", names, "GPU models without their count, as the rows have them.",
     hardware_name<&HardwareEntry::gpu_model>},
    {"cpu_models", names, "CPU models, as the rows have them.", hardware_name<&HardwareEntry::cpu_model>},
    {"platforms", names, "Platforms: RTX 4090, 4x H100, or the CPU of runs without a GPU.",
     hardware_name<&HardwareEntry::platform>},
    {"machines", names, "Names people gave their machines.", hardware_name<&HardwareEntry::machine_name>},
    {"load", names, "One request at a time, several, or all at once; also the load speeds are ranked in.", load,
     "single,concurrent,offline,unknown"},
    {"tags", names, "Configurations with a run that has one of these tags.", tags},
    {"kv_types", names, "Types of the KV cache: f16, q8_0, ...", setup_name<&SetupEntry::kv_type>},
    {"flash_attn", flag, "Flash attention known to be on (true) or off (false).", flash_attention},
    {"publishers", names, "Who published the model file.", setup_name<&SetupEntry::publisher>},
    {"benchmark", text, "Whose scores are the quality: mmlu, gsm8k, none, or any precise name.", nullptr, "", "mmlu"},
    {"min_quality", number, "At least this score, in the unit of the benchmark; unknown does not pass.", nullptr},
    {"min_speed", number, "At least so many generated tokens per second; unknown does not pass.",
     speed_at_least<&ScanChunk::speed>, "", "", true},
    {"min_prompt_speed", number, "At least so many prompt tokens per second; unknown does not pass.",
     speed_at_least<&ScanChunk::prompt_speed>, "", "", true},
    {"max_memory_gb", number, "At most so much memory in GiB; unknown passes, and so does what ran on such a device.",
     max_memory},
    // The length memory estimates are made for. Measured memory does not depend on it, so it narrows nothing.
    {"context", count, "Context length in tokens that memory estimates are made for.", nullptr},
    {"params_min", number, "At least so many parameters, in billions.", params_min},
    {"params_max", number, "At most so many parameters, in billions.", params_max},
    {"bits_min", number, "At least so many bits per weight.", at_least<&GridChunk::bits_per_weight>},
    {"bits_max", number, "At most so many bits per weight.", at_most<&GridChunk::bits_per_weight>},
    {"at_depth", count, "Show speeds measured behind so many tokens of context (or within a factor of 1.5).", nullptr},
    {"min_context", count, "Measured behind at least so many tokens of context.", min_context},
    {"since", time, "Measured at this time or later; unknown does not pass.", since},
    {"until", time, "Measured at this time or earlier; unknown does not pass.", until},
    {"has_samples", flag, "With (true) or without (false) single measurements behind the figures.", has_samples},
    {"hide_partial", flag, "Leave out runs with failed requests or damaged files.", hide_partial},
    {"search", text, "Part of the model, adapter or platform, in any case.", search},
    {"speed_class", choice, "Generation test whose speeds are ranked; absent = the one with most rows.", nullptr,
     "tg,tg_short,tg_long,depth,unspecified"},
    {"prompt_class", choice, "Prompt test whose speeds are ranked; absent = the one with most rows.", nullptr,
     "pp512,pp2k,pp8k+,depth,unspecified"},
    {"series", id, "Configurations of this series: equal in all but the version of the backend.", series},
    {"latest_builds", flag, "Only the newest version of the backend of each configuration.", latest_builds, "", "true"},
};

SortKey number_key(double value) {
  if (std::isnan(value)) return {};
  return {false, ordered_bits(value)};
}
template <Numbers column>
SortKey column_key(const SortContext&, const ScanChunk& chunk, std::uint16_t row) {
  return number_key((chunk.columns->*column)[row]);
}
template <const double* ScanChunk::*column>
SortKey speed_key(const SortContext&, const ScanChunk& chunk, std::uint16_t row) {
  return number_key((chunk.*column)[row]);
}
SortKey efficiency_key(const SortContext&, const ScanChunk& chunk, std::uint16_t row) {
  return number_key(tokens_per_kwh(chunk.speed[row], chunk.columns->power_watts[row]));
}
SortKey quality_key(const SortContext& context, const ScanChunk& chunk, std::uint16_t row) {
  if (context.quality == nullptr) return {};
  return number_key(context.quality->score(chunk.columns->variant[row]));
}
SortKey time_key(const SortContext&, const ScanChunk& chunk, std::uint16_t row) {
  const std::int64_t time = chunk.columns->timestamp[row];
  if (time == kNoTime) return {};
  return {false, ordered_bits(time)};
}
SortKey runs_key(const SortContext&, const ScanChunk& chunk, std::uint16_t row) {
  return {false, chunk.columns->runs_count[row]};
}
template <const std::shared_ptr<const NameOrder> GridSnapshot::*order, Codes column>
SortKey name_key(const SortContext& context, const ScanChunk& chunk, std::uint16_t row) {
  return {false, 2 * std::uint64_t{(context.snapshot.*order)->rank[(chunk.columns->*column)[row]]} + 1};
}

constexpr GridSort kGridSorts[] = {
    {"timestamp", true, Ranking::none, time_key},
    {"model_name", false, Ranking::none, name_key<&GridSnapshot::models, &GridChunk::variant>, &GridSnapshot::models},
    {"quantization", false, Ranking::none, name_key<&GridSnapshot::quantizations, &GridChunk::variant>,
     &GridSnapshot::quantizations},
    {"platform", false, Ranking::none, name_key<&GridSnapshot::platform_names, &GridChunk::hardware>,
     &GridSnapshot::platform_names},
    {"backend", false, Ranking::none, name_key<&GridSnapshot::backends, &GridChunk::setup>, &GridSnapshot::backends},
    {"speed", true, Ranking::speed, speed_key<&ScanChunk::speed>},
    {"prompt_speed", true, Ranking::prompt_speed, speed_key<&ScanChunk::prompt_speed>},
    {"memory", false, Ranking::measured, column_key<&GridChunk::memory_gb>},
    {"quality", true, Ranking::measured, quality_key},
    {"efficiency", true, Ranking::speed, efficiency_key},
    {"size", false, Ranking::measured, column_key<&GridChunk::model_size_gb>},
    {"runs", true, Ranking::none, runs_key},
};

}  // namespace

std::span<const GridFilter> grid_filters() {
  return kFilters;
}
std::span<const GridSort> grid_sorts() {
  return kGridSorts;
}

std::uint64_t ordered_bits(double value) {
  if (value == 0) value = 0;  // -0 and 0 are one number
  const auto bits = std::bit_cast<std::uint64_t>(value);
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}
std::uint64_t ordered_bits(std::int64_t value) {
  return static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63);
}

std::uint64_t place_of_name(const NameOrder& order, std::string_view name) {
  const auto key = [](std::string_view text) { return std::pair{to_lower(text), text}; };
  const auto at = std::lower_bound(order.names.begin(), order.names.end(), name,
                                   [&](std::string_view a, std::string_view b) { return key(a) < key(b); });
  const auto place = 2 * static_cast<std::uint64_t>(at - order.names.begin());
  return at != order.names.end() && *at == name ? place + 1 : place;
}

double tokens_per_kwh(double speed, double watts) {
  constexpr double kJoulesPerKilowattHour = 3.6e6;
  return watts > 0 ? speed * kJoulesPerKilowattHour / watts : kUnknown;
}

}  // namespace llmbench::service
