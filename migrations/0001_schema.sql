-- Tables of the results database. Constraints are the guarantee; the server gives the friendly message before them.
-- Every id of a variant, artifact, machine, run or score upload is a UUIDv8 made from content by the server.

-- Types -----------------------------------------------------------------------------------------------------------

CREATE DOMAIN finite_number AS double precision
  CHECK (VALUE > '-Infinity'::double precision AND VALUE < 'Infinity'::double precision);
COMMENT ON DOMAIN finite_number IS 'A number that is neither NaN nor infinite.';

CREATE DOMAIN measured_number AS double precision
  CHECK (VALUE >= 0 AND VALUE < 'Infinity'::double precision);
COMMENT ON DOMAIN measured_number IS 'A finite number that cannot be negative: a speed, a time, a memory, a power.';

CREATE DOMAIN name_text AS text CHECK (VALUE <> '' AND char_length(VALUE) <= 255);
COMMENT ON DOMAIN name_text IS 'A name: 1 to 255 characters.';

CREATE DOMAIN short_text AS text CHECK (char_length(VALUE) <= 1000);
COMMENT ON DOMAIN short_text IS 'A text of at most 1,000 characters.';

-- The server refuses documents over 256 KiB of compact JSON. jsonb prints with blanks and provenance also carries the
-- fingerprint, so this guard is wider.
CREATE DOMAIN json_document AS jsonb CHECK (jsonb_typeof(VALUE) = 'object' AND octet_length(VALUE::text) <= 4194304);
COMMENT ON DOMAIN json_document IS 'A JSON object of bounded size.';

-- Model variants and their files ----------------------------------------------------------------------------------

CREATE TABLE model_variants (
  id           uuid PRIMARY KEY,
  model_name   name_text NOT NULL,
  quantization name_text NOT NULL,
  lora_adapter text NOT NULL DEFAULT '' CHECK (char_length(lora_adapter) <= 255),
  base_name    text NOT NULL GENERATED ALWAYS AS (
    regexp_replace(regexp_replace(lower(regexp_replace(model_name::text, '^.*/', '')), '[^a-z0-9.]+', '-', 'g'),
      '-?instruct', '', 'g')) STORED,
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  UNIQUE (model_name, quantization, lora_adapter)
);
CREATE INDEX model_variants_base_name ON model_variants (base_name);
COMMENT ON TABLE model_variants IS 'A model in one quantization, with or without a LoRA adapter. Quality scores belong to it; speed belongs to its runs.';
COMMENT ON COLUMN model_variants.id IS 'UUIDv8 of the normalised names; the model name counts without regard to case.';
COMMENT ON COLUMN model_variants.model_name IS 'Normalised name (no -GGUF tail); the first spelling stored is kept.';
COMMENT ON COLUMN model_variants.quantization IS 'Normalised quantization, e.g. Q4_K_M, FP16.';
COMMENT ON COLUMN model_variants.lora_adapter IS 'LoRA adapter; empty text = the base variant.';
COMMENT ON COLUMN model_variants.base_name IS 'Model name without owner, case, punctuation and "instruct": finds variants whose names almost meet.';
COMMENT ON COLUMN model_variants.created_at IS 'When the first run or score of the variant arrived.';
COMMENT ON COLUMN model_variants.updated_at IS 'When its scores last changed; runs do not touch it.';

