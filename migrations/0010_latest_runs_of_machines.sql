-- The noise floor of a comparison asks for the latest runs of a machine that count: they come in order from this index,
-- however many runs the machine has.
CREATE INDEX test_runs_hardware_profile_latest ON test_runs (hardware_profile_id, created_at DESC, id)
  WHERE status = 'completed' AND voided_at IS NULL;
COMMENT ON INDEX test_runs_hardware_profile_latest IS 'Latest runs of a machine that count, for noise floors.';
