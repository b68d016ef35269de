#pragma once
// One call of a command that sends: reads the inputs, sends what is in them (or prints it), reports.

#include "apps/uploader/common_options.hpp"
#include "apps/uploader/report.hpp"

#include "llmbench/parsers/format.hpp"

#include <functional>
#include <string>
#include <vector>

namespace llmbench::uploader {

struct UploadCommand {
  std::string format;              ///< name of the input format; "" = each file's own, by its content
  std::vector<std::string> files;  ///< "-" = standard input
  bool searches_folders = false;   ///< a folder among the files stands for everything below it
  parsers::ReadOptions read;
  std::string scores_file;  ///< scores to attach to the runs; "" = none
  /// What the command line says and the reader does not know about; empty = nothing.
  std::function<void(parsers::ReadResult&)> complete;
};

/// Never throws Error: every failure is reported and becomes the exit code.
[[nodiscard]] ExitCode upload(const UploadCommand& command, const CommonOptions& common);

/// Sends what lies in the queue, each item to its own server.
[[nodiscard]] ExitCode sync_queue(const CommonOptions& common);

}  // namespace llmbench::uploader
