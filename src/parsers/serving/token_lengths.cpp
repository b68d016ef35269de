#include "parsers/serving/token_lengths.hpp"

#include "parsers/json_fields.hpp"
#include "parsers/serving/figures.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <string_view>

namespace llmbench::parsers {
namespace {

/// A setting that states a length, and the data set it is about; "" = any. Tools print the defaults of all data sets.
struct StatedLength {
  const char* setting;
  std::string_view dataset;
};
constexpr StatedLength kInputLengths[] = {
    {"random_input_len", "random"}, {"sonnet_input_len", "sonnet"}, {"input_len", ""}};
constexpr StatedLength kOutputLengths[] = {
    {"random_output_len", "random"}, {"sonnet_output_len", "sonnet"}, {"sharegpt_output_len", "sharegpt"},
    {"custom_output_len", "custom"}, {"hf_output_len", "hf"},         {"output_len", ""}};

bool is_stated(const Json& settings, std::span<const StatedLength> lengths) {
  const std::string dataset = text_field(settings, "dataset_name");
  return std::ranges::any_of(lengths, [&](const StatedLength& length) {
    if (!number_field(settings, length.setting)) return false;
    return dataset.empty() || dataset.starts_with(length.dataset);
  });
}

void add_mean(Json& settings, const char* name, std::optional<double> tokens, std::optional<double> requests) {
  if (!tokens || *tokens <= 0 || !requests || *requests <= 0) return;
  settings[name] = static_cast<std::int64_t>(rounded_length(*tokens / *requests));
}

}  // namespace

double rounded_length(double tokens) {
  constexpr double kStepsOfADoubling = 4;
  constexpr int kDigits = 2;
  const double centre = std::exp2(std::round(std::log2(tokens) * kStepsOfADoubling) / kStepsOfADoubling);
  return std::max(1.0, std::round(round_to_digits(centre, kDigits)));
}

void add_token_lengths(const TokenTotals& totals, Json& settings) {
  if (!is_stated(settings, kInputLengths)) add_mean(settings, kMeanInputTokens, totals.input_tokens, totals.requests);
  if (!is_stated(settings, kOutputLengths)) {
    add_mean(settings, kMeanOutputTokens, totals.output_tokens, totals.requests);
  }
}

}  // namespace llmbench::parsers
