//! `judge`: rolls in, verdicts out.

use std::{io, path::PathBuf, process::ExitCode};

use clap::Args;
use serde::Serialize;
use tumulte_core::{
    model::{Outcome, Reason, Severity},
    systems::{JudgeInput, SystemsError, judge},
};

use super::lines::{Answers, LineError, each_line, open};

#[derive(Debug, Args)]
pub(super) struct JudgeArgs {
    /// The game system, as Foundry spells it: `dnd5e`, `pf2e`, `CoC7`.
    #[arg(long)]
    system: String,
    /// Say which rule and which dice decided.
    #[arg(long)]
    explain: bool,
    /// One roll a line: `{"dice":[{"faces":20,"result":20}],"options":{"rollType":"attack"}}`. Standard input without one.
    file: Option<PathBuf>,
}

/// What became of one roll.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Judged {
    is_critical: bool,
    #[serde(rename = "type")]
    outcome: Option<Outcome>,
    label: Option<String>,
    severity: Option<Severity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<String>,
    #[serde(flatten)]
    why: Option<Why>,
}

/// Why, in words and in parts.
#[derive(Debug, Serialize)]
struct Why {
    explanation: Option<String>,
    reason: Option<Reason>,
}

pub(super) fn run(args: &JudgeArgs) -> io::Result<ExitCode> {
    let mut answers = Answers::to_stdout();
    each_line(open(args.file.as_deref())?, &mut answers, |line| {
        judged(&args.system, line, args.explain).map_err(LineError::new)
    })?;
    answers.finish()
}

fn judged(system: &str, line: &[u8], explain: bool) -> Result<Judged, SystemsError> {
    let input = JudgeInput::from_json(text(line)?)?;
    let verdict = judge(system, &input)?;
    let why = explain
        .then(|| Why { explanation: verdict.explain(&input.dice), reason: verdict.reason.clone() });
    Ok(Judged {
        is_critical: verdict.is_critical(),
        outcome: verdict.outcome,
        label: verdict.label,
        severity: verdict.severity,
        also: verdict.also,
        why,
    })
}

fn text(line: &[u8]) -> Result<&str, SystemsError> {
    str::from_utf8(line).map_err(|error| SystemsError::MalformedInput(error.to_string()))
}
