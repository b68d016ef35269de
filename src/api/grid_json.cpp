#include "api/grid_json.hpp"

#include "api/paging.hpp"
#include "api/quality_json.hpp"

#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"

#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace llmbench::api {
namespace {

using service::GridRowView;

/// "" is how the index says unknown or none.
std::optional<std::string_view> text_if_any(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::optional<std::string> test_name(const char* prefix, std::int32_t tokens) {
  return tokens > 0 ? std::optional(prefix + std::to_string(tokens)) : std::nullopt;
}

std::optional<std::string_view> load_of(const GridRowView& view) {
  return text_if_any(to_string(static_cast<service::LoadCode>(view.row.load)));
}

std::optional<std::int32_t> count_or_null(std::int32_t count) {
  return count >= 0 ? std::optional(count) : std::nullopt;
}

std::optional<std::string> time_or_null(std::int64_t microseconds) {
  if (microseconds == service::kNoTime) return std::nullopt;
  return format_rfc3339(TimePoint{std::chrono::microseconds{microseconds}});
}

}  // namespace

/// Seed fields that cannot be null: 0.0 or "unknown" stands there and the name goes to the list `unknown`.
class GridRowEncoder::Unknown {
 public:
  explicit Unknown(JsonWriter& json) : json_(json) {}
  void number(std::string_view name, double value) {
    json_.key(name);
    if (std::isnan(value)) {
      json_.raw("0.0");
      add(name);
    } else {
      json_.value(value);
    }
  }
  void text(std::string_view name, const std::optional<std::string>& value) {
    json_.field(name, value ? std::string_view{*value} : std::string_view{"unknown"});
    if (!value) add(name);
  }
  void add(std::string_view name) { names_.at(count_++) = name; }
  void encode_list() {
    json_.key("unknown").begin_array();
    for (std::size_t at = 0; at < count_; ++at) json_.value(names_[at]);
    json_.end_array();
  }

