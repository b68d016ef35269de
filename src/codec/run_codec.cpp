#include "llmbench/codec/run_codec.hpp"

#include "codec/limits.hpp"
#include "codec/put_optional.hpp"
#include "codec/unknown_fields.hpp"

#include "llmbench/codec/description.hpp"

#include <utility>

namespace llmbench::codec {
namespace {

std::optional<int> find_int(Reader& reader, std::string_view key) {
  const auto value = reader.find_integer(key, 0, kMaxInt);
  return value ? std::optional{static_cast<int>(*value)} : std::nullopt;
}

HardwareConfig decode_hardware(const Json& object, const std::string& path, Findings& findings) {
  Reader reader{object, path, findings};
  HardwareConfig hardware;
  hardware.gpu_model = reader.find_string("gpu_model", kMaxName);
  hardware.gpu_memory_gb = reader.find_double("gpu_memory_gb");
  hardware.gpu_count = find_int(reader, "gpu_count");
  hardware.cpu_model = reader.find_string("cpu_model", kMaxName);
  hardware.cpu_arch = reader.find_string("cpu_arch", kMaxName);
  hardware.ram_gb = reader.find_double("ram_gb");
  hardware.ram_type = reader.find_string("ram_type", kMaxName);
  hardware.virtualization_type = reader.find_string("virtualization_type", kMaxName);
  hardware.optimizations =
      reader.find_strings("optimizations", kMaxOptimizations, kMaxOptimization).value_or(std::vector<std::string>{});
  hardware.machine_name = reader.find_string("machine_name", kMaxName);
  return hardware;
}

Metric decode_metric(const Json& object, const std::string& path, Findings& findings) {
  Reader reader{object, path, findings};
  Metric metric;
  metric.name = reader.get_string("metric_name", kMaxName);
  metric.value = reader.get_double("value");
  metric.unit = reader.find_string("unit", kMaxName).value_or("");
  metric.measured_at = reader.find_time("timestamp");
  metric.context = reader.find_document("context", kMaxDocumentBytes).value_or(Json::object());
  metric.n = reader.find_integer("n", 0, kMaxCount);
  metric.stddev = reader.find_double("stddev");
  metric.samples = reader.find_doubles("samples", kMaxSamples).value_or(std::vector<double>{});
  return metric;
}

Artifact decode_artifact(const Json& object, const std::string& path, Findings& findings) {
  Reader reader{object, path, findings};
  Artifact artifact;
  artifact.size_bytes = reader.find_integer("size_bytes", 0, kMaxCount);
  artifact.n_params = reader.find_integer("n_params", 0, kMaxCount);
  artifact.publisher = reader.find_string("publisher", kMaxName).value_or("");
  artifact.sha256 = reader.find_string("sha256", 64);
  return artifact;
}

/// A word of a closed list.
template <typename Value>
std::optional<Value> find_choice(Reader& reader, std::string_view key, const std::vector<std::string>& choices,
                                 std::optional<Value> (*parse)(std::string_view)) {
  const auto text = reader.find_choice(key, choices);
  return text ? parse(*text) : std::nullopt;
}

void decode_identity(Reader& reader, ExperimentRun& run) {
  run.id = reader.find_uuid("id");
  run.model_name = reader.get_string("model_name", kMaxName);
  run.quantization = reader.get_string("quantization", kMaxName);
  run.lora_adapter = reader.find_string("lora_adapter", kMaxName).value_or("");
  run.backend = reader.get_string("backend", kMaxName);
  run.backend_version = reader.find_string("backend_version", kMaxName);
  if (const Json* hardware = reader.get_object("hardware_config")) {
    run.hardware = decode_hardware(*hardware, reader.path_of("hardware_config"), reader.findings());
  }
  run.timestamp = reader.find_time("timestamp");
}

void decode_measurements(Reader& reader, ExperimentRun& run) {
  if (const Json* metrics = reader.get_array("performance_metrics", kMaxMetrics)) {
    run.metrics.reserve(metrics->size());
    for (std::size_t at = 0; at < metrics->size(); ++at) {
      run.metrics.push_back(decode_metric(
          (*metrics)[at], reader.path_of("performance_metrics[" + std::to_string(at) + "]"), reader.findings()));
    }
  }
  if (const Json* scores = reader.find_array("benchmark_scores", kMaxScores)) {
    run.benchmark_scores = decode_scores(*scores, reader.path_of("benchmark_scores"), reader.findings());
  }
}

void decode_conditions(Reader& reader, ExperimentRun& run) {
  run.notes = reader.find_string("notes", kMaxNotes).value_or("");
  run.tags = reader.find_strings("tags", kMaxTags, kMaxName).value_or(std::vector<std::string>{});
  run.status = find_choice(reader, "status", run_status_names(), parse_run_status).value_or(RunStatus::completed);
  run.error = reader.find_string("error", kMaxNotes).value_or("");
  run.concurrent_requests = find_int(reader, "concurrent_requests");
  run.concurrency_source = reader.find_choice("concurrency_source", {"stated", "derived", "unknown"});
  run.max_context_length = find_int(reader, "max_context_length");
  run.load_pattern = reader.find_string("load_pattern");
  run.dataset_name = reader.find_string("dataset_name");
  run.gpu_power_limit_watts = find_int(reader, "gpu_power_limit_watts");
  run.workload = find_choice(reader, "workload", workload_names(), parse_workload).value_or(Workload::inference);
  run.load = find_choice(reader, "load", load_names(), parse_load);
  run.settings = reader.find_document("settings", kMaxDocumentBytes).value_or(Json::object());
  run.user_settings = reader.find_document("user_settings", kMaxDocumentBytes).value_or(Json::object());
  if (const Json* artifact = reader.find_object("artifact")) {
    run.artifact = decode_artifact(*artifact, reader.path_of("artifact"), reader.findings());
  }
  run.provenance = reader.find_document("provenance", kMaxDocumentBytes).value_or(Json::object());
}

OrderedJson or_null(const auto& value) {
  return value ? OrderedJson(*value) : OrderedJson(nullptr);
}
void put_text(OrderedJson& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}
void put_document(OrderedJson& object, const char* key, const Json& value) {
  if (!value.empty()) object[key] = OrderedJson(value);
}
OrderedJson time_or_null(const std::optional<TimePoint>& time) {
  return time ? OrderedJson(format_rfc3339(*time)) : OrderedJson(nullptr);
}

OrderedJson encode_hardware(const HardwareConfig& hardware) {
  // The four the seed always sends stay visible as null when unknown.
  OrderedJson object{{"gpu_model", or_null(hardware.gpu_model)}, {"gpu_memory_gb", or_null(hardware.gpu_memory_gb)}};
  put_optional(object, "gpu_count", hardware.gpu_count);
  object["cpu_model"] = or_null(hardware.cpu_model);
  object["cpu_arch"] = or_null(hardware.cpu_arch);
  put_optional(object, "ram_gb", hardware.ram_gb);
  put_optional(object, "ram_type", hardware.ram_type);
  put_optional(object, "virtualization_type", hardware.virtualization_type);
  object["optimizations"] = hardware.optimizations;
  put_optional(object, "machine_name", hardware.machine_name);
  return object;
}

OrderedJson encode_metric(const Metric& metric) {
  OrderedJson object{{"metric_name", metric.name}, {"value", metric.value}, {"unit", metric.unit}};
  if (metric.measured_at) object["timestamp"] = format_rfc3339(*metric.measured_at);
  put_document(object, "context", metric.context);
  put_optional(object, "n", metric.n);
  put_optional(object, "stddev", metric.stddev);
  if (!metric.samples.empty()) object["samples"] = metric.samples;
  return object;
}

OrderedJson encode_artifact(const Artifact& artifact) {
  OrderedJson object{
      {"size_bytes", or_null(artifact.size_bytes)},
      {"n_params", or_null(artifact.n_params)},
      {"publisher", artifact.publisher.empty() ? OrderedJson(nullptr) : OrderedJson(artifact.publisher)}};
  put_optional(object, "sha256", artifact.sha256);
  return object;
}

void encode_conditions(OrderedJson& object, const ExperimentRun& run) {
  put_text(object, "notes", run.notes);
  if (!run.tags.empty()) object["tags"] = run.tags;
  if (run.status != RunStatus::completed) object["status"] = to_string(run.status);
  put_text(object, "error", run.error);
  put_optional(object, "concurrent_requests", run.concurrent_requests);
  put_optional(object, "concurrency_source", run.concurrency_source);
  put_optional(object, "max_context_length", run.max_context_length);
  put_optional(object, "load_pattern", run.load_pattern);
  put_optional(object, "dataset_name", run.dataset_name);
  put_optional(object, "gpu_power_limit_watts", run.gpu_power_limit_watts);
  if (run.workload != Workload::inference) object["workload"] = to_string(run.workload);
  if (run.load) object["load"] = to_string(*run.load);
  put_document(object, "settings", run.settings);
  put_document(object, "user_settings", run.user_settings);
  if (run.artifact) object["artifact"] = encode_artifact(*run.artifact);
  put_document(object, "provenance", run.provenance);
}

}  // namespace

ExperimentRun decode_experiment_run(const Json& value, const std::string& path, Findings& findings) {
  ExperimentRun run;
  const std::size_t known_before = findings.unknown_paths.size();
  {
    Reader reader{value, path, findings};
    decode_identity(reader, run);
    decode_measurements(reader, run);
    decode_conditions(reader, run);
  }
  const auto unknown = unknown_since(findings, known_before);
  keep_unknown_fields(findings, unknown, run.provenance);
  return run;
}

Json experiment_run_schema() {
  return describe(
      [](const Json& document, Findings& findings) { (void)decode_experiment_run(document, "", findings); });
}

OrderedJson encode_experiment_run(const ExperimentRun& run) {
  OrderedJson object = OrderedJson::object();
  if (run.id) object["id"] = to_string(*run.id);
  object["model_name"] = run.model_name;
  object["quantization"] = run.quantization;
  put_text(object, "lora_adapter", run.lora_adapter);
  object["backend"] = run.backend;
  object["backend_version"] = or_null(run.backend_version);
  object["hardware_config"] = encode_hardware(run.hardware);
  OrderedJson metrics = OrderedJson::array();
  for (const Metric& metric : run.metrics) metrics.push_back(encode_metric(metric));
  object["performance_metrics"] = std::move(metrics);
  OrderedJson scores = OrderedJson::array();
  for (const ScoreUpload& score : run.benchmark_scores) scores.push_back(encode_score(score));
  object["benchmark_scores"] = std::move(scores);
  object["timestamp"] = time_or_null(run.timestamp);
  encode_conditions(object, run);
  return object;
}

}  // namespace llmbench::codec
