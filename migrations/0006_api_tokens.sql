-- Tokens of the HTTP API. The token itself is nowhere: its SHA-256 is enough to recognise 256 random bits.

CREATE TABLE api_tokens (
  id           uuid PRIMARY KEY,
  name         text NOT NULL UNIQUE CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$'),
  sha256       text NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  scope        text NOT NULL CHECK (scope IN ('upload', 'admin')),
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz CHECK (expires_at > created_at),
  last_used_at timestamptz,
  revoked_at   timestamptz
);
COMMENT ON TABLE api_tokens IS 'Who may write. Rows stay for ever: runs and audit entries are kept with names of tokens.';
COMMENT ON COLUMN api_tokens.id IS 'Random UUID.';
COMMENT ON COLUMN api_tokens.name IS 'Chosen when it was created; never given twice, also not after revocation.';
COMMENT ON COLUMN api_tokens.sha256 IS 'SHA-256 of the token in lower-case hex.';
COMMENT ON COLUMN api_tokens.scope IS 'upload: may store results. admin: may do everything.';
COMMENT ON COLUMN api_tokens.created_at IS 'When it was created.';
COMMENT ON COLUMN api_tokens.expires_at IS 'From when on it is refused; NULL = never.';
COMMENT ON COLUMN api_tokens.last_used_at IS 'When it was last accepted, to the minute; NULL = never.';
COMMENT ON COLUMN api_tokens.revoked_at IS 'When it was revoked; NULL = it was not.';

CREATE FUNCTION refuse_token_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'tokens are revoked, never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
COMMENT ON FUNCTION refuse_token_removal() IS 'Keeps the names of tokens from being given twice.';
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON api_tokens
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_token_removal();

-- Nobody but the owner, whatever default privileges say.
REVOKE ALL ON api_tokens FROM PUBLIC;
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'llm_benchmark_reader') THEN
    REVOKE ALL ON public.api_tokens FROM llm_benchmark_reader;
  END IF;
END $$;
