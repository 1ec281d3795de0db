//! The `tumulte-server` binary. `lib.rs` is where it starts to get interesting.

use std::process::ExitCode;

use tumulte_server::cli::{Cli, run};

/// Many threads that each free what another one made: the system's allocator takes turns where this one does not.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    run(Cli::read())
}
