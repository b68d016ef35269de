#include "parsers/lm_eval/results.hpp"

#include "parsers/json_fields.hpp"
#include "parsers/lm_eval/tasks.hpp"

#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::parsers::lm_eval {
namespace {

const Json& member(const Json& object, const std::string& name) {
  static const Json kNothing = Json::object();
  const auto found = object.find(name);
  return found == object.end() || !found->is_object() ? kNothing : *found;
}

std::vector<TaskMetric> read_metrics(const std::string& task, const Json& record) {
  std::vector<TaskMetric> metrics;
  if (!record.is_object()) return metrics;
  for (const auto& [key, value] : record.items()) {
    const std::size_t comma = key.find(',');
    TaskMetric metric;
    metric.name = key.substr(0, comma);
    if (comma != std::string::npos && key.substr(comma + 1) != "none") metric.filter = key.substr(comma + 1);
    if (!value.is_number() || metric.name.ends_with("_stderr") || metric.name.starts_with("sample_")) continue;
    metric.value = value.get<double>();
    const std::string tail = comma == std::string::npos ? "" : key.substr(comma);
    metric.standard_error = number_field(record, (metric.name + "_stderr" + tail).c_str());
    metrics.push_back(std::move(metric));
  }
  std::ranges::stable_sort(metrics, {},
                           [&](const TaskMetric& metric) { return headline_rank(task, metric.name, metric.filter); });
  return metrics;
}

/// A group, when one of its members is there.
bool is_covered_group(const Json& document, const std::string& name) {
  const Json& results = member(document, "results");
  const Json& groups = member(document, "group_subtasks");
  if (const auto members = groups.find(name); members != groups.end() && members->is_array() && !members->empty()) {
    return std::ranges::any_of(
        *members, [&](const Json& task) { return task.is_string() && results.contains(task.get<std::string>()); });
  }
  return member(document, "groups").contains(name);
}

void copy_if_there(Json& context, const char* name, const Json& object, const char* key) {
  if (object.contains(key) && !object[key].is_null()) context[name] = object[key];
}

Json task_context(const Json& document, const std::string& task) {
  Json context{{"task", task}};
  const Json& config = member(document, "config");
  const Json& task_config = member(member(document, "configs"), task);
  copy_if_there(context, "shots", config, "num_fewshot");
  // A list has one number a task in an order that is lost here.
  if (const auto shots = context.find("shots"); shots != context.end() && shots->is_array()) {
    const Json numbers = *shots;
    context.erase(shots);
    const bool equal = std::ranges::all_of(numbers, [&](const Json& number) { return number == numbers.front(); });
    if (equal && !numbers.empty()) context["shots"] = numbers.front();
  }
  copy_if_there(context, "shots", task_config, "num_fewshot");
  copy_if_there(context, "shots", member(document, "n-shot"), task.c_str());
  copy_if_there(context, "task_version", member(document, "versions"), task.c_str());
  for (const Json* generation : {&member(task_config, "generation_kwargs"), &member(config, "gen_kwargs")}) {
    copy_if_there(context, "temperature", *generation, "temperature");
    copy_if_there(context, "top_p", *generation, "top_p");
    copy_if_there(context, "max_tokens", *generation, "max_gen_toks");
  }
  return context;
}

std::optional<std::int64_t> size_of(const std::string& task) {
  if (const auto part = category_of(task)) {
    return find_category(*find_benchmark(part->benchmark), part->category)->questions;
  }
  const auto name = benchmark_of(task);
  const BenchmarkInfo* known = name ? find_benchmark(*name) : nullptr;
  return known == nullptr || known->questions == 0 ? std::nullopt : std::optional<std::int64_t>(known->questions);
}

std::optional<std::int64_t> questions_of(const Json& document, const std::string& task) {
  if (const auto said = integer_field(member(member(document, "n-samples"), task), "effective")) return said;
  const auto size = size_of(task);
  const auto limit = number_field(member(document, "config"), "limit");
  if (!limit) return size;
  if (*limit >= 1) return std::min(static_cast<std::int64_t>(*limit), size.value_or(INT64_MAX));
  return size ? std::optional(static_cast<std::int64_t>(std::ceil(static_cast<double>(*size) * *limit))) : std::nullopt;
}

}  // namespace

std::vector<Task> list_tasks(const Json& document) {
  std::vector<Task> tasks;
  for (const auto& [name, record] : member(document, "results").items()) {
    if (is_covered_group(document, name)) continue;
    Task task{name, read_metrics(name, record), {}, {}};
    if (task.metrics.empty()) continue;
    task.questions = questions_of(document, name);
    task.context = task_context(document, name);
    tasks.push_back(std::move(task));
  }
  return tasks;
}

std::optional<std::int64_t> correct_answers(const TaskMetric& metric, std::int64_t questions) {
  if (questions < 1 || metric.value < 0 || metric.value > 1) return std::nullopt;
  const auto n = static_cast<double>(questions);
  const double right = std::round(metric.value * n);
  constexpr double kRounding = 1e-6;
  if (std::abs(metric.value - right / n) > kRounding) return std::nullopt;
  if (!metric.standard_error || questions < 2) return static_cast<std::int64_t>(right);
  constexpr double kAgreement = 0.02;  // of the standard error, which may be printed short
  const double variance = metric.value * (1 - metric.value);
  const auto agrees = [&](double divisor) {
    const double expected = std::sqrt(variance / divisor);
    return std::abs(*metric.standard_error - expected) <= kAgreement * std::max(expected, kRounding);
  };
  if (!agrees(n - 1) && !agrees(n)) return std::nullopt;  // sample or population: wrappers print either
  return static_cast<std::int64_t>(right);
}

Json model_arguments(const Json& document) {
  const Json& config = member(document, "config");
  if (!config.contains("model_args")) return Json::object();
  const Json& said = config["model_args"];
  if (said.is_object()) return said;
  Json arguments = Json::object();
  if (!said.is_string()) return arguments;
  for (const std::string& pair : split(said.get_ref<const std::string&>(), ',')) {
    const std::size_t equals = pair.find('=');
    if (equals != std::string::npos) arguments[std::string(trim(pair.substr(0, equals)))] = pair.substr(equals + 1);
  }
  return arguments;
}

}  // namespace llmbench::parsers::lm_eval
