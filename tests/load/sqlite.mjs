// better-sqlite3: one row in one transaction after the other, `synchronous=FULL`. Says rows a second.

import { rmSync } from "node:fs";
import Database from "better-sqlite3";

const [, , file, seconds, bytes] = process.argv;
const database = new Database(file);
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec("CREATE TABLE rolls (id TEXT PRIMARY KEY, body TEXT NOT NULL)");
const insert = database.prepare("INSERT INTO rolls VALUES (?, ?)");
const body = "x".repeat(Number(bytes));
const lasting = Number(seconds) * 1000;
const started = performance.now();
let rows = 0;
while (performance.now() - started < lasting) {
  insert.run(String(rows), body);
  rows += 1;
}
const took = (performance.now() - started) / 1000;
database.close();
for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
console.log(rows / took);
