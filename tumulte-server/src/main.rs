//! The `tumulte-server` binary. `lib.rs` is where it starts to get interesting.

use std::process::ExitCode;

use clap::Parser;
use tumulte_server::cli::{Cli, run};

#[tokio::main]
async fn main() -> ExitCode {
    run(Cli::parse()).await
}
