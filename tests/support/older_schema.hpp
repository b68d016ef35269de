#pragma once
// Tables of the older system, by the migrations that made them. Included by older_database.cpp.

namespace llmbench::testing::older {

inline constexpr const char* kBase = R"sql(
CREATE TABLE hardware_profiles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  gpu_model varchar NOT NULL, gpu_memory_gb integer NOT NULL, cpu_model varchar NOT NULL, cpu_arch varchar NOT NULL,
  ram_gb integer, ram_type varchar, virtualization_type varchar, optimizations text[],
  created_at timestamptz DEFAULT now());
CREATE TABLE test_runs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  model_name varchar NOT NULL, quantization varchar NOT NULL, backend varchar NOT NULL, backend_version varchar NOT NULL,
  hardware_profile_id uuid REFERENCES hardware_profiles (id), timestamp timestamptz DEFAULT now(),
  status varchar NOT NULL DEFAULT 'pending', notes text, concurrent_requests integer, max_context_length integer,
  gpu_power_limit_watts integer, load_pattern varchar(50), dataset_name varchar(255));
CREATE INDEX idx_test_runs_model_quant ON test_runs (model_name, quantization);
CREATE INDEX idx_test_runs_status ON test_runs (status);
CREATE INDEX idx_test_runs_timestamp ON test_runs (timestamp);
CREATE INDEX idx_test_runs_power ON test_runs (gpu_power_limit_watts) WHERE gpu_power_limit_watts IS NOT NULL;
CREATE TABLE performance_metrics (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), test_run_id uuid REFERENCES test_runs (id) ON DELETE CASCADE,
  metric_name varchar NOT NULL, value double precision NOT NULL, unit varchar NOT NULL,
  created_at timestamptz DEFAULT now());
CREATE INDEX idx_performance_metrics_test_run ON performance_metrics (test_run_id);
CREATE INDEX idx_performance_metrics_name ON performance_metrics (metric_name);
)sql";

inline constexpr const char* kRunScores = R"sql(
CREATE TABLE mmlu_scores (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), test_run_id uuid REFERENCES test_runs (id) ON DELETE CASCADE,
  category varchar NOT NULL, score double precision NOT NULL CHECK (score BETWEEN 0 AND 100),
  total_questions integer CHECK (total_questions > 0), correct_answers integer CHECK (correct_answers >= 0),
  timestamp timestamptz DEFAULT now(), context jsonb, created_at timestamptz DEFAULT now());
CREATE TABLE gsm8k_scores (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), test_run_id uuid REFERENCES test_runs (id) ON DELETE CASCADE,
  problems_solved integer NOT NULL CHECK (problems_solved >= 0),
  total_problems integer NOT NULL CHECK (total_problems > 0 AND total_problems >= problems_solved),
  timestamp timestamptz DEFAULT now(), context jsonb, created_at timestamptz DEFAULT now());
CREATE TABLE humaneval_scores (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), test_run_id uuid REFERENCES test_runs (id) ON DELETE CASCADE,
  pass_at_1 double precision NOT NULL, pass_at_10 double precision, pass_at_100 double precision,
  total_problems integer NOT NULL CHECK (total_problems > 0),
  timestamp timestamptz DEFAULT now(), context jsonb, created_at timestamptz DEFAULT now());
CREATE TABLE hellaswag_scores (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), test_run_id uuid REFERENCES test_runs (id) ON DELETE CASCADE,
  accuracy double precision NOT NULL, total_questions integer NOT NULL, correct_answers integer NOT NULL,
  timestamp timestamptz DEFAULT now(), context jsonb, created_at timestamptz DEFAULT now());
CREATE TABLE truthfulqa_scores (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), test_run_id uuid REFERENCES test_runs (id) ON DELETE CASCADE,
  truthful_score double precision NOT NULL, helpful_score double precision, total_questions integer NOT NULL,
  timestamp timestamptz DEFAULT now(), context jsonb, created_at timestamptz DEFAULT now());
