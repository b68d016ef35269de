// -o csv: a bare header, then one line a test with every value quoted. Also files that a spreadsheet or a data frame
// wrote again without the quotes, several outputs in one file, and log lines between.

#include "parsers/console_lines.hpp"
#include "parsers/llama_bench/collector.hpp"
#include "parsers/llama_bench/detect.hpp"
#include "parsers/llama_bench/outputs.hpp"
#include "parsers/llama_bench/text_record.hpp"

#include "llmbench/util/text.hpp"

#include <optional>

namespace llmbench::parsers::llama_bench {
namespace {

/// Spreadsheets of countries with a decimal comma write ';' between the cells, and "97,34" into them.
constexpr char kSpreadsheetSeparator = ';';

/// The cells of a line, `""` inside quotes is one quote; nullopt when a quote is not closed.
std::optional<std::vector<std::string>> split_csv(std::string_view line, char separator) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (c == '"' && quoted && at + 1 < line.size() && line[at + 1] == '"') {
      cells.back().push_back('"');
      ++at;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      cells.emplace_back();
    } else {
      cells.back().push_back(c);
    }
  }
  if (quoted) return std::nullopt;
  return cells;
}

/// "1350,679089" in a figure of the measurement: no other field of llama-bench holds a fraction.
void repair_decimal_commas(const std::vector<std::string>& fields, std::vector<std::string>& values) {
  for (std::size_t i = 0; i < fields.size() && i < values.size(); ++i) {
    if (fields[i] == "avg_ts" || fields[i] == "stddev_ts") values[i] = replace_all(values[i], ",", ".");
  }
}

}  // namespace

ReadResult read_csv(TextStream& stream, const ReadOptions& options) {
  Collector collector(stream.name(), options);
  LineReader lines(stream);
  std::vector<std::string> fields;
  char separator = ',';
  while (const auto line = lines.next()) {
    if (is_csv_header(line->text)) {
      separator = contains(line->text, ",") ? ',' : kSpreadsheetSeparator;
      fields = split_csv(line->text, separator).value_or(std::vector<std::string>{});
      collector.begin_invocation(line->number);
      continue;
    }
    auto values = split_csv(line->text, separator);
    if (values && separator == kSpreadsheetSeparator) repair_decimal_commas(fields, *values);
    const bool is_quoted = line->text.starts_with('"');
    const bool is_row = !fields.empty() && (is_quoted || (values && values->size() == fields.size()));
    const bool is_cut = !values || (is_quoted && !line->text.ends_with('"')) ||
                        (values->size() < fields.size() && !repeated_name(fields));
    if (!is_row) {
      collector.add_log_line(line->text, line->number);
    } else if (is_cut) {
      collector.add_broken(line->number, true);
    } else {
      collector.add(row_of_texts(fields, *values, collector.next_number(), line->number), line->text, line->number);
    }
  }
  return collector.finish_without_samples("CSV", "holds the header of a llama-bench CSV and no row");
}

}  // namespace llmbench::parsers::llama_bench
