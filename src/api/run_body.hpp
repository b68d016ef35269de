#pragma once
// Bodies that hold a run: {"experiment_run": {...}}, and in bulk the bare run too. Used by the upload endpoints.

#include "llmbench/domain/run.hpp"
#include "llmbench/util/json.hpp"

#include <string>
#include <vector>

namespace llmbench::api {

struct RunBody {
  ExperimentRun run;
  std::vector<std::string> warnings;
};

/// Throws Error{invalid_input} with everything wrong at once: what has the wrong type and what has a wrong value.
[[nodiscard]] RunBody decode_run_body(const Json& document);
/// The same, and an object without `experiment_run` is the run itself.
[[nodiscard]] RunBody decode_run_item(const Json& document);

}  // namespace llmbench::api
