-- What the audience of a campaign is asked. `votes` counts them by option; `tally` grows with every group of votes that is
-- counted, and `told_tally` is the one viewers were told of last.
CREATE TABLE polls (
  poll_id     uuid PRIMARY KEY,
  campaign_id uuid NOT NULL REFERENCES campaigns (campaign_id),
  vote_key    text NOT NULL UNIQUE,
  question    text NOT NULL,
  options     jsonb NOT NULL,
  votes       jsonb NOT NULL,
  status      text NOT NULL CHECK (status IN ('running', 'ended', 'cancelled')),
  tally       bigint NOT NULL DEFAULT 0,
  told_tally  bigint NOT NULL DEFAULT 0,
  told_at     timestamptz NOT NULL,
  started_at  timestamptz NOT NULL,
  ends_at     timestamptz NOT NULL,
  ended_at    timestamptz,
  swept_at    timestamptz
);
-- One at a time.
CREATE UNIQUE INDEX polls_running ON polls (campaign_id) WHERE status = 'running';
CREATE INDEX polls_history ON polls (campaign_id, started_at);
CREATE INDEX polls_unswept ON polls (ended_at) WHERE swept_at IS NULL;
CREATE INDEX polls_ended ON polls (ended_at);

-- Who has voted, until the poll is over. `voter` and `place` are what remains of a cookie and of an address: they say
-- that two votes come from the same one, and nothing else, and are different in every poll.
CREATE TABLE poll_votes (
  poll_id  uuid NOT NULL REFERENCES polls (poll_id),
  voter    text NOT NULL,
  place    text,
  choice   bigint NOT NULL,
  voted_at timestamptz NOT NULL,
  PRIMARY KEY (poll_id, voter)
);
CREATE INDEX poll_votes_place ON poll_votes (poll_id, place);
