// llm-benchmark-uploader llama-bench: speeds of one llama-bench output.

#include "apps/uploader/commands/command.hpp"
#include "apps/uploader/session.hpp"

#include <memory>

namespace llmbench::uploader {
namespace {

constexpr const char* kExamples =
    R"(  llama-bench -m Qwen3-4B-Q4_K_M.gguf -o json | llm-benchmark-uploader llama-bench -f -
  llm-benchmark-uploader llama-bench -f llama-bench.json -m "TheDrummer/Snowpiercer-15B-v1" -q "Q3_K_L"
  llm-benchmark-uploader llama-bench -f llama-bench.json -b scores.json --set driver=570.86 --tag nightly
  llm-benchmark-uploader llama-bench -f llama-bench.json --dry-run | jq .)";

struct Arguments {
  UploadCommand upload{"llama-bench", {}, {}, {}};
  std::optional<std::string> model;
  std::optional<std::string> quantization;
  std::string notes;
};

}  // namespace

void add_llama_bench(CLI::App& app, const CommonOptions& common, Commands& commands) {
  CLI::App* command =
      add_subcommand(app, "llama-bench", "Upload the output of llama-bench (-o json or -o jsonl)", kExamples);
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("-f,--file", arguments->upload.file, "Output of llama-bench; - is standard input")
      ->type_name("FILE")
      ->check(refuse_blank)
      ->required();
  command->add_option("-m,--model", arguments->model, "Model, as OWNER/NAME; default: what the file says")
      ->type_name("MODEL")
      ->check(refuse_blank);
  command->add_option("-q,--quantization", arguments->quantization, "Quantization; default: what the file says")
      ->type_name("QUANT")
      ->check(refuse_blank);
  command->add_option("-n,--notes", arguments->notes, "Notes to keep with the runs")->type_name("NOTES");
  command
      ->add_option("-b,--benchmark-scores", arguments->upload.scores_file,
                   "JSON file of scores of this model to store with the runs")
      ->type_name("FILE");
  commands.emplace_back(command, [arguments, &common] {
    UploadCommand upload_command = arguments->upload;
    upload_command.read = make_read_options(common);
    upload_command.read.model_name = arguments->model;
    upload_command.read.quantization = arguments->quantization;
    upload_command.read.notes = arguments->notes;
    return upload(upload_command, common);
  });
}

}  // namespace llmbench::uploader
