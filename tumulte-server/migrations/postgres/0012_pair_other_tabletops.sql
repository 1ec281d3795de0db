-- An offer says which tabletop it is for; those made before were Foundry's.
ALTER TABLE pairing_offers ADD COLUMN vtt text NOT NULL DEFAULT 'foundry';

-- Dice that call by themselves (Pixels) know an address with a key in it; the key is kept as a hash.
CREATE TABLE dice_keys (
  key_hash      bytea PRIMARY KEY,
  connection_id uuid NOT NULL UNIQUE REFERENCES connections (connection_id) ON DELETE CASCADE,
  created_at    timestamptz NOT NULL
);
