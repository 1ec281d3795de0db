//! `roll` and `odds`: formulas in, dice and probabilities out.

use std::{io, process::ExitCode};

use clap::Args;
use serde::Serialize;
use tumulte_core::{
    dice::{Dialect, DiceError, Exactness, Formula, Odds, SeededDice},
    model::{Die, Number},
};

use super::lines::{Answers, LineError, each_line, open};
use crate::platform;

/// How many throws stand in for odds that are out of reach.
const SAMPLES: u32 = 200_000;

#[derive(Debug, Args)]
pub(super) struct RollArgs {
    #[command(flatten)]
    formulas: Formulas,
    /// Throw the same dice again: the same number gives the same faces, in every language.
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct OddsArgs {
    #[command(flatten)]
    formulas: Formulas,
    /// How rare this total is.
    #[arg(long, allow_hyphen_values = true)]
    total: Option<f64>,
}

#[derive(Debug, Args)]
struct Formulas {
    /// Dice formulas: `4d6kh3`, `2d20kl + 7`. Standard input, one a line, without any.
    formulas: Vec<String>,
    /// Whose notation it is: `foundry`, `roll20` or `avrae`.
    #[arg(long, default_value = "foundry")]
    dialect: Dialect,
}

/// A formula that was rolled.
#[derive(Debug, Serialize)]
struct Rolled {
    formula: String,
    total: Number,
    dice: Vec<Die>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rarity: Option<String>,
    seed: u64,
}

/// What a formula can come to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    formula: String,
    exactness: &'static str,
    /// By how much a probability may be wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<f64>,
    min: Number,
    max: Number,
    mean: f64,
    deviation: f64,
    percentiles: Percentiles,
    /// Every total with its probability.
    distribution: Vec<(Number, f64)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<TotalOdds>,
}

/// The totals that so many percent of all throws do not pass.
#[derive(Debug, Serialize)]
struct Percentiles {
    p5: Number,
    p25: Number,
    p50: Number,
    p75: Number,
    p95: Number,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TotalOdds {
    value: Number,
    exactly: f64,
    at_least: f64,
    at_most: f64,
    rarity: String,
}

pub(super) fn roll(args: &RollArgs) -> io::Result<ExitCode> {
    let seed = args.seed.unwrap_or_else(|| u64::from_ne_bytes(platform::random()));
    let mut dice = SeededDice::new(seed);
    args.formulas.answer(|formula| {
        let rolled = formula.roll(&mut dice)?;
        Ok(Rolled {
            formula: formula.to_string(),
            total: Number::new(rolled.total()),
            dice: rolled.to_dice(),
            text: rolled.to_string(),
            rarity: formula.odds().ok().map(|odds| odds.rarity(rolled.total()).to_string()),
            seed,
        })
    })
}

pub(super) fn odds(args: &OddsArgs) -> io::Result<ExitCode> {
    args.formulas.answer(|formula| {
        let odds = odds_or_samples(formula)?;
        let (exactness, error) = exactness(&odds);
        let percentile = |percent| Number::new(odds.percentile(percent));
        Ok(Told {
            formula: formula.to_string(),
            exactness,
            error,
            min: Number::new(odds.min()),
            max: Number::new(odds.max()),
            mean: odds.mean(),
            deviation: odds.deviation(),
            percentiles: Percentiles {
                p5: percentile(5.0),
                p25: percentile(25.0),
                p50: percentile(50.0),
                p75: percentile(75.0),
                p95: percentile(95.0),
            },
            distribution: odds.iter().map(|(total, p)| (Number::new(total), p)).collect(),
            total: args.total.map(|total| TotalOdds {
                value: Number::new(total),
                exactly: odds.p(total),
                at_least: odds.p_at_least(total),
                at_most: odds.p_at_most(total),
                rarity: odds.rarity(total).to_string(),
            }),
        })
    })
}

/// Worked out where that can be done, else thrown often enough. The answer says which.
fn odds_or_samples(formula: &Formula) -> Result<Odds, DiceError> {
    formula.odds().or_else(|error| match error.code() {
        "dice.odds_too_large" | "dice.odds_out_of_reach" => {
            formula.approximate_odds(&mut SeededDice::new(0), SAMPLES)
        }
        _ => Err(error),
    })
}

const fn exactness(odds: &Odds) -> (&'static str, Option<f64>) {
    match odds.exactness() {
        Exactness::Exact => ("exact", None),
        Exactness::Rounded { error } => ("rounded", Some(error)),
        Exactness::Bounded { missing, error } => ("bounded", Some(missing + error)),
        Exactness::Sampled { error, .. } => ("sampled", Some(error)),
        _ => ("unknown", None),
    }
}

impl Formulas {
    fn answer<T: Serialize>(
        &self,
        mut answer: impl FnMut(&Formula) -> Result<T, DiceError>,
    ) -> io::Result<ExitCode> {
        let mut answers = Answers::to_stdout();
        let mut answered = |text: &str| {
            let formula = Formula::parse(text, self.dialect);
            formula.and_then(|formula| answer(&formula)).map_err(LineError::in_formula)
        };
        if self.formulas.is_empty() {
            each_line(open(None)?, &mut answers, |line| answered(&String::from_utf8_lossy(line)))?;
        }
        for (number, formula) in (1..).zip(&self.formulas) {
            answers.tell(number, answered(formula))?;
        }
        answers.finish()
    }
}
