#include "parsers/llama_bench/row.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/sample_summary.hpp"
#include "llmbench/domain/settings.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace llmbench::parsers::llama_bench {
namespace {

/// Fields that are neither settings nor unknown.
constexpr std::array<std::string_view, 27> kOwnFields{
    "build_commit", "build_number",   "cpu_info", "gpu_info",  "backends",   "model_filename", "model_type",
    "model_size",   "model_n_params", "n_prompt", "n_gen",     "n_depth",    "test",           "test_time",
    "avg_ns",       "stddev_ns",      "avg_ts",   "stddev_ts", "samples_ns", "samples_ts",     "cuda",
    "vulkan",       "metal",          "sycl",     "rpc",       "opencl",     "kompute"};
/// Build flags that name no device.
constexpr std::array<std::string_view, 2> kOtherBuildFlags{"gpu_blas", "blas"};

/// Build flags of before 2024-11, and of ik_llama.cpp, with the backend names of today. An old `cuda` build may be ROCm
/// (GGML_CUDA_NAME said so only in the table).
constexpr std::array<std::pair<const char*, std::string_view>, 8> kBackendFlags{{{"cuda", "CUDA"},
                                                                                 {"vulkan", "Vulkan"},
                                                                                 {"metal", "MTL"},
                                                                                 {"sycl", "SYCL"},
                                                                                 {"rpc", "RPC"},
                                                                                 {"opencl", "OpenCL"},
                                                                                 {"kompute", "Kompute"},
                                                                                 {"blas", "BLAS"}}};

bool is_own_field(std::string_view name) {
  return std::find(kOwnFields.begin(), kOwnFields.end(), name) != kOwnFields.end() ||
         std::find(kOtherBuildFlags.begin(), kOtherBuildFlags.end(), name) != kOtherBuildFlags.end();
}

std::vector<std::string> backends_of(const Json& record) {
  std::vector<std::string> backends;
  for (const std::string& part : split(text_field(record, "backends"), ',')) {
    std::string name(trim(part));
    if (name == "Metal") name = "MTL";
    if (!name.empty()) backends.push_back(std::move(name));
  }
  if (backends.empty()) {
    for (const auto& [field, name] : kBackendFlags) {
      if (flag_field(record, field)) backends.emplace_back(name);
    }
    // The record knows the flags and none is set: a CPU build. Without flags nothing is known.
    if (backends.empty() && record.contains("blas")) backends.emplace_back("CPU");
  }
  std::sort(backends.begin(), backends.end());
  backends.erase(std::unique(backends.begin(), backends.end()), backends.end());
  return backends;
}

/// The builds of 2025-04-28/29 (llama.cpp #13096, repaired by #13183) print names and values that do not line up: texts
/// stand where numbers belong and the other way round. One odd field is not that; two or more are. Returns an example.
std::optional<std::string> misaligned_field(const Json& record) {
  static constexpr std::array<const char*, 5> kTexts{"model_type", "type_k", "type_v", "split_mode", "cpu_mask"};
  static constexpr std::array<const char*, 12> kNumbers{"model_size", "model_n_params", "n_batch",  "n_ubatch",
                                                        "n_threads",  "n_gpu_layers",   "main_gpu", "n_prompt",
                                                        "n_gen",      "n_depth",        "avg_ns",   "poll"};
  std::vector<std::string> odd;
  const auto present = [&record](const char* name) {
    const auto field = record.find(name);
    return field != record.end() && !field->is_null();
  };
  const auto note = [&](const char* name) { odd.push_back(std::string(name) + " is " + dump_json(record[name])); };
  for (const char* name : kTexts) {
    if (!present(name)) continue;
    const Json& field = record[name];
    if (!field.is_string() || parse_double(trim(field.get_ref<const std::string&>()))) note(name);
  }
  for (const char* name : kNumbers) {
    if (present(name) && !record[name].is_boolean() && !number_field(record, name)) note(name);
  }
  if (present("test_time") && !parse_time(text_field(record, "test_time"))) note("test_time");
  return odd.size() < 2 ? std::nullopt : std::optional(odd.front());
}

/// nan and inf are looked for only in records that are no JSON: the search costs more than the parsing.
Json parse_record(std::string_view text) {
  try {
    return parse_json(text);
  } catch (const Error&) {
    return parse_json(text, {.non_finite_as_null = true});
  }
}

/// ik_llama.cpp writes the name; all others leave it to us. "pp 512" is the spelling of 2023.
std::string name_of(const Json& record, const Row& row) {
  std::string name = replace_all(replace_all(text_field(record, "test"), "pp ", "pp"), "tg ", "tg");
  if (!parse_speed_test(name.substr(0, name.find_first_of("+@")))) {
    return test_name(row.n_prompt, row.n_gen, row.n_depth);
  }
  if (row.n_depth > 0 && name.find("@ d") == std::string::npos) name += " @ d" + std::to_string(row.n_depth);
  return name;
}

/// Exact rates from the times: samples_ts has six digits. The tokens of a sample are those that make the times agree
/// with the printed rates (pp+tg counts both, the tg-after-pp rows of ik_llama.cpp only what was generated).
std::optional<std::vector<double>> exact_samples(const Row& row, const std::vector<double>& times_ns,
                                                 const std::vector<double>& printed) {
  const auto rates = [&times_ns](std::int64_t tokens) {
    std::vector<double> result;
    result.reserve(times_ns.size());
    for (const double time : times_ns) result.push_back(static_cast<double>(tokens) * 1e9 / time);
    return result;
  };
  for (const std::int64_t tokens : {row.n_prompt + row.n_gen, row.n_gen, row.n_prompt}) {
    if (tokens <= 0) continue;
    std::vector<double> exact = rates(tokens);
    if (printed.empty()) return exact;
    const bool agree = exact.size() == printed.size() &&
                       std::equal(exact.begin(), exact.end(), printed.begin(),
                                  [](double a, double b) { return std::abs(a - b) <= 1e-4 * std::max(a, b); });
    if (agree) return exact;
  }
  return std::nullopt;
}

/// Fills speed and samples; the text is why there is no speed.
std::string read_speed(const Json& record, Row& row, std::vector<std::string>& warnings) {
  const auto average = number_field(record, "avg_ts");
  const auto times = positive_numbers_field(record, "samples_ns").value_or(std::vector<double>{});
  const auto rates = positive_numbers_field(record, "samples_ts").value_or(std::vector<double>{});
  if (!times.empty()) {
    if (auto exact = exact_samples(row, times, rates)) {
      row.samples = std::move(*exact);
    } else {
      warnings.emplace_back(
          "samples_ns and samples_ts do not belong to the same measurements: the printed rates are used");
    }
  }
  if (row.samples.empty()) row.samples = rates;
  const auto summary = summarise_samples(row.samples);
  if (average && *average > 0) row.speed = *average;
  if (!summary) {
    if (row.speed > 0) return {};
    return record.contains("avg_ts") ? "its speed is not a positive number" : "it has neither avg_ts nor samples";
  }
  if (!average && record.contains("avg_ts")) {
    warnings.emplace_back("avg_ts is not a number: the mean of the samples is used");
  }
  // avg_ts is the mean of the samples; a file where it is not was edited or damaged.
  if (row.speed > 0 && std::abs(row.speed - summary->mean) > 0.001 * summary->mean) {
    warnings.push_back("avg_ts is not the mean of the samples: the mean of the samples is used");
    row.speed = 0;
  }
  if (row.speed <= 0) row.speed = summary->mean;
  return {};
}

void read_origin(const Json& record, Row& row) {
  row.build_commit = text_field(record, "build_commit");
  if (equals_ignoring_case(row.build_commit, "unknown")) row.build_commit.clear();
  row.build_number = integer_field(record, "build_number").value_or(0);
  row.cpu_info = text_field(record, "cpu_info");
  row.gpu_info = text_field(record, "gpu_info");
  row.backends = backends_of(record);
  row.lists_devices = record.contains("backends");
  row.model_path = text_field(record, "model_filename");
  row.model_type = text_field(record, "model_type");
  const auto positive = [&record](const char* name) {
    const auto value = integer_field(record, name);
    return value && *value > 0 ? value : std::nullopt;
  };
  row.model_size = positive("model_size");
  row.model_n_params = positive("model_n_params");
  for (const auto& [name, value] : record.items()) {
    if (is_own_field(name)) continue;
    (is_known_llama_bench_setting(name) ? row.settings : row.unknown)[name] = value;
  }
}

void keep_measured_fields(const Json& record, Row& row) {
  row.measured = {{"n_prompt", row.n_prompt}, {"n_gen", row.n_gen}, {"n_depth", row.n_depth}};
  for (const char* name : {"avg_ns", "stddev_ns", "stddev_ts"}) {
    if (const auto value = number_field(record, name))
      row.measured[name] = record[name].is_number() ? record[name] : Json(*value);
  }
  if (const auto stddev = number_field(record, "stddev_ts"); stddev && *stddev > 0) row.printed_stddev = stddev;
  if (const auto average = number_field(record, "avg_ts"); average && *average != row.speed)
    row.measured["avg_ts"] = *average;
}

}  // namespace

