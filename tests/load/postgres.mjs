// node-postgres: a pool of sixteen, each inserting one row after the other. Says rows a second.

import pg from "pg";

const [, , connectionString, seconds, bytes] = process.argv;
const CLIENTS = 16;
const pool = new pg.Pool({ connectionString, max: CLIENTS });
await pool.query("CREATE TABLE IF NOT EXISTS bare_rolls (id text PRIMARY KEY, body text NOT NULL)");
await pool.query("TRUNCATE bare_rolls");
const body = "x".repeat(Number(bytes));
const lasting = Number(seconds) * 1000;
const started = performance.now();
let rows = 0;
await Promise.all(Array.from({ length: CLIENTS }, async (_, client) => {
  for (let row = 0; performance.now() - started < lasting; row += 1) {
    await pool.query({ name: "insert", text: "INSERT INTO bare_rolls VALUES ($1, $2)", values: [`${client}-${row}`, body] });
    rows += 1;
  }
}));
const took = (performance.now() - started) / 1000;
await pool.query("DROP TABLE bare_rolls");
await pool.end();
console.log(rows / took);
