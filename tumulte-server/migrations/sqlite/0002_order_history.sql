-- The history goes in the order of the table. Ids can't tell it: those of one millisecond differ by chance.
-- An index ends with the row id, which counts up.
DROP INDEX dice_rolls_history;
CREATE INDEX dice_rolls_history ON dice_rolls (campaign_id);
