#include "api/row_sinks.hpp"

namespace llmbench::api {

std::string csv_cell(std::string_view text) {
  constexpr std::string_view kFormulaStarts = "=+-@\t\r";
  std::string cell;
  if (!text.empty() && kFormulaStarts.find(text.front()) != std::string_view::npos && !parse_double(text)) cell += '\'';
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return '"' + replace_all(std::move(cell), "\"", "\"\"") + '"';
}

void CsvSink::cell(std::string_view raw) {
  if (in_row_) text_ += ',';
  text_ += raw;
  in_row_ = true;
}

void CsvSink::end_row() {
  text_ += '\n';
  in_row_ = false;
}

void NdjsonSink::begin_row() {
  if (in_row_) return;
  json_.begin_object();
  in_row_ = true;
}

void NdjsonSink::end_row() {
  begin_row();
  json_.end_object();
  text_ += json_.take();
  text_ += '\n';
  json_ = JsonWriter{};
  in_row_ = false;
}

}  // namespace llmbench::api
