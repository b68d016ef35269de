#pragma once
// A results file of lm-evaluation-harness as data: its tasks with their metrics, of the form since 0.4 ("acc,none") and
// the one before ("acc").

#include "llmbench/util/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llmbench::parsers::lm_eval {

struct TaskMetric {
  std::string name;    ///< "exact_match"
  std::string filter;  ///< "strict-match"; "" = none
  double value = 0;    ///< as the file has it
  std::optional<double> standard_error;
};

struct Task {
  std::string name;
  std::vector<TaskMetric> metrics;  ///< the headline first; never empty
  std::optional<std::int64_t> questions;
  Json context = Json::object();  ///< task version, shots, generation: what makes two results of it comparable
};

/// Every task that stands for itself: groups of tasks that are there are left out, and so are tasks without a number.
[[nodiscard]] std::vector<Task> list_tasks(const Json& document);

/// k of n right when the value says so within its rounding and its standard error is that of n questions.
[[nodiscard]] std::optional<std::int64_t> correct_answers(const TaskMetric& metric, std::int64_t questions);

/// "pretrained=OWNER/NAME,dtype=auto" or an object; {} when there are none.
[[nodiscard]] Json model_arguments(const Json& document);

}  // namespace llmbench::parsers::lm_eval
