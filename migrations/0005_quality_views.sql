-- quality_scores and variant_quality choose the same headline as the server: by the catalogue's own categories, with
-- every small benchmark, without reading limits out of settings inside settings, and without samples beside real runs.

CREATE OR REPLACE FUNCTION benchmark_questions(benchmark text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE benchmark
  WHEN 'mmlu_pro' THEN 12032 WHEN 'mmlu' THEN 14042 WHEN 'gsm8k' THEN 1319 WHEN 'humaneval' THEN 164
  WHEN 'hellaswag' THEN 10042 WHEN 'truthfulqa' THEN 817 WHEN 'aime_2024' THEN 30 WHEN 'aime_2025' THEN 30
  WHEN 'arc_challenge' THEN 1172 WHEN 'arc_easy' THEN 2376 WHEN 'boolq' THEN 3270 WHEN 'gpqa_diamond' THEN 198
  WHEN 'gpqa_main' THEN 448 WHEN 'humaneval_plus' THEN 164 WHEN 'ifeval' THEN 541 WHEN 'math_500' THEN 500
  WHEN 'openbookqa' THEN 500 WHEN 'piqa' THEN 1838 WHEN 'truthfulqa_mc1' THEN 817 WHEN 'truthfulqa_mc2' THEN 817
  WHEN 'winogrande' THEN 1267
END;

CREATE FUNCTION benchmark_category_names(benchmark text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE benchmark
  WHEN 'mmlu_pro' THEN ARRAY[
    'biology', 'business', 'chemistry', 'computer science', 'economics', 'engineering', 'health', 'history', 'law',
    'math', 'other', 'philosophy', 'physics', 'psychology']
  WHEN 'mmlu' THEN ARRAY[
    'abstract_algebra', 'anatomy', 'astronomy', 'business_ethics', 'clinical_knowledge', 'college_biology',
    'college_chemistry', 'college_computer_science', 'college_mathematics', 'college_medicine', 'college_physics',
    'computer_security', 'conceptual_physics', 'econometrics', 'electrical_engineering', 'elementary_mathematics',
    'formal_logic', 'global_facts', 'high_school_biology', 'high_school_chemistry', 'high_school_computer_science',
    'high_school_european_history', 'high_school_geography', 'high_school_government_and_politics',
    'high_school_macroeconomics', 'high_school_mathematics', 'high_school_microeconomics', 'high_school_physics',
    'high_school_psychology', 'high_school_statistics', 'high_school_us_history', 'high_school_world_history',
    'human_aging', 'human_sexuality', 'international_law', 'jurisprudence', 'logical_fallacies', 'machine_learning',
    'management', 'marketing', 'medical_genetics', 'miscellaneous', 'moral_disputes', 'moral_scenarios', 'nutrition',
    'philosophy', 'prehistory', 'professional_accounting', 'professional_law', 'professional_medicine',
    'professional_psychology', 'public_relations', 'security_studies', 'sociology', 'us_foreign_policy', 'virology',
    'world_religions']
END;
COMMENT ON FUNCTION benchmark_category_names(text) IS 'Categories of the whole benchmark; NULL = none or not known.';

CREATE OR REPLACE VIEW quality_scores AS
WITH contexts AS (
  SELECT p.model_variant_id, p.benchmark::text AS benchmark, p.context_key,
         (array_agg(u.context::jsonb ORDER BY coalesce(u.measured_at, u.received_at) DESC, u.id))[1] AS context,
         min(p.unit) AS unit,
         bool_and(p.higher_is_better) AS higher_is_better,
         count(*) FILTER (WHERE p.category <> '') AS categories,
         count(*) FILTER (WHERE p.category = ANY (benchmark_category_names(p.benchmark))) AS known_categories,
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
         CASE WHEN c.context_key LIKE '{%' THEN c.context_key::jsonb ?| ARRAY['limit', 'subset'] ELSE false END AS limited,
         -- A total speaks for every category.
         CASE WHEN benchmark_categories(c.benchmark) IS NULL THEN c.categories
              WHEN c.categories = 0 THEN benchmark_categories(c.benchmark)
              ELSE c.known_categories END AS categories_covered
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
       f.categories_covered * 2 >= coalesce(benchmark_categories(f.benchmark), 0)
         AND (f.questions IS NULL OR f.questions >= 100
              OR NOT (coalesce(benchmark_questions(f.benchmark) > f.questions, false) OR f.limited)) AS may_be_headline,
       f.categories_covered::integer AS categories_covered
FROM figures AS f
JOIN model_variants AS v ON v.id = f.model_variant_id;
COMMENT ON COLUMN quality_scores.categories_covered IS 'Categories of the whole benchmark it speaks for: a total for all, an invented category for none.';

CREATE OR REPLACE VIEW variant_quality AS
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
    WHERE p.model_variant_id = q.model_variant_id AND p.benchmark = q.benchmark AND 'sample' <> ALL (u.tags))
    AND NOT EXISTS (
    SELECT 1 FROM test_runs AS r
    WHERE r.model_variant_id = q.model_variant_id AND r.status = 'completed' AND r.voided_at IS NULL
      AND 'sample' <> ALL (r.tags)))
ORDER BY q.model_variant_id, q.benchmark, q.categories_covered DESC, coalesce(q.questions, 0) DESC,
         coalesce(q.measured_at, q.received_at) DESC, q.context_key COLLATE "C";
COMMENT ON VIEW variant_quality IS 'The headline of each variant and benchmark: the most complete context, ties to the newest. Small subsets never are one, samples only where only sample runs are.';
