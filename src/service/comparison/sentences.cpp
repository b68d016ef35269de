#include "service/comparison/sentences.hpp"

#include "llmbench/domain/headline.hpp"
#include "llmbench/util/text.hpp"

#include <cmath>
#include <cstdio>
#include <optional>
#include <string_view>
#include <vector>

namespace llmbench::service {
namespace {

using Kind = SpeedPoint::Kind;

/// One digit after the point is as much as people read.
std::string rounded(double value) {
  char text[64];
  const int length = std::snprintf(text, sizeof text, "%.1f", value);
  std::string shown(text, static_cast<std::size_t>(length));
  return shown == "-0.0" ? "0.0" : shown;
}

std::string percent(double fraction) {
  return rounded(100 * fraction) + " %";
}

/// How a metric's change is said.
struct Wording {
  std::string subject;  ///< "B generates", "ttft_p50_ms is"
  const char* more;
  const char* less;
  std::string tail;  ///< " in tg128", " in B"
};

Wording wording_of(const std::string& name) {
  const auto test = parse_speed_test(name);
  if ((test && test->kind == Kind::generation) || name == "tokens_per_second") {
    return {"B generates", "faster", "slower", test ? " in " + name : ""};
  }
  if (test || name == "prompt_processing_speed") {
    return {"B processes prompts", "faster", "slower", test ? " in " + name : ""};
  }
  return {name + " is", "higher", "lower", " in B"};
}

/// "B generates 8.3 % faster in tg128".
std::string change_text(const Wording& words, double ratio) {
  const std::string amount = percent(std::abs(ratio - 1));
  if (amount == "0.0 %") return words.subject + (words.tail == " in B" ? " the same" : " as fast") + words.tail;
  return words.subject + " " + amount + " " + (ratio > 1 ? words.more : words.less) + words.tail;
}

/// In the direction of the change: "7.9 to 8.7 %" faster, or slower.
std::string interval_text(const ComparedMetric& metric) {
  const auto& interval = metric.figures.ratio_interval;
  if (!interval) return "";
  const bool more = *metric.figures.ratio >= 1;
  const double from = more ? interval->low - 1 : 1 - interval->high;
  const double to = more ? interval->high - 1 : 1 - interval->low;
  return " (95 % interval " + rounded(100 * from) + " to " + percent(to) + ")";
}

std::string noise_text(const ComparedMetric& metric, const MetricEvidence& evidence) {
  return std::string(evidence.one_machine ? "this machine's" : "these machines'") + " noise of " +
         percent(metric.noise_floor.value());
}

std::string changed_sentence(const ComparedMetric& metric, const MetricEvidence& evidence) {
  const Wording words = wording_of(metric.name);
  std::string text = change_text(words, *metric.figures.ratio);
  if (words.tail == " in B") text += metric.figures.verdict == stats::Verdict::better ? ", better" : ", worse";
  text += interval_text(metric);
  if (metric.noise_floor) return text + ", more than " + noise_text(metric, evidence) + ".";
  return text + "; how much repeated runs of " + (evidence.one_machine ? "this machine" : "these machines") +
         " differ is not known.";
}

std::string unchanged_sentence(const ComparedMetric& metric, const MetricEvidence& evidence) {
  const double ratio = metric.figures.ratio.value_or(1);
  const auto& interval = metric.figures.ratio_interval;
  std::string text =
      "No significant change: " + change_text(wording_of(metric.name), ratio) + interval_text(metric) + ", ";
  if (interval && interval->low <= 1 && interval->high >= 1) return text + "and the interval includes no change.";
  if (std::abs(ratio - 1) <= stats::kMinEffect)
    return text + "less than the " + percent(stats::kMinEffect) + " that matter.";
  if (metric.noise_floor) return text + "within " + noise_text(metric, evidence) + ".";
  return text + "too little to matter.";
}

/// Properties of the model's file: nobody measures them twice.
bool is_fact(const std::string& metric) {
  return metric == "model_size_gb" || metric == "bits_per_weight";
}

std::string unknown_sentence(const ComparedMetric& metric, const MetricEvidence& evidence) {
  if (!metric.figures.ratio) {
    return "No ratio: " + metric.name + " is 0 in A and " + format_number(metric.figures.b) + " in B.";
  }
  const std::string change = change_text(wording_of(metric.name), *metric.figures.ratio);
  if (is_fact(metric.name)) return change + ".";
  if (evidence.n_a >= stats::kMinSamples && evidence.n_b >= stats::kMinSamples) {
    return "Not to be told: " + change + ", but the measurements spread too widely around 0 for an interval.";
  }
  const auto counted = [](std::size_t n) { return n == 0 ? std::string("an unknown number") : std::to_string(n); };
  return "Too few samples to tell: " + change + ", but A has " + counted(evidence.n_a) + " and B " +
         counted(evidence.n_b) + " of the " + std::to_string(stats::kMinSamples) +
         " measurements that are needed on each side.";
}

std::string neutral_sentence(const ComparedMetric& metric) {
  if (!metric.figures.ratio) {
    return metric.name + " is 0 in A and " + format_number(metric.figures.b) + " in B; neither direction is better.";
  }
  return change_text(wording_of(metric.name), *metric.figures.ratio) + interval_text(metric) +
         "; neither direction is better.";
}

/// "2 metrics (pp512, tg128)".
std::string counted_names(const std::vector<std::string>& names) {
  constexpr std::size_t kNamed = 3;
  if (names.empty()) return "none";
  std::string text = std::to_string(names.size()) + " (";
  for (std::size_t at = 0; at < names.size() && at < kNamed; ++at) text += (at == 0 ? "" : ", ") + names[at];
  return text + (names.size() > kNamed ? ", ...)" : ")");
}

}  // namespace

std::string metric_sentence(const ComparedMetric& metric, const MetricEvidence& evidence) {
  switch (metric.figures.verdict) {
    case stats::Verdict::better:
    case stats::Verdict::worse:
      return changed_sentence(metric, evidence);
    case stats::Verdict::no_significant_change:
      return unchanged_sentence(metric, evidence);
    case stats::Verdict::unknown:
      return unknown_sentence(metric, evidence);
    case stats::Verdict::none:
      return neutral_sentence(metric);
  }
  return "";
}

std::string score_sentence(const ComparedScore& score, bool higher_is_better) {
  if (!score.difference) return "";
  const double difference = *score.difference;
  const std::string amount = rounded(std::abs(difference));
  const std::string change = amount == "0.0" ? "the same" : amount + " points " + (difference > 0 ? "higher" : "lower");
  std::string text = "B scores " + change + " in " + score.name;
  if (!score.interval) return text + "; without counts of questions chance cannot be told from skill.";
  text += " (95 % interval of the difference " + rounded(score.interval->low) + " to " + rounded(score.interval->high) +
          ")";
  if (!score.significant.value_or(false)) return "No significant change: " + text + ".";
  return text + ((difference > 0) == higher_is_better ? ": better." : ": worse.");
}

std::string summary_sentence(const RunComparison& comparison) {
  std::vector<std::string> better;
  std::vector<std::string> worse;
  int unchanged = 0;
  int untold = 0;
  for (const ComparedMetric& metric : comparison.metrics) {
    switch (metric.figures.verdict) {
      case stats::Verdict::better:
        better.push_back(metric.name);
        break;
      case stats::Verdict::worse:
        worse.push_back(metric.name);
        break;
      case stats::Verdict::no_significant_change:
        ++unchanged;
        break;
      default:
        ++untold;
    }
  }
  if (comparison.metrics.empty()) return "A and B have no metric in common that can be compared.";
  const std::size_t count = comparison.metrics.size();
  std::string text = "Of " + std::to_string(count) + (count == 1 ? " metric" : " metrics") + " B is better in " +
                     counted_names(better) + " and worse in " + counted_names(worse) + "; " +
                     std::to_string(unchanged) + " without a significant change";
  if (untold > 0) text += ", " + std::to_string(untold) + " without a verdict";
  return text + ".";
}

}  // namespace llmbench::service
