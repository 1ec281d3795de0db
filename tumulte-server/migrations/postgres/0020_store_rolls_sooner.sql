-- Every reference is looked up and locked for each row that has it. A message and an event still name a campaign that is
-- there; a roll is written with its message and an event with its roll, by one statement, and they are swept together.
ALTER TABLE dice_rolls DROP CONSTRAINT dice_rolls_campaign_id_fkey;
ALTER TABLE events DROP CONSTRAINT events_roll_id_fkey;

-- Messages are long enough to be compressed: by the quick way, where the server was built with it.
DO $$
BEGIN
  ALTER TABLE vtt_messages ALTER COLUMN vtt_data SET COMPRESSION lz4;
  ALTER TABLE dice_rolls ALTER COLUMN roll SET COMPRESSION lz4;
  ALTER TABLE events ALTER COLUMN payload SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  NULL;
END
$$;
