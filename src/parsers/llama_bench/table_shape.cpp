#include "parsers/llama_bench/table_shape.hpp"

#include "parsers/llama_bench/cell_text.hpp"
#include "parsers/llama_bench/detect.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::parsers::llama_bench {
namespace {

bool names_column(const std::vector<std::string>& cells, std::string_view name) {
  return std::find(cells.begin(), cells.end(), name) != cells.end();
}

std::vector<std::string> all_cells(std::string_view line, char separator) {
  line = trim(line);
  if (line.ends_with(separator)) line.remove_suffix(1);
  std::vector<std::string> cells;
  for (const std::string& cell : split(line, separator)) cells.push_back(cell_text(cell));
  return cells;
}

std::vector<std::string> cells_after_first_bar(std::string_view line) {
  std::vector<std::string> cells = table_cells(line);
  for (std::string& cell : cells) cell = cell_text(cell);
  return cells;
}

/// `"| qwen3 8B | ...\n",`: one line of a text in a notebook. nullopt = no such text.
std::optional<std::string> line_of_json_text(std::string_view line) {
  if (line.ends_with(',')) line.remove_suffix(1);
  if (line.size() < 2 || !line.starts_with('"') || !line.ends_with('"')) return std::nullopt;
  try {
    const Json json = parse_json(line);
    if (!json.is_string()) return std::nullopt;
    const std::string text(trim(json.get_ref<const std::string&>()));
    return text.find('\n') == std::string::npos ? std::optional(text) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::string unwrapped_line(std::string_view line) {
  if (auto text = line_of_json_text(line)) return *text;
  while (line.starts_with("> ") || line == ">") line = trim(line.substr(1));
  std::string text(line);
  return text.starts_with("\\|") ? replace_all(std::move(text), "\\|", "|") : text;
}

std::optional<TableShape> TableShape::of_header(std::string_view line) {
  if (!contains(line, "model") || !contains(line, "t/s")) return std::nullopt;
  TableShape shape;
  shape.separator_ = contains(line, "|") ? '|' : '\t';
  std::vector<std::string> cells = all_cells(line, shape.separator_);
  const auto model = std::find(cells.begin(), cells.end(), "model");
  if (model == cells.end()) return std::nullopt;
  shape.leading_cells_ = static_cast<std::size_t>(model - cells.begin());
  // A prefix may hold a bar itself ("llama-1  | | model"); other columns do not stand before the model.
  const bool has_bar_in_prefix = shape.leading_cells_ == 2 && !cells.front().empty();
  if (shape.leading_cells_ > 1 && !has_bar_in_prefix) return std::nullopt;
  shape.has_prefix_ = shape.leading_cells_ > 0 && !cells.front().empty();
  shape.ends_with_bar_ = line.ends_with('|');
  shape.columns_.assign(model, cells.end());
  const auto has = [&shape](std::string_view name) { return names_column(shape.columns_, name); };
  const bool is_header = has("test") && has("t/s") && (has("size") || has("params") || has("backend"));
  return is_header ? std::optional(std::move(shape)) : std::nullopt;
}

std::string_view TableShape::without_prefix(std::string_view line) const {
  const bool prefix_has_bar = leading_cells_ == 2;
  const std::size_t bar = prefix_has_bar ? line.find('|') : std::string_view::npos;
  return bar == std::string_view::npos ? line : trim(line.substr(bar + 1));
}

bool TableShape::may_be_row(std::string_view line) const {
  return line.find(separator_) != std::string_view::npos;
}

std::vector<std::string> TableShape::cells(std::string_view line) const {
  line = without_prefix(line);
  if (leading_cells_ > 0) return cells_after_first_bar(line);
  return line.starts_with('|') ? cells_after_first_bar(line) : all_cells(line, separator_);
}

bool is_wrapped_header(std::string_view line) {
  const std::vector<std::string> cells = cells_after_first_bar(line);
  return line.starts_with('|') && cells.size() >= 4 && cells.front() == "model" && names_column(cells, "size") &&
         names_column(cells, "params") && names_column(cells, "backend") && !names_column(cells, "test") &&
         !names_column(cells, "t/s");
}

}  // namespace llmbench::parsers::llama_bench
