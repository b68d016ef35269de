#include "llmbench/service/detail_service.hpp"

#include "llmbench/domain/sample_summary.hpp"
#include "llmbench/domain/score_catalogue.hpp"
#include "llmbench/store/run_store.hpp"
#include "llmbench/store/score_store.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace llmbench::service {
namespace {

constexpr int kMaxConfigurationRuns = 1000;
void append_mmlu_categories(const ScoreContext& context, std::vector<CategoryDetail>& rows) {
  for (const ScorePart& part : context.parts) {
    if (part.category.empty()) continue;
    rows.push_back({"MMLU - " + part.category, part.score, part.total_questions, part.correct_answers});
  }
}

}  // namespace

/// Classic MMLU keeps its precise name: "MMLU" alone would be read as the total of the `MMLU - ...` rows.
std::string benchmark_label(const std::string& benchmark) {
  const BenchmarkInfo* known = find_benchmark(benchmark);
  return known == nullptr || benchmark == "mmlu" ? benchmark : std::string(known->label);
}

MetricDetail make_metric_detail(Metric metric) {
  MetricDetail detail;
  detail.n = metric.n;
  detail.stddev = metric.stddev;
  if (const auto summary = summarise_samples(metric.samples)) {
    detail.n = static_cast<std::int64_t>(summary->n);
    detail.stddev = summary->stddev;
    detail.median = summary->median;
    detail.cv = summary->cv;
  } else if (metric.stddev.value_or(0) > 0 && metric.value != 0) {  // a printed spread of 0 means unknown
    detail.cv = *metric.stddev / std::abs(metric.value);
  }
  detail.metric = std::move(metric);
  return detail;
}

std::vector<CategoryDetail> list_category_details(const std::vector<ScoreContext>& contexts,
                                                  const std::vector<Quality>& headlines) {
  std::vector<CategoryDetail> rows;
  for (const Quality& headline : headlines) {
    const QualitySummary& summary = headline.summary;
    if (summary.benchmark != kMmluPro) {
      rows.push_back({benchmark_label(summary.benchmark), summary.score, summary.questions, summary.correct});
      continue;
    }
    const auto shown = std::ranges::find_if(contexts, [&](const ScoreContext& context) {
      return context.benchmark == summary.benchmark && context.context_key == summary.context_key;
    });
    if (shown != contexts.end()) append_mmlu_categories(*shown, rows);
  }
  std::ranges::sort(rows, {}, &CategoryDetail::name);
  return rows;
}

DetailService::DetailService(db::Pool& pool) : pool_(pool) {}

RunDetail DetailService::get_detail(const Uuid& run_id, const std::optional<std::string>& lora_adapter) const {
  return pool_.transact(
      [&](db::Transaction& tx) {
        auto record = store::find_run_record(tx, run_id);
        if (!record) throw Error{ErrorCode::not_found, "no run has this id"};
        RunDetail detail;
        detail.run = std::move(*record);
        for (Metric& metric : store::list_metrics(tx, run_id)) {
          detail.metrics.push_back(make_metric_detail(std::move(metric)));
        }
        detail.configuration_runs =
            store::list_configuration_runs(tx, detail.run.configuration_id, kMaxConfigurationRuns);

        ModelVariant shown = detail.run.variant;
        if (lora_adapter) shown.lora_adapter = std::string(trim(*lora_adapter));
        const Uuid shown_id = lora_adapter ? model_variant_id(shown) : detail.run.variant_id;
        std::vector<ScoreContext> contexts;
        for (auto& context : store::list_score_contexts(tx, {shown_id})) contexts.push_back(std::move(context.scores));
        detail.quality_lora_adapter = shown.lora_adapter;
        detail.quality = list_headlines(contexts, store::has_real_runs(tx, shown_id));
        detail.categories = list_category_details(contexts, detail.quality);
        return detail;
      },
      db::Isolation::repeatable_read_read_only);
}

}  // namespace llmbench::service
