#pragma once
// The commands of the uploader, one file each: a function that adds the subcommand and says how it is carried out.

#include "apps/uploader/exit_code.hpp"
#include "apps/uploader/options.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace llmbench::uploader {

using Commands = std::vector<std::pair<CLI::App*, std::function<ExitCode()>>>;

void add_llama_bench(CLI::App& app, const CommonOptions& common, Commands& commands);
void add_mmlu_pro(CLI::App& app, const CommonOptions& common, Commands& commands);
void add_grid(CLI::App& app, const CommonOptions& common, Commands& commands);

}  // namespace llmbench::uploader
