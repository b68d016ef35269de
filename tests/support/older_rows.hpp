#pragma once
// Rows of the small databases of the older system. Included by older_database.cpp. Ids are md5 of a name, see older_id.

namespace llmbench::testing::older {

/// Qwen3-8B Q4_K_M on two machines and a CPU, Qwen3-14B Q8_0 on one, and a sample run. Two whole MMLU-Pro sets of the
/// Qwen3-8B: 70 percent in March, 80 percent in May.
inline constexpr const char* kRuns = R"sql(
INSERT INTO hardware_profiles (id, gpu_model, gpu_memory_gb, cpu_model, cpu_arch, ram_gb, ram_type, virtualization_type,
                               optimizations, created_at)
VALUES
  (md5('machine 4090')::uuid, 'RTX 4090', 24, 'AMD Ryzen 9 7950X', 'Zen4', 64, 'DDR5', 'none', '{hugepages}',
   '2025-01-05 10:00+00'),
  (md5('machine 4080')::uuid, 'RTX 4080', 16, 'Intel i9-13900K', 'x86_64', 64, 'DDR5', NULL, '{}', '2025-01-06 10:00+00'),
  (md5('machine cpu')::uuid, 'N/A', 0, 'AMD Ryzen 9 7950X', 'Zen4', 64, 'DDR5', NULL, NULL, '2025-01-07 10:00+00');
INSERT INTO test_runs (id, model_name, quantization, backend, backend_version, hardware_profile_id, timestamp, status,
                       notes, concurrent_requests, max_context_length, gpu_power_limit_watts)
VALUES
  (md5('run 4090')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b5000', md5('machine 4090')::uuid, '2025-03-01 12:00+00',
   'completed', 'first', 1, 4096, 350),
  (md5('run 4080')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b5100', md5('machine 4080')::uuid, '2025-05-01 12:00+00',
   'completed', NULL, NULL, NULL, NULL),
  (md5('run cpu')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b5100', md5('machine cpu')::uuid, '2025-05-02 12:00+00',
   'completed', NULL, NULL, NULL, NULL),
  (md5('run 14b')::uuid, 'Qwen3-14B', 'Q8_0', 'vllm', '0.6.0', md5('machine 4090')::uuid, '2025-05-03 12:00+00',
   'completed', NULL, 16, 8192, NULL),
  (md5('run sample')::uuid, 'Mistral Small 3.2 24B', 'Q8_0', 'llama_cpp', 'b3312', md5('machine 4090')::uuid,
   '2025-01-01 12:00+00', 'completed', NULL, NULL, NULL, NULL);
INSERT INTO performance_metrics (id, test_run_id, metric_name, value, unit, created_at)
SELECT md5(run || ' ' || metric_name)::uuid, md5(run)::uuid, metric_name, value, unit, '2025-05-05 12:00+00'
FROM (VALUES
  ('run 4090', 'tokens_per_second', 120.5, 'tok/s'), ('run 4090', 'memory_usage_gb', 6.25, 'GB'),
  ('run 4090', 'prompt_processing_speed', 4500, 'tok/s'), ('run 4090', 'model_loading_time', 2.5, 's'),
  ('run 4080', 'tokens_per_second', 95.125, 'tok/s'), ('run 4080', 'memory_usage_gb', 6.5, 'GB'),
  ('run cpu', 'tokens_per_second', 11.75, 'tok/s'), ('run cpu', 'memory_usage_gb', 7, 'GB'),
  ('run 14b', 'tokens_per_second', 900, 'tok/s'), ('run 14b', 'ttft_p95_ms', 250, 'ms'),
  ('run sample', 'tokens_per_second', 45.2, 'tok/s'), ('run sample', 'memory_usage_gb', 18.5, 'GB')
) AS m (run, metric_name, value, unit);
)sql";

inline constexpr const char* kScores = R"sql(
INSERT INTO mmlu_scores (id, test_run_id, category, score, total_questions, correct_answers, timestamp, created_at)
SELECT md5('mmlu ' || run || ' ' || category)::uuid, md5(run)::uuid, category, score, 100, score::integer,
       time::timestamptz + number * interval '2 milliseconds', time::timestamptz
FROM (VALUES ('run 4090', 70.0, '2025-03-02 12:00+00'), ('run 4080', 80.0, '2025-05-02 12:00+00')) AS sets (run, score, time),
     unnest(ARRAY['biology', 'business', 'chemistry', 'computer science', 'economics', 'engineering', 'health', 'history',
                  'law', 'math', 'other', 'philosophy', 'physics', 'psychology']) WITH ORDINALITY AS c (category, number);
INSERT INTO gsm8k_scores (id, test_run_id, problems_solved, total_problems, timestamp)
VALUES (md5('gsm8k old')::uuid, md5('run 4090')::uuid, 1000, 1319, '2025-03-02 13:00+00'),
       (md5('gsm8k new')::uuid, md5('run 4080')::uuid, 1100, 1319, '2025-05-02 13:00+00');
