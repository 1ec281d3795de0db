-- A world is paired once by one owner.
CREATE UNIQUE INDEX connections_world ON connections (owner_id, vtt, world_id);

-- What is swept from time to time is found by its age, what refers to a row that goes by that row.
CREATE INDEX pairing_offers_expires_at ON pairing_offers (expires_at);
CREATE INDEX pairing_offers_connection ON pairing_offers (connection_id);
CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);
CREATE INDEX assignments_character ON assignments (character_id);
CREATE INDEX dice_rolls_character ON dice_rolls (character_id) WHERE character_id IS NOT NULL;
CREATE INDEX events_passing ON events (created_at) WHERE audience = 'stream' OR roll_id IS NULL;
