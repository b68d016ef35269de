-- The list of all runs, newest first: one index in the order of its pages, so that a page costs the same whatever the
-- history.
CREATE INDEX test_runs_newest ON test_runs ((coalesce(timestamp, created_at)) DESC, id DESC);
COMMENT ON INDEX test_runs_newest IS 'Order of GET /api/configurations: when it was measured, else when it was stored.';
