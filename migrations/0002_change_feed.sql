-- The change feed of the grid index: statement-level triggers write which run, variant, machine or artifact changed, in
-- the writer's own transaction. No code writes it, so rows changed with psql are seen too.

CREATE TABLE change_log (
  change_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entity     text NOT NULL CHECK (entity IN ('run', 'variant', 'scores', 'hardware', 'artifact', 'reload')),
  entity_id  uuid NOT NULL,
  xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
  changed_at timestamptz NOT NULL DEFAULT now()
);
-- A reader asks for everything at or after the oldest transaction that was open at its previous read.
CREATE INDEX change_log_xid ON change_log (xid);
COMMENT ON TABLE change_log IS '"This run, variant or machine changed"; feeds the grid index of every server process. Kept a day.';
COMMENT ON COLUMN change_log.change_id IS 'Identifies the entry; not in commit order.';
COMMENT ON COLUMN change_log.entity IS 'run, variant, scores (of a variant), hardware, artifact, or reload = everything may have changed.';
COMMENT ON COLUMN change_log.entity_id IS 'Id of what changed; all zeros for reload.';
COMMENT ON COLUMN change_log.xid IS 'Transaction that made the change.';
COMMENT ON COLUMN change_log.changed_at IS 'Start of that transaction; entries are kept a day.';

-- One function per key column. The transition tables are called old_rows and new_rows by every trigger below.
CREATE FUNCTION log_changes_by_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.change_log (entity, entity_id) SELECT DISTINCT TG_ARGV[0], id FROM new_rows;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO public.change_log (entity, entity_id)
      SELECT TG_ARGV[0], id FROM (SELECT id FROM old_rows UNION SELECT id FROM new_rows) AS changed;
  ELSE
    INSERT INTO public.change_log (entity, entity_id) SELECT DISTINCT TG_ARGV[0], id FROM old_rows;
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION log_changes_by_id() IS 'Writes the ids of changed rows to change_log; argument: the entity.';

CREATE FUNCTION log_changes_by_test_run_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.change_log (entity, entity_id) SELECT DISTINCT TG_ARGV[0], test_run_id FROM new_rows;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO public.change_log (entity, entity_id)
      SELECT TG_ARGV[0], test_run_id
      FROM (SELECT test_run_id FROM old_rows UNION SELECT test_run_id FROM new_rows) AS changed;
  ELSE
    INSERT INTO public.change_log (entity, entity_id) SELECT DISTINCT TG_ARGV[0], test_run_id FROM old_rows;
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION log_changes_by_test_run_id() IS 'Writes the runs of changed rows to change_log; argument: the entity.';

CREATE FUNCTION log_changes_by_model_variant_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.change_log (entity, entity_id) SELECT DISTINCT TG_ARGV[0], model_variant_id FROM new_rows;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO public.change_log (entity, entity_id)
      SELECT TG_ARGV[0], model_variant_id
      FROM (SELECT model_variant_id FROM old_rows UNION SELECT model_variant_id FROM new_rows) AS changed;
  ELSE
    INSERT INTO public.change_log (entity, entity_id) SELECT DISTINCT TG_ARGV[0], model_variant_id FROM old_rows;
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION log_changes_by_model_variant_id() IS 'Writes the variants of changed rows to change_log; argument: the entity.';

CREATE FUNCTION log_reload() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.change_log (entity, entity_id) VALUES ('reload', '00000000-0000-0000-0000-000000000000');
  RETURN NULL;
END $$;
COMMENT ON FUNCTION log_reload() IS 'Writes that everything may have changed (TRUNCATE) to change_log.';

-- A trigger with transition tables serves one event only, so each table has three of them and one for TRUNCATE.
DO $$
DECLARE
  fed record;
BEGIN
  FOR fed IN
    SELECT * FROM (VALUES
      ('test_runs', 'log_changes_by_id', 'run'),
      ('performance_metrics', 'log_changes_by_test_run_id', 'run'),
      ('model_variants', 'log_changes_by_id', 'variant'),
      ('score_uploads', 'log_changes_by_model_variant_id', 'scores'),
      ('score_parts', 'log_changes_by_model_variant_id', 'scores'),
      ('hardware_profiles', 'log_changes_by_id', 'hardware'),
      ('model_artifacts', 'log_changes_by_id', 'artifact')) AS t (table_name, function_name, entity)
  LOOP
    EXECUTE format('CREATE TRIGGER feed_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION %I(%L)', fed.table_name, fed.function_name, fed.entity);
    EXECUTE format('CREATE TRIGGER feed_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION %I(%L)', fed.table_name, fed.function_name, fed.entity);
    EXECUTE format('CREATE TRIGGER feed_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows '
      'FOR EACH STATEMENT EXECUTE FUNCTION %I(%L)', fed.table_name, fed.function_name, fed.entity);
    EXECUTE format('CREATE TRIGGER feed_truncate AFTER TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION log_reload()',
      fed.table_name);
  END LOOP;
END $$;
