// results_<time>.json of lm-evaluation-harness: one score a task, the categories of MMLU and MMLU-Pro together.

#include "parsers/json_documents.hpp"
#include "parsers/json_fields.hpp"
#include "parsers/lm_eval/results.hpp"
#include "parsers/lm_eval/tasks.hpp"
#include "parsers/served_name.hpp"
#include "parsers/user_overrides.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <chrono>
#include <map>

namespace llmbench::parsers {
std::unique_ptr<Format> make_lm_eval();

namespace {

using lm_eval::Task;
using lm_eval::TaskMetric;

double shown(const TaskMetric& metric) {
  const bool percent = lm_eval::is_share(metric.name) && metric.value >= 0 && metric.value <= 1;
  return percent ? metric.value * 100 : metric.value;
}

/// The metrics behind the headline.
Json sub_scores(const Task& task) {
  Json others = Json::object();
  for (std::size_t at = 1; at < task.metrics.size(); ++at) {
    const TaskMetric& metric = task.metrics[at];
    others[metric.filter.empty() ? metric.name : metric.name + "," + metric.filter] = shown(metric);
  }
  return others;
}

/// The unit of a headline that is no percent: the benchmark's own, else the metric's name.
std::string unit_of(const TaskMetric& metric, const std::string& benchmark) {
  if (lm_eval::is_share(metric.name) && metric.value >= 0 && metric.value <= 1) return "percent";
  const BenchmarkInfo* known = find_benchmark(benchmark);
  return known != nullptr && known->unit != "percent" ? std::string(known->unit) : metric.name;
}

GenericScore make_generic(const Task& task, const std::string& benchmark) {
  const TaskMetric& headline = task.metrics.front();
  GenericScore score;
  score.benchmark_name = benchmark;
  score.score = shown(headline);
  score.unit = unit_of(headline, benchmark);
  if (lm_eval::is_lower_better(headline.name)) score.higher_is_better = false;
  const bool percent = score.unit == "percent";
  if (headline.standard_error) score.standard_error = *headline.standard_error * (percent ? 100 : 1);
  if (percent && task.questions) score.correct_answers = lm_eval::correct_answers(headline, *task.questions);
  if (score.correct_answers) score.total_questions = task.questions;
  score.sub_scores = sub_scores(task);
  return score;
}

/// The score in its wire type; without the counts that the type asks for it is a Generic one with its standard error.
ScoreData make_data(const Task& task, const std::string& benchmark) {
  const BenchmarkInfo* known = find_benchmark(benchmark);
  if (known == nullptr || known->type == "Generic") return make_generic(task, benchmark);
  const TaskMetric& headline = task.metrics.front();
  const auto questions = task.questions;
  const auto correct = questions ? lm_eval::correct_answers(headline, *questions) : std::nullopt;
  const double percent = headline.value * 100;
  const bool share = headline.value >= 0 && headline.value <= 1;
  if (share && known->type == "MMLU") {
    return MmluScore{{{"overall", percent, correct ? questions : std::nullopt, correct}}};
  }
  if (share && known->type == "GSM8K" && correct) return Gsm8kScore{*correct, *questions};
  if (share && known->type == "HellaSwag" && correct) return HellaSwagScore{percent, *questions, *correct};
  if (share && known->type == "HumanEval" && questions) return HumanEvalScore{percent, {}, {}, *questions};
  if (share && known->type == "TruthfulQA" && questions) return TruthfulQaScore{percent, {}, *questions};
  return make_generic(task, benchmark);
}

Json context_of(const Task& task, bool typed) {
  Json context = task.context;
  const TaskMetric& headline = task.metrics.front();
  context["metric"] = headline.name;
  if (!headline.filter.empty()) context["answer_extraction"] = headline.filter;
  if (!typed) return context;
  Json details = sub_scores(task);
  if (headline.standard_error) details["stderr"] = *headline.standard_error * 100;
  if (!details.empty()) context["details"] = std::move(details);
  return context;
}

std::string text_of(const Json& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const std::string text = text_field(object, name); !text.empty()) return text;
  }
  return {};
}

/// "OWNER/NAME"; of a longer path only the last part, which names no folder of the machine.
std::string model_name_of(const Json& document, const Json& arguments) {
  std::string name = text_of(arguments, {"pretrained", "model"});
  if (name.empty()) name = text_field(document, "model_name");
  while (name.ends_with('/')) name.pop_back();
  const bool is_path = split(name, '/').size() > 2 && name.find("://") == std::string::npos;
  return is_path ? std::string(path_basename(name)) : name;
}

/// What is said about the weights: never the "auto" of a loader, nor the dtype beside a quantization.
std::string quantization_of(const Json& arguments, const std::string& model) {
  if (parse_served_name(model).quantization) return {};
  for (const char* other : {"quantization", "load_in_8bit", "load_in_4bit", "autogptq", "gptqmodel"}) {
    const std::string said = text_field(arguments, other);
    if (equals_ignoring_case(said, "fp8")) return "FP8";
    if (flag_field(arguments, other) || (!said.empty() && !equals_ignoring_case(said, "false") && said != "None"))
      return {};
  }
  std::string dtype = to_lower(text_of(arguments, {"dtype", "torch_dtype"}));
  if (dtype.starts_with("torch.")) dtype.erase(0, 6);
  if (dtype == "bfloat16") return "BF16";
  if (dtype == "float16" || dtype == "half") return "FP16";
  return dtype == "float32" ? "FP32" : "";
}

