-- Nothing is found by this number alone: what is swept goes by the ids, which begin with the time.
ALTER TABLE dice_rolls DROP CONSTRAINT dice_rolls_rowid_key;

-- Words of machines are compared byte by byte, whatever language the database was made for.
ALTER TABLE vtt_messages ALTER COLUMN message_id TYPE text COLLATE "C";
ALTER TABLE dice_rolls
  ALTER COLUMN source TYPE text COLLATE "C",
  ALTER COLUMN message_id TYPE text COLLATE "C",
  ALTER COLUMN vtt_roll_id TYPE text COLLATE "C";
ALTER TABLE events
  ALTER COLUMN audience TYPE text COLLATE "C",
  ALTER COLUMN topic TYPE text COLLATE "C";

-- No statement looks into rolls and verdicts: like messages, they need not be taken apart.
ALTER TABLE dice_rolls
  ALTER COLUMN roll TYPE json USING roll::json,
  ALTER COLUMN verdict TYPE json USING verdict::json;

-- To change the type of a column took its compression back to the slow way.
DO $$
BEGIN
  ALTER TABLE vtt_messages ALTER COLUMN vtt_data SET COMPRESSION lz4;
  ALTER TABLE dice_rolls ALTER COLUMN roll SET COMPRESSION lz4, ALTER COLUMN verdict SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  NULL;
END
$$;