INSERT INTO humaneval_scores (id, test_run_id, pass_at_1, pass_at_10, total_problems, timestamp)
VALUES (md5('humaneval')::uuid, md5('run 4090')::uuid, 62.5, 80, 164, '2025-03-02 14:00+00');
INSERT INTO hellaswag_scores (id, test_run_id, accuracy, total_questions, correct_answers, timestamp)
VALUES (md5('hellaswag')::uuid, md5('run 14b')::uuid, 84, 10042, 8435, '2025-05-03 14:00+00');
INSERT INTO truthfulqa_scores (id, test_run_id, truthful_score, helpful_score, total_questions, timestamp)
VALUES (md5('truthfulqa')::uuid, md5('run 14b')::uuid, 55.5, 90, 817, '2025-05-03 15:00+00');
INSERT INTO generic_benchmark_scores (id, test_run_id, benchmark_name, score, total_questions, correct_answers, timestamp)
VALUES (md5('arc')::uuid, md5('run 14b')::uuid, 'ARC-Challenge', 60, 1000, 600, '2025-05-03 16:00+00');
)sql";

/// Uploaded after the older migration: only there.
inline constexpr const char* kNewerVariantScores = R"sql(
UPDATE gsm8k_scores_v2
SET problems_solved = 1200, total_problems = 1319, accuracy = 1200.0 / 1319, timestamp = '2025-09-01 12:00+00'
WHERE model_variant_id = md5('variant Qwen3-8B Q4_K_M')::uuid;
INSERT INTO gsm8k_scores_v2 (id, model_variant_id, problems_solved, total_problems, accuracy, timestamp)
VALUES (md5('gsm8k 14b')::uuid, md5('variant Qwen3-14B Q8_0')::uuid, 1150, 1319, 1150.0 / 1319, '2025-09-01 13:00+00');
)sql";

inline constexpr const char* kLoraRows = R"sql(
INSERT INTO model_variants (id, model_name, quantization, lora_adapter)
VALUES (md5('variant lora')::uuid, 'Qwen3-8B', 'Q4_K_M', 'law-adapter');
INSERT INTO gsm8k_scores_v2 (id, model_variant_id, problems_solved, total_problems, accuracy, timestamp)
VALUES (md5('gsm8k lora')::uuid, md5('variant lora')::uuid, 1250, 1319, 1250.0 / 1319, '2025-10-01 12:00+00');
)sql";

/// What its missing constraints let in. 'run gguf' is the Qwen3-14B Q8_0 of 'run 14b' by another name.
inline constexpr const char* kDirt = R"sql(
INSERT INTO hardware_profiles (id, gpu_model, gpu_memory_gb, cpu_model, cpu_arch, ram_gb, ram_type, virtualization_type,
                               optimizations, created_at)
VALUES
  (md5('machine 4090 again')::uuid, 'RTX 4090', 24, 'AMD Ryzen 9 7950X', 'Zen4', 64, 'DDR5', 'none', '{hugepages}',
   '2025-02-05 10:00+00'),
  (md5('machine without ram')::uuid, 'RTX 3090', 0, 'Unknown', 'Unknown', NULL, NULL, NULL, NULL, '2025-02-06 10:00+00');
INSERT INTO test_runs (id, model_name, quantization, backend, backend_version, hardware_profile_id, timestamp, status,
                       concurrent_requests)
VALUES
  (md5('run without time')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b5000', md5('machine 4090 again')::uuid, NULL,
   'completed', NULL),
  (md5('run without hardware')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b5000', NULL, '2025-06-01 12:00+00', 'completed',
   NULL),
  (md5('run without ram')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'unknown', md5('machine without ram')::uuid,
   '2025-06-02 12:00+00', 'completed', -1),
  (md5('run gguf')::uuid, 'Qwen3-14B-GGUF', 'Q8_0-GGUF', 'vllm', '0.6.1', md5('machine 4090')::uuid, '2025-06-03 12:00+00',
   'completed', NULL),
  (md5('run long name')::uuid, 'Qwen3-8B', repeat('W4A16-', 20), 'vllm', '0.6.1', md5('machine 4090')::uuid,
   '2025-06-04 12:00+00', 'completed', NULL),
  (md5('run pending')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b5000', md5('machine 4090')::uuid, '2025-06-05 12:00+00',
   'pending', NULL),
  (md5('run failed')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b5000', md5('machine 4090')::uuid, '2025-06-06 12:00+00',
   'failed', NULL),
  (md5('run odd status')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b5000', md5('machine 4090')::uuid,
   '2025-06-07 12:00+00', 'exploded', NULL),
  (md5('run without name')::uuid, '', 'Q4_K_M', 'llama.cpp', 'b5000', md5('machine 4090')::uuid, '2025-06-08 12:00+00',
   'completed', NULL),
  (md5('run twin a')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b6000', md5('machine 4090')::uuid, '2025-06-09 12:00+00',
   'completed', NULL),
  (md5('run twin b')::uuid, 'Qwen3-8B', 'Q4_K_M', 'llama.cpp', 'b6000', md5('machine 4090')::uuid, '2025-06-09 12:00+00',
   'completed', NULL);
