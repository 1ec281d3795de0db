//! The rules of the game systems.

use napi_derive::napi;
use tumulte_core::{
    model::{Verdict, read_json},
    systems::{self, Catalog, SystemsError},
};
use tumulte_node_reader::{pack, tape::Tape};

use crate::convert::{Packed, json_of, judge_input, packed};
use crate::error::{Failure, detail, failure};

/// Judges one roll by the rules of a game system.
#[napi]
pub fn judge(system: String, input: String) -> Result<Packed, Failure> {
    let verdict = judge_input(&input).and_then(|input| systems::judge(&system, &input));
    let mut tape = Tape::new();
    pack::verdict(&mut tape, &verdict.map_err(failure)?);
    Ok(packed(tape))
}

/// Judges many rolls by the rules of a game system.
#[napi]
pub fn judge_many(system: String, inputs: Vec<String>) -> Packed {
    let mut tape = Tape::new();
    for input in &inputs {
        let verdict = judge_input(input).and_then(|input| systems::judge(&system, &input));
        write_each(&mut tape, verdict);
    }
    packed(tape)
}

/// A verdict of a list, or why there is none.
pub(crate) fn write_each(tape: &mut Tape, verdict: Result<Verdict, SystemsError>) {
    match verdict {
        Ok(verdict) => {
            tape.count(0);
            tape.part(|part| pack::verdict(part, &verdict));
        }
        Err(error) => {
            tape.count(1);
            tape.text(&detail(&error.into()));
        }
    }
}

/// Judges one roll by the rules of a game system and says why.
#[napi]
pub fn explain(system: String, input: String) -> Result<Option<String>, Failure> {
    let input = judge_input(&input).map_err(failure)?;
    let verdict = systems::judge(&system, &input).map_err(failure)?;
    Ok(verdict.explain(&input.dice))
}

/// A verdict that was written as JSON.
#[napi]
pub fn pack_verdict(json: String) -> Result<Packed, Failure> {
    let verdict: Result<Verdict, _> = read_json(json.as_bytes());
    let verdict = verdict.map_err(|error| SystemsError::MalformedInput(error.to_string()));
    let mut tape = Tape::new();
    pack::verdict(&mut tape, &verdict.map_err(failure)?);
    Ok(packed(tape))
}

/// Lists the game systems this version has rules for, as JSON text.
#[napi]
pub fn systems() -> String {
    json_of(&Catalog::built_in().summaries())
}
