// llm-benchmark-uploader hardware, record: what this machine is, and a note of it beside a benchmark.

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/files.hpp"
#include "apps/uploader/hardware/detect.hpp"
#include "apps/uploader/hardware/run_tool.hpp"
#include "apps/uploader/llm_document.hpp"
#include "apps/uploader/report.hpp"

#include "llmbench/parsers/model_path.hpp"
#include "llmbench/util/text.hpp"

#include <iostream>
#include <memory>
#include <optional>
#include <string>

namespace llmbench::uploader {
namespace {

constexpr const char* kHardwareExamples = R"(  llm-benchmark-uploader hardware
  llm-benchmark-uploader hardware | jq .gpus)";
constexpr const char* kRecordExamples =
    R"(  llm-benchmark-uploader record -p models/Qwen3-4B-Q4_K_M.gguf -b llama.cpp -o llm.json
  llm-benchmark-uploader upload -l llm.json -r results.json)";

struct RecordArguments {
  std::string model_path;
  std::string output = "llm.json";
  std::optional<std::string> model;
  std::optional<std::string> quantization;
  std::optional<std::string> backend;
  std::optional<std::string> backend_version;
  std::optional<int> concurrent_requests;
  std::optional<int> max_context_length;
  std::optional<int> power_limit_watts;
};

/// "vllm 0.6.3" and "version: 6182 (a3c9e41d)": the rest of the first line after its first word.
std::optional<std::string> ask_version(const std::string& backend) {
  const std::string tool = equals_ignoring_case(backend, "llama.cpp") ? "llama-cli" : to_lower(backend);
  const auto text = run_tool({tool, "--version"});
  if (!text) return std::nullopt;
  const std::string line = collapse_whitespace(split(std::string{trim(*text)}, '\n').front());
  const auto blank = line.find(' ');
  const std::string version = blank == std::string::npos ? line : line.substr(blank + 1);
  return version.empty() ? std::nullopt : std::optional{version};
}

parsers::LlmDocument make_document(const RecordArguments& arguments, const CommonOptions& common) {
  const parsers::ModelPath model = parsers::identify_model_path(arguments.model_path);
  parsers::LlmDocument document = describe_machine(detect_hardware(system_probe()));
  document.model_name = arguments.model.value_or(model.model_name);
  document.quantization = arguments.quantization.value_or(model.quantization.value_or(""));
  if (document.model_name.empty()) throw Error{ErrorCode::invalid_input, "the path does not tell the model: give -m"};
  if (document.quantization.empty()) {
    throw Error{ErrorCode::invalid_input, "the path does not tell the quantization: give -q"};
  }
  document.lora_adapter = common.lora_adapter.value_or("");
  document.backend = arguments.backend;
  document.backend_version = arguments.backend_version;
  if (arguments.backend && !arguments.backend_version) document.backend_version = ask_version(*arguments.backend);
  document.concurrent_requests = arguments.concurrent_requests;
  document.max_context_length = arguments.max_context_length;
  if (arguments.power_limit_watts) document.gpu_power_limit_watts = arguments.power_limit_watts;
  if (common.gpu_name) document.hardware.gpu_model = common.gpu_name;
  if (common.gpu_count) document.hardware.gpu_count = common.gpu_count;
  if (common.gpu_memory_gb) document.hardware.gpu_memory_gb = common.gpu_memory_gb;
  if (common.ram_gb) document.hardware.ram_gb = common.ram_gb;
  document.recorded_at = now_utc();
  return document;
}

ExitCode record(const RecordArguments& arguments, const CommonOptions& common) {
  Report report{ReportOptions{false, common.quiet, common.dry_run}};
  try {
    const std::string path =
        common.keep_paths ? arguments.model_path : std::string{path_basename(arguments.model_path)};
    const std::string text = encode_llm_document(make_document(arguments, common), path).dump(2) + "\n";
    if (arguments.output == "-" || common.dry_run) {
      std::cout << text;
    } else {
      constexpr mode_t kAsOtherFiles = 0644;
      (void)write_file(arguments.output, text, kAsOtherFiles);
      if (!common.quiet) std::cout << "written: " << printable(arguments.output) << '\n';
    }
  } catch (const Error& error) {
    report.add_error(error, ExitCode::refused);
  }
  return report.finish();
}

void add_record(CLI::App& app, const CommonOptions& common, Commands& commands) {
  CLI::App* command =
      add_subcommand(app, "record", "Write down which model runs on this machine, for upload -l", kRecordExamples);
  const auto arguments = std::make_shared<RecordArguments>();
  command->add_option("-p,--model-path", arguments->model_path, "The model's file, or the folder of its files")
      ->type_name("PATH")
      ->check(refuse_missing_value)
      ->required();
  command->add_option("-o,--output", arguments->output, "The file to write; - is standard output")
      ->type_name("FILE")
      ->check(refuse_missing_value)
      ->capture_default_str();
  command->add_option("-m,--model", arguments->model, "Model, as OWNER/NAME; default: what the path says")
      ->type_name("MODEL")
      ->check(refuse_missing_value);
  command->add_option("-q,--quantization", arguments->quantization, "Quantization; default: what the path says")
      ->type_name("QUANT")
      ->check(refuse_missing_value);
  command->add_option("-b,--backend", arguments->backend, "Backend (llama.cpp, vllm, ...)")->type_name("BACKEND");
  command->add_option("-v,--backend-version", arguments->backend_version, "Its version; default: what it says itself")
      ->type_name("VERSION");
  command->add_option("--concurrent-requests", arguments->concurrent_requests, "Requests at the same time")
      ->check(CLI::PositiveNumber);
  command->add_option("--max-context-length", arguments->max_context_length, "Largest context in tokens")
      ->check(CLI::PositiveNumber);
  command->add_option("--power-limit-watts", arguments->power_limit_watts, "Power limit of a GPU")
      ->check(CLI::PositiveNumber);
  commands.emplace_back(command, [arguments, &common] { return record(*arguments, common); });
}

}  // namespace

void add_machine(CLI::App& app, const CommonOptions& common, Commands& commands) {
  CLI::App* hardware = add_subcommand(app, "hardware", "Print what this machine is, as JSON", kHardwareExamples);
  const auto root = std::make_shared<std::string>("/");
  hardware->add_option("--root", *root, "Look for /proc and /sys in this folder instead")->type_name("DIR");
  commands.emplace_back(hardware, [root, &common] {
    Report report{ReportOptions{false, common.quiet, false}};
    HardwareProbe probe = system_probe();
    probe.root = *root;
    std::cout << encode_hardware(detect_hardware(probe)).dump(2) << '\n';
    return report.finish();
  });
  add_record(app, common, commands);
}

}  // namespace llmbench::uploader
