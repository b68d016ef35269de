-- Role llm_benchmark_reader reads every view and table: grant it to people who query with psql
-- (GRANT llm_benchmark_reader TO someone). Roles belong to the cluster, so it may exist already; without the right to
-- create roles the server works all the same.
DO $$
DECLARE
  readable text;
BEGIN
  BEGIN
    CREATE ROLE llm_benchmark_reader NOLOGIN;
    COMMENT ON ROLE llm_benchmark_reader IS 'May read the views and tables of llm-benchmark.';
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
      RAISE WARNING 'role llm_benchmark_reader was not created: this user may not create roles';
  END;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'llm_benchmark_reader') THEN
    RETURN;
  END IF;
  GRANT USAGE ON SCHEMA public TO llm_benchmark_reader;
  FOREACH readable IN ARRAY ARRAY[
    'model_variants', 'model_artifacts', 'hardware_profiles', 'test_runs', 'performance_metrics', 'score_uploads',
    'score_parts', 'audit_log', 'change_log',
    'quality_scores', 'variant_quality', 'mmlu_scores_v2', 'gsm8k_scores_v2', 'humaneval_scores_v2',
    'hellaswag_scores_v2', 'truthfulqa_scores_v2', 'generic_benchmark_scores_v2', 'run_grid', 'latest_runs', 'series',
    'performance_grid']
  LOOP
    EXECUTE format('GRANT SELECT ON public.%I TO llm_benchmark_reader', readable);
  END LOOP;
END $$;

-- schema_migrations is made by whoever applies these files, before the first of them.
DO $$
BEGIN
  IF to_regclass('public.schema_migrations') IS NOT NULL
     AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'llm_benchmark_reader') THEN
    GRANT SELECT ON public.schema_migrations TO llm_benchmark_reader;
  END IF;
END $$;
