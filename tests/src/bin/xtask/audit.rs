use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::Workspace,
};

/// What looks the dependencies over, and the release that is known to understand our files.
const TOOLS: [(&str, &str); 2] = [("cargo-deny", "0.20.2"), ("cargo-audit", "0.22.2")];

/// Looks the dependencies over: licences, sources and bans, and what is known against any of them. Both tools are built
/// into the target folder where they are missing, which takes minutes; what is known against whom comes from the network.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut log = Log::create(workspace, "audit")?;
    let home = workspace.tools().join("audit");
    for (tool, version) in TOOLS {
        let mut install = command::command(workspace, "cargo");
        install.args(["install", "--locked", "--version", version, "--root"]).arg(&home).arg(tool);
        // A folder of its own: other features than the workspace's would have it built anew each time.
        install.env("CARGO_TARGET_DIR", home.join("target"));
        log.must(&mut install)?;
    }
    let tool = |name: &str| home.join("bin").join(name).to_string_lossy().into_owned();
    let mut is_clean = true;
    for (program, arguments) in [
        (tool("cargo-deny"), &["--config", ".deny.toml", "--workspace", "--locked", "check"][..]),
        (tool("cargo-audit"), &["audit", "--deny", "warnings"][..]),
    ] {
        let looked = log.run(command::command(workspace, &program).args(arguments))?;
        println!("{}", looked.text.trim_end());
        is_clean &= looked.success;
    }
    if is_clean { Ok(()) } else { Err(Failure::new("the dependencies are not clean")) }
}
