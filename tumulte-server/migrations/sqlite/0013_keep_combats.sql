-- Combats that go on, as their table told of them last.
CREATE TABLE combats (
  campaign_id   BLOB NOT NULL REFERENCES campaigns (campaign_id),
  vtt_combat_id TEXT NOT NULL,
  combat        TEXT NOT NULL,
  updated_at    INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, vtt_combat_id)
) STRICT;
