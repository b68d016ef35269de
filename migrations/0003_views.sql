-- Views for people with psql. Their names and columns are kept stable; columns may be added at the end.

-- Functions the views share ---------------------------------------------------------------------------------------

CREATE FUNCTION wilson_low(correct bigint, total bigint) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN total > 0 AND correct = 0 THEN 0
  WHEN total > 0 AND correct BETWEEN 0 AND total THEN
    100 * (correct::double precision / total + 3.841458820694124 / (2 * total)
      - 1.959963984540054 * sqrt(correct::double precision / total * (1 - correct::double precision / total) / total
                                 + 3.841458820694124 / (4 * total::double precision * total)))
    / (1 + 3.841458820694124 / total)
END;
COMMENT ON FUNCTION wilson_low(bigint, bigint) IS 'Lower end of Wilson''s 95 % interval of correct out of total, in percent; NULL without a total.';

CREATE FUNCTION wilson_high(correct bigint, total bigint) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN total > 0 AND correct = total THEN 100
  WHEN total > 0 AND correct BETWEEN 0 AND total THEN
    100 * (correct::double precision / total + 3.841458820694124 / (2 * total)
      + 1.959963984540054 * sqrt(correct::double precision / total * (1 - correct::double precision / total) / total
                                 + 3.841458820694124 / (4 * total::double precision * total)))
    / (1 + 3.841458820694124 / total)
END;
COMMENT ON FUNCTION wilson_high(bigint, bigint) IS 'Upper end of Wilson''s 95 % interval of correct out of total, in percent; NULL without a total.';