 private:
  JsonWriter& json_;
  std::array<std::string_view, 8> names_{};
  std::size_t count_ = 0;
};

void GridRowEncoder::encode_row(const GridRowView& view) {
  Unknown unknown{json_};
  json_.begin_object();
  json_.field("id", view.run_id);
  json_.field("model_name", view.variant->variant.model_name);
  json_.field("quantization", view.variant->variant.quantization);
  json_.field("backend", view.setup->backend);
  unknown.number("tokens_per_second", view.row.speed);
  unknown.number("memory_gb", view.row.memory_gb);
  unknown.text("gpu_model", view.hardware->gpu_model);
  unknown.text("cpu_arch", view.hardware->cpu_arch);
  json_.field("hardware_type", view.hardware->is_cpu_only() ? "cpu_only" : "gpu");
  if (!view.hardware->gpu_model) unknown.add("hardware_type");
  json_.key("overall_score");
  if (view.mmlu_pro != nullptr) {
    json_.value(view.mmlu_pro->summary.score);
  } else {
    json_.value(nullptr);
  }
  encode_run_fields(view);
  json_.field("lora_adapter", view.variant->variant.lora_adapter);
  encode_speed_fields(view);
  json_.field("load", load_of(view));
  json_.field("concurrent_requests", view.setup->concurrent_requests);
  encode_serving_fields(view);
  encode_memory_fields(view);
  encode_power_fields(view);
  json_.field("platform", view.hardware->platform);
  json_.field("hardware", view.hardware->platform);
  json_.field("hardware_category", seed_category(view.hardware->category));
  json_.field("category", to_string(view.hardware->category));
  encode_machine_fields(view);
  json_.field("max_context_length", view.setup->max_context_length);
  encode_last_fields(view);
  unknown.encode_list();
  json_.end_object();
}

void GridRowEncoder::encode_config(const GridRowView& view) {
  Unknown unknown{json_};
  const std::string gpu = view.hardware->gpu_model.value_or("unknown");
  const std::string cpu = view.hardware->cpu_model.value_or(view.hardware->cpu_arch.value_or("unknown"));
  json_.begin_object();
  json_.field("id", view.run_id);
  json_.field("quantization", view.variant->variant.quantization);
  json_.field("lora_adapter", view.variant->variant.lora_adapter);
  unknown.number("quality_score", view.quality != nullptr ? view.quality->summary.score : service::kUnknown);
  unknown.number("tokens_per_second", view.row.speed);
  unknown.number("memory_gb", view.row.memory_gb);
  json_.field("backend", view.setup->backend);
  json_.field("hardware", gpu + " / " + cpu);
  if (gpu == "unknown" && cpu == "unknown") unknown.add("hardware");
  json_.field("hardware_category", seed_category(view.hardware->category));
  json_.field("category", to_string(view.hardware->category));
  json_.field("concurrent_requests", view.setup->concurrent_requests);
  json_.field("max_context_length", view.setup->max_context_length);
  json_.field("load_pattern", view.setup->load_pattern);
  json_.field("dataset_name", view.setup->dataset_name);
  json_.field("gpu_power_limit_watts", view.setup->gpu_power_limit_watts);
  encode_power_fields(view);
  encode_run_fields(view);
  encode_speed_fields(view);
  json_.field("load", load_of(view));
  encode_serving_fields(view);
  encode_memory_fields(view);
  json_.field("platform", view.hardware->platform);
  encode_machine_fields(view);
  encode_last_fields(view);
  unknown.encode_list();
  json_.end_object();
}

void GridRowEncoder::encode_run_fields(const GridRowView& view) {
  json_.key("run_ids").begin_array();
  for (const Uuid& id : view.run_ids) json_.value(id);
  json_.end_array();
  json_.field("runs", view.run_ids.size());
  json_.field("configuration_id", view.configuration_id);
}

void GridRowEncoder::encode_speed_fields(const GridRowView& view) {
  const service::GridRow& row = view.row;
  const bool has_speed = !std::isnan(row.speed);
  const bool has_prompt_speed = !std::isnan(row.prompt_speed);
  json_.field("speed_from_base", view.has_flag(service::kSpeedFromBase));
  json_.field("backend_version", view.setup->backend_version);
  json_.field("flavour", view.setup->flavour);
  json_.field("speed_test", test_name("tg", row.speed_tokens));
  json_.field("speed_depth", has_speed ? std::optional(row.speed_depth) : std::nullopt);
  json_.field("prompt_tokens_per_second", row.prompt_speed);
  json_.field("speed_class", text_if_any(to_string(static_cast<service::SpeedClass>(row.speed_class))));
  json_.field("prompt_speed_test", test_name("pp", row.prompt_tokens));
  json_.field("prompt_speed_depth", has_prompt_speed ? std::optional(row.prompt_depth) : std::nullopt);
  json_.field("prompt_class", text_if_any(to_string(static_cast<service::PromptClass>(row.prompt_class))));
  json_.field("prompt_gpu_assisted", view.has_flag(service::kGpuAssisted));
  json_.field("speed_ranked", view.speed_ranked);
  json_.field("prompt_ranked", view.prompt_ranked);
}

void GridRowEncoder::encode_serving_fields(const GridRowView& view) {
  const service::GridRow& row = view.row;
  json_.field("concurrency_source", view.setup->concurrency_source);
  json_.field("tokens_per_second_per_request", row.speed_per_request);
  json_.field("total_tokens_per_second", row.total_speed);
  json_.field("time_to_first_token_ms", row.first_token_ms);
  json_.field("speed_cv", row.speed_cv);
  json_.field("unstable", view.has_flag(service::kUnstable));
}

void GridRowEncoder::encode_memory_fields(const GridRowView& view) {
  const service::GridRow& row = view.row;
  json_.field("memory_source", text_if_any(service::memory_source_name(row.memory_source)));
  json_.field("memory_place", text_if_any(service::memory_place_name(row.memory_place)));
  json_.field("memory_context_tokens", count_or_null(row.memory_context_tokens));
  json_.field("model_size_gb", row.model_size_gb);
  json_.field("bits_per_weight", row.bits_per_weight);
  json_.key("n_params");
  if (std::isnan(row.n_params)) {
    json_.value(nullptr);
  } else {
    json_.value(static_cast<std::int64_t>(row.n_params));
  }
}

void GridRowEncoder::encode_power_fields(const GridRowView& view) {
  json_.field("gpu_power_watts", view.row.power_watts);
  json_.field("tokens_per_kwh", view.tokens_per_kwh());
}

void GridRowEncoder::encode_machine_fields(const GridRowView& view) {
  json_.field("gpu_count", view.hardware->gpu_model ? std::optional(view.hardware->gpu_count) : std::nullopt);
  json_.field("gpu_memory_gb", view.hardware->gpu_memory_gb);
  json_.field("cpu_model", view.hardware->cpu_model);
  json_.field("machine_name", view.hardware->machine_name);
}

void GridRowEncoder::encode_last_fields(const GridRowView& view) {
  json_.key("measured_depths").begin_array();
  for (const int depth : view.measured_depths) json_.value(depth);
  json_.end_array();
  json_.field("settings_summary", view.setup->settings_summary);
  json_.key("tags").begin_array();
  for (const auto& tag : *view.tags) json_.value(tag);
  json_.end_array();
  json_.field("partial", view.has_flag(service::kPartial));
  json_.field("timestamp", time_or_null(view.row.timestamp));
  encode_quality(view.quality);
}

void GridRowEncoder::encode_quality(const service::Quality* quality) {
  json_.key("quality");
  if (quality == nullptr) {
    json_.value(nullptr);
    return;
  }
  std::string& text = qualities_[quality];
  if (text.empty()) text = dump_json(api::encode_quality(*quality));
  json_.raw(text);
}

namespace {

http::QueryParameter::Type type_of(service::ValueKind kind) {
  using Type = http::QueryParameter::Type;
  switch (kind) {
    case service::ValueKind::number:
      return Type::number;
    case service::ValueKind::count:
      return Type::integer;
    case service::ValueKind::flag:
      return Type::boolean;
    case service::ValueKind::time:
      return Type::time;
    case service::ValueKind::id:
      return Type::uuid;
    default:
      return Type::text;
  }
}

}  // namespace

service::GridParameters decode_grid_parameters(const http::Query& query,
                                               const std::vector<service::GridParameterInfo>& known) {
  service::GridParameters parameters;
  for (const auto& info : known) {
    if (!query.has(info.name)) continue;
    if (info.is_list()) {
      parameters.lists[info.name] = query.list(info.name);
    } else if (auto value = query.find(info.name); value && !value->empty()) {  // a form sends fields left empty too
      parameters.values[info.name] = std::move(*value);
    }
  }
  return parameters;
}

std::vector<http::QueryParameter> grid_query_parameters(const std::vector<service::GridParameterInfo>& known) {
  std::vector<http::QueryParameter> parameters;
  for (const auto& info : known) {
    parameters.push_back({.name = info.name,
                          .description = info.description,
                          .type = type_of(info.kind),
                          .list = info.is_list(),
                          .choices = info.choices,
                          .default_value = info.default_value});
  }
  parameters.push_back({.name = "optimize_for", .description = "Accepted and ignored, for clients of older servers."});
  return parameters;
}

void set_grid_headers(http::Response& response, const http::Request& request, const service::GridAnswer& answer,
                      std::string_view process_nonce) {
  response.etag = service::grid_etag(process_nonce, answer);
  response.headers.emplace_back("X-Total-Count", std::to_string(answer.total));
  response.headers.emplace_back("X-Benchmark-Used", answer.benchmark_used);
  if (!answer.next_cursor) return;
  response.headers.emplace_back("Link", next_page_link(request, answer.limit, *answer.next_cursor));
}

}  // namespace llmbench::api
