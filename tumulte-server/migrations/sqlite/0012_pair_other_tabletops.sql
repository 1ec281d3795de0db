-- An offer says which tabletop it is for; those made before were Foundry's.
ALTER TABLE pairing_offers ADD COLUMN vtt TEXT NOT NULL DEFAULT 'foundry';

-- Dice that call by themselves (Pixels) know an address with a key in it; the key is kept as a hash.
CREATE TABLE dice_keys (
  key_hash      BLOB PRIMARY KEY NOT NULL,
  connection_id BLOB NOT NULL UNIQUE REFERENCES connections (connection_id) ON DELETE CASCADE,
  created_at    INTEGER NOT NULL
) STRICT;
