-- What the audience of a campaign is asked. `votes` counts them by option; `tally` grows with every group of votes that is
-- counted, and `told_tally` is the one viewers were told of last.
CREATE TABLE polls (
  poll_id     BLOB PRIMARY KEY NOT NULL,
  campaign_id BLOB NOT NULL REFERENCES campaigns (campaign_id),
  vote_key    TEXT NOT NULL UNIQUE,
  question    TEXT NOT NULL,
  options     TEXT NOT NULL,
  votes       TEXT NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('running', 'ended', 'cancelled')),
  tally       INTEGER NOT NULL DEFAULT 0,
  told_tally  INTEGER NOT NULL DEFAULT 0,
  told_at     INTEGER NOT NULL,
  started_at  INTEGER NOT NULL,
  ends_at     INTEGER NOT NULL,
  ended_at    INTEGER,
  swept_at    INTEGER
) STRICT;
-- One at a time.
CREATE UNIQUE INDEX polls_running ON polls (campaign_id) WHERE status = 'running';
CREATE INDEX polls_history ON polls (campaign_id, started_at);
CREATE INDEX polls_unswept ON polls (ended_at) WHERE swept_at IS NULL;
CREATE INDEX polls_ended ON polls (ended_at);

-- Who has voted, until the poll is over. `voter` and `place` are what remains of a cookie and of an address: they say
-- that two votes come from the same one, and nothing else, and are different in every poll.
CREATE TABLE poll_votes (
  poll_id  BLOB NOT NULL REFERENCES polls (poll_id),
  voter    TEXT NOT NULL,
  place    TEXT,
  choice   INTEGER NOT NULL,
  voted_at INTEGER NOT NULL,
  PRIMARY KEY (poll_id, voter)
) STRICT, WITHOUT ROWID;
CREATE INDEX poll_votes_place ON poll_votes (poll_id, place);
