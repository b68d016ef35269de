#pragma once
// One call of an uploading command: reads the input, sends what is in it (or prints it), reports.

#include "apps/uploader/options.hpp"
#include "apps/uploader/report.hpp"

#include "llmbench/parsers/format.hpp"

#include <string>

namespace llmbench::uploader {

struct UploadCommand {
  std::string format;  ///< name of the input format
  std::string file;    ///< "-" = standard input
  parsers::ReadOptions read;
  std::string scores_file;  ///< scores to attach to the runs; "" = none
};

/// Never throws: every failure is reported and becomes the exit code.
[[nodiscard]] ExitCode upload(const UploadCommand& command, const CommonOptions& common);

}  // namespace llmbench::uploader