CREATE TABLE model_artifacts (
  id               uuid PRIMARY KEY,
  model_variant_id uuid NOT NULL REFERENCES model_variants (id),
  size_bytes       bigint CHECK (size_bytes > 0),
  n_params         bigint CHECK (n_params > 0),
  publisher        text NOT NULL DEFAULT '' CHECK (char_length(publisher) <= 255),
  sha256           text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  imatrix          boolean,
  created_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX model_artifacts_model_variant_id ON model_artifacts (model_variant_id);
COMMENT ON TABLE model_artifacts IS 'A file of a variant: two publishers or two builds under one name are two artifacts.';
COMMENT ON COLUMN model_artifacts.id IS 'UUIDv8 of variant, size, parameter count and publisher.';
COMMENT ON COLUMN model_artifacts.model_variant_id IS 'The variant the file holds.';
COMMENT ON COLUMN model_artifacts.size_bytes IS 'Size of the model in bytes; NULL = unknown.';
COMMENT ON COLUMN model_artifacts.n_params IS 'Number of parameters; NULL = unknown.';
COMMENT ON COLUMN model_artifacts.publisher IS 'Who published the file (Hugging Face owner); empty = unknown.';
COMMENT ON COLUMN model_artifacts.sha256 IS 'SHA-256 of the file in lower-case hex; NULL = unknown.';
COMMENT ON COLUMN model_artifacts.imatrix IS 'Quantized with an importance matrix; NULL = unknown.';
COMMENT ON COLUMN model_artifacts.created_at IS 'When the artifact was first seen.';

-- Machines --------------------------------------------------------------------------------------------------------

CREATE TABLE hardware_profiles (
  id                  uuid PRIMARY KEY,
  gpu_model           short_text,
  gpu_count           integer NOT NULL DEFAULT 1 CHECK (gpu_count >= 0),
  gpu_memory_gb       measured_number,
  cpu_model           short_text,
  cpu_arch            short_text,
  ram_gb              measured_number,
  ram_type            short_text,
  virtualization_type short_text,
  optimizations       text[] NOT NULL DEFAULT '{}'
    CHECK (cardinality(optimizations) <= 32 AND array_position(optimizations, NULL) IS NULL),
  machine_name        short_text,
  platform            text NOT NULL CHECK (platform <> ''),
  category            text NOT NULL CHECK (category IN ('consumer_gpu', 'consumer_cpu', 'datacenter_gpu',
    'datacenter_cpu', 'unified', 'multi_host', 'mobile', 'npu', 'unknown')),
  raw_gpu_model       short_text NOT NULL DEFAULT '',
  raw_cpu_model       short_text NOT NULL DEFAULT '',
  created_at          timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE hardware_profiles IS 'A machine as a benchmark sees it. Never clocks, drivers, operating system or host name: those belong to a run.';
COMMENT ON COLUMN hardware_profiles.id IS 'UUIDv8 of the canonical fields.';
COMMENT ON COLUMN hardware_profiles.gpu_model IS 'Canonical name of the GPU used; ''CPU Only'' = known to have used none; NULL = unknown.';
COMMENT ON COLUMN hardware_profiles.gpu_count IS 'How many of that GPU were used; 0 for CPU Only.';
COMMENT ON COLUMN hardware_profiles.gpu_memory_gb IS 'Memory of one device in GiB; NULL = unknown.';
COMMENT ON COLUMN hardware_profiles.cpu_model IS 'Canonical name of the CPU; NULL = unknown.';
COMMENT ON COLUMN hardware_profiles.cpu_arch IS 'CPU family (zen2, raptorlake, apple_m4, ...) or what was sent; NULL = unknown.';
COMMENT ON COLUMN hardware_profiles.ram_gb IS 'System memory in GiB; NULL = unknown.';
COMMENT ON COLUMN hardware_profiles.ram_type IS 'DDR5, LPDDR5X, ...; NULL = unknown.';
COMMENT ON COLUMN hardware_profiles.virtualization_type IS 'none, docker, kvm, ...; NULL = unknown.';
COMMENT ON COLUMN hardware_profiles.optimizations IS 'Stated optimizations, sorted, without repeats.';
COMMENT ON COLUMN hardware_profiles.machine_name IS 'The name its owner gave the machine; NULL = none given.';
COMMENT ON COLUMN hardware_profiles.platform IS 'What is shown and grouped: RTX 4090, 4x H100, the CPU model, or unknown.';
COMMENT ON COLUMN hardware_profiles.category IS 'Kind of hardware; unknown when nothing tells it.';
COMMENT ON COLUMN hardware_profiles.raw_gpu_model IS 'GPU name as first sent; empty = none.';
COMMENT ON COLUMN hardware_profiles.raw_cpu_model IS 'CPU name as first sent; empty = none.';
COMMENT ON COLUMN hardware_profiles.created_at IS 'When the machine was first seen.';

-- Runs ------------------------------------------------------------------------------------------------------------

CREATE TABLE test_runs (
  id                    uuid PRIMARY KEY,
  content_id            uuid NOT NULL UNIQUE,
  model_variant_id      uuid NOT NULL REFERENCES model_variants (id),
  artifact_id           uuid REFERENCES model_artifacts (id),
  hardware_profile_id   uuid NOT NULL REFERENCES hardware_profiles (id),
  configuration_id      uuid NOT NULL,
  series_id             uuid NOT NULL,
  backend               name_text NOT NULL,
  backend_version       short_text,
  flavour               text NOT NULL DEFAULT '',
  workload              text NOT NULL DEFAULT 'inference' CHECK (workload IN ('inference', 'training')),
  load                  text CHECK (load IN ('single', 'concurrent', 'offline')),
  status                text NOT NULL DEFAULT 'completed'
    CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
  error                 text CHECK (octet_length(error) <= 65536),
  timestamp             timestamptz,
  created_at            timestamptz NOT NULL DEFAULT now(),
  concurrent_requests   integer CHECK (concurrent_requests >= 0),
  concurrency_source    text NOT NULL DEFAULT 'unknown' CHECK (concurrency_source IN ('stated', 'derived', 'unknown')),
  max_context_length    integer CHECK (max_context_length >= 0),
  load_pattern          short_text,
  dataset_name          short_text,
  gpu_power_limit_watts integer CHECK (gpu_power_limit_watts >= 0),
  settings              json_document NOT NULL DEFAULT '{}',
  user_settings         json_document NOT NULL DEFAULT '{}',
  settings_summary      text NOT NULL DEFAULT '',
  kv_type               text,
  flash_attention       boolean,
  provenance            json_document NOT NULL DEFAULT '{}',
  notes                 text NOT NULL DEFAULT '' CHECK (octet_length(notes) <= 65536),
  tags                  text[] NOT NULL DEFAULT '{}' CHECK (array_position(tags, NULL) IS NULL),
  uploaded_by           short_text,
  voided_at             timestamptz,
  void_reason           text CHECK (octet_length(void_reason) <= 65536),
  -- headline columns, computed by the server from the metrics
  tokens_per_second     measured_number,
  speed_tokens          integer CHECK (speed_tokens >= 0),
  speed_test            text GENERATED ALWAYS AS (CASE WHEN speed_tokens > 0 THEN 'tg' || speed_tokens END) STORED,
  speed_depth           integer CHECK (speed_depth >= 0),
  speed_cv              measured_number,
  prompt_tokens_per_second measured_number,
  prompt_speed_tokens   integer CHECK (prompt_speed_tokens >= 0),
  prompt_speed_test     text GENERATED ALWAYS AS (
    CASE WHEN prompt_speed_tokens > 0 THEN 'pp' || prompt_speed_tokens END) STORED,
  prompt_speed_depth    integer CHECK (prompt_speed_depth >= 0),
  prompt_speed_cv       measured_number,
  prompt_gpu_assisted   boolean NOT NULL DEFAULT false,
  tokens_per_second_per_request measured_number,
  total_tokens_per_second measured_number,
  memory_gb             measured_number,
  memory_source         text CHECK (memory_source IN ('measured', 'estimated', 'reserved')),
  memory_place          text CHECK (memory_place IN ('gpu', 'ram', 'split', 'unified')),
  memory_context_tokens integer CHECK (memory_context_tokens >= 0),
  time_to_first_token_ms measured_number,
  loading_time_seconds  measured_number,
  gpu_power_watts       measured_number,
  model_size_gb         measured_number,
  n_params              bigint CHECK (n_params > 0),
  bits_per_weight       measured_number,
  unstable              boolean NOT NULL DEFAULT false,
  partial               boolean NOT NULL DEFAULT false,
  has_samples           boolean NOT NULL DEFAULT false,
  point_kinds           text[] NOT NULL DEFAULT '{}' CHECK (point_kinds <@ '{generation,prompt}'::text[]),
  point_tokens          integer[] NOT NULL DEFAULT '{}' CHECK (0 <= ALL (point_tokens)),
  point_depths          integer[] NOT NULL DEFAULT '{}' CHECK (0 <= ALL (point_depths)),
  point_speeds          double precision[] NOT NULL DEFAULT '{}' CHECK (0 <= ALL (point_speeds) AND 'Infinity' > ALL (point_speeds)),
  point_cvs             double precision[] NOT NULL DEFAULT '{}',
  point_gpu_assisted    boolean[] NOT NULL DEFAULT '{}' CHECK (array_position(point_gpu_assisted, NULL) IS NULL),
  CHECK ((tokens_per_second IS NULL) = (speed_tokens IS NULL) AND (tokens_per_second IS NULL) = (speed_depth IS NULL)),
  CHECK ((prompt_tokens_per_second IS NULL) = (prompt_speed_tokens IS NULL)
    AND (prompt_tokens_per_second IS NULL) = (prompt_speed_depth IS NULL)),
  CHECK (cardinality(point_kinds) = cardinality(point_tokens) AND cardinality(point_kinds) = cardinality(point_depths)
    AND cardinality(point_kinds) = cardinality(point_speeds) AND cardinality(point_kinds) = cardinality(point_cvs)
    AND cardinality(point_kinds) = cardinality(point_gpu_assisted)),
  CHECK ((voided_at IS NULL) = (void_reason IS NULL))
);
CREATE INDEX test_runs_model_variant_id ON test_runs (model_variant_id);
CREATE INDEX test_runs_hardware_profile_id ON test_runs (hardware_profile_id);
CREATE INDEX test_runs_artifact_id ON test_runs (artifact_id);
CREATE INDEX test_runs_configuration_id ON test_runs (configuration_id);
COMMENT ON TABLE test_runs IS 'One configuration measured once on one machine.';
COMMENT ON COLUMN test_runs.id IS 'The client''s own id, else the content_id.';
COMMENT ON COLUMN test_runs.content_id IS 'Identity: when and what was measured. The same measurement has the same content_id in every format.';
COMMENT ON COLUMN test_runs.model_variant_id IS 'What was measured.';
COMMENT ON COLUMN test_runs.artifact_id IS 'The model file that was measured; NULL = unknown.';
COMMENT ON COLUMN test_runs.hardware_profile_id IS 'The machine; a run without hardware has the all-unknown profile.';
COMMENT ON COLUMN test_runs.configuration_id IS 'Runs of one configuration are one row of the grid.';
COMMENT ON COLUMN test_runs.series_id IS 'The configuration without its backend version: one configuration over time.';
COMMENT ON COLUMN test_runs.backend IS 'llama.cpp, vllm, ...';
COMMENT ON COLUMN test_runs.backend_version IS 'Version as the tool states it; NULL = unknown.';
COMMENT ON COLUMN test_runs.flavour IS 'Fork of the backend (ik_llama.cpp); empty = mainline.';
COMMENT ON COLUMN test_runs.workload IS 'inference or training.';
COMMENT ON COLUMN test_runs.load IS 'single (one request at a time), concurrent, or offline (all at once); NULL = unknown.';
COMMENT ON COLUMN test_runs.status IS 'pending, running, completed, failed or cancelled.';
COMMENT ON COLUMN test_runs.error IS 'Why a failed run failed; NULL = none.';
COMMENT ON COLUMN test_runs.timestamp IS 'When it was measured; NULL = unknown, never the time of upload.';
COMMENT ON COLUMN test_runs.created_at IS 'When it was stored.';
COMMENT ON COLUMN test_runs.concurrent_requests IS 'Requests in flight; NULL = unknown.';
COMMENT ON COLUMN test_runs.concurrency_source IS 'stated by the tool, derived from its figures, or unknown.';
COMMENT ON COLUMN test_runs.max_context_length IS 'Context length the server or tool was configured with, in tokens; NULL = unknown.';
COMMENT ON COLUMN test_runs.load_pattern IS 'Load pattern of a serving benchmark, as stated.';
COMMENT ON COLUMN test_runs.dataset_name IS 'Data set of a serving benchmark, as stated.';
COMMENT ON COLUMN test_runs.gpu_power_limit_watts IS 'Power limit of one GPU in watts; NULL = unknown.';
COMMENT ON COLUMN test_runs.settings IS 'The tool''s settings, whole and as written.';
COMMENT ON COLUMN test_runs.user_settings IS 'What the uploading person added (--set NAME=VALUE).';
COMMENT ON COLUMN test_runs.settings_summary IS 'Settings that differ from their defaults, as text; empty = all at their defaults.';
COMMENT ON COLUMN test_runs.kv_type IS 'Type of the KV cache (f16, q8_0, k/v when they differ); NULL = unknown.';
COMMENT ON COLUMN test_runs.flash_attention IS 'Flash attention on; NULL = unknown or automatic.';
COMMENT ON COLUMN test_runs.provenance IS 'Where it comes from: source format, fingerprint, names as sent, fields nobody knew.';
COMMENT ON COLUMN test_runs.notes IS 'Notes of the person who uploaded it.';
COMMENT ON COLUMN test_runs.tags IS 'Tags for finding runs; runs tagged sample never rank.';
COMMENT ON COLUMN test_runs.uploaded_by IS 'Name of the token that uploaded it; NULL = without a token.';
COMMENT ON COLUMN test_runs.voided_at IS 'Since when the run is hidden from grid and series; NULL = it counts.';
COMMENT ON COLUMN test_runs.void_reason IS 'Why it was voided.';
COMMENT ON COLUMN test_runs.tokens_per_second IS 'Generation speed of the headline test in tokens per second; NULL = not measured.';
COMMENT ON COLUMN test_runs.speed_tokens IS 'Tokens generated in the headline test; 0 = the test is not known.';
COMMENT ON COLUMN test_runs.speed_test IS 'Name of the headline test, e.g. tg128; NULL = not known.';
COMMENT ON COLUMN test_runs.speed_depth IS 'Tokens already in the context in the headline test.';
COMMENT ON COLUMN test_runs.speed_cv IS 'Coefficient of variation of the headline speed; NULL = unknown, not 0.';
COMMENT ON COLUMN test_runs.prompt_tokens_per_second IS 'Prompt processing speed of the headline test in tokens per second; NULL = not measured.';
COMMENT ON COLUMN test_runs.prompt_speed_tokens IS 'Prompt tokens of the headline prompt test; 0 = the test is not known.';
COMMENT ON COLUMN test_runs.prompt_speed_test IS 'Name of the headline prompt test, e.g. pp512; NULL = not known.';
COMMENT ON COLUMN test_runs.prompt_speed_depth IS 'Tokens already in the context in the headline prompt test.';
COMMENT ON COLUMN test_runs.prompt_speed_cv IS 'Coefficient of variation of the prompt speed; NULL = unknown, not 0.';
COMMENT ON COLUMN test_runs.prompt_gpu_assisted IS 'The prompt was processed with help of a GPU although the run counts as CPU.';
COMMENT ON COLUMN test_runs.tokens_per_second_per_request IS 'Generation speed one request sees; NULL = unknown.';
COMMENT ON COLUMN test_runs.total_tokens_per_second IS 'Throughput that counts prompt tokens too; never the headline.';
COMMENT ON COLUMN test_runs.memory_gb IS 'Memory used in GiB; NULL = unknown.';
COMMENT ON COLUMN test_runs.memory_source IS 'measured, estimated, or reserved (a server''s reservation); NULL = unknown.';
COMMENT ON COLUMN test_runs.memory_place IS 'gpu, ram, split or unified; NULL = unknown.';
COMMENT ON COLUMN test_runs.memory_context_tokens IS 'Context length the memory figure is for; NULL = unknown.';
COMMENT ON COLUMN test_runs.time_to_first_token_ms IS 'Time to the first token in milliseconds; NULL = not measured.';
COMMENT ON COLUMN test_runs.loading_time_seconds IS 'Time to load the model in seconds; NULL = not measured.';
COMMENT ON COLUMN test_runs.gpu_power_watts IS 'Power drawn while measuring in watts; NULL = not measured.';
COMMENT ON COLUMN test_runs.model_size_gb IS 'Size of the model in GiB; NULL = unknown.';
COMMENT ON COLUMN test_runs.n_params IS 'Number of parameters; NULL = unknown.';
COMMENT ON COLUMN test_runs.bits_per_weight IS '8 * size / parameters; NULL = unknown.';
COMMENT ON COLUMN test_runs.unstable IS 'The samples spread by more than 5 %, or their mean and median differ by more than 3 %.';
COMMENT ON COLUMN test_runs.partial IS 'More than 1 % of the requests failed, or the result file was damaged.';
COMMENT ON COLUMN test_runs.has_samples IS 'At least one metric has samples.';
COMMENT ON COLUMN test_runs.point_kinds IS 'Speed points as parallel arrays: generation or prompt.';
COMMENT ON COLUMN test_runs.point_tokens IS 'Speed points: tokens of the test, 0 = not known.';
COMMENT ON COLUMN test_runs.point_depths IS 'Speed points: tokens already in the context.';
COMMENT ON COLUMN test_runs.point_speeds IS 'Speed points: tokens per second.';
COMMENT ON COLUMN test_runs.point_cvs IS 'Speed points: coefficient of variation, NULL = unknown.';
COMMENT ON COLUMN test_runs.point_gpu_assisted IS 'Speed points: the GPU helped in a run that counts as CPU.';

CREATE TABLE performance_metrics (
  test_run_id uuid NOT NULL REFERENCES test_runs (id) ON DELETE CASCADE,
  metric_name name_text NOT NULL,
  value       finite_number NOT NULL,
  unit        short_text NOT NULL DEFAULT '',
  n           bigint CHECK (n >= 0),
  stddev      measured_number,
  samples     double precision[] NOT NULL DEFAULT '{}' CHECK (
    cardinality(samples) <= 10000 AND array_position(samples, NULL) IS NULL AND 'NaN' <> ALL (samples)
    AND 'Infinity' <> ALL (samples) AND '-Infinity' <> ALL (samples)),
  context     json_document NOT NULL DEFAULT '{}',
  measured_at timestamptz,
  PRIMARY KEY (test_run_id, metric_name)
);
COMMENT ON TABLE performance_metrics IS 'One metric of a run.';
COMMENT ON COLUMN performance_metrics.test_run_id IS 'The run.';
COMMENT ON COLUMN performance_metrics.metric_name IS 'Name as the tool or the metric catalogue has it: pp512, tg128, memory_usage_gb, ...';
COMMENT ON COLUMN performance_metrics.value IS 'What the tool prints; the mean of the samples where there are any.';
COMMENT ON COLUMN performance_metrics.unit IS 'Unit of value, stddev and samples.';
COMMENT ON COLUMN performance_metrics.n IS 'How many measurements the value stands for; NULL = unknown.';
COMMENT ON COLUMN performance_metrics.stddev IS 'Standard deviation (n-1); NULL = unknown, not 0.';
COMMENT ON COLUMN performance_metrics.samples IS 'Single measurements in the order they were taken; empty = not recorded.';
COMMENT ON COLUMN performance_metrics.context IS 'Test, depth and every other field the tool wrote; "from" names the metric this one was copied from.';
COMMENT ON COLUMN performance_metrics.measured_at IS 'When this metric was measured; NULL = unknown.';

-- Scores ----------------------------------------------------------------------------------------------------------

CREATE TABLE score_uploads (
  id               uuid PRIMARY KEY,
  model_variant_id uuid NOT NULL REFERENCES model_variants (id),
  benchmark        name_text NOT NULL,
  context_key      text NOT NULL DEFAULT '',
  context          json_document NOT NULL DEFAULT '{}',
  payload          json_document NOT NULL,
  parts            jsonb NOT NULL CHECK (jsonb_typeof(parts) = 'array' AND jsonb_array_length(parts) > 0),
  tags             text[] NOT NULL DEFAULT '{}' CHECK (array_position(tags, NULL) IS NULL),
  measured_at      timestamptz,
  received_at      timestamptz NOT NULL DEFAULT now(),
  uploaded_by      short_text,
  deleted_at       timestamptz
);
CREATE INDEX score_uploads_place ON score_uploads (model_variant_id, benchmark, md5(context_key));
COMMENT ON TABLE score_uploads IS 'A score set as it was accepted. Append-only: deleting sets deleted_at.';
COMMENT ON COLUMN score_uploads.id IS 'UUIDv8 of variant, benchmark, context, parts, secondary figures and time.';
COMMENT ON COLUMN score_uploads.model_variant_id IS 'Whose scores they are.';
COMMENT ON COLUMN score_uploads.benchmark IS 'Precise name: mmlu_pro, mmlu, gsm8k, ...';
COMMENT ON COLUMN score_uploads.context_key IS 'Canonical text of what makes two scores comparable; empty = no context was given.';
COMMENT ON COLUMN score_uploads.context IS 'The context as sent.';
COMMENT ON COLUMN score_uploads.payload IS 'The score object as accepted ({"type","data"}).';
COMMENT ON COLUMN score_uploads.parts IS 'The comparable numbers of the set, an array of objects with the columns of score_parts.';
COMMENT ON COLUMN score_uploads.tags IS 'Tags; a set tagged sample is a headline only where only sample runs are.';
COMMENT ON COLUMN score_uploads.measured_at IS 'When it was measured; NULL = unknown.';
COMMENT ON COLUMN score_uploads.received_at IS 'When it was stored.';
COMMENT ON COLUMN score_uploads.uploaded_by IS 'Name of the token that uploaded it; NULL = without a token.';
COMMENT ON COLUMN score_uploads.deleted_at IS 'Since when it does not count any more; NULL = it counts.';

CREATE TABLE score_parts (
  model_variant_id uuid NOT NULL REFERENCES model_variants (id),
  benchmark        name_text NOT NULL,
  context_key      text NOT NULL DEFAULT '' CHECK (octet_length(context_key) <= 2000),
  category         text NOT NULL DEFAULT '' CHECK (char_length(category) <= 255 AND category = lower(category COLLATE "C")),
  score            finite_number NOT NULL,
  unit             short_text NOT NULL DEFAULT 'percent',
  higher_is_better boolean NOT NULL DEFAULT true,
  stderr           measured_number,
  total_questions  bigint CHECK (total_questions >= 0),
  correct_answers  bigint CHECK (correct_answers >= 0),
  measured_at      timestamptz,
  upload_id        uuid NOT NULL REFERENCES score_uploads (id),
  PRIMARY KEY (model_variant_id, benchmark, context_key, category),
  CHECK (unit <> 'percent' OR score BETWEEN 0 AND 100),
  CHECK (correct_answers <= total_questions)
);
COMMENT ON TABLE score_parts IS 'The current score of a variant in a benchmark, context and category. Rebuilt from the uploads that are not deleted.';
COMMENT ON COLUMN score_parts.model_variant_id IS 'Whose score it is.';
COMMENT ON COLUMN score_parts.benchmark IS 'Precise name: mmlu_pro, mmlu, gsm8k, ...';
COMMENT ON COLUMN score_parts.context_key IS 'Canonical text of what makes two scores comparable; empty = no context was given.';
COMMENT ON COLUMN score_parts.category IS 'Lower-cased category; empty = the benchmark itself.';
COMMENT ON COLUMN score_parts.score IS 'The score, in percent unless unit says otherwise.';
COMMENT ON COLUMN score_parts.unit IS 'Unit of the score.';
COMMENT ON COLUMN score_parts.higher_is_better IS 'False for perplexity, KL divergence and the like.';
COMMENT ON COLUMN score_parts.stderr IS 'Standard error as reported; NULL = unknown.';
COMMENT ON COLUMN score_parts.total_questions IS 'Questions asked; NULL = unknown.';
COMMENT ON COLUMN score_parts.correct_answers IS 'Questions answered correctly; NULL = unknown.';
COMMENT ON COLUMN score_parts.measured_at IS 'When it was measured; NULL = unknown.';
COMMENT ON COLUMN score_parts.upload_id IS 'The upload it comes from.';

-- Audit -----------------------------------------------------------------------------------------------------------

CREATE TABLE audit_log (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at        timestamptz NOT NULL DEFAULT now(),
  actor     short_text,
  action    text NOT NULL CHECK (action IN ('delete', 'replace', 'extend', 'void', 'unvoid', 'merge', 'restore', 'token',
    'migration')),
  entity    name_text NOT NULL,
  entity_id uuid,
  details   jsonb NOT NULL DEFAULT '{}',
  removed   jsonb
);
CREATE INDEX audit_log_entity_id ON audit_log (entity_id);
COMMENT ON TABLE audit_log IS 'Every delete, replace, extend, void, merge, restore, token or migration action. Append-only.';
COMMENT ON COLUMN audit_log.id IS 'Order of the actions.';
COMMENT ON COLUMN audit_log.at IS 'When it happened.';
COMMENT ON COLUMN audit_log.actor IS 'Name of the token; NULL = without a token.';
COMMENT ON COLUMN audit_log.action IS 'What was done.';
COMMENT ON COLUMN audit_log.entity IS 'Kind of thing it was done to: run, scores, variant, ...';
COMMENT ON COLUMN audit_log.entity_id IS 'Id of that thing.';
COMMENT ON COLUMN audit_log.details IS 'What changed, in short.';
COMMENT ON COLUMN audit_log.removed IS 'The removed rows by table, enough to bring them back; NULL = nothing was removed.';

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
COMMENT ON FUNCTION refuse_audit_change() IS 'Keeps audit_log append-only.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
