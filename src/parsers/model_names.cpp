#include "parsers/model_names.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>
#include <cstdio>

namespace llmbench::parsers {
namespace {

std::string without_punctuation(std::string_view name) {
  const std::string_view base = path_basename(name);
  std::string result;
  for (const char c : to_lower(base)) {
    if (c != '-' && c != '_' && c != '.' && c != ' ') result.push_back(c);
  }
  return result;
}

/// UD-Q8_K_XL is a mix over Q8_0: its label names the bits, not the layout.
bool is_refined_label(std::string_view label) {
  return starts_with_ignoring_case(label, "UD-") || label.ends_with("_XL") || label.ends_with("_L");
}

std::string_view bits_of_label(std::string_view label) {
  if (starts_with_ignoring_case(label, "UD-")) label.remove_prefix(3);
  const std::size_t first = label.find_first_of("0123456789");
  return first == std::string_view::npos ? std::string_view{} : label.substr(first, 1);
}

}  // namespace

std::optional<std::string> bits_per_weight_warning(const std::string& label, std::optional<std::int64_t> size_bytes,
                                                   std::optional<std::int64_t> n_params) {
  const auto nominal = nominal_bits_per_weight(normalise_quantization(label).name);
  if (!nominal || !size_bytes || !n_params || *n_params <= 0) return std::nullopt;
  const double bits = 8.0 * static_cast<double>(*size_bytes) / static_cast<double>(*n_params);
  if (std::abs(bits - *nominal) <= 0.25 * *nominal) return std::nullopt;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", bits);
  return "named " + label + " but " + text + " bits per weight";
}

bool same_model(std::string_view a, std::string_view b) {
  return without_punctuation(normalise_model_name(a)) == without_punctuation(normalise_model_name(b));
}

bool same_quantization(std::string_view a, std::string_view b) {
  const std::string first = normalise_quantization(a).name;
  const std::string second = normalise_quantization(b).name;
  if (equals_ignoring_case(first, second)) return true;
  if (equals_ignoring_case(quantization_base(first), quantization_base(second))) return true;
  return (is_refined_label(first) || is_refined_label(second)) && bits_of_label(first) == bits_of_label(second);
}

std::optional<std::string> loaded_model_path(std::string_view line) {
  constexpr std::string_view kFrom = " from ";
  const std::size_t from = line.find(kFrom);
  if (!contains(line, "llama_model_loader: loaded meta data") || from == std::string_view::npos) return std::nullopt;
  const std::string_view path = trim(line.substr(from + kFrom.size()));
  return std::string(path.substr(0, path.rfind(" (version")));
}

}  // namespace llmbench::parsers
