//! The rules of the game systems, and of one's own.

use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;
use tumulte_core::{
    model::{SystemId, Verdict},
    systems::{
        self, Catalog, JudgeInput, RuleError, RuleSet, System, SystemsError, preview as changes,
    },
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::border::{Argument, answer, leave, with_arguments, with_list};
use crate::convert::{self, key};
use crate::error::Failure;
use crate::kept::Kept;
use crate::message::judged;
use crate::pack;

thread_local! {
    static RULES: Kept<Prepared> = const { Kept::new() };
}

/// A rule set that was prepared.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) set: RuleSet,
    pub(crate) system: System,
}

/// Who judges: the rules of a game system, or some of one's own.
#[derive(Debug)]
pub(crate) enum Judges {
    System(SystemId),
    Rules(Rc<Prepared>),
}

impl Judges {
    /// An id, or the number rules are kept under; the script has made sure that they are.
    pub(crate) fn of(given: &Argument<'_>) -> Self {
        match RULES.with(|kept| kept.get(key(given))) {
            Some(rules) => Self::Rules(rules),
            None => Self::System(given.text().into()),
        }
    }

    pub(crate) fn id(&self) -> SystemId {
        match self {
            Self::System(id) => id.clone(),
            Self::Rules(rules) => rules.set.system.clone(),
        }
    }

    fn rules(&self) -> &System {
        match self {
            Self::System(id) => Catalog::built_in().resolve(id),
            Self::Rules(rules) => &rules.system,
        }
    }

    fn judge(&self, input: &JudgeInput) -> Result<Verdict, SystemsError> {
        match self {
            Self::System(id) => systems::judge(id.as_str(), input),
            Self::Rules(rules) => Ok(rules.system.judge(input)),
        }
    }
}

/// What is to be judged: text or bytes of JSON, an input, or a roll the script kept.
fn input(given: Argument<'_>) -> Result<JudgeInput, SystemsError> {
    let malformed = |error: String| SystemsError::MalformedInput(error);
    match given {
        Argument::Bytes(bytes) => JudgeInput::from_json(&String::from_utf8_lossy(bytes)),
        Argument::Value(value) if value.get("roll").is_some() => {
            let judged = judged(&value).map_err(|error| malformed(error.to_string()))?;
            Ok(JudgeInput::from_roll(&judged.roll))
        }
        Argument::Value(value) => {
            convert::read(&value).map_err(|error| malformed(error.to_string()))
        }
    }
}

/// Judges one roll: of the rules, the input.
#[wasm_bindgen]
pub fn judge(length: usize) -> i32 {
    with_arguments(length, |[system, given]| {
        answer(input(given).and_then(|input| Judges::of(&system).judge(&input)))
    })
}

/// Judges many rolls: of the rules, then every input. What can't be judged is an error in its place.
#[wasm_bindgen(js_name = judgeMany)]
pub fn judge_many(length: usize) -> i32 {
    with_list(length, |given| {
        let mut given = given.into_iter();
        let judges = Judges::of(&given.next().unwrap_or(Argument::Value(Value::Null)));
        leave(|outbox| {
            for one in given.by_ref() {
                let verdict = input(one).and_then(|input| judges.judge(&input));
                pack::frame(outbox, |bytes| match verdict {
                    Ok(verdict) => {
                        // A sign that no error begins with.
                        bytes.push(0);
                        pack::write(&verdict, bytes);
                    }
                    Err(error) => pack::write(&Failure::from(error), bytes),
                });
            }
        })
    })
}

/// Judges one roll and says why: of the rules, the input.
#[wasm_bindgen]
pub fn explain(length: usize) -> i32 {
    with_arguments(length, |[system, given]| {
        answer(input(given).and_then(|input| {
            let verdict = Judges::of(&system).judge(&input)?;
            Ok(verdict.explain(&input.dice))
        }))
    })
}

/// Lists the game systems this version has rules for.
#[wasm_bindgen]
pub fn systems() -> i32 {
    answer::<_, SystemsError>(Ok(Catalog::built_in().summaries()))
}

/// What other rules would make of rolls: of the new rules, those before or nothing, then every roll.
#[wasm_bindgen]
pub fn preview(length: usize) -> i32 {
    with_list(length, |given| {
        let mut given = given.into_iter();
        let mut next = || given.next().unwrap_or(Argument::Value(Value::Null));
        let (after, before) = (next(), next());
        let after = Judges::of(&after);
        let before = match before {
            Argument::Value(Value::Null) => Judges::System(after.id()),
            before => Judges::of(&before),
        };
        let inputs: Result<Vec<JudgeInput>, SystemsError> = given.map(input).collect();
        answer(inputs.map(|inputs| changes(before.rules(), after.rules(), &inputs)))
    })
}

/// Reads, prepares and keeps rules: their text, or what `toJSON` gave.
#[wasm_bindgen(js_name = keepRules)]
pub fn keep_rules(length: usize) -> i32 {
    with_arguments(length, |[source]| {
        let prepared = match source {
            Argument::Bytes(_) => read(source.text()),
            Argument::Value(value) => read(&String::from_utf8_lossy(&convert::json(&value))),
        };
        answer(prepared.map_err(SystemsError::from).map(|(rules, system)| {
            let number = RULES.with(|kept| kept.keep(Prepared { set: rules.clone(), system }));
            Placed { number, rules }
        }))
    })
}

/// Rules that are kept: their number, and what they say.
#[derive(Serialize)]
struct Placed {
    number: u32,
    rules: RuleSet,
}

fn read(text: &str) -> Result<(RuleSet, System), RuleError> {
    let catalog = Catalog::built_in();
    let rules = if text.trim_start().starts_with('{') {
        RuleSet::from_json(text, catalog)
    } else {
        RuleSet::from_toml(text, catalog)
    }?;
    let system = rules.prepare(catalog)?;
    Ok((rules, system))
}

/// Whether rules are still kept.
#[wasm_bindgen(js_name = hasRules)]
pub fn has_rules(number: u32) -> bool {
    RULES.with(|kept| kept.get(number)).is_some()
}

/// Reads a verdict that was stored as JSON.
#[wasm_bindgen(js_name = verdictFrom)]
pub fn verdict_from(length: usize) -> i32 {
    with_arguments(length, |[stored]| {
        let verdict = convert::read::<Verdict>(&stored.into_value());
        answer(verdict.map_err(|error| SystemsError::MalformedInput(error.to_string())))
    })
}
