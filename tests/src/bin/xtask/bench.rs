use crate::{
    command,
    failure::{Failure, Result},
    workspace::Workspace,
};

/// A package of its own, with the peers it measures against.
const FOLDER: &str = "tumulte-core/benches";

/// Runs every benchmark in release; each prints its ratios at its end.
pub(crate) fn run(workspace: &Workspace) -> Result<bool> {
    let mut bench = command::command(workspace, "cargo");
    bench.current_dir(workspace.path(FOLDER)).args(["bench", "--locked"]);
    let status = bench
        .status()
        .map_err(|error| Failure::new(format!("`cargo bench` does not start: {error}")))?;
    Ok(status.success())
}
