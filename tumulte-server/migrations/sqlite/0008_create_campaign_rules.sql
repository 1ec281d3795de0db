-- What a game master decided about the rules of a campaign. Every decision is a version of its own: the newest judges,
-- the others can be gone back to.
CREATE TABLE campaign_rules (
  campaign_id BLOB NOT NULL REFERENCES campaigns (campaign_id),
  version     INTEGER NOT NULL,
  rule_set    TEXT NOT NULL,
  saved_at    INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, version)
) STRICT, WITHOUT ROWID;