CREATE FUNCTION speed_class(tokens integer, depth integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN tokens IS NULL THEN NULL WHEN depth > 0 THEN 'depth' WHEN tokens <= 0 THEN 'unspecified'
  WHEN tokens < 64 THEN 'tg_short' WHEN tokens <= 512 THEN 'tg' ELSE 'tg_long'
END;
COMMENT ON FUNCTION speed_class(integer, integer) IS 'Class of a generation test: only speeds of one class are ranked together.';

CREATE FUNCTION prompt_class(tokens integer, depth integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN tokens IS NULL THEN NULL WHEN depth > 0 THEN 'depth' WHEN tokens < 256 THEN 'unspecified'
  WHEN tokens <= 1024 THEN 'pp512' WHEN tokens <= 4096 THEN 'pp2k' ELSE 'pp8k+'
END;
COMMENT ON FUNCTION prompt_class(integer, integer) IS 'Class of a prompt test: only speeds of one class are ranked together.';

-- The server's score catalogue has the same facts; a benchmark that is not here counts as complete.
CREATE FUNCTION benchmark_categories(benchmark text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE benchmark WHEN 'mmlu_pro' THEN 14 WHEN 'mmlu' THEN 57 END;
COMMENT ON FUNCTION benchmark_categories(text) IS 'How many categories the whole benchmark has; NULL = none or not known.';

CREATE FUNCTION benchmark_questions(benchmark text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE benchmark
  WHEN 'mmlu_pro' THEN 12032 WHEN 'mmlu' THEN 14042 WHEN 'gsm8k' THEN 1319 WHEN 'humaneval' THEN 164
  WHEN 'hellaswag' THEN 10042 WHEN 'truthfulqa' THEN 817 WHEN 'arc_challenge' THEN 1172 WHEN 'arc_easy' THEN 2376
  WHEN 'boolq' THEN 3270 WHEN 'gpqa_diamond' THEN 198 WHEN 'gpqa_main' THEN 448 WHEN 'humaneval_plus' THEN 164
  WHEN 'ifeval' THEN 541 WHEN 'math_500' THEN 500 WHEN 'openbookqa' THEN 500 WHEN 'piqa' THEN 1838
  WHEN 'truthfulqa_mc1' THEN 817 WHEN 'truthfulqa_mc2' THEN 817 WHEN 'winogrande' THEN 1267
END;
COMMENT ON FUNCTION benchmark_questions(text) IS 'How many questions the whole benchmark has; NULL = not known.';

-- Quality ---------------------------------------------------------------------------------------------------------

CREATE VIEW quality_scores AS
WITH contexts AS (
  SELECT p.model_variant_id, p.benchmark::text AS benchmark, p.context_key,
         (array_agg(u.context::jsonb ORDER BY coalesce(u.measured_at, u.received_at) DESC, u.id))[1] AS context,
         min(p.unit) AS unit,
         bool_and(p.higher_is_better) AS higher_is_better,
         count(*) FILTER (WHERE p.category <> '') AS categories,
         CASE WHEN bool_and(p.total_questions IS NOT NULL) THEN sum(p.total_questions)::bigint END AS questions,
         CASE WHEN bool_and(p.correct_answers IS NOT NULL) THEN sum(p.correct_answers)::bigint END AS correct,
         avg(p.score) FILTER (WHERE p.category <> '') AS macro_score,
         max(p.score) FILTER (WHERE p.category = '') AS whole_score,
         CASE WHEN count(*) = 1 THEN max(p.stderr) END AS stderr,
         max(u.measured_at) AS measured_at,
         max(u.received_at) AS received_at,
         bool_and('sample' = ANY (u.tags)) AS sample
  FROM score_parts AS p
  JOIN score_uploads AS u ON u.id = p.upload_id
  GROUP BY p.model_variant_id, p.benchmark, p.context_key
), figures AS (
  SELECT c.*,
         c.unit = 'percent' AND c.correct IS NOT NULL AND c.questions > 0 AS counted,
         c.context_key LIKE '%"limit":%' OR c.context_key LIKE '%"subset":%' AS limited
  FROM contexts AS c
)
SELECT f.model_variant_id, v.model_name::text AS model_name, v.quantization::text AS quantization, v.lora_adapter,
       f.benchmark, f.context_key, f.context,
       CASE WHEN f.counted THEN 100.0 * f.correct / f.questions ELSE coalesce(f.macro_score, f.whole_score) END::double precision
         AS score,
       CASE WHEN f.counted THEN wilson_low(f.correct, f.questions)
            WHEN f.unit = 'percent' THEN greatest(0, coalesce(f.macro_score, f.whole_score) - 1.96 * f.stderr)
            ELSE coalesce(f.macro_score, f.whole_score) - 1.96 * f.stderr END AS low,
       CASE WHEN f.counted THEN wilson_high(f.correct, f.questions)
            WHEN f.stderr IS NULL THEN NULL
            WHEN f.unit = 'percent' THEN least(100, coalesce(f.macro_score, f.whole_score) + 1.96 * f.stderr)
            ELSE coalesce(f.macro_score, f.whole_score) + 1.96 * f.stderr END AS high,
       CASE WHEN f.counted THEN 'wilson' WHEN f.stderr IS NOT NULL THEN 'stderr' END AS interval_method,
       f.unit::text AS unit, f.higher_is_better,
       CASE WHEN f.counted OR f.macro_score IS NULL THEN f.questions END AS questions,
       CASE WHEN f.counted OR f.macro_score IS NULL THEN f.correct END AS correct,
       f.macro_score, nullif(f.categories, 0) AS categories, benchmark_categories(f.benchmark) AS categories_total,
       f.measured_at, f.received_at, f.sample,
       NOT (f.categories > 0 AND f.categories * 2 < coalesce(benchmark_categories(f.benchmark), 0))
         AND (f.questions IS NULL OR f.questions >= 100
              OR NOT (coalesce(benchmark_questions(f.benchmark) > f.questions, false) OR f.limited)) AS may_be_headline
FROM figures AS f
JOIN model_variants AS v ON v.id = f.model_variant_id;
COMMENT ON VIEW quality_scores IS 'Every variant, benchmark and context with its score, interval and counts.';

CREATE VIEW variant_quality AS
SELECT DISTINCT ON (q.model_variant_id, q.benchmark)
       q.model_variant_id, q.model_name, q.quantization, q.lora_adapter, q.benchmark, q.context_key, q.context, q.score,
       q.low, q.high, q.interval_method, q.unit, q.higher_is_better, q.questions, q.correct, q.macro_score, q.categories,
       q.categories_total, q.measured_at, q.received_at, q.sample, q.contexts
FROM (
  SELECT s.*, count(*) OVER (PARTITION BY s.model_variant_id, s.benchmark, s.sample) AS contexts
  FROM quality_scores AS s
) AS q
WHERE q.may_be_headline
  AND (NOT q.sample OR NOT EXISTS (
    SELECT 1 FROM score_parts AS p JOIN score_uploads AS u ON u.id = p.upload_id
    WHERE p.model_variant_id = q.model_variant_id AND p.benchmark = q.benchmark AND 'sample' <> ALL (u.tags)))
ORDER BY q.model_variant_id, q.benchmark, coalesce(q.categories, 0) DESC, coalesce(q.questions, 0) DESC,
         coalesce(q.measured_at, q.received_at) DESC, q.context_key COLLATE "C";
COMMENT ON VIEW variant_quality IS 'The headline of each variant and benchmark: the most complete context, ties to the newest. Small subsets never are one.';

-- The older system's names and columns, over the headline of each variant.

CREATE VIEW mmlu_scores_v2 AS
SELECT md5(concat_ws('/', p.upload_id, p.benchmark, p.category))::uuid AS id, p.model_variant_id, p.category,
       p.score::double precision AS score, p.total_questions, p.correct_answers,
       coalesce(p.measured_at, u.received_at) AS timestamp, u.context::jsonb AS context, u.received_at AS created_at
FROM variant_quality AS q
JOIN score_parts AS p ON p.model_variant_id = q.model_variant_id AND p.benchmark = q.benchmark
  AND p.context_key = q.context_key
JOIN score_uploads AS u ON u.id = p.upload_id
WHERE q.benchmark = 'mmlu_pro' AND p.category <> '';
COMMENT ON VIEW mmlu_scores_v2 IS 'MMLU-Pro by category. Classic MMLU is another benchmark: see generic_benchmark_scores_v2 and quality_scores.';

CREATE VIEW gsm8k_scores_v2 AS
SELECT md5(concat_ws('/', p.upload_id, p.benchmark))::uuid AS id, p.model_variant_id,
       p.correct_answers AS problems_solved, p.total_questions AS total_problems, p.score / 100 AS accuracy,
       coalesce(p.measured_at, u.received_at) AS timestamp, u.context::jsonb AS context, u.received_at AS created_at,
       p.score::double precision AS accuracy_percent
FROM variant_quality AS q
JOIN score_parts AS p ON p.model_variant_id = q.model_variant_id AND p.benchmark = q.benchmark
  AND p.context_key = q.context_key
JOIN score_uploads AS u ON u.id = p.upload_id
WHERE q.benchmark = 'gsm8k' AND p.category = '';
COMMENT ON VIEW gsm8k_scores_v2 IS 'GSM8K. accuracy is a fraction, as it always was in this view; accuracy_percent is the score.';

CREATE VIEW humaneval_scores_v2 AS
SELECT md5(concat_ws('/', p.upload_id, p.benchmark))::uuid AS id, p.model_variant_id,
       p.score::double precision AS pass_at_1,
       (u.payload -> 'data' ->> 'pass_at_10')::double precision AS pass_at_10,
       (u.payload -> 'data' ->> 'pass_at_100')::double precision AS pass_at_100,
       coalesce(p.measured_at, u.received_at) AS timestamp, u.context::jsonb AS context, u.received_at AS created_at,
       p.total_questions AS total_problems
FROM variant_quality AS q
JOIN score_parts AS p ON p.model_variant_id = q.model_variant_id AND p.benchmark = q.benchmark
  AND p.context_key = q.context_key
JOIN score_uploads AS u ON u.id = p.upload_id
WHERE q.benchmark = 'humaneval' AND p.category = '';
COMMENT ON VIEW humaneval_scores_v2 IS 'HumanEval, in percent.';

CREATE VIEW hellaswag_scores_v2 AS
SELECT md5(concat_ws('/', p.upload_id, p.benchmark))::uuid AS id, p.model_variant_id,
       p.score::double precision AS accuracy, p.total_questions, p.correct_answers,
       coalesce(p.measured_at, u.received_at) AS timestamp, u.context::jsonb AS context, u.received_at AS created_at
FROM variant_quality AS q
JOIN score_parts AS p ON p.model_variant_id = q.model_variant_id AND p.benchmark = q.benchmark
  AND p.context_key = q.context_key
JOIN score_uploads AS u ON u.id = p.upload_id
WHERE q.benchmark = 'hellaswag' AND p.category = '';
COMMENT ON VIEW hellaswag_scores_v2 IS 'HellaSwag, in percent.';

CREATE VIEW truthfulqa_scores_v2 AS
SELECT md5(concat_ws('/', p.upload_id, p.benchmark))::uuid AS id, p.model_variant_id,
       p.score::double precision AS truthful_score,
       (u.payload -> 'data' ->> 'helpful_score')::double precision AS truthful_and_informative_score, p.total_questions,
       coalesce(p.measured_at, u.received_at) AS timestamp, u.context::jsonb AS context, u.received_at AS created_at
FROM variant_quality AS q
JOIN score_parts AS p ON p.model_variant_id = q.model_variant_id AND p.benchmark = q.benchmark
  AND p.context_key = q.context_key
JOIN score_uploads AS u ON u.id = p.upload_id
WHERE q.benchmark = 'truthfulqa' AND p.category = '';
COMMENT ON VIEW truthfulqa_scores_v2 IS 'TruthfulQA, in percent.';

CREATE VIEW generic_benchmark_scores_v2 AS
SELECT md5(concat_ws('/', q.model_variant_id, q.benchmark, q.context_key))::uuid AS id, q.model_variant_id,
       q.benchmark AS benchmark_name, q.score AS overall_score,
       jsonb_strip_nulls(jsonb_build_object('score', q.score, 'total_questions', q.questions, 'correct_answers', q.correct))
         AS sub_scores,
       coalesce(q.measured_at, q.received_at) AS timestamp, q.context, q.received_at AS created_at, q.unit,
       q.higher_is_better
FROM variant_quality AS q
WHERE q.benchmark NOT IN ('mmlu_pro', 'gsm8k', 'humaneval', 'hellaswag', 'truthfulqa');
COMMENT ON VIEW generic_benchmark_scores_v2 IS 'Every benchmark that has no view of its own, classic MMLU too.';

-- Runs and configurations -----------------------------------------------------------------------------------------

CREATE VIEW run_grid AS
SELECT r.id, r.configuration_id, r.series_id, r.model_variant_id, v.model_name::text AS model_name,
       v.quantization::text AS quantization, v.lora_adapter, r.backend::text AS backend,
       r.backend_version::text AS backend_version, r.flavour::text AS flavour, r.workload, r.load,
       r.concurrent_requests, r.concurrency_source, r.max_context_length, r.load_pattern::text AS load_pattern,
       r.dataset_name::text AS dataset_name, r.gpu_power_limit_watts, r.settings_summary, r.kv_type::text AS kv_type,
       r.flash_attention, r.tokens_per_second::double precision AS tokens_per_second, r.speed_test, r.speed_depth,
       speed_class(r.speed_tokens, r.speed_depth) AS speed_class, r.speed_cv::double precision AS speed_cv,
       r.prompt_tokens_per_second::double precision AS prompt_tokens_per_second, r.prompt_speed_test,
       r.prompt_speed_depth, prompt_class(r.prompt_speed_tokens, r.prompt_speed_depth) AS prompt_class,
       r.tokens_per_second_per_request::double precision AS tokens_per_second_per_request,
       r.total_tokens_per_second::double precision AS total_tokens_per_second,
       r.memory_gb::double precision AS memory_gb, r.memory_source, r.memory_place, r.memory_context_tokens,
       r.time_to_first_token_ms::double precision AS time_to_first_token_ms,
       r.loading_time_seconds::double precision AS loading_time_seconds,
       r.gpu_power_watts::double precision AS gpu_power_watts,
       r.tokens_per_second * 3.6e6 / nullif(r.gpu_power_watts, 0) AS tokens_per_kwh,
       r.model_size_gb::double precision AS model_size_gb, r.n_params, r.bits_per_weight::double precision AS bits_per_weight,
       r.unstable, r.partial, r.has_samples, h.platform::text AS platform, h.category AS hardware_category,
       h.gpu_model::text AS gpu_model, h.gpu_count, h.gpu_memory_gb::double precision AS gpu_memory_gb,
       h.cpu_model::text AS cpu_model, h.cpu_arch::text AS cpu_arch, h.ram_gb::double precision AS ram_gb,
       h.machine_name::text AS machine_name, coalesce(a.publisher, '') AS publisher, r.tags,
       'sample' = ANY (r.tags) AS sample, r.timestamp, r.created_at, q.score AS mmlu_score
FROM test_runs AS r
JOIN model_variants AS v ON v.id = r.model_variant_id
JOIN hardware_profiles AS h ON h.id = r.hardware_profile_id
LEFT JOIN model_artifacts AS a ON a.id = r.artifact_id
LEFT JOIN variant_quality AS q ON q.model_variant_id = r.model_variant_id AND q.benchmark = 'mmlu_pro'
WHERE r.status = 'completed' AND r.voided_at IS NULL;
COMMENT ON VIEW run_grid IS 'Completed runs that are not voided, one row each, with names and quality.';

CREATE VIEW latest_runs AS
SELECT DISTINCT ON (g.configuration_id, g.sample) g.*
FROM run_grid AS g
ORDER BY g.configuration_id, g.sample, coalesce(g.timestamp, g.created_at) DESC, g.id DESC;
COMMENT ON VIEW latest_runs IS 'The newest run of each configuration; sample runs apart.';

CREATE VIEW series AS
SELECT g.series_id, g.configuration_id, min(g.model_name) AS model_name, min(g.quantization) AS quantization,
       min(g.lora_adapter) AS lora_adapter, min(g.platform) AS platform, min(g.machine_name) AS machine_name,
       min(g.backend) AS backend, min(g.backend_version) AS backend_version, min(g.settings_summary) AS settings_summary,
       count(*) AS runs,
       min(coalesce(g.timestamp, g.created_at)) AS first_run_at, max(coalesce(g.timestamp, g.created_at)) AS last_run_at,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY g.tokens_per_second) AS tokens_per_second,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY g.prompt_tokens_per_second) AS prompt_tokens_per_second,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY g.memory_gb) AS memory_gb
FROM run_grid AS g
WHERE NOT g.sample
GROUP BY g.series_id, g.configuration_id;
COMMENT ON VIEW series IS 'A configuration over the versions of its backend: order the rows of one series_id by last_run_at. Sample runs are left out.';

CREATE VIEW performance_grid AS
WITH runs AS (
  SELECT r.*, 'sample' = ANY (r.tags) AS sample,
         row_number() OVER (PARTITION BY r.configuration_id, 'sample' = ANY (r.tags)
                            ORDER BY coalesce(r.timestamp, r.created_at) DESC, r.id DESC) AS age
  FROM test_runs AS r
  WHERE r.status = 'completed' AND r.voided_at IS NULL
), points AS (
  SELECT r.configuration_id, r.sample, p.kind, p.tokens, p.depth,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY p.speed) AS speed,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY p.cv) AS cv
  FROM runs AS r
  CROSS JOIN LATERAL unnest(r.point_kinds, r.point_tokens, r.point_depths, r.point_speeds, r.point_cvs)
    AS p (kind, tokens, depth, speed, cv)
  GROUP BY r.configuration_id, r.sample, p.kind, p.tokens, p.depth
), headlines AS (
  SELECT DISTINCT ON (p.configuration_id, p.sample, p.kind) p.*
  FROM points AS p
  WHERE p.kind = 'generation' OR p.tokens = 0 OR p.tokens >= 256
  ORDER BY p.configuration_id, p.sample, p.kind, p.tokens = 0, p.depth,
           CASE WHEN p.tokens > 0 THEN round(abs(ln(p.tokens::double precision
             / CASE p.kind WHEN 'generation' THEN 128 ELSE 512 END))::numeric, 9) END,
           p.tokens DESC
), medians AS (
  SELECT r.configuration_id, r.sample, count(*) AS runs, array_agg(r.id ORDER BY r.age) AS run_ids,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY r.tokens_per_second_per_request) AS tokens_per_second_per_request,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY r.total_tokens_per_second) AS total_tokens_per_second,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY r.memory_gb) AS memory_gb,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY r.time_to_first_token_ms) AS time_to_first_token_ms,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY r.loading_time_seconds) AS loading_time_seconds,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY r.gpu_power_watts) AS gpu_power_watts,
         bool_or(r.unstable) AS unstable, bool_or(r.has_samples) AS has_samples,
         max(coalesce(r.timestamp, r.created_at)) AS last_run_at
  FROM runs AS r
  GROUP BY r.configuration_id, r.sample
), depths AS (
  SELECT p.configuration_id, p.sample, array_agg(DISTINCT p.depth ORDER BY p.depth) AS measured_depths
  FROM points AS p
  WHERE p.kind = 'generation'
  GROUP BY p.configuration_id, p.sample
), shown AS (
  -- An adapter without runs of its own is shown over the runs of its base variant.
  SELECT v.id AS model_variant_id, v.id AS speed_variant_id, false AS speed_from_base
  FROM model_variants AS v
  UNION ALL
  SELECT adapter.id, base.id, true
  FROM model_variants AS adapter
  JOIN model_variants AS base ON base.model_name = adapter.model_name AND base.quantization = adapter.quantization
    AND base.lora_adapter = ''
  WHERE adapter.lora_adapter <> ''
    AND NOT EXISTS (SELECT 1 FROM runs AS r WHERE r.model_variant_id = adapter.id)
    AND EXISTS (SELECT 1 FROM score_parts AS p WHERE p.model_variant_id = adapter.id)
)
SELECT r.id, m.run_ids, m.runs, r.configuration_id, r.series_id,
       m.last_run_at = max(m.last_run_at) OVER (PARTITION BY r.series_id, r.sample, s.model_variant_id) AS newest_build,
       s.model_variant_id, v.model_name::text AS model_name, v.quantization::text AS quantization, v.lora_adapter,
       s.speed_from_base, r.backend::text AS backend, r.backend_version::text AS backend_version,
       r.flavour::text AS flavour, r.workload, r.load, r.concurrent_requests, r.concurrency_source,
       r.max_context_length, r.load_pattern::text AS load_pattern, r.dataset_name::text AS dataset_name,
       r.gpu_power_limit_watts, r.settings_summary, r.kv_type::text AS kv_type, r.flash_attention,
       g.speed AS tokens_per_second, CASE WHEN g.tokens > 0 THEN 'tg' || g.tokens END AS speed_test,
       g.depth AS speed_depth, speed_class(g.tokens, g.depth) AS speed_class, g.cv AS speed_cv,
       p.speed AS prompt_tokens_per_second, CASE WHEN p.tokens > 0 THEN 'pp' || p.tokens END AS prompt_speed_test,
       p.depth AS prompt_speed_depth, prompt_class(p.tokens, p.depth) AS prompt_class,
       m.tokens_per_second_per_request, m.total_tokens_per_second, m.memory_gb, r.memory_source, r.memory_place,
       r.memory_context_tokens, m.time_to_first_token_ms, m.loading_time_seconds, m.gpu_power_watts,
       g.speed * 3.6e6 / nullif(m.gpu_power_watts, 0) AS tokens_per_kwh,
       r.model_size_gb::double precision AS model_size_gb, r.n_params,
       r.bits_per_weight::double precision AS bits_per_weight, m.unstable, r.partial, m.has_samples,
       d.measured_depths, h.platform::text AS platform, h.category AS hardware_category,
       h.gpu_model::text AS gpu_model, h.gpu_count, h.gpu_memory_gb::double precision AS gpu_memory_gb,
       h.cpu_model::text AS cpu_model, h.cpu_arch::text AS cpu_arch, h.ram_gb::double precision AS ram_gb,
       h.machine_name::text AS machine_name, coalesce(a.publisher, '') AS publisher, r.tags, r.sample, r.timestamp,
       q.score AS mmlu_score, q.low AS mmlu_low, q.high AS mmlu_high, q.questions AS mmlu_questions
