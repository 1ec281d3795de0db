-- An answer may be lost on its way: a token may be used once more while its successor was not.
ALTER TABLE refresh_tokens ADD COLUMN successor_hash bytea;
