#include "parsers/serving/aiperf_config.hpp"

#include "parsers/json_fields.hpp"
#include "parsers/served_name.hpp"
#include "parsers/serving/figures.hpp"
#include "parsers/serving/token_lengths.hpp"

#include "llmbench/util/text.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace llmbench::parsers {
namespace {

Json member(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto at = object.find(key);
  return at == object.end() ? Json() : *at;
}

Json first_of(const Json& list) {
  return list.is_array() && !list.empty() ? list.front() : Json();
}

/// The served name is often an alias; the tokenizer then names the model.
void read_model(const Json& config, ToolRun& tool) {
  if (!tool.served_name.empty()) return;
  const std::string served = text_field(first_of(member(member(config, "models"), "items")), "name");
  const std::string tokenizer = text_field(member(config, "tokenizer"), "name");
  tool.identity_name = tool.served_name;
  tool.served_name = parse_served_name(served).model_name || tokenizer.empty() ? served : tokenizer;
}

/// The phase that was measured: warm-up is marked, and comes first.
Json measured_phase(const Json& config) {
  Json measured;
  const Json phases = member(config, "phases");
  if (!phases.is_array()) return measured;
  for (const Json& phase : phases) {
    if (phase.is_object() && !flag_field(phase, "exclude_from_results")) measured = phase;
  }
  return measured;
}

void read_phase(const Json& phase, ToolRun& tool) {
  if (!phase.is_object()) return;
  LoadFacts facts;
  facts.cap = integer_field(phase, "concurrency");
  for (const char* key : {"request_rate", "rate"}) {
    if (phase.contains(key)) facts.rate = parse_request_rate(phase[key]);
  }
  facts.requests = integer_field(phase, "requests");
  facts.requests_per_second = metric_value(tool.metrics, "requests_per_second");
  facts.mean_latency_ms = metric_value(tool.metrics, "request_mean_ms");
  set_load(tool, decide_load(facts));
  if (const std::string type = text_field(phase, "type"); !type.empty()) tool.load_pattern = type;
  struct Renamed {
    const char* key;
    const char* setting;
  };
  constexpr Renamed kSettings[] = {{"concurrency", "concurrency"}, {"request_rate", "request_rate"},
                                   {"rate", "request_rate"},       {"requests", "request_count"},
                                   {"type", "arrival_pattern"},    {"duration", "benchmark_duration"}};
  for (const Renamed& row : kSettings) {
    if (const Json value = member(phase, row.key); value.is_primitive() && !value.is_null()) {
      tool.settings[row.setting] = value;
    }
  }
}

std::string file_stem(std::string_view path) {
  const std::string_view name = path_basename(path);
  return std::string(name.substr(0, name.rfind('.')));
}

/// `datasets` since 0.10, `input` before.
void read_dataset(const Json& config, ToolRun& tool) {
  const Json dataset = first_of(member(config, "datasets"));
  const Json input = member(config, "input");
  for (const std::string& path : {text_field(dataset, "path"), text_field(input, "file")}) {
    if (!path.empty() && !tool.dataset_name) tool.dataset_name = file_stem(path);
  }
  if (const std::string name = text_field(input, "public_dataset"); !name.empty() && !tool.dataset_name) {
    tool.dataset_name = name;
  }
  for (const char* key : {"type", "format", "entries", "random_seed", "prompts"}) {
    if (const Json value = member(dataset, key); !value.is_null()) tool.settings[std::string("dataset_") + key] = value;
  }
}

/// Means over the answered requests, unless the shape of the prompts was stated.
void read_lengths(const Json& document, ToolRun& tool) {
  const auto average = [&](const char* figure, const char* shape) -> std::optional<double> {
    if (tool.settings.contains(shape) || tool.settings.contains("dataset_prompts")) return std::nullopt;
    return number_field(member(document, figure), "avg");
  };
  add_token_lengths(
      {1, average("input_sequence_length", "input_tokens"), average("output_sequence_length", "output_tokens")},
      tool.settings);
}

}  // namespace

void complete_aiperf_run(const Json& document, ToolRun& tool) {
  const Json config = member(document, "input_config");
  read_model(config, tool);
  read_phase(measured_phase(config), tool);
  read_dataset(config, tool);
  read_lengths(document, tool);
}

}  // namespace llmbench::parsers
