// llm-benchmark-uploader upload, llama-bench, mmlu-pro, ...: one table of the commands that read files and send what is
// in them.

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/report.hpp"
#include "apps/uploader/session.hpp"

#include "llmbench/parsers/model_path.hpp"
#include "llmbench/parsers/older_uploader.hpp"
#include "llmbench/util/text.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace llmbench::uploader {
namespace {

/// What a command takes besides -m, -q and -n.
struct Extras {
  bool several_files = false;  ///< FILE... | DIR... | - instead of -f FILE
  bool scores = false;         ///< -b FILE
  bool backend = false;        ///< -b BACKEND
  bool version = false;        ///< -v VERSION
  bool memory = false;         ///< --memory-gb N
  bool model_path = false;     ///< -p MODEL_PATH
  bool machine_file = false;   ///< -l llm.json -r results.json
};

struct CommandRow {
  const char* name;
  const char* format;  ///< "" = by the content of each file
  const char* description;
  const char* file_help;
  const char* examples;
  Extras extras;
};

constexpr std::array kRows{
    CommandRow{"upload",
               "",
               "Upload results of any tool that is known, from files and folders",
               "Files, folders to search, or - for standard input",
               R"(  llm-benchmark-uploader upload results/
  llm-benchmark-uploader upload llama-bench.json report.txt -m Qwen/Qwen3-4B -q Q4_K_M
  llama-bench -m Qwen3-4B-Q4_K_M.gguf -o json | llm-benchmark-uploader upload -)",
               {.several_files = true, .backend = true, .machine_file = true}},
    CommandRow{"llama-bench",
               "llama-bench",
               "Upload the output of llama-bench",
               "Output of llama-bench; - is standard input",
               R"(  llama-bench -m Qwen3-4B-Q4_K_M.gguf -o json | llm-benchmark-uploader llama-bench -f -
  llm-benchmark-uploader llama-bench -f llama-bench.json -m "TheDrummer/Snowpiercer-15B-v1" -q "Q3_K_L"
  llm-benchmark-uploader llama-bench -f llama-bench.json -b scores.json --set driver=570.86 --tag nightly
  llm-benchmark-uploader llama-bench -f llama-bench.json --dry-run | jq .)",
               {.scores = true}},
    CommandRow{"mmlu-pro",
               "mmlu-pro",
               "Upload the report.txt of Ollama-MMLU-Pro",
               "The report; - is standard input",
               R"(  llm-benchmark-uploader mmlu-pro -f report.txt -m "TheDrummer/Snowpiercer-15B-v1" -q "Q3_K_L"
  llm-benchmark-uploader mmlu-pro -f report.txt -m Qwen/Qwen3-4B -q Q4_K_M -b llama.cpp --score-context thinking=false)",
               {.backend = true}},
    CommandRow{"upload-mmlu",
               "mmlu-pro",
               "Upload an MMLU-Pro report, the model told by the path of its files",
               "The report; - is standard input",
               R"(  llm-benchmark-uploader upload-mmlu -f report.txt -p models/Qwen3-4B-Q4_K_M.gguf)",
               {.backend = true, .model_path = true}},
    CommandRow{"custom",
               "experiment",
               "Upload an experiment written in this project's own format",
               "JSON of an ExperimentRun; - is standard input",
               R"(  llm-benchmark-uploader custom -f experiment.json)",
               {}},
    CommandRow{"inference-server",
               "inference-server",
               "Upload the results.json of the inference server benchmark",
               "The results.json; - is standard input",
               R"(  llm-benchmark-uploader inference-server -f results.json -b vllm -v 0.6.3 -m Qwen/Qwen3-4B -q BF16)",
               {.backend = true, .version = true, .memory = true, .model_path = true}},
};

struct UploadArguments {
  UploadCommand upload;
  std::string file;
  std::optional<std::string> model;
  std::optional<std::string> quantization;
  std::optional<std::string> backend;
  std::optional<std::string> backend_version;
  std::optional<double> memory_gb;
  std::string model_path;
  std::string machine_file;
  std::string results_file;
  std::string notes;
};

