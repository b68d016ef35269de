#include "parsers/serving/figures.hpp"

#include "parsers/served_name.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::parsers {
namespace {

struct FigureFamily {
  std::string_view field;
  std::string_view metric;
};
constexpr FigureFamily kFamilies[] = {
    {"ttft", "ttft"},    {"tpot", "tpot"},           {"itl", "itl"},
    {"e2el", "request"}, {"e2e_latency", "request"}, {"e2e", "request"},
};

std::optional<std::string> statistic_name(std::string_view word) {
  if (word == "median") return "p50";
  for (const std::string_view known : {"mean", "std", "min", "max"}) {
    if (word == known) return std::string(known);
  }
  if (!word.starts_with('p') || word.size() < 2) return std::nullopt;
  return parse_double(word.substr(1)) ? std::optional(std::string(word)) : std::nullopt;
}

std::string shown(double value) {
  constexpr double kHundredths = 100;
  return format_number(std::round(value * kHundredths) / kHundredths);
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<double> as_double(std::optional<std::int64_t> count) {
  return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
}

}  // namespace

std::optional<std::string> latency_metric_name(std::string_view field) {
  constexpr std::string_view kUnit = "_ms";
  const std::size_t underscore = field.find('_');
  if (underscore == std::string_view::npos || !field.ends_with(kUnit)) return std::nullopt;
  const auto statistic = statistic_name(field.substr(0, underscore));
  if (!statistic || field.size() <= underscore + 1 + kUnit.size()) return std::nullopt;
  const std::string_view family = field.substr(underscore + 1, field.size() - underscore - 1 - kUnit.size());
  const auto* row = std::ranges::find(kFamilies, family, &FigureFamily::field);
  if (row == std::end(kFamilies)) return std::nullopt;
  return std::string(row->metric) + "_" + *statistic + "_ms";
}

void add_latency(std::vector<Metric>& metrics, const std::string& name, std::optional<double> milliseconds,
                 Json context) {
  if (!milliseconds || *milliseconds < 0 || metric_value(metrics, name)) return;
  if (*milliseconds == 0 && name.find("_std_") == std::string::npos) return;
  add_metric(metrics, name.c_str(), milliseconds, "ms", std::move(context));
}

void add_requests(ToolRun& tool, const RequestCounts& counts, const std::string& place, MessageLog& messages) {
  auto asked = counts.asked;
  if (!asked && counts.completed && counts.failed) asked = *counts.completed + *counts.failed;
  auto failed = counts.failed;
  if (!failed && asked && counts.completed) failed = std::max<std::int64_t>(0, *asked - *counts.completed);
  add_metric(tool.metrics, "total_requests", as_double(asked), "requests",
             counts.asked ? Json::object() : Json{{"computed", "completed + failed"}});
  add_metric(tool.metrics, "successful_requests", as_double(counts.completed), "requests");
  add_metric(tool.metrics, "failed_requests", as_double(counts.failed), "requests");
  if (asked && failed && *asked > 0) {
    const double rate = static_cast<double>(*failed) / static_cast<double>(*asked);
    add_metric(tool.metrics, "error_rate", rate, "", {{"computed", "failed / asked"}});
    constexpr double kMostErrors = 0.01;
    const std::string shares = std::to_string(*failed) + " of " + std::to_string(*asked) + " requests failed: ";
    if (counts.completed == 0) {
      messages.warn(place, shares + "stored as a failed run");
    } else if (rate > kMostErrors) {
      messages.warn(place, shares + "the run is shown as partial and not ranked");
    }
  }
  if (counts.completed && *counts.completed == 0) {
    tool.status = RunStatus::failed;
    tool.error = "no request was answered";
    if (asked) tool.error += " (" + std::to_string(*asked) + " were sent)";
  }
}

void add_checked_rate(std::vector<Metric>& metrics, const CheckedRate& rate, std::optional<double> seconds,
                      const std::string& place, MessageLog& messages) {
  if (!rate.count || *rate.count <= 0 || !seconds || *seconds <= 0) {
    if (rate.reported && *rate.reported > 0) add_metric(metrics, rate.metric, rate.reported, rate.unit);
    return;
  }
  const double computed = *rate.count / *seconds;
  add_metric(metrics, rate.metric, computed, rate.unit, {{"computed", "count / duration"}});
  constexpr double kTolerance = 0.1;
  if (!rate.reported || *rate.reported <= 0 || std::abs(*rate.reported - computed) <= kTolerance * computed) return;
  add_metric(metrics, rate.reported_metric, rate.reported, rate.unit);
  messages.warn(place, "the tool prints " + shown(*rate.reported) + " " + rate.unit + ", but " +
                           format_number(*rate.count) + " in " + shown(*seconds) + " s are " + shown(computed) + " " +
                           rate.unit + ": the latter is " + rate.metric);
}

void add_speed_per_request(ToolRun& tool) {
  const auto tpot = metric_value(tool.metrics, "tpot_p50_ms");
  if (tool.load != Load::concurrent || !tpot) return;
  constexpr double kMillisecondsPerSecond = 1000;
  add_metric(tool.metrics, "tokens_per_second_per_request", kMillisecondsPerSecond / *tpot, "tok/s",
             {{"computed", "1000 / tpot_p50_ms"}});
}

void set_load(ToolRun& tool, const RequestLoad& load) {
  tool.load = load.load;
  tool.concurrent_requests = load.concurrency;
  tool.concurrency_source = load.source;
}

std::optional<double> metric_value(const std::vector<Metric>& metrics, std::string_view name) {
  const auto at = std::ranges::find(metrics, name, &Metric::name);
  return at == metrics.end() ? std::nullopt : std::optional(at->value);
}

double round_to_digits(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double scale = std::pow(10.0, digits - 1 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

std::string spelled_out_time(std::string_view text) {
  constexpr std::size_t kDate = 8;
  constexpr std::size_t kTime = 6;
  text = trim(text);
  if (text.size() != kDate + 1 + kTime || text[kDate] != '-' || !is_digits(text.substr(0, kDate)) ||
      !is_digits(text.substr(kDate + 1))) {
    return std::string(text);
  }
  const auto part = [&](std::size_t at, std::size_t size) { return std::string(text.substr(at, size)); };
  return part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(9, 2) + ":" + part(11, 2) + ":" + part(13, 2);
}

void set_time(ToolRun& tool, std::string_view text) {
  bool has_zone = false;
  tool.time = parse_time(spelled_out_time(text), &has_zone);
  if (tool.time && !has_zone) tool.source["time_zone"] = "unknown";
}

void refuse_several_models(const std::vector<std::string>& served_names, const ReadOptions& options) {
  if (options.all_one_model) return;
  std::vector<std::string> models;
  std::vector<std::string> quantizations;
  const auto keep = [](std::vector<std::string>& list, const std::optional<std::string>& name) {
    if (name && std::ranges::find(list, *name) == list.end()) list.push_back(*name);
  };
  for (const std::string& name : served_names) {
    const ServedName served = parse_served_name(name);
    keep(models, served.model_name);
    keep(quantizations, served.quantization);
  }
  const auto refuse = [](const std::string& flag, const std::string& what, const std::vector<std::string>& names) {
    throw Error{ErrorCode::invalid_input, flag + " was given, but the input holds several " + what + ": " +
                                              join(names, ", ") +
                                              "; leave it out, or say --all-one-model when they are one"};
  };
  if (options.model_name && models.size() > 1) refuse("-m " + *options.model_name, "models", models);
  if (!options.quantization) return;
  const bool names_another = std::ranges::any_of(quantizations, [&](const std::string& name) {
    return name != normalise_quantization(*options.quantization).name;
  });
  if (quantizations.size() > 1 || (models.size() > 1 && names_another)) {
    refuse("-q " + *options.quantization, "quantizations",
           quantizations.size() > 1 ? quantizations : std::vector{quantizations.front(), std::string("unknown")});
  }
}

void add_run(ReadResult& result, ToolRun tool, const ReadOptions& options, MessageLog& messages) {
  result.partial = result.partial || tool.partial;
  result.runs.push_back(make_tool_run(std::move(tool), options, messages));
  ++result.records_read;
}

}  // namespace llmbench::parsers
