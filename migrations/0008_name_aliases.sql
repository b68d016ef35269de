-- Other names of models and devices, applied to every upload: two spellings of one thing are one row of the grid.

CREATE TABLE name_aliases (
  kind       text NOT NULL CHECK (kind IN ('model', 'gpu', 'cpu')),
  alias      name_text NOT NULL CHECK (alias = lower(alias COLLATE "C")),
  canonical  name_text NOT NULL CHECK (lower(canonical COLLATE "C") <> alias),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by short_text,
  PRIMARY KEY (kind, alias)
);
CREATE INDEX name_aliases_canonical ON name_aliases (kind, lower(canonical COLLATE "C"));
COMMENT ON TABLE name_aliases IS 'Another name of a model or a device. Applied when something is uploaded; what is stored already keeps its name. A canonical name is never an alias itself.';
COMMENT ON COLUMN name_aliases.kind IS 'model, gpu or cpu.';
COMMENT ON COLUMN name_aliases.alias IS 'The other name in lower case: names count without regard to case.';
COMMENT ON COLUMN name_aliases.canonical IS 'The name it stands for.';
COMMENT ON COLUMN name_aliases.created_at IS 'When it was last set.';
COMMENT ON COLUMN name_aliases.created_by IS 'Name of the token; NULL = without a token.';

ALTER TABLE audit_log DROP CONSTRAINT audit_log_action_check;
ALTER TABLE audit_log ADD CONSTRAINT audit_log_action_check CHECK (action IN ('delete', 'replace', 'extend', 'void',
  'unvoid', 'merge', 'alias', 'restore', 'token', 'migration'));
COMMENT ON TABLE audit_log IS 'Every delete, replace, extend, void, merge, alias, restore, token or migration action. Append-only.';

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'llm_benchmark_reader') THEN
    GRANT SELECT ON public.name_aliases TO llm_benchmark_reader;
  END IF;
END $$;
