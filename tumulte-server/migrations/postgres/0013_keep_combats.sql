-- Combats that go on, as their table told of them last.
CREATE TABLE combats (
  campaign_id   uuid NOT NULL REFERENCES campaigns (campaign_id),
  vtt_combat_id text NOT NULL,
  combat        jsonb NOT NULL,
  updated_at    timestamptz NOT NULL,
  PRIMARY KEY (campaign_id, vtt_combat_id)
);
