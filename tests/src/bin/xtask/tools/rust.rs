use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::debian;
use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::Workspace,
};

/// The toolchain is changed by one at a time.
static RUSTUP: Mutex<()> = Mutex::new(());

const WASM: &str = "wasm32-unknown-unknown";

pub(super) fn compiler(workspace: &Workspace, log: &mut Log) -> Result<()> {
    if command::find(&["cc"]).is_some() {
        return Ok(());
    }
    debian::install(workspace, log, &["build-essential", "pkg-config"])
}

/// A part of the toolchain that a minimal installation leaves out.
pub(super) fn component(
    workspace: &Workspace,
    log: &mut Log,
    component: &str,
    subcommand: &str,
) -> Result<()> {
    if command::answer("cargo", [subcommand, "--version"]).is_some() {
        return Ok(());
    }
    rustup(workspace, log, &["component", "add", component])
}

pub(super) fn wasm_target(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let folder = command::answer("rustc", ["--print", "target-libdir", "--target", WASM]);
    if folder.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    rustup(workspace, log, &["target", "add", WASM])
}

fn rustup(workspace: &Workspace, log: &mut Log, arguments: &[&str]) -> Result<()> {
    let wanted = arguments.join(" ");
    if command::find(&["rustup"]).is_none() {
        return Err(Failure::new(format!(
            "missing: what `rustup {wanted}` installs; this machine has no rustup, so add it to the Rust toolchain by hand"
        )));
    }
    let _one_at_a_time = RUSTUP.lock().unwrap_or_else(PoisonError::into_inner);
    eprintln!("setting up: rustup {wanted}");
    log.must(command::command(workspace, "rustup").args(arguments)).map(|_| ())
}

/// Builds what `cargo test` builds, and every executable with the same features: the suites in other languages start the
/// server that the Rust tests have tested.
pub(super) fn test_binaries(workspace: &Workspace, log: &mut Log) -> Result<()> {
    log.must(&mut command::cargo(workspace, ["build", "--tests", "--bins", "--examples"]))?;
    let server = workspace.server();
    let missing = || Failure::new(format!("cargo built no {}", server.display()));
    server.is_file().then_some(()).ok_or_else(missing)
}