FROM shown AS s
JOIN runs AS r ON r.model_variant_id = s.speed_variant_id AND r.age = 1
JOIN medians AS m ON m.configuration_id = r.configuration_id AND m.sample = r.sample
JOIN model_variants AS v ON v.id = s.model_variant_id
JOIN hardware_profiles AS h ON h.id = r.hardware_profile_id
LEFT JOIN model_artifacts AS a ON a.id = r.artifact_id
LEFT JOIN headlines AS g ON g.configuration_id = r.configuration_id AND g.sample = r.sample AND g.kind = 'generation'
LEFT JOIN headlines AS p ON p.configuration_id = r.configuration_id AND p.sample = r.sample AND p.kind = 'prompt'
LEFT JOIN depths AS d ON d.configuration_id = r.configuration_id AND d.sample = r.sample
LEFT JOIN variant_quality AS q ON q.model_variant_id = s.model_variant_id AND q.benchmark = 'mmlu_pro';
COMMENT ON VIEW performance_grid IS 'One row per configuration: the union of its runs, each value the median over them. newest_build = true leaves out older builds, as the grid does.';

-- Column comments: a name means the same in every view ------------------------------------------------------------

DO $$
DECLARE
  documented record;
BEGIN
  FOR documented IN
    SELECT c.relname, a.attname, t.comment
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
    JOIN (VALUES
      ('id', 'Id of the run (of the newest run of a configuration), or of the score row.'),
      ('run_ids', 'Runs of the configuration, newest first.'),
      ('runs', 'How many runs the figures are the median of.'),
      ('configuration_id', 'Runs of one configuration share it.'),
      ('series_id', 'The configuration without its backend version.'),
      ('newest_build', 'No configuration of the series has a newer run.'),
      ('model_variant_id', 'The variant.'),
      ('model_name', 'Normalised model name.'),
      ('quantization', 'Normalised quantization.'),
      ('lora_adapter', 'LoRA adapter; empty = the base variant.'),
      ('speed_from_base', 'The speed was measured on the base variant, without the adapter.'),
      ('backend', 'llama.cpp, vllm, ...'),
      ('backend_version', 'Version as the tool states it; NULL = unknown.'),
      ('flavour', 'Fork of the backend; empty = mainline.'),
      ('workload', 'inference or training.'),
      ('load', 'single, concurrent or offline; NULL = unknown.'),
      ('concurrent_requests', 'Requests in flight; NULL = unknown.'),
      ('concurrency_source', 'stated, derived or unknown.'),
      ('max_context_length', 'Configured context length in tokens; NULL = unknown.'),
      ('load_pattern', 'Load pattern of a serving benchmark, as stated.'),
      ('dataset_name', 'Data set of a serving benchmark, as stated.'),
      ('gpu_power_limit_watts', 'Power limit of one GPU in watts; NULL = unknown.'),
      ('settings_summary', 'Settings that differ from their defaults; empty = none.'),
      ('kv_type', 'Type of the KV cache; NULL = unknown.'),
      ('flash_attention', 'Flash attention on; NULL = unknown or automatic.'),
      ('tokens_per_second', 'Generation speed of the headline test; NULL = not measured.'),
      ('speed_test', 'Headline test, e.g. tg128; NULL = not known.'),
      ('speed_depth', 'Tokens already in the context in the headline test.'),
      ('speed_class', 'tg, tg_short, tg_long, depth or unspecified: only one class is ranked at a time.'),
      ('speed_cv', 'Coefficient of variation of the headline speed; NULL = unknown.'),
      ('prompt_tokens_per_second', 'Prompt processing speed of the headline test; NULL = not measured.'),
      ('prompt_speed_test', 'Headline prompt test, e.g. pp512; NULL = not known.'),
      ('prompt_speed_depth', 'Tokens already in the context in the headline prompt test.'),
      ('prompt_class', 'pp512, pp2k, pp8k+, depth or unspecified: only one class is ranked at a time.'),
      ('tokens_per_second_per_request', 'Generation speed one request sees; NULL = unknown.'),
      ('total_tokens_per_second', 'Throughput that counts prompt tokens too.'),
      ('memory_gb', 'Memory used in GiB; NULL = unknown.'),
      ('memory_source', 'measured, estimated or reserved; NULL = unknown.'),
      ('memory_place', 'gpu, ram, split or unified; NULL = unknown.'),
      ('memory_context_tokens', 'Context length the memory figure is for; NULL = unknown.'),
      ('time_to_first_token_ms', 'Time to the first token in milliseconds; NULL = not measured.'),
      ('loading_time_seconds', 'Time to load the model in seconds; NULL = not measured.'),
      ('gpu_power_watts', 'Power drawn while measuring in watts; NULL = not measured.'),
      ('tokens_per_kwh', 'tokens_per_second * 3.6e6 / gpu_power_watts; NULL = power not measured.'),
      ('model_size_gb', 'Size of the model in GiB; NULL = unknown.'),
      ('n_params', 'Number of parameters; NULL = unknown.'),
      ('bits_per_weight', '8 * size / parameters; NULL = unknown.'),
      ('unstable', 'The samples of a headline speed spread too far.'),
      ('partial', 'More than 1 % of the requests failed, or the result file was damaged.'),
      ('has_samples', 'At least one metric has samples.'),
      ('measured_depths', 'Depths at which generation was measured.'),
      ('platform', 'What is shown and grouped: RTX 4090, 4x H100, the CPU model, or unknown.'),
      ('hardware_category', 'Kind of hardware.'),
      ('gpu_model', 'Canonical GPU name; CPU Only = known to have used none; NULL = unknown.'),
      ('gpu_count', 'How many of that GPU were used.'),
      ('gpu_memory_gb', 'Memory of one GPU in GiB; NULL = unknown.'),
      ('cpu_model', 'Canonical CPU name; NULL = unknown.'),
      ('cpu_arch', 'CPU family; NULL = unknown.'),
      ('ram_gb', 'System memory in GiB; NULL = unknown.'),
      ('machine_name', 'The name its owner gave the machine; NULL = none given.'),
      ('publisher', 'Publisher of the model file; empty = unknown.'),
      ('tags', 'Tags of the run.'),
      ('sample', 'Tagged sample: shown, never ranked beside real results.'),
      ('timestamp', 'When it was measured; for runs NULL = unknown, for scores then the time it was stored.'),
      ('created_at', 'When it was stored.'),
      ('mmlu_score', 'MMLU-Pro headline of the variant in percent; NULL = none.'),
      ('mmlu_low', 'Lower end of its 95 % interval.'),
      ('mmlu_high', 'Upper end of its 95 % interval.'),
      ('mmlu_questions', 'Questions it rests on.'),
      ('first_run_at', 'Time of the first run of this version.'),
      ('last_run_at', 'Time of the last run of this version.'),
      ('benchmark', 'Precise name of the benchmark.'),
      ('benchmark_name', 'Precise name of the benchmark.'),
      ('context_key', 'Canonical text of what makes two scores comparable; empty = no context.'),
      ('context', 'Context of the score as sent.'),
      ('category', 'Category of the benchmark.'),
      ('score', 'The score: from counts where all are known, else the mean of the categories, else as reported.'),
      ('overall_score', 'The score.'),
      ('sub_scores', 'Score and counts as one document.'),
      ('low', 'Lower end of the 95 % interval; NULL = no interval.'),
      ('high', 'Upper end of the 95 % interval; NULL = no interval.'),
      ('interval_method', 'wilson (from counts) or stderr; NULL = no interval.'),
      ('unit', 'Unit of the score.'),
      ('higher_is_better', 'False for perplexity and the like.'),
      ('questions', 'Questions asked; NULL = unknown.'),
      ('correct', 'Questions answered correctly; NULL = unknown.'),
      ('total_questions', 'Questions asked; NULL = unknown.'),
      ('correct_answers', 'Questions answered correctly; NULL = unknown.'),
      ('macro_score', 'Mean over the categories; NULL = no categories.'),
      ('categories', 'Categories covered; NULL = none.'),
      ('categories_total', 'Categories of the whole benchmark; NULL = none or not known.'),
      ('contexts', 'How many contexts (settings of the evaluation) the variant has for this benchmark.'),
      ('measured_at', 'When it was measured; NULL = unknown.'),
      ('received_at', 'When it was stored.'),
      ('may_be_headline', 'Complete enough to stand for the variant.'),
      ('problems_solved', 'Problems solved.'),
      ('total_problems', 'Problems asked.'),
      ('accuracy', 'Share answered correctly: a fraction for GSM8K, percent for HellaSwag, as these views always had it.'),
      ('accuracy_percent', 'Share answered correctly in percent.'),
      ('pass_at_1', 'pass@1 in percent.'),
      ('pass_at_10', 'pass@10 in percent; NULL = not reported.'),
      ('pass_at_100', 'pass@100 in percent; NULL = not reported.'),
      ('truthful_score', 'Truthful answers in percent.'),
      ('truthful_and_informative_score', 'Truthful and informative answers in percent; NULL = not reported.')
    ) AS t (column_name, comment) ON t.column_name = a.attname
    WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace
      AND c.relname IN ('quality_scores', 'variant_quality', 'mmlu_scores_v2', 'gsm8k_scores_v2', 'humaneval_scores_v2',
                        'hellaswag_scores_v2', 'truthfulqa_scores_v2', 'generic_benchmark_scores_v2', 'run_grid',
                        'latest_runs', 'series', 'performance_grid')
  LOOP
    EXECUTE format('COMMENT ON COLUMN public.%I.%I IS %L', documented.relname, documented.attname, documented.comment);
  END LOOP;
END $$;
