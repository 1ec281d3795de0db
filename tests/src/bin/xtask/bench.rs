use std::process::Command;

use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    tools::{Need, Purpose, Python, Tools},
    workspace::Workspace,
};

/// A package of its own, with the peers it measures against.
const CORE: &str = "tumulte-core/benches";

/// The packages of other languages; those that have a `bench` folder are measured, each by its `run`.
const BINDINGS: [(&str, &[Need]); 3] = [
    ("bindings-python", &[Need::Python]),
    ("bindings-node", &[Need::Compiler, Need::Packages("bindings-node")]),
    (
        "bindings-wasm",
        &[
            Need::Wasm,
            Need::Packages("bindings-wasm"),
            Need::Packages("tests/browser"),
            Need::Chromium,
        ],
    ),
];

/// Runs every benchmark of core in release; each prints its ratios at its end.
pub(crate) fn core(workspace: &Workspace) -> Result<bool> {
    let mut bench = command::command(workspace, "cargo");
    bench.current_dir(workspace.path(CORE)).args(["bench", "--locked"]);
    is_reached(&mut bench)
}

/// Measures the server under load against its peers.
pub(crate) fn server(workspace: &Workspace) -> Result<bool> {
    let tools = Tools::new(workspace);
    for need in [Need::Compiler, Need::Postgres, Need::Packages("tests/load")] {
        tools.provide(need)?;
    }
    let mut build = command::cargo(workspace, ["build", "--release", "-p", "tumulte-server"]);
    let mut bench = command::cargo(workspace, ["run", "--release", "-p", "tumulte-tests"]);
    bench.args(["--features", "load", "--bin", "load", "--", "figures"]);
    Ok(is_reached(&mut build)? && is_reached(&mut bench)?)
}

/// Runs the benchmarks of the packages of other languages against their peers.
pub(crate) fn bindings(workspace: &Workspace) -> Result<bool> {
    let tools = Tools::new(workspace);
    let mut all_reached = true;
    for (folder, needs) in BINDINGS {
        let path = workspace.path(folder);
        let script = path.join("bench/run.mjs");
        if !path.join("bench").is_dir() {
            continue;
        }
        for need in needs {
            tools.provide(*need)?;
        }
        eprintln!("{folder}");
        let mut bench = if script.is_file() {
            let mut node = command::command(workspace, "node");
            node.arg(script).current_dir(&path);
            node
        } else {
            let python = Python::of(workspace, Purpose::Packages);
            let mut log = Log::create(workspace, &format!("bench-{folder}"))?;
            let mut build = python.command(workspace, "maturin");
            log.must(build.args(["develop", "--release"]).current_dir(&path))?;
            let mut bench = python.command(workspace, "python");
            bench.arg("bench/run.py").current_dir(&path);
            bench
        };
        all_reached &= is_reached(&mut bench)?;
    }
    Ok(all_reached)
}

fn is_reached(bench: &mut Command) -> Result<bool> {
    let status = bench.status().map_err(|error| {
        let program = bench.get_program().to_string_lossy().into_owned();
        Failure::new(format!("`{program}` does not start: {error}"))
    })?;
    Ok(status.success())
}
