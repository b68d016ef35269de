#include "parsers/llama_bench/table_row.hpp"

#include "parsers/llama_bench/text_record.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace llmbench::parsers::llama_bench {
namespace {

/// Column titles that are not the name of their field: llama.cpp's, then those of ik_llama.cpp.
constexpr std::array<std::pair<std::string_view, std::string_view>, 28> kColumns{
    {{"ngl", "n_gpu_layers"}, {"sm", "split_mode"},       {"threads", "n_threads"},
     {"th", "n_threads"},     {"nkvo", "no_kv_offload"},  {"fa", "flash_attn"},
     {"mmap", "use_mmap"},    {"dio", "use_direct_io"},   {"lm", "load_mode"},
     {"embd", "embeddings"},  {"nopo", "no_op_offload"},  {"noh", "no_host"},
     {"dev", "devices"},      {"ts", "tensor_split"},     {"ot", "tensor_buft_overrides"},
     {"fitt", "fit_target"},  {"fitc", "fit_min_ctx"},    {"mmq", "mul_mat_q"},
     {"mla", "mla_attn"},     {"amb", "attn_max_batch"},  {"gr", "reuse"},
     {"rtr", "repack"},       {"defer", "defer_experts"}, {"thp", "use_thp"},
     {"fmoe", "fused_moe"},   {"ger", "grouped_er"},      {"no-fug", "no_fused_up_gate"},
     {"no-ooae", "no_ooae"}}};

std::string field_of_column(const std::string& column) {
  for (const auto& [title, field] : kColumns) {
    if (column == title) return std::string(field);
  }
  return column == "cuda" ? "cuda_params" : column;
}

/// "3.56 GiB", "646.24 MiB", "6.74 B", "3.41 M".
std::optional<std::int64_t> with_unit(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, double>, 7> kUnits{{{"GiB", 1024.0 * 1024.0 * 1024.0},
                                                                              {"MiB", 1024.0 * 1024.0},
                                                                              {"KiB", 1024.0},
                                                                              {"T", 1e12},
                                                                              {"B", 1e9},
                                                                              {"M", 1e6},
                                                                              {"K", 1e3}}};
  const std::size_t blank = text.find(' ');
  const auto number = parse_double(text.substr(0, blank));
  if (!number || *number <= 0 || blank == std::string_view::npos) return std::nullopt;
  for (const auto& [unit, factor] : kUnits) {
    if (trim(text.substr(blank)) == unit) return std::llround(*number * factor);
  }
  return std::nullopt;
}

struct Test {
  long long n_prompt = 0;
  long long n_gen = 0;
  long long n_depth = 0;
};

/// "pp512", "pp 512" (2023), "pp512+tg128", "tg128@pp512" (ik_llama.cpp), each with " @ d4096".
std::optional<Test> parse_test(std::string_view text) {
  Test test;
  const std::size_t depth = text.find("@ d");
  if (depth != std::string_view::npos) {
    const auto tokens = parse_integer(trim(text.substr(depth + 3)));
    if (!tokens) return std::nullopt;
    test.n_depth = *tokens;
    text = trim(text.substr(0, depth));
  }
  for (const std::string& part : split(replace_all(std::string(text), "@", "+"), '+')) {
    const std::string_view kind = trim(part);
    const auto tokens = parse_integer(kind.size() > 2 ? trim(kind.substr(2)) : "");
    if (!tokens || *tokens < 0) return std::nullopt;
    if (kind.starts_with("pp")) {
      test.n_prompt = *tokens;
    } else if (kind.starts_with("tg")) {
      test.n_gen = *tokens;
    } else {
      return std::nullopt;
    }
  }
  return test;
}

bool is_not_finite(std::string_view text) {
  const std::string lower = to_lower(text);
  return lower.starts_with("nan") || lower.starts_with("-nan") || lower.starts_with("inf") || lower.starts_with("-inf");
}

/// "132.19 ± 0.55"; the sign may be damaged, and a spread of 0.00 is none. False = no speed.
bool read_speed(std::string_view text, Json& record) {
  const std::size_t blank = text.find(' ');
  const auto mean = parse_double(text.substr(0, blank));
  if (!mean && !is_not_finite(text)) return false;
  record["avg_ts"] = mean ? Json(*mean) : Json();
  const std::size_t last = text.rfind(' ');
  if (last == blank) return true;
  const auto spread = parse_double(text.substr(last + 1));
  if (spread && *spread > 0) record["stddev_ts"] = *spread;
  return true;
}

void read_column(const std::string& column, const std::string& cell, Json& record) {
  if (column == "model") {
    record["model_type"] = cell;
  } else if (column == "backend" || column == "be") {
    record["backends"] = cell;
  } else if (column == "size" || column == "params") {
    if (const auto number = with_unit(cell)) record[column == "size" ? "model_size" : "model_n_params"] = *number;
  } else {
    const std::string field = field_of_column(column);
    record[field] = typed_value(field, cell);
  }
}

}  // namespace

std::optional<Json> record_of_cells(const std::vector<std::string>& columns, std::vector<std::string> cells) {
  rejoin_values(columns, "ot", "|", cells);  // a pattern may hold a bar
  if (cells.size() != columns.size()) return std::nullopt;
  Json record = Json::object();
  bool has_speed = false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == "test") {
      const auto test = parse_test(cells[i]);
      if (!test) return std::nullopt;
      record["n_prompt"] = test->n_prompt;
      record["n_gen"] = test->n_gen;
      record["n_depth"] = test->n_depth;
      if (cells[i].starts_with("tg") && test->n_prompt > 0) record["test"] = cells[i];
    } else if (columns[i] == "t/s") {
      has_speed = read_speed(cells[i], record);
    } else {
      read_column(columns[i], cells[i], record);
    }
  }
  if (!has_speed) return std::nullopt;
  return record;
}

bool is_complete_row(const std::vector<std::string>& cells) {
  if (cells.size() < 5) return false;
  Json speed = Json::object();
  const bool has_size = std::any_of(cells.begin(), cells.end(), [](const std::string& cell) {
    return cell.ends_with("iB") && with_unit(cell).has_value();
  });
  return has_size && parse_test(cells[cells.size() - 2]) && contains(cells.back(), "±") &&
         read_speed(cells.back(), speed);
}

}  // namespace llmbench::parsers::llama_bench
