-- A streamer may have an account; one that a game master made has none.
ALTER TABLE streamers ADD COLUMN user_id BLOB REFERENCES users (user_id);
CREATE UNIQUE INDEX streamers_user ON streamers (user_id);

ALTER TABLE memberships ADD COLUMN status TEXT NOT NULL DEFAULT 'active'
  CHECK (status IN ('pending', 'active', 'left'));

-- Whoever has the link may become a member, at once or when the game master agrees.
CREATE TABLE invitations (
  invitation_id BLOB PRIMARY KEY NOT NULL,
  campaign_id   BLOB NOT NULL REFERENCES campaigns (campaign_id),
  token         TEXT NOT NULL UNIQUE,
  admission     TEXT NOT NULL CHECK (admission IN ('open', 'approval')),
  max_uses      INTEGER,
  uses          INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  revoked_at    INTEGER
) STRICT;
CREATE INDEX invitations_campaign ON invitations (campaign_id, created_at);
CREATE INDEX invitations_expires_at ON invitations (expires_at);
