-- A streamer may have an account; one that a game master made has none.
ALTER TABLE streamers ADD COLUMN user_id uuid REFERENCES users (user_id);
CREATE UNIQUE INDEX streamers_user ON streamers (user_id);

ALTER TABLE memberships ADD COLUMN status text NOT NULL DEFAULT 'active'
  CHECK (status IN ('pending', 'active', 'left'));

-- Whoever has the link may become a member, at once or when the game master agrees.
CREATE TABLE invitations (
  invitation_id uuid PRIMARY KEY,
  campaign_id   uuid NOT NULL REFERENCES campaigns (campaign_id),
  token         text NOT NULL UNIQUE,
  admission     text NOT NULL CHECK (admission IN ('open', 'approval')),
  max_uses      bigint,
  uses          bigint NOT NULL,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  revoked_at    timestamptz
);
CREATE INDEX invitations_campaign ON invitations (campaign_id, created_at);
CREATE INDEX invitations_expires_at ON invitations (expires_at);
