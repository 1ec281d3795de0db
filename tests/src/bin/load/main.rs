//! A load generator: tables that roll and overlays that watch, against a real server process, with peers beside it.
//!
//! `cargo run --release -p tumulte-tests --features load --bin load -- help`, or `cargo xtask bench server` for the whole table.
//! `tests/load/README.md` says how it measures.
#![expect(clippy::print_stdout, reason = "a command line tool speaks to its terminal")]

mod backend;
mod fanout;
mod figures;
mod floor;
mod ingest;
mod latencies;
mod message;
mod peer;
mod process;
mod stage;
mod storage;
mod table;
mod viewer;
mod wire;

use std::{error::Error, process::ExitCode};

use clap::Parser;

/// What stops a run; there is nothing to do but to say so.
type Fault = Box<dyn Error + Send + Sync>;

/// Puts load on a server and tells what came of it.
#[derive(Debug, Parser)]
#[command(name = "load")]
enum Command {
    /// Overlays watch while tables roll: deliveries a second, how late they come, memory for each.
    Fanout(fanout::Fanout),
    /// Tables roll over Socket.IO: durably acknowledged rolls a second, and how long an acknowledgement takes.
    Ingest(ingest::Ingest),
    /// The storage with many waiting, beside better-sqlite3 and a pool of node-postgres.
    Storage(storage::Storage),
    /// Every figure the server is held to, with its peers in the same run.
    Figures(figures::Figures),
    /// The least a server can do: one loop over epoll that writes to every socket.
    #[command(hide = true)]
    Floor,
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Fanout(fanout) => fanout.run().map(|outcome| println!("{outcome}")),
        Command::Ingest(ingest) => ingest.run().map(|outcome| println!("{outcome}")),
        Command::Storage(storage) => storage.run(),
        Command::Figures(figures) => figures.run(),
        Command::Floor => floor::serve(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}
