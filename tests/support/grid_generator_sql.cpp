// Generated rows into the database, a few statements for thousands of them.

#include "support/grid_generator.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace llmbench::testing {
namespace {

constexpr db::Statement kInsertVariants{"generate_variants", R"sql(
INSERT INTO model_variants (id, model_name, quantization, lora_adapter, created_at, updated_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
ON CONFLICT DO NOTHING
)sql"};

constexpr db::Statement kInsertHardware{"generate_hardware", R"sql(
INSERT INTO hardware_profiles (id, gpu_model, gpu_count, gpu_memory_gb, cpu_model, ram_gb, platform, category)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING
)sql"};

constexpr db::Statement kInsertRuns{"generate_runs", R"sql(
INSERT INTO test_runs (id, content_id, model_variant_id, hardware_profile_id, configuration_id, series_id, backend,
  backend_version, flavour, load, timestamp, created_at, settings_summary, kv_type, flash_attention, model_size_gb,
  n_params, bits_per_weight, partial, tags)
SELECT id, id, variant, hardware, configuration, series, backend, version, flavour, load, timestamp, created,
  settings, kv_type, flash_attention, size, n_params, bits, partial, tags::text[]
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[],
  $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[], $14::boolean[], $15::float8[], $16::bigint[],
  $17::float8[], $18::boolean[], $19::text[])
  AS t (id, variant, hardware, configuration, series, backend, version, flavour, load, timestamp, created, settings,
        kv_type, flash_attention, size, n_params, bits, partial, tags)
)sql"};

constexpr db::Statement kUpdateFigures{"generate_figures", R"sql(
UPDATE test_runs AS r
SET tokens_per_second = t.speed, speed_tokens = t.speed_tokens, speed_depth = t.speed_depth, speed_cv = t.speed_cv,
    prompt_tokens_per_second = t.prompt, prompt_speed_tokens = t.prompt_tokens, prompt_speed_depth = t.prompt_depth,
    memory_gb = t.memory, memory_source = t.memory_source, gpu_power_watts = t.watts, time_to_first_token_ms = t.ttft,
    point_kinds = t.kinds::text[], point_tokens = t.tokens::int[], point_depths = t.depths::int[],
    point_speeds = t.speeds::float8[], point_cvs = t.cvs::float8[],
    point_gpu_assisted = array_fill(false, ARRAY[cardinality(t.kinds::text[])])
FROM unnest($1::uuid[], $2::float8[], $3::int[], $4::int[], $5::float8[], $6::float8[], $7::int[], $8::int[],
  $9::float8[], $10::text[], $11::float8[], $12::float8[], $13::text[], $14::text[], $15::text[], $16::text[],
  $17::text[])
  AS t (id, speed, speed_tokens, speed_depth, speed_cv, prompt, prompt_tokens, prompt_depth, memory, memory_source,
        watts, ttft, kinds, tokens, depths, speeds, cvs)
WHERE r.id = t.id
)sql"};

constexpr db::Statement kDeleteRuns{"generate_deletes", "DELETE FROM test_runs WHERE id = ANY ($1::uuid[])"};

constexpr std::size_t kRowsPerStatement = 5'000;

/// One column of `runs` as an array literal.
template <typename Get>
auto column(const std::vector<store::GridRun>& runs, const Get& get) {
  std::vector<std::decay_t<decltype(get(runs.front()))>> values;
  values.reserve(runs.size());
  for (const auto& run : runs) values.push_back(get(run));
  return values;
}

template <typename Get>
auto point_column(const std::vector<store::GridRun>& runs, const Get& get) {
  return column(runs, [&](const store::GridRun& run) {
    std::vector<std::decay_t<decltype(get(SpeedPoint{}))>> values;
    for (const auto& point : run.headline.points) values.push_back(get(point));
    return db::array_literal(values);
  });
}

template <typename Work>
void in_parts(const std::vector<store::GridRun>& runs, const Work& work) {
  for (std::size_t from = 0; from < runs.size(); from += kRowsPerStatement) {
    const std::size_t to = std::min(runs.size(), from + kRowsPerStatement);
    work(std::vector<store::GridRun>{runs.begin() + static_cast<std::ptrdiff_t>(from),
                                     runs.begin() + static_cast<std::ptrdiff_t>(to)});
  }
}

void insert_hardware_of(db::Transaction& tx, const std::vector<store::GridRun>& runs) {
  std::map<Uuid, const store::GridRun*> machines;
  for (const auto& run : runs) machines.emplace(run.hardware_id, &run);
  for (const auto& [id, run] : machines) {
    tx.run(kInsertHardware, db::Params{}
                                .add(id)
                                .add(run->gpu_model)
                                .add(run->gpu_count)
                                .add(run->gpu_memory_gb)
                                .add(run->cpu_model)
                                .add(run->ram_gb)
                                .add(run->platform)
                                .add(to_string(run->category)));
  }
}

template <typename Value>
std::optional<Value> of_point(const std::optional<SpeedPoint>& point, Value SpeedPoint::*field) {
  return point ? std::optional<Value>((*point).*field) : std::nullopt;
}

}  // namespace

