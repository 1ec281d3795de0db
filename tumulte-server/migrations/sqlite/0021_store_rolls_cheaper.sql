-- PostgreSQL alone has something to gain here: the numbers stay the same.
SELECT 1;
