-- Nothing is different here: PostgreSQL keeps one index less.
SELECT 1;
