#include "parsers/llama_bench/detect.hpp"

#include "parsers/llama_bench/row.hpp"
#include "parsers/llama_bench/table_row.hpp"
#include "parsers/llama_bench/table_shape.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench::parsers::llama_bench {
namespace {

bool has_rows(std::string_view head) {
  if (contains(head, "\"accelerator_info\"")) return false;  // LocalScore: fields of the same names, other tests
  // A record may be longer than the head (thousands of samples): its first keys are enough.
  return looks_like_row(head) || (contains(head, "\"build_commit\"") && contains(head, "\"model_filename\""));
}

bool has_cell(const std::vector<std::string>& cells, std::string_view name) {
  return std::find(cells.begin(), cells.end(), name) != cells.end();
}

/// Its tables have neither size nor backend; its logs begin with its name and version.
bool is_benchy(std::string_view line) {
  if (line.starts_with("llama-benchy (")) return true;
  const auto cells = table_cells(line);
  return has_cell(cells, "model") && has_cell(cells, "test") &&
         (has_cell(cells, "ttfr (ms)") || has_cell(cells, "peak t/s") || has_cell(cells, "e2e_ttft (ms)"));
}

bool is_sql(std::string_view line) {
  return line.starts_with("CREATE TABLE IF NOT EXISTS llama_bench") || line.starts_with("INSERT INTO llama_bench ") ||
         line.starts_with("INSERT INTO test (build_commit") || line == "build_commit TEXT,";
}

HeadKind classify_line(std::string_view line) {
  if (contains(line, "t/s") && TableShape::of_header(unwrapped_line(line))) return HeadKind::markdown;
  if (is_csv_header(line)) return HeadKind::csv;
  if (is_sql(line)) return HeadKind::sql;
  if (is_benchy(line)) return HeadKind::benchy;
  if (is_wrapped_header(line)) return HeadKind::wrapped;
  if (is_complete_row(table_cells(line))) return HeadKind::headless;
  if (line.starts_with("usage: ") && contains(line, "llama-bench")) return HeadKind::usage;
  return is_log_line(line) ? HeadKind::log : HeadKind::other;
}

}  // namespace

bool is_csv_header(std::string_view line) {
  static constexpr std::array<std::string_view, 4> kStarts{
      "build_commit,build_number,", "\"build_commit\",\"build_number\",", "build_commit;build_number;",
      "\"build_commit\";\"build_number\";"};
  const bool starts =
      std::any_of(kStarts.begin(), kStarts.end(), [line](std::string_view start) { return line.starts_with(start); });
  return starts && contains(line, "avg_ts");
}

std::vector<std::string> table_cells(std::string_view line) {
  std::vector<std::string> cells;
  const std::size_t first = line.find('|');
  if (first == std::string_view::npos) return cells;
  line = trim(line.substr(first + 1));
  if (line.ends_with('|')) line.remove_suffix(1);
  for (const std::string& cell : split(line, '|')) cells.emplace_back(trim(cell));
  return cells;
}

bool is_log_line(std::string_view line) {
  static constexpr std::array<std::string_view, 16> kPrefixes{
      "ggml_",       "ggml-",          "load_backend:", "llama_",          "llama-bench:", "llm_load_",
      "print_info:", "load_tensors:",  "load:",         "init_tokenizer:", "register_",    "build: ",
      "main: ",      "load_all_data:", "warning: ",     "common_"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [line](std::string_view prefix) { return line.starts_with(prefix); });
}

bool is_failure_line(std::string_view line) {
  static constexpr std::array<std::string_view, 9> kSigns{
      "error:",  "error loading", "failed to ",        "Failed to ", "terminate called",
      "what():", "out of memory", "invalid parameter", "GGML_ASSERT"};
  return std::any_of(kSigns.begin(), kSigns.end(), [line](std::string_view sign) { return contains(line, sign); });
}

HeadKind classify_head(std::string_view head) {
  if (has_rows(head)) return HeadKind::rows;
  const std::string_view text = trim(head);
  // "^C" is what a terminal shows of an interruption.
  if (!text.empty() &&
      trim(replace_all(std::string(text), "^C", "")).find_first_not_of("[] \t\r\n") == std::string_view::npos) {
    return HeadKind::opening;
  }
  HeadKind first = HeadKind::other;
  std::size_t opening_lines = 0;
  for (const std::string& raw : split(head, '\n')) {
    const std::string_view line = trim(raw);
    const HeadKind kind = classify_line(line);
    const bool is_damaged = kind == HeadKind::wrapped || kind == HeadKind::headless;
    if (!is_damaged && kind != HeadKind::other && kind != HeadKind::log) return kind;
    if (first == HeadKind::other || (first == HeadKind::log && is_damaged)) first = kind;
    if (line == "[" || line == "]") ++opening_lines;
  }
  return first == HeadKind::log && opening_lines > 0 ? HeadKind::opening : first;
}

}  // namespace llmbench::parsers::llama_bench