Json common_context(const Json& document, const Json& arguments) {
  Json context{{"harness", "lm-eval"}};
  const Json config = document.value("config", Json::object());
  if (const auto version = text_field(document, "lm_eval_version"); !version.empty())
    context["harness_version"] = version;
  if (const auto limit = number_field(config, "limit")) context["limit"] = *limit;
  if (document.contains("chat_template") && !document["chat_template"].is_null()) context["chat_template"] = true;
  if (flag_field(document, "fewshot_as_multiturn")) context["fewshot_as_multiturn"] = true;
  if (const auto mark = text_field(document, "system_instruction_sha"); !mark.empty()) context["system_prompt"] = mark;
  if (arguments.contains("enable_thinking")) context["thinking"] = arguments["enable_thinking"];
  if (const auto type = text_field(arguments, "kv_cache_dtype"); !type.empty() && type != "auto")
    context["kv_type"] = type;
  if (const auto revision = text_field(arguments, "revision"); !revision.empty() && revision != "main") {
    context["model_revision"] = revision;
  }
  const std::string model = text_field(config, "model");
  if (model == "vllm" || model == "sglang") context["serving_backend"] = model;
  if (model.starts_with("hf")) context["serving_backend"] = "transformers";
  if (const auto hash = text_field(document, "git_hash"); !hash.empty()) context["details"] = {{"git_hash", hash}};
  return context;
}

/// Categories of one benchmark, waiting for the others.
struct Categories {
  MmluScore score;
  Json context;
};

void add_scores(const std::vector<Task>& tasks, VariantScores& scores) {
  std::map<std::string, Categories> by_benchmark;
  for (const Task& task : tasks) {
    const TaskMetric& headline = task.metrics.front();
    const auto part = lm_eval::category_of(task.name);
    if (part && headline.value >= 0 && headline.value <= 1) {
      Categories& categories = by_benchmark[part->benchmark];
      const auto correct = task.questions ? lm_eval::correct_answers(headline, *task.questions) : std::nullopt;
      categories.score.categories.push_back(
          {part->category, headline.value * 100, correct ? task.questions : std::nullopt, correct});
      if (categories.context.empty()) categories.context = context_of(task, false);
      categories.context["task"] = part->benchmark;
      continue;
    }
    const std::string benchmark = lm_eval::benchmark_of(task.name).value_or(task.name);
    ScoreData data = make_data(task, benchmark);
    const bool typed = !std::holds_alternative<GenericScore>(data);
    ScoreUpload upload{std::move(data), {}, {}, context_of(task, typed)};
    if (std::holds_alternative<MmluScore>(upload.data)) upload.benchmark = benchmark;
    scores.scores.push_back(std::move(upload));
  }
  for (auto& [benchmark, categories] : by_benchmark) {
    scores.scores.push_back({std::move(categories.score), benchmark, {}, std::move(categories.context)});
  }
}

std::optional<TimePoint> time_of_evaluation(const Json& document) {
  const auto seconds = number_field(document, "date");
  if (!seconds) return std::nullopt;
  return TimePoint{std::chrono::microseconds(static_cast<std::int64_t>(*seconds * 1e6))};
}

bool is_lighteval(std::string_view head) {
  return contains(head, "\"config_general\"");
}

class LmEval : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "lm-eval"; }
  [[nodiscard]] std::string_view description() const override {
    return "a results file of lm-evaluation-harness (JSON)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "lm_eval --model hf --model_args pretrained=MODEL --tasks hellaswag --output_path results";
  }
  [[nodiscard]] std::string_view files() const override {
    return "results_*.json, of the releases since 0.4 and of those before.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const auto has = [&](std::string_view key) { return contains(head, key); };
    if (!trim(head).starts_with('{') || !has("\"results\"")) return 0;
    if (is_lighteval(head)) return 80;
    return has("_stderr") || has(",none\"") || has("\"model_args\"") ? 90 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    if (is_lighteval(stream.head())) {
      throw Error{ErrorCode::invalid_input,
                  stream.name() +
                      " is a results file of lighteval, which cannot be read: its tasks are not those of "
                      "lm-evaluation-harness; run them with lm_eval instead"};
    }
    MessageLog log;
    const JsonDocuments documents = read_json_documents(stream, log);
    ReadResult result;
    result.messages = log.take();
    result.partial = documents.partial;
    for (const JsonDocument& document : documents.documents) read_document(document.value, options, result);
    if (result.scores.empty()) {
      throw Error{ErrorCode::invalid_input, stream.name() + " holds no result of a task"};
    }
    return result;
  }

 private:
  static void read_document(const Json& document, const ReadOptions& options, ReadResult& result) {
    const auto tasks = lm_eval::list_tasks(document);
    if (tasks.empty()) return;
    const Json arguments = lm_eval::model_arguments(document);
    const std::string model = model_name_of(document, arguments);
    const std::string quantization = quantization_of(arguments, model);
    VariantScores scores = name_variant({model, "", quantization, "results file"}, options, result.messages);
    if (scores.lora_adapter.empty()) scores.lora_adapter = std::string(path_basename(text_field(arguments, "peft")));
    scores.timestamp = time_of_evaluation(document);
    scores.context = with_user_context(common_context(document, arguments), options);
    add_scores(tasks, scores);
    result.records_read += tasks.size();
    if (!scores.scores.empty()) result.scores.push_back(std::move(scores));
  }
};

}  // namespace

std::unique_ptr<Format> make_lm_eval() {
  return std::make_unique<LmEval>();
}

}  // namespace llmbench::parsers
