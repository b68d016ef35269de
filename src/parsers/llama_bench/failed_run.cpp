#include "parsers/llama_bench/failed_run.hpp"

#include "parsers/llama_bench/hardware.hpp"
#include "parsers/llama_bench/model.hpp"
#include "parsers/llama_bench/run_document.hpp"
#include "parsers/privacy.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench::parsers::llama_bench {

std::optional<ExperimentRun> make_failed_run(const Row& like, const FailureLog::FailedModel& failure,
                                             const ReadOptions& options) {
  Row row;  // the settings that failed are in no row
  row.build_commit = like.build_commit;
  row.build_number = like.build_number;
  row.cpu_info = like.cpu_info;
  row.gpu_info = like.gpu_info;
  row.backends = like.backends;
  row.lists_devices = like.lists_devices;
  row.model_path = failure.path;
  const FoundModel found = find_model(row.model_path, "");

  ExperimentRun run;
  run.model_name = found.name.empty() ? options.model_name.value_or("") : found.name;
  run.quantization = found.quantization.empty() ? options.quantization.value_or("") : found.quantization;
  run.lora_adapter = options.lora_adapter.value_or("");
  run.backend_version = backend_version_of(row);
  if (run.model_name.empty() || run.quantization.empty() || !run.backend_version) return std::nullopt;

  const UsedHardware hardware = find_used_hardware(row);
  const Redaction what = options.keep_paths ? Redaction::secrets : Redaction::everything;
  run.status = RunStatus::failed;
  run.error = redact_text(failure.error, what);
  run.backend = backend_of(like, {});
  run.hardware = with_overrides(hardware.config, options);
  run.settings = settings_of(row, options.keep_paths);
  run.user_settings = options.user_settings;
  run.notes = options.notes;
  run.tags = options.tags;
  run.load = Load::single;
  run.provenance = provenance_of(row, options.keep_paths);
  run.provenance["source_names"] = {{"model_name", path_basename(row.model_path)},
                                    {"quantization", run.quantization},
                                    {"lora_adapter", run.lora_adapter}};
  run.provenance["fingerprint"] = fingerprint_of(row, options.user_settings, std::nullopt, "", {});
  run.provenance["fingerprint"]["error"] = redact_text(failure.error);
  return run;
}

}  // namespace llmbench::parsers::llama_bench
