//! Rolls a formula: `cargo run --example roll_dice -- "2d20kh + 7" foundry 2026`

#![expect(clippy::print_stdout, reason = "an example shows what it did")]

use std::process::ExitCode;

use tumulte_core::{
    dice::{Dialect, Formula, SeededDice},
    systems::{JudgeInput, judge},
};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let text = arguments.next().unwrap_or_else(|| "2d20kh + 7".to_owned());
    let dialect = arguments.next().and_then(|name| name.parse().ok()).unwrap_or(Dialect::Foundry);
    let seed = arguments.next().and_then(|seed| seed.parse().ok()).unwrap_or(2026);

    let formula = match Formula::parse(&text, dialect) {
        Ok(formula) => formula,
        Err(error) => {
            eprintln!("{}: {}", error.code(), error.render());
            return ExitCode::FAILURE;
        }
    };
    let mut dice = SeededDice::new(seed);
    let rolled = match formula.roll(&mut dice) {
        Ok(rolled) => rolled,
        Err(error) => {
            eprintln!("{}: {}", error.code(), error.in_text(&text).render());
            return ExitCode::FAILURE;
        }
    };
    println!("{rolled}");
    for other in Dialect::ALL {
        match formula.to_dialect(other) {
            Ok(formula) => println!("{other:>8}: {formula}"),
            Err(error) => println!("{other:>8}: {error}"),
        }
    }
    if let Ok(verdict) = judge("dnd5e", &JudgeInput::new(rolled.to_dice())) {
        println!("in dnd5e: {}", verdict.label.as_deref().unwrap_or("no critical"));
    }
    ExitCode::SUCCESS
}
