//! The `tumulte-server` binary. `lib.rs` is where it starts to get interesting.

use std::process::ExitCode;

use tumulte_server::cli::{Cli, run};

fn main() -> ExitCode {
    run(Cli::read())
}
