#pragma once
// Data builders of the grid tests: runs, variants and scores as the database would hand them over.

#include "service/grid/columns.hpp"
#include "service/grid/grid_builder.hpp"
#include "service/grid/row_making.hpp"
#include "service/grid/scan.hpp"

#include "llmbench/domain/model_variant.hpp"
#include "llmbench/service/grid_query.hpp"
#include "llmbench/util/time.hpp"

#include <string>
#include <utility>
#include <vector>

namespace llmbench::service::testing {

inline Uuid id_of(const std::string& name) {
  return uuid_from_content(name);
}

inline TimePoint at_time(const std::string& text) {
  return parse_time(text).value();
}

inline SpeedPoint tg(int tokens, double value, int depth = 0) {
  return {SpeedPoint::Kind::generation, tokens, depth, value, 0.01, false};
}
inline SpeedPoint pp(int tokens, double value, int depth = 0) {
  return {SpeedPoint::Kind::prompt, tokens, depth, value, 0.02, false};
}

/// A completed run of llama.cpp on an RTX 4090; `name` makes its id, its configuration is of its own.
class RunBuilder {
 public:
  explicit RunBuilder(const std::string& name) {
    run_.run_id = id_of("run " + name);
    run_.backend = "llama.cpp";
    run_.backend_version = "6000 (abc)";
    run_.load = Load::single;
    run_.timestamp = at_time("2026-01-01T00:00:00Z");
    run_.created_at = at_time("2026-01-02T00:00:00Z");
    run_.concurrency_source = "unknown";
    configuration(name);
    series("series " + name);
    model("Qwen/Qwen3-4B", "Q4_K_M");
    gpu("RTX 4090", 24);
  }
  RunBuilder& configuration(const std::string& name) { return set(run_.configuration_id, id_of(name)); }
  RunBuilder& series(const std::string& name) { return set(run_.series_id, id_of(name)); }
  RunBuilder& model(const std::string& name, const std::string& quantization, const std::string& adapter = "") {
    run_.variant = {name, quantization, adapter};
    return set(run_.variant_id, model_variant_id(run_.variant));
  }
  RunBuilder& gpu(const std::string& name, double memory_gb, int count = 1) {
    run_.gpu_model = name;
    run_.gpu_memory_gb = memory_gb;
    run_.gpu_count = count;
    run_.platform = count > 1 ? std::to_string(count) + "x " + name : name;
    run_.category = HardwareCategory::consumer_gpu;
    return *this;
  }
  RunBuilder& cpu_only(const std::string& cpu, std::optional<double> ram_gb) {
    run_.gpu_model = kCpuOnly;
    run_.gpu_memory_gb = 0;
    run_.gpu_count = 0;
    run_.cpu_model = cpu;
    run_.ram_gb = ram_gb;
    run_.platform = cpu;
    run_.category = HardwareCategory::consumer_cpu;
    return *this;
  }
  RunBuilder& backend(const std::string& name) { return set(run_.backend, name); }
  RunBuilder& points(std::vector<SpeedPoint> points) {
    run_.headline.points = std::move(points);
    run_.headline.speed = headline_speed(run_.headline.points);
    run_.headline.prompt_speed = headline_prompt_speed(run_.headline.points);
    return *this;
  }
  RunBuilder& speed(double tokens_per_second) { return points({tg(128, tokens_per_second)}); }
  RunBuilder& memory(double gb) {
    run_.headline.memory_source = "measured";
    return set(run_.headline.memory_gb, gb);
  }
  RunBuilder& measured_at(const std::string& time) { return set(run_.timestamp, at_time(time)); }
  RunBuilder& tags(std::vector<std::string> tags) { return set(run_.tags, std::move(tags)); }
  template <typename Member, typename Value>
  RunBuilder& set(Member& member, Value&& value) {
    member = std::forward<Value>(value);
    return *this;
  }
  template <typename Change>
  RunBuilder& with(const Change& change) {
    change(run_);
    return *this;
  }
  operator store::GridRun() const { return run_; }  // NOLINT(google-explicit-constructor): reads as a value in tests

 private:
  store::GridRun run_;
};

inline RunBuilder a_run(const std::string& name) {
  return RunBuilder{name};
}

inline store::GridVariant a_variant(const std::string& model, const std::string& quantization,
                                    const std::string& adapter = "") {
  store::GridVariant variant;
  variant.variant = {model, quantization, adapter};
  variant.id = model_variant_id(variant.variant);
  return variant;
}

/// A complete score without categories ("gsm8k") or with one part a category.
inline store::VariantScoreContext a_score(const store::GridVariant& variant, const std::string& benchmark, double score,
                                          bool higher_is_better = true) {
  store::VariantScoreContext context;
  context.variant_id = variant.id;
  context.scores.benchmark = benchmark;
  ScorePart part;
  part.score = score;
  part.higher_is_better = higher_is_better;
  if (!higher_is_better) part.unit = "ppl";
  context.scores.parts.push_back(part);
  return context;
}

inline store::VariantScoreContext an_mmlu_pro_score(const store::GridVariant& variant, double percent) {
  static const std::vector<std::string> kCategories{
      "biology", "business", "chemistry", "computer science", "economics", "engineering", "health", "history",
      "law",     "math",     "other",     "philosophy",       "physics",   "psychology"};
  store::VariantScoreContext context;
  context.variant_id = variant.id;
  context.scores.benchmark = "mmlu_pro";
  for (const auto& category : kCategories) {
    ScorePart part;
    part.category = category;
    part.total_questions = 100;
    part.correct_answers = static_cast<std::int64_t>(percent);
    part.score = percent;
    context.scores.parts.push_back(part);
  }
  return context;
}

/// Fills a builder and publishes.
inline std::shared_ptr<const GridSnapshot> snapshot_of(const std::vector<store::GridRun>& runs) {
  GridBuilder builder;
  for (const auto& run : runs) builder.upsert_run(run);
  return builder.publish();
}

inline GridParameters values(std::map<std::string, std::string, std::less<>> given) {
  GridParameters parameters;
  parameters.values = std::move(given);
  return parameters;
}
inline GridParameters list(const std::string& name, std::vector<std::string> names) {
  GridParameters parameters;
  parameters.lists[name] = std::move(names);
  return parameters;
}

/// Configurations of the answer by the name their configuration was made from.
inline std::vector<Uuid> configurations(const GridPage& page) {
  std::vector<Uuid> ids;
  for (const auto& row : page.rows) ids.push_back(row.configuration_id);
  return ids;
}
inline std::vector<Uuid> ids_of(const std::vector<std::string>& names) {
  std::vector<Uuid> ids;
  for (const auto& name : names) ids.push_back(id_of(name));
  return ids;
}

}  // namespace llmbench::service::testing
