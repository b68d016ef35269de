#pragma once
// The commands of the uploader: each file of this folder adds some of them and says how they are carried out.

#include "apps/uploader/exit_code.hpp"
#include "apps/uploader/options.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace llmbench::uploader {

using Commands = std::vector<std::pair<CLI::App*, std::function<ExitCode()>>>;

/// upload, and the commands that name a format (uploads.cpp).
void add_uploads(CLI::App& app, const CommonOptions& common, Commands& commands);
/// benchmarks: scores without a run.
void add_benchmarks(CLI::App& app, const CommonOptions& common, Commands& commands);
/// sync, queue.
void add_queue(CLI::App& app, const CommonOptions& common, Commands& commands);
/// undo, void, show: runs that are stored.
void add_runs(CLI::App& app, const CommonOptions& common, Commands& commands);
/// grid.
void add_grid(CLI::App& app, const CommonOptions& common, Commands& commands);
/// login, config.
void add_account(CLI::App& app, const CommonOptions& common, Commands& commands);
/// hardware, record: about this machine.
void add_machine(CLI::App& app, const CommonOptions& common, Commands& commands);
/// formats, completion, man: about the program itself.
void add_about(CLI::App& app, const CommonOptions& common, Commands& commands);

/// The whole command line: shared options and every command.
void add_everything(CLI::App& app, CommonOptions& common, Commands& commands);

}  // namespace llmbench::uploader