void insert_grid_variants(db::Transaction& tx, const std::vector<store::GridVariant>& variants) {
  std::vector<Uuid> ids;
  std::vector<std::string> models;
  std::vector<std::string> quantizations;
  std::vector<std::string> adapters;
  std::vector<TimePoint> created;
  for (const auto& variant : variants) {
    ids.push_back(variant.id);
    models.push_back(variant.variant.model_name);
    quantizations.push_back(variant.variant.quantization);
    adapters.push_back(variant.variant.lora_adapter);
    created.push_back(variant.created_at);
  }
  tx.run(kInsertVariants, db::Params{}.add(ids).add(models).add(quantizations).add(adapters).add(created).add(created));
}

void insert_grid_runs(db::Transaction& tx, const std::vector<store::GridRun>& runs) {
  using store::GridRun;
  insert_hardware_of(tx, runs);
  in_parts(runs, [&](const std::vector<GridRun>& part) {
    const auto load = [](const GridRun& run) {
      return run.load ? std::optional(std::string{to_string(*run.load)}) : std::nullopt;
    };
    db::Params params;
    params.add(column(part, [](const GridRun& run) { return run.run_id; }))
        .add(column(part, [](const GridRun& run) { return run.variant_id; }))
        .add(column(part, [](const GridRun& run) { return run.hardware_id; }))
        .add(column(part, [](const GridRun& run) { return run.configuration_id; }))
        .add(column(part, [](const GridRun& run) { return run.series_id; }))
        .add(column(part, [](const GridRun& run) { return run.backend; }))
        .add(column(part, [](const GridRun& run) { return run.backend_version; }))
        .add(column(part, [](const GridRun& run) { return run.flavour; }))
        .add(column(part, load))
        .add(column(part, [](const GridRun& run) { return run.timestamp; }))
        .add(column(part, [](const GridRun& run) { return run.created_at; }))
        .add(column(part, [](const GridRun& run) { return run.settings_summary; }))
        .add(column(part, [](const GridRun& run) { return run.kv_type; }))
        .add(column(part, [](const GridRun& run) { return run.flash_attention; }))
        .add(column(part, [](const GridRun& run) { return run.headline.model_size_gb; }))
        .add(column(part, [](const GridRun& run) { return run.headline.n_params; }))
        .add(column(part, [](const GridRun& run) { return run.headline.bits_per_weight; }))
        .add(column(part, [](const GridRun& run) { return run.headline.partial; }))
        .add(column(part, [](const GridRun& run) { return db::array_literal(run.tags); }));
    tx.run(kInsertRuns, params);
  });
  update_grid_runs(tx, runs);
}

void update_grid_runs(db::Transaction& tx, const std::vector<store::GridRun>& runs) {
  using store::GridRun;
  in_parts(runs, [&](const std::vector<GridRun>& part) {
    const auto of_speed = [&](auto field) {
      return column(part, [field](const GridRun& run) { return of_point(run.headline.speed, field); });
    };
    const auto of_prompt = [&](auto field) {
      return column(part, [field](const GridRun& run) { return of_point(run.headline.prompt_speed, field); });
    };
    const auto kind = [](const SpeedPoint& point) {
      return std::string{point.kind == SpeedPoint::Kind::prompt ? "prompt" : "generation"};
    };
    db::Params params;
    params.add(column(part, [](const GridRun& run) { return run.run_id; }))
        .add(of_speed(&SpeedPoint::value))
        .add(of_speed(&SpeedPoint::tokens))
        .add(of_speed(&SpeedPoint::depth))
        .add(
            column(part, [](const GridRun& run) { return run.headline.speed ? run.headline.speed->cv : std::nullopt; }))
        .add(of_prompt(&SpeedPoint::value))
        .add(of_prompt(&SpeedPoint::tokens))
        .add(of_prompt(&SpeedPoint::depth))
        .add(column(part, [](const GridRun& run) { return run.headline.memory_gb; }))
        .add(column(part, [](const GridRun& run) { return run.headline.memory_source; }))
        .add(column(part, [](const GridRun& run) { return run.headline.gpu_power_watts; }))
        .add(column(part, [](const GridRun& run) { return run.headline.time_to_first_token_ms; }))
        .add(point_column(part, kind))
        .add(point_column(part, [](const SpeedPoint& point) { return point.tokens; }))
        .add(point_column(part, [](const SpeedPoint& point) { return point.depth; }))
        .add(point_column(part, [](const SpeedPoint& point) { return point.value; }))
        .add(point_column(part, [](const SpeedPoint& point) { return point.cv; }));
    tx.run(kUpdateFigures, params);
  });
}

void delete_grid_runs(db::Transaction& tx, const std::vector<Uuid>& run_ids) {
  tx.run(kDeleteRuns, db::Params{}.add(run_ids));
}

void insert_grid_scores(db::Transaction& tx, const std::vector<store::VariantScoreContext>& scores) {
  for (const auto& score : scores) {
    ScoreSet set;
    set.benchmark = score.scores.benchmark;
    set.context_key = score.scores.context_key;
    set.context = score.scores.context;
    set.payload = Json{{"type", "MMLU"}, {"data", Json::object()}};
    set.parts = score.scores.parts;
    set.measured_at = score.scores.measured_at;
    store::insert_score_set(tx, score.variant_id, set, {}, parse_time("2026-01-01").value());
  }
}

}  // namespace llmbench::testing
