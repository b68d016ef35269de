-- Removing and bringing back: one request that removes many things is one entry of audit_log with a part for each of
-- them, removed rows find their way back after later migrations, and a variant's count of runs never goes stale.

ALTER TABLE audit_log ADD COLUMN part_of bigint REFERENCES audit_log (id);
COMMENT ON COLUMN audit_log.part_of IS 'Entry of the request that removed many things at once; restoring that one brings back all its parts. NULL = a request of its own.';
CREATE INDEX audit_log_part_of ON audit_log (part_of, id) WHERE part_of IS NOT NULL;
CREATE INDEX audit_log_entity ON audit_log (entity, id);
CREATE INDEX audit_log_at ON audit_log (at);

-- Columns that did not exist when the rows were removed get their defaults, columns that are gone are left out, and
-- generated ones are computed again.
CREATE FUNCTION restore_rows(target regclass, removed jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  column_list text;
  restored bigint;
BEGIN
  SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO column_list
  FROM pg_attribute AS a
  WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND removed -> 0 ? a.attname;
  IF column_list IS NULL THEN
    RETURN 0;
  END IF;
  EXECUTE format('INSERT INTO %s (%s) SELECT %s FROM jsonb_populate_recordset(NULL::%s, $1) ON CONFLICT DO NOTHING',
                 target, column_list, column_list, target) USING removed;
  GET DIAGNOSTICS restored = ROW_COUNT;
  RETURN restored;
END $$;
COMMENT ON FUNCTION restore_rows(regclass, jsonb) IS 'Inserts removed rows of a table again, as audit_log kept them; rows that exist are left alone. Returns how many were inserted.';

-- The grid index learns the variant of a deleted run from the run's own row in the index, but runs that never completed
-- are not in it, and a moved run is in it with its new variant only.
CREATE FUNCTION log_variant_of_removed_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO public.change_log (entity, entity_id)
      SELECT DISTINCT 'variant', model_variant_id FROM old_rows WHERE status <> 'completed' AND voided_at IS NULL;
  ELSE
    INSERT INTO public.change_log (entity, entity_id)
      SELECT DISTINCT 'variant', before.model_variant_id
      FROM old_rows AS before
      JOIN new_rows AS after ON after.id = before.id AND after.model_variant_id <> before.model_variant_id;
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION log_variant_of_removed_runs() IS 'Writes the variants that lost a run the grid index does not know to change_log.';
CREATE TRIGGER feed_variant_delete AFTER DELETE ON test_runs REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION log_variant_of_removed_runs();
CREATE TRIGGER feed_variant_update AFTER UPDATE ON test_runs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION log_variant_of_removed_runs();
