#pragma once
// Reads one result file of a benchmark tool and stores what is in it: what llm-benchmark-uploader does, in the server,
// so that a browser can upload too. Called by POST /api/import.

#include "llmbench/parsers/format.hpp"
#include "llmbench/service/upload_service.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

struct ImportRequest {
  std::string format = "auto";         ///< a name of list_formats(), or auto: found by content
  std::string file_name = "the file";  ///< what messages call it
  parsers::ReadOptions options;        ///< what the user said; wins over the file
  bool dry_run = false;                ///< read and check, store nothing
};

/// One run of the file. Exactly one of `stored` and `error` is set, neither in a dry run that found nothing wrong.
struct ImportedRun {
  ExperimentRun run;  ///< as llm-benchmark-uploader would send it
  std::vector<std::string> warnings;
  std::optional<RunUploadOutcome> stored;
  std::optional<Error> error;
};

/// The scores of one model variant; set as in ImportedRun.
struct ImportedScores {
  parsers::VariantScores scores;
  std::vector<std::string> warnings;
  std::optional<ScoresUploadOutcome> stored;
  std::optional<Error> error;
};

struct ImportOutcome {
  std::string format;    ///< the one that was read
  bool partial = false;  ///< the file was damaged; what could be read is here
  std::size_t records_read = 0;
  std::size_t records_dropped = 0;
  std::vector<parsers::Message> messages;
  std::vector<ImportedRun> runs;
  std::vector<ImportedScores> scores;
};

class ImportService {
 public:
  /// `uploads` must outlive it.
  explicit ImportService(UploadService& uploads) : uploads_(uploads) {}

  /// Each run, and the scores of each variant, stand alone. Throws Error{invalid_input} with one sentence when nothing
  /// usable is in `bytes`, and Error{invalid_query} for an unknown format, naming the nearest.
  [[nodiscard]] ImportOutcome import(std::string bytes, const ImportRequest& request, TimePoint received_at,
                                     const std::optional<std::string>& actor = {});

 private:
  void store_runs(ImportOutcome& outcome, TimePoint received_at, const std::optional<std::string>& actor);
  void store_scores(ImportedScores& imported, TimePoint received_at, const std::optional<std::string>& actor);

  UploadService& uploads_;
};

}  // namespace llmbench::service
