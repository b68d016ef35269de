#pragma once
// Everything about one run: its figures, its machine, the quality of its variant. Called by GET /api/detail/{id}.

#include "llmbench/db/pool.hpp"
#include "llmbench/domain/run.hpp"
#include "llmbench/service/quality.hpp"
#include "llmbench/store/detail_store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace llmbench::service {

/// A metric with the figures its samples give.
struct MetricDetail {
  Metric metric;
  std::optional<std::int64_t> n;
  std::optional<double> stddev;
  std::optional<double> median;
  std::optional<double> cv;
};
[[nodiscard]] MetricDetail make_metric_detail(Metric metric);

/// "HumanEval": how categories and comparisons name a benchmark; its precise name when it has no label of its own.
[[nodiscard]] std::string benchmark_label(const std::string& benchmark);

/// A row of `categories`: "MMLU - law" of MMLU-Pro, other benchmarks by their name.
struct CategoryDetail {
  std::string name;
  double score = 0;
  std::optional<std::int64_t> total_questions;
  std::optional<std::int64_t> correct_answers;
};
/// Rows of the headline contexts, sorted by name. There is no row for the MMLU-Pro total.
[[nodiscard]] std::vector<CategoryDetail> list_category_details(const std::vector<ScoreContext>& contexts,
                                                                const std::vector<Quality>& headlines);

struct RunDetail {
  store::RunRecord run;
  std::vector<MetricDetail> metrics;
  std::vector<store::ConfigurationRun> configuration_runs;  ///< newest first
  std::string quality_lora_adapter;                         ///< whose quality this is; "" = the base variant's
  std::vector<Quality> quality;
  std::vector<CategoryDetail> categories;
};

class DetailService {
 public:
  explicit DetailService(db::Pool& pool);

  /// `lora_adapter` chooses whose quality is shown ("" = the base variant's); nullopt = that of the run's own variant.
  /// Throws Error{not_found}.
  [[nodiscard]] RunDetail get_detail(const Uuid& run_id, const std::optional<std::string>& lora_adapter) const;

 private:
  db::Pool& pool_;
};

}  // namespace llmbench::service
