// llm-benchmark-uploader benchmarks: scores of a model that were measured elsewhere.

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/session.hpp"
#include "apps/uploader/stored_runs.hpp"

#include <memory>
#include <string>

namespace llmbench::uploader {
namespace {

constexpr const char* kScoreExamples = R"(  llm-benchmark-uploader benchmarks -f scores.json -m Qwen/Qwen3-4B -q Q4_K_M
  llm-benchmark-uploader benchmarks -f scores.json -t 0197518b-6f1c-8d3e-9e55-0242ac120002)";

struct ScoreArguments {
  std::string file;
  std::string model;
  std::string quantization;
  std::string run_id;
};

ExitCode run_benchmarks(const ScoreArguments& arguments, const CommonOptions& common) {
  try {
    UploadCommand command;
    command.format = "scores";
    command.files = {arguments.file};
    command.read = make_read_options(common);
    if (!arguments.model.empty()) command.read.model_name = arguments.model;
    if (!arguments.quantization.empty()) command.read.quantization = arguments.quantization;
    if (!arguments.run_id.empty()) {
      client::ApiClient client{make_client_options(common)};
      const RunNames names = get_run_names(client, arguments.run_id);
      command.read.model_name = names.model;
      command.read.quantization = names.quantization;
      command.read.lora_adapter = names.lora_adapter;
    }
    return upload(command, common);
  } catch (const Error& error) {
    Report report{ReportOptions{common.json, common.quiet, common.dry_run}};
    report.add_error(error, exit_code_of(error));
    return report.finish();
  }
}

}  // namespace

void add_benchmarks(CLI::App& app, const CommonOptions& common, Commands& commands) {
  CLI::App* command = add_subcommand(app, "benchmarks", "Upload scores of a model from a JSON file", kScoreExamples);
  const auto arguments = std::make_shared<ScoreArguments>();
  command->add_option("-f,--file", arguments->file, "JSON: an array of scores, or {\"benchmark_scores\":[...]}")
      ->type_name("FILE")
      ->check(refuse_missing_value)
      ->required();
  auto* model = command->add_option("-m,--model", arguments->model, "Model, as OWNER/NAME")->type_name("MODEL");
  auto* quantization = command->add_option("-q,--quantization", arguments->quantization, "Quantization");
  quantization->type_name("QUANT")->check(refuse_missing_value);
  command->add_option("-t,--test-run", arguments->run_id, "A stored run of the model, instead of -m and -q")
      ->type_name("RUN_ID")
      ->excludes(model)
      ->excludes(quantization);
  model->check(refuse_missing_value)->needs(quantization);
  commands.emplace_back(command, [arguments, &common] { return run_benchmarks(*arguments, common); });
}

}  // namespace llmbench::uploader
