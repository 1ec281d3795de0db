-- How each streamer's overlays look and behave.
CREATE TABLE overlay_settings (
  streamer_id BLOB PRIMARY KEY NOT NULL REFERENCES streamers (streamer_id),
  settings    TEXT NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT;

-- Overlays that show nothing: those of a whole campaign, or of one streamer. Released ones keep their row:
-- what happened up to `floor`, the newest event when the blank last changed, is never shown any more.
CREATE TABLE campaign_blanks (
  campaign_id BLOB PRIMARY KEY NOT NULL REFERENCES campaigns (campaign_id),
  floor       INTEGER NOT NULL,
  blanked_at  INTEGER NOT NULL,
  released_at INTEGER
) STRICT;

CREATE TABLE streamer_blanks (
  streamer_id BLOB PRIMARY KEY NOT NULL REFERENCES streamers (streamer_id),
  floor       INTEGER NOT NULL,
  blanked_at  INTEGER NOT NULL,
  released_at INTEGER
) STRICT;
