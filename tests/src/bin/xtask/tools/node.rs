use std::fs;

use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::Workspace,
};

const OLDEST: u32 = 20;

pub(super) fn version() -> Result<()> {
    let Some(version) = command::answer("node", ["--version"]) else {
        return Err(missing("no `node` on the path"));
    };
    let major = version.trim_start_matches('v').split('.').next().unwrap_or_default();
    if major.parse::<u32>().is_ok_and(|major| major < OLDEST) {
        return Err(missing(&format!("found {version}")));
    }
    let npm = command::find(&["npm", "npm.cmd"]);
    npm.map(|_| ()).ok_or_else(|| missing("no `npm` on the path"))
}

fn missing(found: &str) -> Failure {
    Failure::new(format!("missing: Node {OLDEST} or newer with npm ({found}); nodejs.org has it"))
}

/// Installs what the lock file of a folder names, unless exactly that is there.
pub(super) fn packages(workspace: &Workspace, log: &mut Log, folder: &str) -> Result<()> {
    let lock = workspace.path(folder).join("package-lock.json");
    let Ok(wanted) = fs::read(&lock) else {
        return Ok(());
    };
    let stamp = workspace.path(folder).join("node_modules/.xtask-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    eprintln!("setting up: npm packages of {folder}");
    let mut npm = command::command(workspace, "npm");
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(workspace.path(folder));
    log.must(&mut npm)?;
    if let Some(parent) = stamp.parent() {
        fs::create_dir_all(parent).map_err(Failure::at(parent))?;
    }
    fs::write(&stamp, wanted).map_err(Failure::at(&stamp))
}

/// Puts the Socket.IO client where the module's scripts import it from.
pub(super) fn socket_client(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let folder = workspace.path("foundry-module");
    log.must(command::command(workspace, "node").arg("dev/vendor.mjs").current_dir(folder))
        .map(|_| ())
}

/// Builds the add-on and puts it where its `index.js` looks for it.
pub(super) fn addon(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let folder = workspace.path("bindings-node");
    log.must(command::command(workspace, "node").arg("build.mjs").current_dir(folder)).map(|_| ())
}
