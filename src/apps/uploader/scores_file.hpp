#pragma once
// A JSON file of scores that are attached to runs (`llama-bench -b`).

#include "llmbench/domain/score.hpp"

#include <string>
#include <vector>

namespace llmbench::uploader {

struct ScoresFile {
  std::vector<ScoreUpload> scores;
  std::vector<std::string> unknown_fields;  ///< paths; they are not sent
};

/// An array of Score objects, or an object with `benchmark_scores`. Throws Error naming the file and every wrong field.
[[nodiscard]] ScoresFile read_scores_file(const std::string& path);

}  // namespace llmbench::uploader
