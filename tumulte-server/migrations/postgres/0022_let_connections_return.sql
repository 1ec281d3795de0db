-- A revoked connection may come back without a new code: its tokens go to the key of the offer it was paired by, and to
-- no other, once its game master has agreed.
ALTER TABLE connections ADD COLUMN offer_jti text;
ALTER TABLE connections ADD COLUMN offer_key text;
ALTER TABLE connections ADD COLUMN readmitted_at timestamptz;
ALTER TABLE connections ADD COLUMN returned_at timestamptz;

-- Session tokens from before it was active again are worth nothing.
ALTER TABLE connections ADD COLUMN tokens_since timestamptz;
