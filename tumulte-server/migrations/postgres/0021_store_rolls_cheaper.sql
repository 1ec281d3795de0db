-- A reference is looked up for each row that has it. Whoever writes messages and events asks once for all of them whether
-- their campaigns are there; a campaign never goes.
ALTER TABLE vtt_messages DROP CONSTRAINT vtt_messages_campaign_id_fkey;
ALTER TABLE events DROP CONSTRAINT events_campaign_id_fkey;

-- Messages are kept as they came, and no statement looks into them: they need not be taken apart.
ALTER TABLE vtt_messages ALTER COLUMN vtt_data TYPE json USING vtt_data::json;
