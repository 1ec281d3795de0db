-- Ids are UUIDv7 in their 16 bytes; times are milliseconds since the Unix epoch.

CREATE TABLE users (
  user_id       BLOB PRIMARY KEY NOT NULL,
  name          TEXT NOT NULL COLLATE NOCASE UNIQUE,
  password_hash TEXT NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY NOT NULL,
  data       TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE server_keys (
  name       TEXT PRIMARY KEY NOT NULL,
  secret     BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE connections (
  connection_id  BLOB PRIMARY KEY NOT NULL,
  owner_id       BLOB NOT NULL REFERENCES users (user_id),
  vtt            TEXT NOT NULL,
  world_id       TEXT NOT NULL,
  world_name     TEXT NOT NULL,
  system_id      TEXT,
  system_version TEXT,
  core_version   TEXT,
  module_version TEXT,
  status         TEXT NOT NULL CHECK (status IN ('active', 'revoked')),
  created_at     INTEGER NOT NULL,
  last_seen_at   INTEGER,
  revoked_at     INTEGER
) STRICT;
CREATE INDEX connections_owner ON connections (owner_id, created_at);

CREATE TABLE pairing_offers (
  jti            TEXT PRIMARY KEY NOT NULL,
  nonce          TEXT NOT NULL UNIQUE,
  code           TEXT NOT NULL,
  offer_key      TEXT NOT NULL,
  world_id       TEXT NOT NULL,
  world_name     TEXT NOT NULL,
  module_version TEXT NOT NULL,
  expires_at     INTEGER NOT NULL,
  status         TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'claimed')),
  connection_id  BLOB REFERENCES connections (connection_id)
) STRICT;
CREATE INDEX pairing_offers_code ON pairing_offers (code, status);

-- A claim is a signed request for tokens; its nonce is remembered while the claim could be replayed.
CREATE TABLE claim_nonces (
  nonce      TEXT PRIMARY KEY NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_nonces_expires_at ON claim_nonces (expires_at);

-- Refresh tokens are kept as hashes. A token used twice revokes its family.
CREATE TABLE refresh_tokens (
  token_hash    BLOB PRIMARY KEY NOT NULL,
  connection_id BLOB NOT NULL REFERENCES connections (connection_id),
  expires_at    INTEGER NOT NULL,
  used_at       INTEGER
) STRICT;
CREATE INDEX refresh_tokens_connection ON refresh_tokens (connection_id);

CREATE TABLE campaigns (
  campaign_id     BLOB PRIMARY KEY NOT NULL,
  connection_id   BLOB NOT NULL REFERENCES connections (connection_id),
  owner_id        BLOB NOT NULL REFERENCES users (user_id),
  vtt_campaign_id TEXT NOT NULL,
  name            TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  synced_at       INTEGER,
  UNIQUE (connection_id, vtt_campaign_id)
) STRICT;
CREATE INDEX campaigns_owner ON campaigns (owner_id, created_at);

CREATE TABLE characters (
  character_id     BLOB PRIMARY KEY NOT NULL,
  campaign_id      BLOB NOT NULL REFERENCES campaigns (campaign_id),
  vtt_character_id TEXT NOT NULL,
  name             TEXT NOT NULL,
  character_type   TEXT NOT NULL,
  character        TEXT NOT NULL,
  updated_at       INTEGER NOT NULL,
  removed_at       INTEGER,
  UNIQUE (campaign_id, vtt_character_id)
) STRICT;

CREATE TABLE streamers (
  streamer_id BLOB PRIMARY KEY NOT NULL,
  name        TEXT NOT NULL,
  overlay_key TEXT NOT NULL UNIQUE,
  created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE memberships (
  campaign_id BLOB NOT NULL REFERENCES campaigns (campaign_id),
  streamer_id BLOB NOT NULL REFERENCES streamers (streamer_id),
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, streamer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_streamer ON memberships (streamer_id);

CREATE TABLE assignments (
  campaign_id  BLOB NOT NULL REFERENCES campaigns (campaign_id),
  character_id BLOB NOT NULL REFERENCES characters (character_id),
  streamer_id  BLOB NOT NULL REFERENCES streamers (streamer_id),
  assigned_at  INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, character_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignments_streamer ON assignments (streamer_id);

-- What came over the wire, once per message; rolls refer to it.
CREATE TABLE vtt_messages (
  campaign_id BLOB NOT NULL REFERENCES campaigns (campaign_id),
  message_id  TEXT NOT NULL,
  vtt_data    TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, message_id)
) STRICT;

CREATE TABLE dice_rolls (
  roll_id      BLOB PRIMARY KEY NOT NULL,
  campaign_id  BLOB NOT NULL REFERENCES campaigns (campaign_id),
  source       TEXT NOT NULL,
  message_id   TEXT NOT NULL,
  vtt_roll_id  TEXT NOT NULL,
  character_id BLOB REFERENCES characters (character_id),
  system_id    TEXT NOT NULL,
  visibility   TEXT NOT NULL,
  outcome      TEXT,
  roll         TEXT NOT NULL,
  verdict      TEXT NOT NULL,
  rolled_at    INTEGER NOT NULL,
  recorded_at  INTEGER NOT NULL,
  retracted_at INTEGER,
  UNIQUE (campaign_id, source, vtt_roll_id)
) STRICT;
CREATE INDEX dice_rolls_message ON dice_rolls (campaign_id, message_id);
CREATE INDEX dice_rolls_history ON dice_rolls (campaign_id, roll_id);

-- The outbox: what each audience was told, in order. Its key is the cursor of `/ws`.
CREATE TABLE events (
  event_id    INTEGER PRIMARY KEY AUTOINCREMENT,
  campaign_id BLOB NOT NULL REFERENCES campaigns (campaign_id),
  audience    TEXT NOT NULL CHECK (audience IN ('gm', 'stream')),
  topic       TEXT NOT NULL,
  event       TEXT NOT NULL,
  roll_id     BLOB REFERENCES dice_rolls (roll_id),
  payload     TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX events_feed ON events (campaign_id, audience, topic, event_id);
CREATE INDEX events_roll ON events (roll_id, audience, event_id);
