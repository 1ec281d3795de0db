-- Which key a secret is sealed with; none for those of servers that left them open, which are sealed at the next start.
ALTER TABLE server_keys ADD COLUMN key_id TEXT;
