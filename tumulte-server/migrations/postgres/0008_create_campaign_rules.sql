-- What a game master decided about the rules of a campaign. Every decision is a version of its own: the newest judges,
-- the others can be gone back to.
CREATE TABLE campaign_rules (
  campaign_id uuid NOT NULL REFERENCES campaigns (campaign_id),
  version     bigint NOT NULL,
  rule_set    jsonb NOT NULL,
  saved_at    timestamptz NOT NULL,
  PRIMARY KEY (campaign_id, version)
);
