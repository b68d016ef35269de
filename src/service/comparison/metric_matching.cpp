#include "service/comparison/metric_matching.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/domain/metric_catalogue.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>

namespace llmbench::service {
namespace {

using Context = std::map<std::string, std::string>;

/// Without one of these on one side nobody knows whether both sides measured the same.
constexpr std::array<std::string_view, 7> kTelling{"test",  "n_depth", "n_prompt",      "n_gen",
                                                   "place", "device",  "context_tokens"};
/// Said only when true.
constexpr std::array<std::string_view, 3> kMarks{"estimated", "reserved", "gpu_assisted"};

bool has_name(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// A figure of the measurement itself, whatever a tool calls it: avg_ns, stddev_ts, bytes, reported_ttft.
bool is_figure(std::string_view name) {
  for (const std::string_view prefix : {"avg_", "stddev_", "samples_", "median_", "min_", "max_", "reported_"}) {
    if (name.starts_with(prefix)) return true;
  }
  for (const std::string_view suffix : {"_ns", "_ms", "_ts", "_time", "_tps"}) {
    if (name.ends_with(suffix)) return true;
  }
  return name == "bytes";
}

std::string text_of(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number()) return format_number(value.get<double>());
  return std::string(trim(value.get_ref<const std::string&>()));
}

/// "tg128 @ d4096" is the test tg128 at depth 4096; the depth of a known test is 0 unless it is said.
void split_test(Context& context) {
  const auto stated = context.find("test");
  const auto test = stated == context.end() ? std::nullopt : parse_speed_test(stated->second);
  if (!test) return;
  SpeedPoint point;
  point.kind = test->kind;
  point.tokens = test->tokens;
  stated->second = speed_test_name(point);
  if (test->depth > 0 || !context.contains("n_depth")) context["n_depth"] = std::to_string(test->depth);
  context.erase("n_prompt");
  context.erase("n_gen");
}

Context normalised_context(const Metric& metric) {
  Context context;
  if (!metric.context.is_object()) return context;
  for (const auto& [name, value] : metric.context.items()) {
    if (value.is_null() || value.is_structured() || is_figure(name)) continue;
    std::string text = text_of(value);
    if (text.empty() || (has_name(kMarks, name) && text == "no")) continue;
    context[name == "n_ctx" ? "context_tokens" : name] = std::move(text);
  }
  if (parse_speed_test(metric.name)) context["test"] = metric.name;
  split_test(context);
  return context;
}

std::string value_in(const Context& context, const std::string& name) {
  const auto at = context.find(name);
  if (at != context.end()) return at->second;
  return has_name(kMarks, name) ? "no" : "not known";
}

/// The first field that tells the two apart.
std::optional<std::string> context_difference(const Metric& a, const Metric& b) {
  const Context of_a = normalised_context(a);
  const Context of_b = normalised_context(b);
  Context all = of_a;
  all.insert(of_b.begin(), of_b.end());
  for (const auto& [name, value] : all) {
    const bool in_both = of_a.contains(name) && of_b.contains(name);
    // What only one tool writes and nobody knows to matter is no reason: newer tools write more.
    if (!in_both && !has_name(kTelling, name) && !has_name(kMarks, name)) continue;
    const std::string in_a = value_in(of_a, name);
    const std::string in_b = value_in(of_b, name);
    if (in_a != in_b) return name + " is " + in_a + " in A and " + in_b + " in B";
  }
  return std::nullopt;
}

std::optional<std::string> unit_difference(const Metric& a, const Metric& b) {
  const auto plain = [](const Metric& metric) {
    return std::string(canonical_unit(metric.unit).value_or(trim(metric.unit)));
  };
  const std::string of_a = plain(a);
  const std::string of_b = plain(b);
  if (of_a == of_b) return std::nullopt;
  const auto quoted = [](const std::string& unit) { return unit.empty() ? std::string("not given") : unit; };
  return "the unit is " + quoted(of_a) + " in A and " + quoted(of_b) + " in B";
}

std::map<std::string, const Metric*> measured_by_name(const std::vector<Metric>& metrics) {
  std::map<std::string, const Metric*> by_name;
  for (const Metric& metric : metrics) {
    if (!is_copied(metric)) by_name.emplace(metric.name, &metric);
  }
  return by_name;
}

}  // namespace

MatchedMetrics match_metrics(const std::vector<Metric>& a, const std::vector<Metric>& b) {
  MatchedMetrics matched;
  const auto of_a = measured_by_name(a);
  const auto of_b = measured_by_name(b);
  for (const auto& [name, metric] : of_a) {
    const auto other = of_b.find(name);
    if (other == of_b.end()) {
      matched.not_compared.push_back({name, "only in A"});
    } else if (auto unit = unit_difference(*metric, *other->second)) {
      matched.not_compared.push_back({name, std::move(*unit)});
    } else if (auto context = context_difference(*metric, *other->second)) {
      matched.not_compared.push_back({name, std::move(*context)});
    } else {
      matched.pairs.emplace_back(metric, other->second);
    }
  }
  for (const auto& [name, metric] : of_b) {
    if (!of_a.contains(name)) matched.not_compared.push_back({name, "only in B"});
  }
  std::ranges::sort(matched.not_compared, {}, &NotCompared::metric);
  return matched;
}

}  // namespace llmbench::service