std::string test_name(std::int64_t n_prompt, std::int64_t n_gen, std::int64_t n_depth) {
  std::string name;
  if (n_prompt > 0) name = "pp" + std::to_string(n_prompt);
  if (n_gen > 0) name += (name.empty() ? "tg" : "+tg") + std::to_string(n_gen);
  if (n_depth > 0) name += " @ d" + std::to_string(n_depth);
  return name;
}

bool looks_like_row(std::string_view text) {
  const auto has = [text](std::string_view key) { return contains(text, key); };
  return (has("\"n_prompt\"") || has("\"n_gen\"") || has("\"test\"")) &&
         (has("\"avg_ts\"") || has("\"samples_ns\"") || has("\"samples_ts\""));
}

RowOutcome parse_row(std::string_view text, std::size_t number, std::size_t line) {
  const RepairedText repaired = repair_record_text(text);
  Json record;
  try {
    record = parse_record(repaired.text);
  } catch (const Error& error) {
    RowOutcome outcome;
    outcome.refusal = std::string("it cannot be read: ") + error.what();
    if (outcome.refusal.find("appears twice") != std::string::npos) outcome.refusal += kShiftedBuilds;
    return outcome;
  }
  RowOutcome outcome = make_row(record, number, line);
  if (outcome.row && repaired.had_broken_letters) outcome.warnings.emplace_back(kBrokenLetters);
  return outcome;
}

RowOutcome make_row(const Json& record, std::size_t number, std::size_t line) {
  RowOutcome outcome;
  if (const auto example = misaligned_field(record)) {
    outcome.refusal = "its names and values do not line up (" + *example + ")" + std::string(kShiftedBuilds);
    return outcome;
  }
  Row row;
  row.number = number;
  row.line = line;
  row.n_prompt = integer_field(record, "n_prompt").value_or(0);
  row.n_gen = integer_field(record, "n_gen").value_or(0);
  row.n_depth = std::max<std::int64_t>(integer_field(record, "n_depth").value_or(0), 0);
  row.test = name_of(record, row);
  if (row.n_prompt <= 0 && row.n_gen <= 0) {
    outcome.refusal = "it is a test of no tokens";
    return outcome;
  }
  outcome.refusal = read_speed(record, row, outcome.warnings);
  if (!outcome.refusal.empty()) return outcome;
  row.test_time = parse_time(text_field(record, "test_time"));
  read_origin(record, row);
  keep_measured_fields(record, row);
  outcome.row = std::move(row);
  return outcome;
}

}  // namespace llmbench::parsers::llama_bench