CREATE TABLE generic_benchmark_scores (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), test_run_id uuid REFERENCES test_runs (id) ON DELETE CASCADE,
  benchmark_name varchar NOT NULL, score double precision NOT NULL CHECK (score BETWEEN 0 AND 100),
  total_questions integer, correct_answers integer,
  timestamp timestamptz DEFAULT now(), context jsonb, created_at timestamptz DEFAULT now());
CREATE INDEX idx_mmlu_scores_test_run ON mmlu_scores (test_run_id);
CREATE INDEX idx_gsm8k_scores_test_run ON gsm8k_scores (test_run_id);
)sql";

inline constexpr const char* kVariants = R"sql(
CREATE TABLE model_variants (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(), model_name varchar(255) NOT NULL, quantization varchar(50) NOT NULL,
  created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(), UNIQUE (model_name, quantization));
CREATE TABLE mmlu_scores_v2 (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  model_variant_id uuid NOT NULL REFERENCES model_variants (id) ON DELETE CASCADE, category varchar(255) NOT NULL,
  score double precision NOT NULL, total_questions integer, correct_answers integer, timestamp timestamptz NOT NULL,
  context jsonb, created_at timestamptz DEFAULT now(), UNIQUE (model_variant_id, category));
)sql";

inline constexpr const char* kVariantScores = R"sql(
CREATE TABLE gsm8k_scores_v2 (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  model_variant_id uuid NOT NULL UNIQUE REFERENCES model_variants (id) ON DELETE CASCADE,
  problems_solved integer NOT NULL, total_problems integer NOT NULL, accuracy double precision NOT NULL,
  timestamp timestamptz NOT NULL, context jsonb, created_at timestamptz DEFAULT now());
CREATE TABLE humaneval_scores_v2 (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  model_variant_id uuid NOT NULL UNIQUE REFERENCES model_variants (id) ON DELETE CASCADE,
  pass_at_1 double precision NOT NULL, pass_at_10 double precision, pass_at_100 double precision,
  timestamp timestamptz NOT NULL, context jsonb, created_at timestamptz DEFAULT now());
CREATE TABLE hellaswag_scores_v2 (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  model_variant_id uuid NOT NULL UNIQUE REFERENCES model_variants (id) ON DELETE CASCADE,
  accuracy double precision NOT NULL, total_questions integer, correct_answers integer,
  timestamp timestamptz NOT NULL, context jsonb, created_at timestamptz DEFAULT now());
CREATE TABLE truthfulqa_scores_v2 (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  model_variant_id uuid NOT NULL UNIQUE REFERENCES model_variants (id) ON DELETE CASCADE,
  truthful_score double precision NOT NULL, truthful_and_informative_score double precision, total_questions integer,
  timestamp timestamptz NOT NULL, context jsonb, created_at timestamptz DEFAULT now());
CREATE TABLE generic_benchmark_scores_v2 (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  model_variant_id uuid NOT NULL REFERENCES model_variants (id) ON DELETE CASCADE, benchmark_name varchar NOT NULL,
  overall_score double precision NOT NULL, sub_scores jsonb, timestamp timestamptz NOT NULL, context jsonb,
  created_at timestamptz DEFAULT now(), UNIQUE (model_variant_id, benchmark_name));
)sql";

inline constexpr const char* kLora = R"sql(
ALTER TABLE model_variants ADD COLUMN lora_adapter varchar(255) NOT NULL DEFAULT '';
ALTER TABLE model_variants DROP CONSTRAINT model_variants_model_name_quantization_key;
ALTER TABLE model_variants ADD UNIQUE (model_name, quantization, lora_adapter);
)sql";

