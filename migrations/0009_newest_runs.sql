-- The list of all runs, newest first: one index in the order of its pages, so that a page costs the same whatever the
-- history. Its total is the sum of the counts the grid index keeps per variant, voided runs among them.
CREATE INDEX test_runs_newest ON test_runs ((coalesce(timestamp, created_at)) DESC, id DESC);
COMMENT ON INDEX test_runs_newest IS 'Order of GET /api/configurations: when it was measured, else when it was stored.';

-- A voided run counts for its variant too, and the grid index does not know it any more when it is deleted.
CREATE OR REPLACE FUNCTION log_variant_of_removed_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO public.change_log (entity, entity_id)
      SELECT DISTINCT 'variant', model_variant_id FROM old_rows WHERE status <> 'completed' OR voided_at IS NOT NULL;
  ELSE
    INSERT INTO public.change_log (entity, entity_id)
      SELECT DISTINCT 'variant', before.model_variant_id
      FROM old_rows AS before
      JOIN new_rows AS after ON after.id = before.id AND after.model_variant_id <> before.model_variant_id;
  END IF;
  RETURN NULL;
END $$;
