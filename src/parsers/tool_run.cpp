#include "parsers/tool_run.hpp"

#include "parsers/privacy.hpp"
#include "parsers/served_name.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>
#include <utility>

namespace llmbench::parsers {
namespace {

Redaction redaction_of(const ReadOptions& options) {
  return options.keep_paths ? Redaction::secrets : Redaction::everything;
}

std::string identity_name(const ToolRun& tool) {
  return tool.identity_name.value_or(tool.served_name);
}

/// The name without folders and addresses: what of it may leave the machine and may enter the identity.
std::string public_name(const std::string& served_name) {
  return redact_text(served_name);
}

Json values_of(const std::vector<Metric>& metrics) {
  Json values = Json::object();
  for (const Metric& metric : metrics) values[metric.name] = metric.value;
  return values;
}

Json fingerprint_of(const ToolRun& tool, const ReadOptions& options) {
  Json fingerprint{{"tool", tool.tool},
                   {"model", public_name(identity_name(tool))},
                   {"identity", redact_json(tool.identity)},
                   {"user_settings", options.user_settings}};
  if (tool.time) {
    fingerprint["time"] = format_rfc3339(*tool.time);
  } else {
    fingerprint["values"] = tool.identity_values.value_or(values_of(tool.metrics));
  }
  return fingerprint;
}

void name_backend(const ToolRun& tool, const ReadOptions& options, ExperimentRun& run, MessageLog& messages) {
  run.backend = options.backend.value_or(tool.backend);
  if (trim(run.backend).empty()) {
    throw Error{ErrorCode::invalid_input,
                "say which backend served the model with -b BACKEND (vllm, llama.cpp, ...): the " + tool.document +
                    " does not say it"};
  }
  if (options.backend && !tool.backend.empty() && !equals_ignoring_case(*options.backend, tool.backend)) {
    messages.warn("", "-b says " + *options.backend + " but the " + tool.document + " says " + tool.backend + ": " +
                          *options.backend + " is used");
  }
  run.backend_version = options.backend_version ? options.backend_version : tool.backend_version;
  if (options.backend_version && tool.backend_version && *options.backend_version != *tool.backend_version) {
    messages.warn("", "-v says " + *options.backend_version + " but the " + tool.document + " says " +
                          *tool.backend_version + ": " + *options.backend_version + " is used");
  }
}

/// What the user says about memory is a measurement of theirs and wins over the file.
void apply_memory(const ReadOptions& options, std::vector<Metric>& metrics) {
  if (!options.memory_gb) return;
  std::erase_if(metrics, [](const Metric& metric) { return metric.name == "memory_usage_gb"; });
  add_metric(metrics, "memory_usage_gb", options.memory_gb, "GB", {{"source", "user"}});
}

Json provenance_of(const ToolRun& tool, const ChosenVariant& variant, const ReadOptions& options) {
  const Redaction what = redaction_of(options);
  Json source = redact_json(tool.source, what);
  source["tool"] = tool.tool;
  if (!tool.served_name.empty()) source["model"] = redact_text(tool.served_name, what);
  Json provenance{{"source", std::move(source)}};
  const ServedName served = parse_served_name(identity_name(tool));
  provenance["source_names"] = {
      {"model_name", served.model_name.value_or(variant.model_name)},
      {"quantization",
       tool.quantization.empty() ? served.quantization.value_or(variant.quantization) : tool.quantization},
      {"lora_adapter", variant.lora_adapter}};
  provenance["fingerprint"] = fingerprint_of(tool, options);
  if (!tool.original.empty()) provenance["original"] = redact_json(tool.original, what);
  if (tool.partial) provenance["partial"] = true;
  return provenance;
}

}  // namespace

void fix_identity(ToolRun& tool) {
  tool.identity = tool.settings;
  tool.identity_values = values_of(tool.metrics);
}

ExperimentRun make_tool_run(ToolRun tool, const ReadOptions& options, MessageLog& messages) {
  const ChosenVariant variant = choose_variant({tool.served_name, "", tool.quantization, tool.document}, options);
  for (const std::string& warning : variant.warnings) messages.warn("", warning);
  ExperimentRun run;
  run.model_name = variant.model_name;
  run.quantization = variant.quantization;
  run.lora_adapter = variant.lora_adapter;
  name_backend(tool, options, run, messages);
  run.provenance = provenance_of(tool, variant, options);
  run.hardware = with_overrides(std::move(tool.hardware), options);
  run.settings = redact_json(tool.settings, redaction_of(options));
  run.user_settings = options.user_settings;
  run.timestamp = tool.time;
  run.notes = options.notes;
  run.tags = options.tags;
  run.status = tool.status;
  run.error = tool.error.empty() ? "" : redact_text(tool.error, redaction_of(options));
  run.load = tool.load;
  run.concurrent_requests = tool.concurrent_requests;
  run.concurrency_source = std::move(tool.concurrency_source);
  run.max_context_length = tool.max_context_length;
  run.load_pattern = std::move(tool.load_pattern);
  if (tool.dataset_name) run.dataset_name = redact_text(*tool.dataset_name, redaction_of(options));
  run.metrics = std::move(tool.metrics);
  apply_memory(options, run.metrics);
  refresh_copied_metrics(run.metrics);
  return run;
}

void add_metric(std::vector<Metric>& metrics, const char* name, std::optional<double> value, const char* unit,
                Json context) {
  if (!value || !std::isfinite(*value)) return;
  Metric metric;
  metric.name = name;
  metric.value = *value;
  metric.unit = unit;
  metric.context = std::move(context);
  metrics.push_back(std::move(metric));
}

}  // namespace llmbench::parsers
