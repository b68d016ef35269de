#pragma once
// One llama-bench record: what it measured, and what it was measured with. A record becomes one metric of a run.

#include "parsers/json_fields.hpp"

#include "llmbench/domain/run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::parsers::llama_bench {

struct Row {
  std::size_t number = 0;  ///< of the record in its input, 1-based
  std::size_t line = 0;

  // what was measured
  std::string test;  ///< "pp512", "tg128 @ d4096", "pp512+tg128"
  std::int64_t n_prompt = 0;
  std::int64_t n_gen = 0;
  std::int64_t n_depth = 0;
  std::optional<TimePoint> test_time;
  double speed = 0;
  std::vector<double> samples;
  std::optional<double> printed_stddev;
  Json measured = Json::object();  ///< fields of this row alone, for the metric's context

  // what it was measured with
  std::string build_commit;  ///< "" = unknown
  std::int64_t build_number = 0;
  std::string cpu_info;
  std::string gpu_info;
  std::vector<std::string> backends;  ///< sorted
  bool lists_devices = false;         ///< builds that print `backends` list every GPU in gpu_info
  std::string model_path;             ///< as written, with its directories
  std::string model_type;
  std::optional<std::int64_t> model_size;
  std::optional<std::int64_t> model_n_params;
  Json settings = Json::object();  ///< known setting fields as written
  Json unknown = Json::object();   ///< fields this reader does not know

  // what only a pasted table has
  bool is_rounded = false;               ///< speeds with two decimals, sizes with two; no time
  std::string heading;                   ///< above the table
  std::string label;                     ///< of a line "this PR:" directly above the table
  std::string named_path;                ///< of the model, as the text above the table names it
  std::optional<double> gpu_memory_gib;  ///< of one device, as the driver reports it

  /// Facts that earlier versions of this reader did not find in the same table: they describe the run, but are no part
  /// of its fingerprint, so that a table uploaded before stays the same run.
  struct OutsideIdentity {
    bool build = false;
    bool gpu_info = false;
    bool load_mode = false;
  } outside_identity;
};

struct RowOutcome {
  std::optional<Row> row;
  std::string refusal;                ///< why there is no row
  std::vector<std::string> warnings;  ///< the row is usable all the same
};

inline constexpr std::string_view kShiftedBuilds =
    ", as builds of 28 and 29 April 2025 wrote them: measure again with a newer llama-bench";
inline constexpr std::string_view kBrokenLetters = "letters that llama-bench cannot print were replaced by U+FFFD";

/// Has what only a llama-bench record has. Cheap: looks for key names in the text.
[[nodiscard]] bool looks_like_row(std::string_view text);

/// `text` is one complete JSON object.
[[nodiscard]] RowOutcome parse_row(std::string_view text, std::size_t number, std::size_t line);

/// The same from the fields of a record, however the output spelled them.
[[nodiscard]] RowOutcome make_row(const Json& record, std::size_t number, std::size_t line);

/// "pp512", "tg128", "pp512+tg128", then " @ d4096" when the context was filled before.
[[nodiscard]] std::string test_name(std::int64_t n_prompt, std::int64_t n_gen, std::int64_t n_depth);

}  // namespace llmbench::parsers::llama_bench
