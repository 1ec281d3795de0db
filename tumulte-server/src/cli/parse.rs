//! `parse`: a tabletop's messages in, rolls and verdicts out.

use std::{io, path::PathBuf, process::ExitCode};

use clap::Args;
use serde::Serialize;
use tumulte_core::{
    model::{Die, Number, Outcome, Severity, SystemId, TotalCheck, Visibility, VttKind},
    sync::{JudgedRoll, read_message, told_system},
    vtt::MessageContext,
};

use super::lines::{Answers, LineError, each_message, open};

/// The rules for games nobody named.
const UNKNOWN_SYSTEM: &str = "_generic";

#[derive(Debug, Args)]
pub(super) struct ParseArgs {
    /// The tabletop: `foundry`, `roll20`, `beyond20`, `ddb` …
    #[arg(long)]
    vtt: VttKind,
    /// The game system, where the messages do not tell.
    #[arg(long)]
    system: Option<SystemId>,
    /// One message a line, or a log or export as the tabletop saves it. Standard input without one.
    file: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Parsed {
    rolls: Vec<ParsedRoll>,
}

/// A roll and its verdict, flat.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ParsedRoll {
    id: String,
    formula: String,
    result: Option<Number>,
    dice: Vec<Die>,
    is_hidden: bool,
    visibility: Visibility,
    roll_type: Option<String>,
    flavor: Option<String>,
    speaker: Option<String>,
    system: SystemId,
    is_critical: bool,
    critical_type: Option<Outcome>,
    label: Option<String>,
    severity: Option<Severity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disagreement: Option<String>,
    total_check: TotalCheck,
}

impl From<JudgedRoll> for ParsedRoll {
    fn from(JudgedRoll { roll, verdict, system }: JudgedRoll) -> Self {
        Self {
            id: roll.vtt_roll_id,
            formula: roll.formula,
            result: roll.total,
            dice: roll.dice,
            is_hidden: roll.visibility.is_hidden(),
            visibility: roll.visibility,
            roll_type: roll.roll_type,
            flavor: roll.flavor,
            speaker: roll.speaker.alias,
            system,
            is_critical: verdict.is_critical(),
            critical_type: verdict.outcome,
            label: verdict.label,
            severity: verdict.severity,
            also: verdict.also,
            disagreement: verdict.reason.and_then(|reason| reason.disagreement),
            total_check: roll.total_check,
        }
    }
}

pub(super) fn run(args: &ParseArgs) -> io::Result<ExitCode> {
    let mut answers = Answers::to_stdout();
    let mut system = args.system.clone();
    each_message(open(args.file.as_deref())?, &args.vtt, &mut answers, |message, occurrence| {
        // One file, one world: what a message does not tell, the ones before it did.
        if args.system.is_none()
            && let Some(told) = told_system(&args.vtt, message)
        {
            system = Some(told);
        }
        let system = system.as_ref().map_or(UNKNOWN_SYSTEM, SystemId::as_str);
        let context = MessageContext::new(system).with_occurrence(occurrence);
        let rolls = read_message(&args.vtt, message, &context).map_err(LineError::new)?;
        Ok(Parsed { rolls: rolls.into_iter().map(ParsedRoll::from).collect() })
    })?;
    answers.finish()
}