INSERT INTO performance_metrics (id, test_run_id, metric_name, value, unit, created_at)
SELECT md5(run || ' ' || metric_name || ' ' || created_at)::uuid, md5(run)::uuid, metric_name, value::float8, unit,
       created_at::timestamptz
FROM (VALUES
  ('run without time', 'tokens_per_second', '50', 'tok/s', '2025-06-01'),
  ('run without time', 'tokens_per_second', '51', 'tok/s', '2025-06-02'),
  ('run without time', 'tokens_per_second', '49', 'tok/s', '2025-05-31'),
  ('run without time', 'memory_usage_gb', 'NaN', 'GB', '2025-06-01'),
  ('run without hardware', 'tokens_per_second', '60', 'tok/s', '2025-06-01'),
  ('run without hardware', 'tg128', '61', 'tok/s', '2025-06-01'),
  ('run without ram', 'tokens_per_second', '-5', 'tok/s', '2025-06-01'),
  ('run without ram', 'memory_usage_gb', '9.5', 'GB', '2025-06-01'),
  ('run gguf', 'tokens_per_second', '905', 'tok/s', '2025-06-01'),
  ('run without name', 'tokens_per_second', '1', 'tok/s', '2025-06-01'),
  ('run twin a', 'tokens_per_second', '70', 'tok/s', '2025-06-01'),
  ('run twin b', 'tokens_per_second', '70', 'tok/s', '2025-06-01')
) AS m (run, metric_name, value, unit, created_at);
INSERT INTO mmlu_scores (id, test_run_id, category, score, total_questions, correct_answers, timestamp, created_at)
VALUES
  (md5('mmlu Biology')::uuid, md5('run 4080')::uuid, 'Biology', 79, 100, 79, '2025-05-02 12:00+00', '2025-05-02 12:00+00'),
  (md5('mmlu no time')::uuid, md5('run gguf')::uuid, 'law', 40, NULL, NULL, NULL, '2025-06-03 12:00+00'),
  (md5('mmlu no name')::uuid, md5('run gguf')::uuid, '  ', 40, NULL, NULL, NULL, '2025-06-03 12:00+00'),
  (md5('mmlu disagrees')::uuid, md5('run 14b')::uuid, 'math', 90, 100, 50, '2025-05-03 12:00+00', '2025-05-03 12:00+00');
INSERT INTO gsm8k_scores (id, test_run_id, problems_solved, total_problems, timestamp)
VALUES (md5('gsm8k gguf')::uuid, md5('run gguf')::uuid, 1111, 1319, '2025-06-04 12:00+00'),
       (md5('gsm8k of 14b')::uuid, md5('run 14b')::uuid, 1000, 1319, '2025-05-04 12:00+00');
)sql";

/// After the older migration, which cannot copy quantizations longer than 50 characters.
inline constexpr const char* kVariantDirt = R"sql(
INSERT INTO model_variants (id, model_name, quantization)
VALUES (md5('variant 14b gguf again')::uuid, 'Qwen3-14B', 'Q8_0-GGUF'), (md5('variant odd')::uuid, 'Odd', 'Q4_0');
INSERT INTO gsm8k_scores_v2 (id, model_variant_id, problems_solved, total_problems, accuracy, timestamp)
VALUES (md5('gsm8k zero')::uuid, md5('variant odd')::uuid, 0, 0, 0, '2025-07-01 12:00+00'),
       (md5('gsm8k fraction')::uuid, md5('variant 14b gguf again')::uuid, 0, 0, 0.86, '2025-07-02 12:00+00');
INSERT INTO humaneval_scores_v2 (id, model_variant_id, pass_at_1, timestamp)
VALUES (md5('humaneval odd')::uuid, md5('variant odd')::uuid, 33.3, '2025-07-01 12:00+00');
INSERT INTO hellaswag_scores_v2 (id, model_variant_id, accuracy, total_questions, correct_answers, timestamp)
VALUES (md5('hellaswag zero')::uuid, md5('variant odd')::uuid, 70, 0, 0, '2025-07-01 12:00+00');
INSERT INTO mmlu_scores_v2 (id, model_variant_id, category, score, timestamp)
VALUES (md5('mmlu over')::uuid, md5('variant odd')::uuid, 'law', 170, '2025-07-01 12:00+00');
INSERT INTO generic_benchmark_scores_v2 (id, model_variant_id, benchmark_name, overall_score, timestamp)
VALUES (md5('perplexity')::uuid, md5('variant odd')::uuid, 'Perplexity', 6.5, '2025-07-01 12:00+00'),
       (md5('elo')::uuid, md5('variant odd')::uuid, 'Arena Elo', 1200, '2025-07-01 12:00+00');
)sql";

}  // namespace llmbench::testing::older
