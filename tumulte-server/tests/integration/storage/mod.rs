//! What the storage does, the same in SQLite and in PostgreSQL.
//!
//! Every behaviour is one function over an empty storage; `on_both_databases!` makes two tests of each.

mod databases;
mod store_contract;

use databases::{postgres, run, sqlite};
