-- Ids are UUIDv7. What is named by people is told apart without regard to case.

CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

CREATE TABLE users (
  user_id       uuid PRIMARY KEY,
  name          text COLLATE nocase NOT NULL UNIQUE,
  password_hash text NOT NULL,
  created_at    timestamptz NOT NULL
);

CREATE TABLE sessions (
  session_id text PRIMARY KEY,
  data       jsonb NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE server_keys (
  name       text PRIMARY KEY,
  secret     bytea NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE connections (
  connection_id  uuid PRIMARY KEY,
  owner_id       uuid NOT NULL REFERENCES users (user_id),
  vtt            text NOT NULL,
  world_id       text NOT NULL,
  world_name     text NOT NULL,
  system_id      text,
  system_version text,
  core_version   text,
  module_version text,
  status         text NOT NULL CHECK (status IN ('active', 'revoked')),
  created_at     timestamptz NOT NULL,
  last_seen_at   timestamptz,
  revoked_at     timestamptz
);
CREATE INDEX connections_owner ON connections (owner_id, created_at);

CREATE TABLE pairing_offers (
  jti            text PRIMARY KEY,
  nonce          text NOT NULL UNIQUE,
  code           text NOT NULL,
  offer_key      text NOT NULL,
  world_id       text NOT NULL,
  world_name     text NOT NULL,
  module_version text NOT NULL,
  expires_at     timestamptz NOT NULL,
  status         text NOT NULL CHECK (status IN ('pending', 'approved', 'claimed')),
  connection_id  uuid REFERENCES connections (connection_id)
);
CREATE INDEX pairing_offers_code ON pairing_offers (code, status);

-- A claim is a signed request for tokens; its nonce is remembered while the claim could be replayed.
CREATE TABLE claim_nonces (
  nonce      text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX claim_nonces_expires_at ON claim_nonces (expires_at);

-- Refresh tokens are kept as hashes. A token used twice revokes its family.
CREATE TABLE refresh_tokens (
  token_hash    bytea PRIMARY KEY,
  connection_id uuid NOT NULL REFERENCES connections (connection_id),
  expires_at    timestamptz NOT NULL,
  used_at       timestamptz
);
CREATE INDEX refresh_tokens_connection ON refresh_tokens (connection_id);

CREATE TABLE campaigns (
  campaign_id     uuid PRIMARY KEY,
  connection_id   uuid NOT NULL REFERENCES connections (connection_id),
  owner_id        uuid NOT NULL REFERENCES users (user_id),
  vtt_campaign_id text NOT NULL,
  name            text NOT NULL,
  created_at      timestamptz NOT NULL,
  synced_at       timestamptz,
  UNIQUE (connection_id, vtt_campaign_id)
);
CREATE INDEX campaigns_owner ON campaigns (owner_id, created_at);

CREATE TABLE characters (
  character_id     uuid PRIMARY KEY,
  campaign_id      uuid NOT NULL REFERENCES campaigns (campaign_id),
  vtt_character_id text NOT NULL,
  name             text NOT NULL,
  character_type   text NOT NULL,
  character        jsonb NOT NULL,
  updated_at       timestamptz NOT NULL,
  removed_at       timestamptz,
  UNIQUE (campaign_id, vtt_character_id)
);

CREATE TABLE streamers (
  streamer_id uuid PRIMARY KEY,
  name        text NOT NULL,
  overlay_key text NOT NULL UNIQUE,
  created_at  timestamptz NOT NULL
);

CREATE TABLE memberships (
  campaign_id uuid NOT NULL REFERENCES campaigns (campaign_id),
  streamer_id uuid NOT NULL REFERENCES streamers (streamer_id),
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (campaign_id, streamer_id)
);
CREATE INDEX memberships_streamer ON memberships (streamer_id);

CREATE TABLE assignments (
  campaign_id  uuid NOT NULL REFERENCES campaigns (campaign_id),
  character_id uuid NOT NULL REFERENCES characters (character_id),
  streamer_id  uuid NOT NULL REFERENCES streamers (streamer_id),
  assigned_at  timestamptz NOT NULL,
  PRIMARY KEY (campaign_id, character_id)
);
CREATE INDEX assignments_streamer ON assignments (streamer_id);

-- What came over the wire, once per message; rolls refer to it.
CREATE TABLE vtt_messages (
  campaign_id uuid NOT NULL REFERENCES campaigns (campaign_id),
  message_id  text NOT NULL,
  vtt_data    jsonb NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (campaign_id, message_id)
);

-- `rowid` counts up as rolls come in, as SQLite's own does.
CREATE TABLE dice_rolls (
  rowid        bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  roll_id      uuid PRIMARY KEY,
  campaign_id  uuid NOT NULL REFERENCES campaigns (campaign_id),
  source       text NOT NULL,
  message_id   text NOT NULL,
  vtt_roll_id  text NOT NULL,
  character_id uuid REFERENCES characters (character_id),
  system_id    text NOT NULL,
  visibility   text NOT NULL,
  outcome      text,
  roll         jsonb NOT NULL,
  verdict      jsonb NOT NULL,
  rolled_at    timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  retracted_at timestamptz,
  UNIQUE (campaign_id, source, vtt_roll_id)
);
CREATE INDEX dice_rolls_message ON dice_rolls (campaign_id, message_id);
CREATE INDEX dice_rolls_history ON dice_rolls (campaign_id, roll_id);

-- The outbox: what each audience was told, in order. Its key is the cursor of `/ws`. A payload is text, not `jsonb`:
-- every reader gets the same bytes.
CREATE TABLE events (
  event_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id uuid NOT NULL REFERENCES campaigns (campaign_id),
  audience    text NOT NULL CHECK (audience IN ('gm', 'stream')),
  topic       text NOT NULL,
  event       text NOT NULL,
  roll_id     uuid REFERENCES dice_rolls (roll_id),
  payload     text NOT NULL,
  created_at  timestamptz NOT NULL
);
CREATE INDEX events_feed ON events (campaign_id, audience, topic, event_id);
CREATE INDEX events_roll ON events (roll_id, audience, event_id);
