//! `doctor`: what is well, what is not.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::database::{Done, wait};
use crate::{Config, doctor};

#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    config: Config,
    /// An overlay's address as it stands in OBS, to be looked at too.
    #[arg(long, value_name = "URL")]
    overlay: Option<String>,
    /// Say it in JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &DoctorArgs) -> Done {
    let findings =
        wait(async { Ok(doctor::examine(&args.config, args.overlay.as_deref()).await) })?;
    let is_well = doctor::is_well(&findings);
    let mut out = io::stdout();
    if args.json {
        writeln!(out, "{}", json!({ "isWell": is_well, "findings": findings }))?;
    } else {
        for finding in &findings {
            writeln!(out, "{finding}")?;
        }
        let sum = if is_well { "nothing is broken" } else { "something is broken" };
        writeln!(out, "\n{sum}")?;
    }
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
