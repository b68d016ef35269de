#include "parsers/user_overrides.hpp"

#include "parsers/privacy.hpp"

#include "llmbench/domain/score_context.hpp"
#include "llmbench/util/text.hpp"

namespace llmbench::parsers {

HardwareConfig with_overrides(HardwareConfig hardware, const ReadOptions& options) {
  if (options.gpu_name) {
    const bool was_cpu_only = hardware.gpu_model == kCpuOnly;
    hardware.gpu_model = options.gpu_name;
    if (was_cpu_only && !equals_ignoring_case(*options.gpu_name, kCpuOnly)) {
      hardware.gpu_memory_gb.reset();
      hardware.gpu_count.reset();
    }
  }
  if (options.gpu_memory_gb) hardware.gpu_memory_gb = options.gpu_memory_gb;
  if (options.gpu_count) hardware.gpu_count = options.gpu_count;
  if (options.ram_gb) hardware.ram_gb = options.ram_gb;
  if (options.machine_name) hardware.machine_name = options.machine_name;
  return hardware;
}

Json with_user_context(Json context, const ReadOptions& options) {
  if (options.backend) context["serving_backend"] = *options.backend;
  return merge_contexts(context, options.score_context);
}

std::string notes_with(const std::vector<std::string>& lines, const ReadOptions& options) {
  const Redaction what = options.keep_paths ? Redaction::secrets : Redaction::everything;
  std::vector<std::string> notes{options.notes};
  for (const std::string& line : lines) notes.push_back(redact_text(line, what));
  std::erase(notes, "");
  return join(notes, "\n");
}

}  // namespace llmbench::parsers
