-- An account made by signing in elsewhere has no password: an empty hash opens to nobody.
CREATE TABLE linked_logins (
  provider   text NOT NULL,
  subject    text NOT NULL,
  user_id    uuid NOT NULL REFERENCES users (user_id),
  name       text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (provider, subject),
  UNIQUE (user_id, provider)
);

-- Counted by the name that was typed, whether an account has it or not.
CREATE TABLE sign_in_failures (
  name      text COLLATE nocase PRIMARY KEY,
  failures  bigint NOT NULL,
  failed_at timestamptz NOT NULL
);
CREATE INDEX sign_in_failures_failed_at ON sign_in_failures (failed_at);

-- From here on a session is kept under the hash of its id: whoever reads the database can't be anybody.
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN user_id uuid REFERENCES users (user_id);
CREATE INDEX sessions_user ON sessions (user_id) WHERE user_id IS NOT NULL;
