#include "parsers/llama_bench/text_record.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace llmbench::parsers::llama_bench {

Json typed_value(std::string_view field, std::string_view text) {
  static constexpr std::array<std::string_view, 20> kTexts{
      "build_commit", "cpu_info",     "gpu_info",    "backends",        "model_filename",
      "model_type",   "cpu_mask",     "type_k",      "type_v",          "split_mode",
      "devices",      "tensor_split", "load_mode",   "lazy_mode",       "test",
      "test_time",    "ser",          "cuda_params", "override_tensor", "tensor_buft_overrides"};
  if (std::find(kTexts.begin(), kTexts.end(), field) != kTexts.end()) return text;
  if (const auto integer = parse_integer(text)) return *integer;
  if (const auto number = parse_double(text)) return *number;
  return text;
}

void rejoin_values(const std::vector<std::string>& fields, std::string_view field, std::string_view separator,
                   std::vector<std::string>& values) {
  const auto found = std::find(fields.begin(), fields.end(), field);
  if (found == fields.end()) return;
  const auto first = values.begin() + (found - fields.begin());
  while (values.size() > fields.size()) {
    first->append(separator).append(*(first + 1));
    values.erase(first + 1);
  }
}

std::optional<std::string> repeated_name(const std::vector<std::string>& fields) {
  std::set<std::string> seen;
  for (const std::string& field : fields) {
    if (!seen.insert(field).second) return field;
  }
  return std::nullopt;
}

RowOutcome row_of_texts(const std::vector<std::string>& fields, const std::vector<std::string>& values,
                        std::size_t number, std::size_t line) {
  RowOutcome outcome;
  Json record = Json::object();
  bool has_broken_letters = false;
  if (const auto name = repeated_name(fields)) {
    outcome.refusal = "the column " + *name + " appears twice" + std::string(kShiftedBuilds);
    return outcome;
  }
  if (fields.size() != values.size()) {
    outcome.refusal =
        "it has " + std::to_string(values.size()) + " values for " + std::to_string(fields.size()) + " columns";
    return outcome;
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const RepairedText value = repair_record_text(values[i]);
    has_broken_letters = has_broken_letters || value.had_broken_letters;
    record[fields[i]] = typed_value(fields[i], value.text);
  }
  outcome = make_row(record, number, line);
  if (outcome.row && has_broken_letters) outcome.warnings.emplace_back(kBrokenLetters);
  return outcome;
}

}  // namespace llmbench::parsers::llama_bench