/// What the older migration copied: the newest score of a model and quantization by its own time, MMLU by category.
inline constexpr const char* kCopyVariants = R"sql(
INSERT INTO model_variants (id, model_name, quantization)
SELECT md5('variant ' || model_name || ' ' || quantization)::uuid, model_name, quantization
FROM (SELECT DISTINCT model_name, quantization FROM test_runs) AS named;
INSERT INTO mmlu_scores_v2 (model_variant_id, category, score, total_questions, correct_answers, timestamp, context)
SELECT DISTINCT ON (v.id, s.category) v.id, s.category, s.score, s.total_questions, s.correct_answers, s.timestamp, s.context
FROM mmlu_scores AS s
JOIN test_runs AS r ON r.id = s.test_run_id
JOIN model_variants AS v ON v.model_name = r.model_name AND v.quantization = r.quantization
WHERE s.timestamp IS NOT NULL
ORDER BY v.id, s.category, s.timestamp DESC;
)sql";

inline constexpr const char* kCopyScores = R"sql(
INSERT INTO gsm8k_scores_v2 (model_variant_id, problems_solved, total_problems, accuracy, timestamp, context)
SELECT DISTINCT ON (v.id) v.id, s.problems_solved, s.total_problems, s.problems_solved::float8 / s.total_problems,
       s.timestamp, s.context
FROM gsm8k_scores AS s
JOIN test_runs AS r ON r.id = s.test_run_id
JOIN model_variants AS v ON v.model_name = r.model_name AND v.quantization = r.quantization
WHERE s.timestamp IS NOT NULL ORDER BY v.id, s.timestamp DESC;
INSERT INTO humaneval_scores_v2 (model_variant_id, pass_at_1, pass_at_10, pass_at_100, timestamp, context)
SELECT DISTINCT ON (v.id) v.id, s.pass_at_1, s.pass_at_10, s.pass_at_100, s.timestamp, s.context
FROM humaneval_scores AS s
JOIN test_runs AS r ON r.id = s.test_run_id
JOIN model_variants AS v ON v.model_name = r.model_name AND v.quantization = r.quantization
WHERE s.timestamp IS NOT NULL ORDER BY v.id, s.timestamp DESC;
INSERT INTO hellaswag_scores_v2 (model_variant_id, accuracy, total_questions, correct_answers, timestamp, context)
SELECT DISTINCT ON (v.id) v.id, s.accuracy, s.total_questions, s.correct_answers, s.timestamp, s.context
FROM hellaswag_scores AS s
JOIN test_runs AS r ON r.id = s.test_run_id
JOIN model_variants AS v ON v.model_name = r.model_name AND v.quantization = r.quantization
WHERE s.timestamp IS NOT NULL ORDER BY v.id, s.timestamp DESC;
INSERT INTO truthfulqa_scores_v2 (model_variant_id, truthful_score, truthful_and_informative_score, total_questions,
                                  timestamp, context)
SELECT DISTINCT ON (v.id) v.id, s.truthful_score, s.helpful_score, s.total_questions, s.timestamp, s.context
FROM truthfulqa_scores AS s
JOIN test_runs AS r ON r.id = s.test_run_id
JOIN model_variants AS v ON v.model_name = r.model_name AND v.quantization = r.quantization
WHERE s.timestamp IS NOT NULL ORDER BY v.id, s.timestamp DESC;
INSERT INTO generic_benchmark_scores_v2 (model_variant_id, benchmark_name, overall_score, sub_scores, timestamp, context)
SELECT DISTINCT ON (v.id, s.benchmark_name) v.id, s.benchmark_name, s.score,
       jsonb_build_object('score', s.score, 'total_questions', s.total_questions, 'correct_answers', s.correct_answers),
       s.timestamp, s.context
FROM generic_benchmark_scores AS s
JOIN test_runs AS r ON r.id = s.test_run_id
JOIN model_variants AS v ON v.model_name = r.model_name AND v.quantization = r.quantization
WHERE s.timestamp IS NOT NULL ORDER BY v.id, s.benchmark_name, s.timestamp DESC;
)sql";

inline constexpr const char* kDropRunScores = R"sql(
DROP TABLE mmlu_scores, gsm8k_scores, humaneval_scores, hellaswag_scores, truthfulqa_scores, generic_benchmark_scores
)sql";

}  // namespace llmbench::testing::older
