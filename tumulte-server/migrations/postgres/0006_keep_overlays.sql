-- How each streamer's overlays look and behave.
CREATE TABLE overlay_settings (
  streamer_id uuid PRIMARY KEY REFERENCES streamers (streamer_id),
  settings    jsonb NOT NULL,
  updated_at  timestamptz NOT NULL
);

-- Overlays that show nothing: those of a whole campaign, or of one streamer. Released ones keep their row:
-- what happened up to `floor`, the newest event when the blank last changed, is never shown any more.
CREATE TABLE campaign_blanks (
  campaign_id uuid PRIMARY KEY REFERENCES campaigns (campaign_id),
  floor       bigint NOT NULL,
  blanked_at  timestamptz NOT NULL,
  released_at timestamptz
);

CREATE TABLE streamer_blanks (
  streamer_id uuid PRIMARY KEY REFERENCES streamers (streamer_id),
  floor       bigint NOT NULL,
  blanked_at  timestamptz NOT NULL,
  released_at timestamptz
);
