#include "parsers/serving/serving_record.hpp"

#include "parsers/json_fields.hpp"
#include "parsers/served_name.hpp"
#include "parsers/serving/figures.hpp"
#include "parsers/serving/token_lengths.hpp"

#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <span>

namespace llmbench::parsers {
namespace {

constexpr Figure kServingFigures[] = {
    {"duration", "duration_seconds", "s"},
    {"request_throughput", "requests_per_second", "req/s"},
    {"output_throughput", "tokens_per_second", "tok/s"},
    {"total_token_throughput", "total_tokens_per_second", "tok/s"},
    {"total_throughput", "total_tokens_per_second", "tok/s"},
    {"input_throughput", "input_tokens_per_second", "tok/s"},
    {"max_output_tokens_per_s", "peak_tokens_per_second", "tok/s"},
    {"request_goodput", "goodput_requests_per_second", "req/s"},
    {"request_goodput:", "goodput_requests_per_second", "req/s"},  // the key of 2024 and early 2025
    {"total_input_tokens", "total_input_tokens", "tokens"},
    {"total_output_tokens", "total_output_tokens", "tokens"},
    {"max_concurrent_requests", "peak_concurrent_requests", "requests"},
    {"spec_decode_acceptance_rate", "acceptance_rate", "", 0.01},  // printed as percent
};

/// Read elsewhere, or private, or about one request each.
constexpr std::string_view kReadElsewhere[] = {"date",       "timestamp",    "model_id",   "tokenizer_id", "model",
                                               "completed",  "failed",       "gpu_name",   "gpu_count",    "backend",
                                               "run_number", "endpoint_url", "base_url",   "host",         "port",
                                               "label",      "result_file",  "server_info"};

/// Numbers that are results although they may be whole: never part of the configuration.
constexpr std::string_view kResultPrefixes[] = {
    "spec_decode_", "total_", "max_output_tokens", "max_concurrent_requests", "rtfx", "accept", "concurrency"};

bool is_one_of(std::string_view text, std::span<const std::string_view> list) {
  return std::ranges::find(list, text) != list.end();
}

bool is_figure(const std::string& key) {
  return std::ranges::any_of(kServingFigures, [&](const Figure& figure) { return key == figure.field; }) ||
         latency_metric_name(key).has_value();
}

bool is_setting(const std::string& key, const Json& value) {
  if (key == "request_rate" || key == "burstiness" || key == "random_range_ratio") return true;
  if (value.is_number_float()) return false;
  return std::ranges::none_of(kResultPrefixes, [&](std::string_view prefix) { return key.starts_with(prefix); });
}

/// What the user set goes to the settings, other scalars to the original figures: nothing read is dropped but lists of
/// single requests and generated texts.
void keep_other_fields(const Json& record, ToolRun& tool) {
  for (const auto& [key, value] : record.items()) {
    if (value.is_null() || value.is_structured() || is_figure(key) || is_one_of(key, kReadElsewhere)) continue;
    (is_setting(key, value) ? tool.settings : tool.original)[key] = value;
  }
}

struct Engine {
  std::string_view client;
  std::string_view engine;
};
constexpr Engine kEngines[] = {
    {"vllm", "vllm"},
    {"sglang", "sglang"},
    {"tgi", "tgi"},
    {"lmdeploy", "lmdeploy"},
    {"scalellm", "scalellm"},
    {"tensorrt", "tensorrt-llm"},
    {"trt", "tensorrt-llm"},
    {"deepspeed-mii", "deepspeed-mii"},
    {"llama.cpp", "llama.cpp"},
};

std::string engine_of(const std::string& client, const ServingSource& source, const ReadOptions& options,
                      MessageLog& messages) {
  for (const Engine& row : kEngines) {
    if (starts_with_ignoring_case(client, row.client)) return std::string(row.engine);
  }
  if (options.backend) return *options.backend;
  if (source.default_engine.empty()) return {};
  messages.note(source.place, (client.empty() ? "the " + source.document + " does not name the engine"
                                              : "\"" + client + "\" is the protocol of the client, not the engine") +
                                  ": taken as " + source.default_engine + ", say -b BACKEND when another one served");
  return source.default_engine;
}

/// Mean latency of a request: as stated, else first token + the others at the mean time per token.
std::optional<double> mean_latency_ms(const ToolRun& tool, const Json& record) {
  if (const auto stated = metric_value(tool.metrics, "request_mean_ms")) return stated;
  const auto first = metric_value(tool.metrics, "ttft_mean_ms");
  const auto each = metric_value(tool.metrics, "tpot_mean_ms");
  const auto tokens = number_field(record, "total_output_tokens");
  const auto completed = number_field(record, "completed");
  if (!first || !each || !tokens || !completed || *completed <= 0) return std::nullopt;
  return *first + *each * std::max(0.0, *tokens / *completed - 1);
}

LoadFacts load_facts(const ToolRun& tool, const Json& record, const ServingSource& source) {
  LoadFacts facts;
  facts.cap = integer_field(record, "max_concurrency");
  facts.rate = parse_request_rate(record.value("request_rate", Json()));
  facts.rate.infinite = facts.rate.infinite || source.had_infinite_rate;
  facts.requests = integer_field(record, "num_prompts");
  if (!facts.requests) facts.requests = integer_field(record, "completed");
  facts.requests_per_second = metric_value(tool.metrics, "requests_per_second");
  facts.mean_latency_ms = mean_latency_ms(tool, record);
  return facts;
}

/// "NVIDIA-H100-PCIe": metadata of the command line cannot hold blanks.
void read_hardware(const Json& record, ToolRun& tool) {
  const std::string name = text_field(record, "gpu_name");
  if (!name.empty()) tool.hardware.gpu_model = name.find(' ') == std::string::npos ? replace_all(name, "-", " ") : name;
  if (const auto count = integer_field(record, "gpu_count"); count && *count > 0) {
    tool.hardware.gpu_count = static_cast<int>(*count);
  }
}

void read_figures(const Json& record, ToolRun& tool) {
  for (const Figure& figure : kServingFigures) {
    const auto value = number_field(record, figure.field);
    if (!value || *value <= 0 || metric_value(tool.metrics, figure.metric)) continue;
    add_metric(tool.metrics, figure.metric, *value * figure.factor, figure.unit);
  }
  for (const auto& [key, value] : record.items()) {
    if (const auto name = latency_metric_name(key)) add_latency(tool.metrics, *name, number_field(record, key.c_str()));
  }
}

RequestCounts counts_of(const Json& record) {
  return {integer_field(record, "num_prompts"), integer_field(record, "completed"), integer_field(record, "failed")};
}

void read_load(const Json& record, const ServingSource& source, ToolRun& tool) {
  set_load(tool, decide_load(load_facts(tool, record, source)));
  if (!metric_value(tool.metrics, "tokens_per_second_per_request")) add_speed_per_request(tool);
}

/// What every release has read: the fingerprint is made of it.
void read_first(const Json& record, const ServingSource& source, ToolRun& tool, MessageLog& messages) {
  add_requests(tool, counts_of(record), source.place, messages);
  if (tool.status != RunStatus::failed) read_figures(record, tool);
  keep_other_fields(record, tool);
  tool.settings.update(source.further_settings);
  if (source.had_infinite_rate) tool.settings["request_rate"] = "inf";
  if (const std::string client = text_field(record, "backend"); !client.empty()) {
    tool.settings["client_backend"] = client;
  }
  read_load(record, source, tool);
  fix_identity(tool);
  if (record.contains("run_number")) tool.identity["run_number"] = record["run_number"];
}

/// The number of requests that were asked for may be known to the command only.
void complete_requests(const Json& whole, const ServingSource& source, ToolRun& tool, MessageLog& messages) {
  if (metric_value(tool.metrics, "error_rate")) return;
  ToolRun counted;
  add_requests(counted, counts_of(whole), source.place, messages);
  for (Metric& metric : counted.metrics) {
    if (!metric_value(tool.metrics, metric.name)) tool.metrics.push_back(std::move(metric));
  }
}

/// Counts and rates by position belong to the acceptance rate; without it they are kept as the tool names them.
void read_speculation(const Json& whole, ToolRun& tool) {
  struct Count {
    const char* field;
    const char* name;
  };
  constexpr Count kCounts[] = {{"spec_decode_num_drafts", "drafts"},
                               {"spec_decode_draft_tokens", "draft_tokens"},
                               {"spec_decode_accepted_tokens", "accepted_tokens"},
                               {"spec_decode_per_position_acceptance_rates", "by_position"}};
  const auto rate = std::ranges::find(tool.metrics, "acceptance_rate", &Metric::name);
  for (const Count& count : kCounts) {
    if (!whole.contains(count.field) || whole[count.field].is_null()) continue;
    tool.original.erase(count.field);
    (rate == tool.metrics.end() ? tool.original[count.field] : rate->context[count.name]) = whole[count.field];
  }
}

/// "median_latency_ms" of 2024 is that of whole requests, later called e2el.
void read_older_latencies(const Json& whole, ToolRun& tool) {
  constexpr std::string_view kFamily = "_latency_ms";
  for (const auto& [key, value] : whole.items()) {
    if (!key.ends_with(kFamily)) continue;
    const auto name = latency_metric_name(key.substr(0, key.size() - kFamily.size()) + "_e2el_ms");
    if (!name) continue;
    add_latency(tool.metrics, *name, number_field(whole, key.c_str()));
    tool.original.erase(key);
  }
}

/// Whole numbers that were taken for settings and are results.
void move_results_out_of_settings(ToolRun& tool) {
  for (const char* name : {"conversations_completed", "conversations_failed"}) {
    if (!tool.settings.contains(name)) continue;
    tool.original[name] = tool.settings[name];
    tool.settings.erase(name);
  }
}

/// The record together with the fields that earlier releases did not read.
void read_later(const Json& whole, const ServingSource& source, ToolRun& tool, MessageLog& messages) {
  complete_requests(whole, source, tool, messages);
  for (const auto& [key, value] : source.later_fields.items()) {
    if (is_one_of(key, kReadElsewhere) || is_figure(key) || tool.settings.contains(key)) continue;
    if (is_setting(key, value)) tool.settings[key] = value;
  }
  if (const std::string client = text_field(whole, "backend"); !client.empty())
    tool.settings["client_backend"] = client;
  if (tool.status != RunStatus::failed) {
    read_figures(source.later_fields, tool);
    read_older_latencies(whole, tool);
  }
  read_speculation(whole, tool);
  move_results_out_of_settings(tool);
  add_token_lengths({number_field(whole, "completed"), number_field(whole, "total_input_tokens"),
                     number_field(whole, "total_output_tokens")},
                    tool.settings);
  read_load(whole, source, tool);
}

}  // namespace

ToolRun make_serving_run(const Json& record, const ServingSource& source, const ReadOptions& options,
                         MessageLog& messages) {
  Json whole = completed_record(record, source.later_fields);
  // vllm-bench's multi-turn mode: each conversation has one request under way.
  if (!integer_field(whole, "max_concurrency") && integer_field(whole, "multi_turn_concurrency")) {
    whole["max_concurrency"] = whole["multi_turn_concurrency"];
  }
  ToolRun tool;
  tool.tool = source.tool;
  tool.document = source.document;
  tool.served_name = served_model(whole);
  if (const std::string name = served_model(record); name != tool.served_name) tool.identity_name = name;
  tool.backend = engine_of(text_field(whole, "backend"), source, options, messages);
  for (const char* field : {"date", "timestamp"}) {
    if (!tool.time) set_time(tool, text_field(record, field));
  }
  read_hardware(record, tool);
  read_first(record, source, tool, messages);
  read_later(whole, source, tool, messages);
  const RequestRate rate = load_facts(tool, whole, source).rate;
  if (rate.infinite) {
    tool.load_pattern = "all at once";
  } else if (rate.finite) {
    tool.load_pattern = format_number(*rate.finite) + " req/s";
  }
  if (const std::string dataset = text_field(whole, "dataset_name"); !dataset.empty()) tool.dataset_name = dataset;
  if (const std::string label = text_field(record, "label"); !label.empty()) tool.source["label"] = label;
  return tool;
}

Json completed_record(const Json& record, const Json& later_fields) {
  Json whole = record;
  for (const auto& [key, value] : later_fields.items()) {
    if (!whole.contains(key)) whole[key] = value;
  }
  return whole;
}

std::string served_model(const Json& record) {
  for (const char* field : {"model_id", "model", "tokenizer_id"}) {
    const std::string name = text_field(record, field);
    if (parse_served_name(name).model_name) return name;
  }
  return text_field(record, "model_id");
}

bool has_infinite_rate(std::string_view record_text) {
  constexpr std::string_view kKey = "\"request_rate\"";
  const std::size_t key = record_text.find(kKey);
  if (key == std::string_view::npos) return false;
  std::string_view value = trim(record_text.substr(key + kKey.size()));
  if (!value.starts_with(':')) return false;
  value = trim(value.substr(1));
  return starts_with_ignoring_case(value, "inf") || starts_with_ignoring_case(value, "+inf");
}

ReadResult read_serving_records(TextStream& stream, const ReadOptions& options, const ServingReader& reader) {
  MessageLog messages;
  ReadResult result;
  const JsonDocuments documents = read_json_documents(stream, messages);
  std::vector<std::string> models;
  for (const JsonDocument& document : documents.documents) models.push_back(reader.model_of(document.value));
  refuse_several_models(models, options);
  for (const JsonDocument& document : documents.documents) {
    const std::string place = "line " + std::to_string(document.line);
    if (!document.value.contains("completed")) {
      messages.warn(place, "left out: an object that is no result of a serving benchmark");
      ++result.records_dropped;
      continue;
    }
    add_run(result, reader.run_of(document, place, messages), options, messages);
  }
  if (result.runs.empty()) throw Error{ErrorCode::invalid_input, stream.name() + reader.refusal};
  result.partial = result.partial || documents.partial;
  result.messages = messages.take();
  return result;
}

}  // namespace llmbench::parsers
