//! Programs on Node that do what ours does.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Fault, process::Process};

/// Starts a server of `tests/load`.
pub(crate) fn node(script: &str, is_pinned: bool) -> Result<Process, Fault> {
    Process::start("node", &[&path(script)?], is_pinned)
}

/// Runs a program of `tests/load` and gives what it said last: a number.
pub(crate) fn number(script: &str, arguments: &[&str]) -> Result<f64, Fault> {
    let output = Command::new("node").arg(path(script)?).args(arguments).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = said.lines().last().unwrap_or_default();
    last.trim().parse().map_err(|_| format!("{script} says {last:?}, expected a number").into())
}

fn path(script: &str) -> Result<String, Fault> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("load");
    let found: PathBuf = folder.join(script);
    if folder.join("node_modules").is_dir() {
        return Ok(found.to_string_lossy().into_owned());
    }
    Err(format!("the peers are not installed: npm ci in {}", folder.display()).into())
}
