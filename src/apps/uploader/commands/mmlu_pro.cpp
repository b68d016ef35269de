// llm-benchmark-uploader mmlu-pro: scores of one MMLU-Pro report.

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/session.hpp"

#include <memory>

namespace llmbench::uploader {
namespace {

constexpr const char* kExamples =
    R"(  llm-benchmark-uploader mmlu-pro -f report.txt -m "TheDrummer/Snowpiercer-15B-v1" -q "Q3_K_L"
  llm-benchmark-uploader mmlu-pro -f report.txt -m Qwen/Qwen3-4B -q Q4_K_M -b llama.cpp --score-context thinking=false)";

struct Arguments {
  UploadCommand upload{"mmlu-pro", {}, {}, {}};
  std::optional<std::string> model;
  std::optional<std::string> quantization;
  std::optional<std::string> backend;
  std::string notes;
};

}  // namespace

void add_mmlu_pro(CLI::App& app, const CommonOptions& common, Commands& commands) {
  CLI::App* command = add_subcommand(app, "mmlu-pro", "Upload the report.txt of Ollama-MMLU-Pro", kExamples);
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("-f,--file", arguments->upload.file, "The report; - is standard input")
      ->type_name("FILE")
      ->check(refuse_blank)
      ->required();
  command->add_option("-m,--model", arguments->model, "Model, as OWNER/NAME; reports seldom name it")
      ->type_name("MODEL")
      ->check(refuse_blank);
  command->add_option("-q,--quantization", arguments->quantization, "Quantization")
      ->type_name("QUANT")
      ->check(refuse_blank);
  command->add_option("-b,--backend", arguments->backend, "Backend that served the model (llama.cpp, vllm, ...)")
      ->type_name("BACKEND");
  command->add_option("-n,--notes", arguments->notes, "Notes to keep with the scores")->type_name("NOTES");
  commands.emplace_back(command, [arguments, &common] {
    UploadCommand upload_command = arguments->upload;
    upload_command.read = make_read_options(common);
    upload_command.read.model_name = arguments->model;
    upload_command.read.quantization = arguments->quantization;
    upload_command.read.backend = arguments->backend;
    upload_command.read.notes = arguments->notes;
    return upload(upload_command, common);
  });
}

}  // namespace llmbench::uploader
