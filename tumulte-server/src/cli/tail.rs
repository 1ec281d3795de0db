//! `tail`: the companion of Fantasy Grounds.

use std::{error::Error, io, path::PathBuf, process::ExitCode};

use clap::Args;

use crate::companion::{TailOptions, run_tail};

#[derive(Debug, Args)]
pub(super) struct TailArgs {
    /// The log: `chatlog.html` in the campaign's folder.
    file: PathBuf,
    /// The Tumulte server to send to.
    #[arg(long, env = "TUMULTE_SERVER_URL", default_value = "http://127.0.0.1:7878")]
    server: String,
    /// The table's title; the campaign folder's name where it is missing.
    #[arg(long)]
    name: Option<String>,
    /// The game system.
    #[arg(long, default_value = "dnd5e")]
    system: String,
    /// Where the pairing is remembered; `tumulte-tail.json` beside the log where it is missing.
    #[arg(long)]
    state: Option<PathBuf>,
    /// At the first start, send what stands in the log already.
    #[arg(long)]
    from_start: bool,
    /// Show a mask on stream for rolls in the tower, without any number; else they stay here.
    #[arg(long)]
    mask_secrets: bool,
}

/// Follows the log until interrupted.
pub(super) fn run(args: TailArgs) -> Result<ExitCode, Box<dyn Error>> {
    let file = args.file.canonicalize()?;
    let folder = file.parent().map(PathBuf::from).unwrap_or_default();
    let folder_name = || folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let options = TailOptions {
        name: args.name.or_else(folder_name).unwrap_or_else(|| "Fantasy Grounds".to_owned()),
        state: args.state.unwrap_or_else(|| folder.join("tumulte-tail.json")),
        file,
        server: args.server,
        system: args.system,
        from_start: args.from_start,
        mask_secrets: args.mask_secrets,
    };
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut out = io::stdout();
        tokio::select! {
            done = run_tail(&options, &mut out) => done?,
            _ = tokio::signal::ctrl_c() => {}
        }
        Ok(ExitCode::SUCCESS)
    })
}