void add_file_options(CLI::App& command, const CommandRow& row, UploadArguments& arguments) {
  if (!row.extras.several_files) {
    command.add_option("-f,--file", arguments.file, row.file_help)
        ->type_name("FILE")
        ->check(refuse_missing_value)
        ->required();
    return;
  }
  command.add_option("files", arguments.upload.files, row.file_help)->type_name("FILE")->check(refuse_missing_value);
  command.add_option("-l,--llm", arguments.machine_file, "The llm.json that the command record wrote")
      ->type_name("FILE");
  command.add_option("-r,--results", arguments.results_file, "The results.json that was measured with it")
      ->type_name("FILE");
}

void add_extra_options(CLI::App& command, const Extras& extras, UploadArguments& arguments) {
  if (extras.scores) {
    command
        .add_option("-b,--benchmark-scores", arguments.upload.scores_file,
                    "JSON file of scores of this model to store with the runs")
        ->type_name("FILE");
  }
  if (extras.backend) {
    command.add_option("-b,--backend", arguments.backend, "Backend that served the model (llama.cpp, vllm, ...)")
        ->type_name("BACKEND");
  }
  if (extras.version) {
    command.add_option("-v,--backend-version", arguments.backend_version, "Version of the backend")
        ->type_name("VERSION");
  }
  if (extras.memory) {
    command.add_option("--memory-gb", arguments.memory_gb, "Memory the model took on the devices, in GiB")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
  }
  if (extras.model_path) {
    command
        .add_option("-p,--model-path", arguments.model_path,
                    "Where the model's files are: tells model and quantization, and is not sent")
        ->type_name("PATH")
        ->check(refuse_missing_value);
  }
}

void add_name_options(CLI::App& command, UploadArguments& arguments) {
  command.add_option("-m,--model", arguments.model, "Model, as OWNER/NAME; default: what the file says")
      ->type_name("MODEL")
      ->check(refuse_missing_value);
  command.add_option("-q,--quantization", arguments.quantization, "Quantization; default: what the file says")
      ->type_name("QUANT")
      ->check(refuse_missing_value);
  command.add_option("-n,--notes", arguments.notes, "Notes to keep with the runs or scores")->type_name("NOTES");
}

parsers::LlmDocument read_machine_file(const std::string& path) {
  parsers::TextStream stream{parsers::make_file_source(path), std::string{path_basename(path)}};
  return parsers::read_llm_document(stream);
}

ExitCode run_upload(const UploadArguments& arguments, const CommonOptions& common) {
  UploadCommand command = arguments.upload;
  if (!arguments.file.empty()) command.files.push_back(arguments.file);
  if (!arguments.results_file.empty()) command.files.push_back(arguments.results_file);
  command.read = make_read_options(common);
  command.read.model_name = arguments.model;
  command.read.quantization = arguments.quantization;
  command.read.backend = arguments.backend;
  command.read.notes = arguments.notes;
  command.read.backend_version = arguments.backend_version;
  command.read.memory_gb = arguments.memory_gb;
  if (!arguments.model_path.empty()) {
    const parsers::ModelPath model = parsers::identify_model_path(arguments.model_path);
    if (!command.read.model_name && !model.model_name.empty()) command.read.model_name = model.model_name;
    if (!command.read.quantization) command.read.quantization = model.quantization;
  }
  if (!arguments.machine_file.empty()) {
    const parsers::LlmDocument document = read_machine_file(arguments.machine_file);
    command.read = parsers::with_llm_document(std::move(command.read), document);
    command.complete = [document](parsers::ReadResult& result) {
      for (ExperimentRun& run : result.runs) parsers::merge_llm_document(document, run);
    };
  }
  return upload(command, common);
}

void add_row(CLI::App& app, const CommandRow& row, const CommonOptions& common, Commands& commands) {
  CLI::App* command = add_subcommand(app, row.name, row.description, row.examples);
  const auto arguments = std::make_shared<UploadArguments>();
  arguments->upload.format = row.format;
  arguments->upload.searches_folders = row.extras.several_files;
  add_file_options(*command, row, *arguments);
  add_name_options(*command, *arguments);
  add_extra_options(*command, row.extras, *arguments);
  commands.emplace_back(command, [arguments, &common] {
    try {
      return run_upload(*arguments, common);
    } catch (const Error& error) {
      Report report{ReportOptions{common.json, common.quiet, common.dry_run}};
      report.add_error(error, ExitCode::refused);
      return report.finish();
    }
  });
}

}  // namespace

void add_uploads(CLI::App& app, const CommonOptions& common, Commands& commands) {
  for (const CommandRow& row : kRows) add_row(app, row, common, commands);
}

}  // namespace llmbench::uploader
