#pragma once
// The benchmarks we know: one row each. Called by score validation, quality, readers and GET /api/benchmarks.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace llmbench {

struct BenchmarkCategory {
  std::string_view name;  ///< lower case, as score_parts stores it
  int questions = 0;      ///< of the full benchmark
};

struct BenchmarkInfo {
  std::string_view name;   ///< precise: "mmlu_pro"
  std::string_view label;  ///< "MMLU-Pro"
  std::string_view type;   ///< wire type: "MMLU", "GSM8K", ..., "Generic"
  std::string_view unit = "percent";
  bool higher_is_better = true;
  int questions = 0;  ///< of the full benchmark; 0 = not known
  std::span<const BenchmarkCategory> categories;
};

inline constexpr std::string_view kMmluPro = "mmlu_pro";  ///< precise name of the benchmark that pages show first

/// Typed benchmarks first, then the generic ones by name.
[[nodiscard]] std::span<const BenchmarkInfo> benchmark_catalogue();

/// By precise name; nullptr when unknown.
[[nodiscard]] const BenchmarkInfo* find_benchmark(std::string_view precise_name);

/// "MMLU-Pro", "mmlu pro", "MMLUPRO" -> "mmlu_pro"; a name nobody knows becomes lower case words joined by '_'
/// ("HumanEval+" -> "humaneval_plus"). Empty when nothing is left.
[[nodiscard]] std::string canonical_benchmark_name(std::string_view raw);

/// The catalogue's spelling of a category ("Computer_Science" -> "computer science"); nullptr when it is none of the
/// benchmark's.
[[nodiscard]] const BenchmarkCategory* find_category(const BenchmarkInfo& benchmark, std::string_view raw);

/// The category as it is stored: the catalogue's spelling, else lower case with single blanks. "" for what is no
/// category but the benchmark itself ("overall", "total").
[[nodiscard]] std::string canonical_category(std::string_view precise_name, std::string_view raw);

/// Typed benchmarks ("mmlu", "mmlu_pro", "gsm8k", ...) have a wire type of their own; Generic refuses their names.
[[nodiscard]] bool is_typed_benchmark(std::string_view precise_name);

}  // namespace llmbench
