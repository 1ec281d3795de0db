-- The history goes in the order of the table. Ids can't tell it: those of one millisecond differ by chance.
DROP INDEX dice_rolls_history;
CREATE INDEX dice_rolls_history ON dice_rolls (campaign_id, rowid);
