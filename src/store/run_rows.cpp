#include "store/run_rows.hpp"

#include "store/headline_columns.hpp"

namespace llmbench::store {

void read_measured_run(const db::Row& row, MeasuredRun& run) {
  run.configuration_id = row.get<Uuid>("configuration_id");
  run.series_id = row.get<Uuid>("series_id");
  run.variant_id = row.get<Uuid>("model_variant_id");
  run.artifact_id = row.find<Uuid>("artifact_id");
  run.variant = {row.get<std::string>("model_name"), row.get<std::string>("quantization"),
                 row.get<std::string>("lora_adapter")};
  run.backend = row.get<std::string>("backend");
  run.backend_version = row.find<std::string>("backend_version");
  run.flavour = row.get<std::string>("flavour");
  run.workload = known(parse_workload(row.get<std::string_view>("workload")), "workload");
  if (!row.is_null("load")) run.load = known(parse_load(row.get<std::string_view>("load")), "load");
  run.timestamp = row.find<TimePoint>("timestamp");
  run.created_at = row.get<TimePoint>("created_at");
  run.concurrent_requests = row.find<int>("concurrent_requests");
  run.concurrency_source = row.get<std::string>("concurrency_source");
  run.max_context_length = row.find<int>("max_context_length");
  run.load_pattern = row.find<std::string>("load_pattern");
  run.dataset_name = row.find<std::string>("dataset_name");
  run.gpu_power_limit_watts = row.find<int>("gpu_power_limit_watts");
  run.settings_summary = row.get<std::string>("settings_summary");
  run.kv_type = row.find<std::string>("kv_type");
  run.flash_attention = row.find<bool>("flash_attention");
  run.tags = row.get<std::vector<std::string>>("tags");
  run.headline = headline_from_row(row);
  run.has_samples = row.get<bool>("has_samples");
}

Metric read_metric(const db::Row& row) {
  Metric metric;
  metric.name = row.get<std::string>("metric_name");
  metric.value = row.get<double>("value");
  metric.unit = row.get<std::string>("unit");
  metric.measured_at = row.find<TimePoint>("measured_at");
  metric.context = parse_json(row.get<std::string_view>("context"));
  metric.n = row.find<std::int64_t>("n");
  metric.stddev = row.find<double>("stddev");
  metric.samples = row.get<std::vector<double>>("samples");
  return metric;
}

HardwareProfile read_hardware(const db::Row& row) {
  HardwareProfile hardware;
  hardware.id = row.get<Uuid>("hardware_profile_id");
  hardware.gpu_model = row.find<std::string>("gpu_model");
  hardware.gpu_count = row.get<int>("gpu_count");
  hardware.gpu_memory_gb = row.find<double>("gpu_memory_gb");
  hardware.cpu_model = row.find<std::string>("cpu_model");
  hardware.cpu_arch = row.find<std::string>("cpu_arch");
  hardware.ram_gb = row.find<double>("ram_gb");
  hardware.ram_type = row.find<std::string>("ram_type");
  hardware.virtualization_type = row.find<std::string>("virtualization_type");
  hardware.optimizations = row.get<std::vector<std::string>>("optimizations");
  hardware.machine_name = row.find<std::string>("machine_name");
  hardware.platform = row.get<std::string>("platform");
  hardware.category = known(parse_hardware_category(row.get<std::string_view>("category")), "category");
  hardware.raw_gpu_model = row.get<std::string>("raw_gpu_model");
  hardware.raw_cpu_model = row.get<std::string>("raw_cpu_model");
  return hardware;
}

}  // namespace llmbench::store
