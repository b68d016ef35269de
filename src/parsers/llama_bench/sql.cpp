// -o sql: CREATE TABLE and one INSERT a test. It is read as text by its list of columns and never executed; values are
// quoted but not escaped, so a path may hold a quote.

#include "parsers/console_lines.hpp"
#include "parsers/llama_bench/collector.hpp"
#include "parsers/llama_bench/outputs.hpp"
#include "parsers/llama_bench/text_record.hpp"

#include "llmbench/util/text.hpp"

#include <optional>

namespace llmbench::parsers::llama_bench {
namespace {

struct Insert {
  std::vector<std::string> fields;
  std::vector<std::string> values;
};

/// "INSERT INTO test (a, b) VALUES ('1', '2');"; nullopt when it does not end like that.
std::optional<Insert> split_insert(std::string_view line) {
  static constexpr std::string_view kValues = ") VALUES ('";
  static constexpr std::string_view kEnd = "');";
  static constexpr std::string_view kBetween = "', '";
  const std::size_t open = line.find('(');
  const std::size_t middle = line.find(kValues);
  const std::size_t end = line.rfind(kEnd);
  if (open == std::string_view::npos || middle == std::string_view::npos || middle < open) return std::nullopt;
  const std::size_t first = middle + kValues.size();
  if (end == std::string_view::npos || end < first) return std::nullopt;
  Insert insert;
  for (const std::string& field : split(line.substr(open + 1, middle - open - 1), ',')) {
    insert.fields.emplace_back(trim(field));
  }
  std::string_view rest = line.substr(first, end - first);
  for (std::size_t at = rest.find(kBetween); at != std::string_view::npos; at = rest.find(kBetween)) {
    insert.values.emplace_back(rest.substr(0, at));
    rest.remove_prefix(at + kBetween.size());
  }
  insert.values.emplace_back(rest);
  return insert;
}

}  // namespace

ReadResult read_sql(TextStream& stream, const ReadOptions& options) {
  Collector collector(stream.name(), options);
  LineReader lines(stream);
  while (const auto line = lines.next()) {
    if (!line->text.starts_with("INSERT INTO ")) {
      if (line->text.starts_with("CREATE TABLE ")) collector.begin_invocation(line->number);
      collector.add_log_line(line->text, line->number);
      continue;
    }
    const auto insert = split_insert(line->text);
    if (insert) {
      collector.add(row_of_texts(insert->fields, insert->values, collector.next_number(), line->number), line->text,
                    line->number);
    } else {
      collector.add_broken(line->number, true);
    }
  }
  return collector.finish_without_samples("SQL", "creates the table of llama-bench and inserts no row");
}

}  // namespace llmbench::parsers::llama_bench
