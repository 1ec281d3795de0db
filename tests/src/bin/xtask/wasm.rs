use std::{env, fs, path::Path, path::PathBuf};

use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::Workspace,
};

const TARGET: &str = "wasm32-unknown-unknown";
const PACKAGE: &str = "bindings-wasm/pkg";
const VENDORED: &str = "foundry-module/vendor/tumulte-wasm";

/// Builds the wasm package as it ships and puts a copy where the Foundry module loads it from.
pub(crate) fn build(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let mut compile = command::cargo(
        workspace,
        ["build", "--package", "tumulte-wasm", "--profile", "wasm", "--target", TARGET],
    );
    let flags: Vec<String> = remapped(workspace).iter().map(|flag| format!("{flag:?}")).collect();
    compile.arg("--config").arg(format!("target.{TARGET}.rustflags=[{}]", flags.join(", ")));
    log.must(&mut compile)?;

    let library = workspace.target().join(TARGET).join("wasm/tumulte_wasm.wasm");
    let package = workspace.path(PACKAGE);
    empty(&package)?;
    let mut bind = command::cargo(
        workspace,
        ["run", "--package", "tumulte-tests", "--features", "bindgen", "--bin", "bindgen"],
    );
    log.must(bind.arg("--").arg(&library).arg(&package))?;

    // The module may not be there yet; the package is of use without it.
    if workspace.path("foundry-module").is_dir() {
        let vendored = workspace.path(VENDORED);
        empty(&vendored)?;
        copy(&package, &vendored)?;
    }
    Ok(())
}

/// Core alone, for the browser: proof that it asks nothing of an operating system.
pub(crate) fn check_core(workspace: &Workspace, log: &mut Log) -> Result<()> {
    log.must(&mut command::cargo(
        workspace,
        ["build", "--package", "tumulte-core", "--target", TARGET],
    ))
    .map(|_| ())
}

/// Messages of panics name source files: what ships must not name the folders, nor the registry, of the machine that
/// built it.
fn remapped(workspace: &Workspace) -> Vec<String> {
    let home = cargo_home();
    let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
    let mut registries: Vec<PathBuf> = registries.map(|entry| entry.path()).collect();
    registries.sort();
    let known = [(workspace.root().to_path_buf(), "tumulte"), (home, "cargo")];
    // The last that fits is taken.
    let all = known.into_iter().chain(registries.into_iter().map(|folder| (folder, "crates")));
    all.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect()
}

fn cargo_home() -> PathBuf {
    let home = || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo");
    env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}

fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::at(folder))?;
    }
    fs::create_dir_all(folder).map_err(Failure::at(folder))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).map_err(Failure::at(from))? {
        let entry = entry.map_err(Failure::at(from))?;
        let path = entry.path();
        if path.is_file() {
            fs::copy(&path, to.join(entry.file_name())).map_err(Failure::at(&path))?;
        }
    }
    Ok(())
}
