// What Ollama says about a request: the lines of `ollama run --verbose`, and the JSON of /api/generate and /api/chat.
// Prompts to one model are samples of one run; their texts are never kept.

#include "parsers/serving/figures.hpp"
#include "parsers/serving/ollama_requests.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace llmbench::parsers {
std::unique_ptr<Format> make_ollama();

namespace {

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The mean over prompts, each prompt a sample; nothing when no prompt has the figure.
void add_samples(std::vector<Metric>& metrics, const char* name, const std::vector<double>& values, const char* unit,
                 Json context = Json::object()) {
  if (values.empty()) return;
  context["computed"] = "mean over prompts";
  add_metric(metrics, name, mean_of(values), unit, std::move(context));
  if (values.size() > 1) metrics.back().samples = values;
}

struct Samples {
  std::vector<double> speeds;
  std::vector<double> prompt_speeds;
  std::vector<double> generated;
  std::vector<double> prompts;
  std::vector<double> totals_ms;
};

Samples collect(const std::vector<OllamaRequest>& requests) {
  constexpr double kMillisecondsPerSecond = 1000;
  Samples samples;
  const auto keep = [](std::vector<double>& list, std::optional<double> value, double factor = 1) {
    if (value && *value > 0) list.push_back(*value * factor);
  };
  for (const OllamaRequest& request : requests) {
    keep(samples.speeds, request.speed);
    keep(samples.prompt_speeds, request.prompt_speed);
    keep(samples.generated, request.generated_tokens);
    keep(samples.prompts, request.prompt_tokens);
    keep(samples.totals_ms, request.total_seconds, kMillisecondsPerSecond);
  }
  return samples;
}

void add_total(std::vector<Metric>& metrics, const char* name, const std::vector<double>& tokens) {
  if (tokens.empty()) return;
  add_metric(metrics, name, std::accumulate(tokens.begin(), tokens.end(), 0.0), "tokens", {{"computed", "sum"}});
}

/// "tg361": the length of the test is the mean over its prompts.
Json test_context(const char* kind, const std::vector<double>& tokens) {
  if (tokens.empty()) return Json::object();
  return {{"test", kind + std::to_string(std::max(1LL, std::llround(mean_of(tokens))))}};
}

/// The first prompt loads the model. Under a fifth of a second it was in memory already and nothing was loaded.
void add_loading_time(const std::vector<OllamaRequest>& requests, ToolRun& tool) {
  constexpr double kShortestLoad = 0.2;
  const auto seconds = requests.front().load_seconds;
  if (!seconds) return;
  if (*seconds >= kShortestLoad) {
    add_metric(tool.metrics, "model_loading_time", seconds, "s");
  } else {
    tool.original["load_duration_seconds"] = *seconds;
  }
}

/// A prompt that was cached, or prompts of very different lengths: their mean says little.
void warn_about_spread(const ToolRun& tool, MessageLog& messages) {
  constexpr double kUnusualRatio = 2;
  for (const Metric& metric : tool.metrics) {
    if (metric.unit != "tok/s" || metric.samples.size() < 2) continue;
    const auto [lowest, highest] = std::ranges::minmax(metric.samples);
    if (highest <= kUnusualRatio * lowest) continue;
    messages.warn("", metric.name + " of the " + std::to_string(metric.samples.size()) + " prompts lies between " +
                          format_number(lowest) + " and " + format_number(highest) +
                          " tok/s: a prompt was cached or their lengths differ, so the mean says little");
  }
}

ToolRun run_of(const std::vector<OllamaRequest>& requests) {
  ToolRun tool;
  const OllamaRequest& first = requests.front();
  tool.tool = "ollama";
  tool.document = "output of ollama";
  tool.served_name = first.model;
  tool.backend = "ollama";
  tool.time = first.time;
  tool.load = Load::single;
  const Samples samples = collect(requests);
  add_samples(tool.metrics, "tokens_per_second", samples.speeds, "tok/s", test_context("tg", samples.generated));
  add_samples(tool.metrics, "prompt_processing_speed", samples.prompt_speeds, "tok/s",
              test_context("pp", samples.prompts));
  add_samples(tool.metrics, "request_mean_ms", samples.totals_ms, "ms");
  add_total(tool.metrics, "total_input_tokens", samples.prompts);
  add_total(tool.metrics, "total_output_tokens", samples.generated);
  add_metric(tool.metrics, "total_requests", static_cast<double>(requests.size()), "requests",
             {{"computed", "prompts in the input"}});
  if (first.loaded_gb) {
    add_metric(tool.metrics, "memory_usage_gb", first.loaded_gb, "GB", {{"estimated", true}, {"source", "ollama ps"}});
  }
  add_loading_time(requests, tool);
  if (!first.processor.empty()) tool.settings["processor"] = first.processor;
  if (first.processor == "100% CPU") {
    tool.hardware.gpu_model = kCpuOnly;
    tool.hardware.gpu_memory_gb = 0;
    tool.hardware.gpu_count = 0;
  }
  tool.identity = {{"processor", first.processor}, {"requests", requests.size()}};
  return tool;
}

class Ollama : public Format {
 public:
  [[nodiscard]] std::string_view name() const override { return "ollama"; }
  [[nodiscard]] std::string_view description() const override {
    return "output of Ollama (ollama run --verbose, or JSON of its API)";
  }
  [[nodiscard]] std::string_view example() const override {
    return "ollama run MODEL --verbose \"PROMPT\" 2>&1 | tee ollama.log";
  }
  [[nodiscard]] std::string_view files() const override {
    return "Transcripts of --verbose with one prompt or several, and answers of /api/generate and /api/chat, whole or "
           "streamed.";
  }
  [[nodiscard]] int detect(std::string_view head) const override {
    const auto has = [&](std::string_view mark) { return contains(head, mark); };
    if (has("\"eval_duration\"") && has("\"eval_count\"")) return 95;
    if (has("prompt eval rate:") && has("eval duration:")) return 95;
    if (has("eval rate:") && has("total duration:")) return 90;
    return has("\"created_at\"") && has("\"done\"") && has("\"model\"") ? 75 : 0;
  }
  [[nodiscard]] ReadResult read(TextStream& stream, const ReadOptions& options) const override {
    MessageLog messages;
    ReadResult result;
    OllamaRequests found = read_ollama_requests(stream, messages);
    if (found.requests.empty()) {
      throw Error{ErrorCode::invalid_input,
                  stream.name() +
                      " holds no finished answer of Ollama: the lines from \"total duration\" "
                      "to \"eval rate\" (run with --verbose), or \"eval_duration\""};
    }
    std::vector<std::string> models;
    for (const OllamaRequest& request : found.requests) models.push_back(request.model);
    refuse_several_models(models, options);
    while (!found.requests.empty()) {
      const std::string model = found.requests.front().model;
      std::vector<OllamaRequest> same;
      for (const OllamaRequest& request : found.requests) {
        if (request.model == model) same.push_back(request);
      }
      std::erase_if(found.requests, [&](const OllamaRequest& request) { return request.model == model; });
      result.records_read += same.size() - 1;
      ToolRun run = run_of(same);
      warn_about_spread(run, messages);
      add_run(result, std::move(run), options, messages);
    }
    result.partial = result.partial || found.partial;
    result.messages = messages.take();
    return result;
  }
};

}  // namespace

std::unique_ptr<Format> make_ollama() {
  return std::make_unique<Ollama>();
}

}  // namespace llmbench::parsers
