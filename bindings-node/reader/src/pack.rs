//! Core's types on a tape; `lib/unpack.js` reads them in the same order.

use serde::Serialize;
use tumulte_core::{
    dice::{RollResult, RolledDie},
    model::{
        Die, HintValue, Hints, Number, Outcome, Reason, Roll, RollOrigin, Severity, Speaker,
        SystemId, Timestamp, TotalCheck, Verdict, Visibility,
    },
    systems::System,
};

use crate::tape::Tape;

/// What crosses rarely, as JSON text.
pub fn json_of(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// A rolled formula, with the faces as they were thrown where its dice do not show that.
pub fn rolled(tape: &mut Tape, rolled: &RollResult<'_>, faces: &[i32]) {
    tape.number(Some(rolled.total()));
    if rolled.dice().iter().map(RolledDie::result).eq(faces.iter().copied()) {
        tape.count(0);
    } else {
        tape.count(faces.len());
        for face in faces {
            tape.number(Some(f64::from(*face)));
        }
    }
    for die in &rolled.to_dice() {
        self::die(tape, die);
    }
}

/// The rolls of a message of a game system, each judged by these rules. One stands alone, as most do;
/// none, or several, stand behind a zero, with which no verdict begins.
pub fn rolls(tape: &mut Tape, rolls: &[Roll], rules: &System, system: &SystemId) {
    if let [only] = rolls {
        return roll(tape, only, &rules.judge_roll(only), system);
    }
    tape.count(0);
    for roll in rolls {
        tape.part(|part| self::roll(part, roll, &rules.judge_roll(roll), system));
    }
}

/// A judged roll: first what nearly everybody asks for, and what can be skipped in parts.
pub fn roll(tape: &mut Tape, roll: &Roll, verdict: &Verdict, system: &SystemId) {
    tape.part(|part| self::verdict(part, verdict));
    tape.text(&roll.formula);
    tape.number(roll.total.map(Number::value));
    tape.part(|part| beside(part, roll, system));
    for die in &roll.dice {
        self::die(tape, die);
    }
}

/// What stands beside the dice of a judged roll.
fn beside(tape: &mut Tape, roll: &Roll, system: &SystemId) {
    tape.text(&roll.vtt_roll_id);
    tape.count(match roll.visibility {
        Visibility::Public => 0,
        Visibility::GmOnly => 1,
        Visibility::Blind => 2,
        Visibility::SelfOnly => 3,
    });
    match roll.origin {
        RollOrigin::Message => tape.count(0),
        RollOrigin::Inline => tape.count(1),
        RollOrigin::Card => tape.count(2),
        // Its name, until it has a number.
        ref other => {
            tape.count(3);
            tape.text(json_of(other).trim_matches('"'));
        }
    }
    tape.optional(roll.roll_type.as_deref());
    tape.optional(roll.flavor.as_deref());
    let Speaker { alias, user_id, actor_id, token_id } = &roll.speaker;
    for name in [alias, user_id, actor_id, token_id] {
        tape.optional(name.as_deref());
    }
    tape.number(roll.rolled_at.map(millis));
    tape.text(system.as_str());
    match &roll.total_check {
        TotalCheck::Agrees => tape.count(0),
        other => tape.text(&json_of(other)),
    }
    tape.part(|part| hints(part, &roll.hints));
}

/// A verdict.
pub fn verdict(tape: &mut Tape, verdict: &Verdict) {
    tape.count(match verdict.outcome {
        None => 0,
        Some(Outcome::Success) => 1,
        Some(Outcome::Failure) => 2,
    });
    tape.count(match verdict.severity {
        None => 0,
        Some(Severity::Minor) => 1,
        Some(Severity::Major) => 2,
        Some(Severity::Extreme) => 3,
    });
    tape.optional(verdict.label.as_deref());
    tape.count(verdict.also.len());
    for label in &verdict.also {
        tape.text(label);
    }
    if let Some(reason) = &verdict.reason {
        self::reason(tape, reason);
    }
}

fn reason(tape: &mut Tape, reason: &Reason) {
    tape.text(&reason.system);
    tape.text(&reason.when);
    tape.optional(reason.disagreement.as_deref());
    tape.count(reason.dice.len());
    for die in &reason.dice {
        tape.count(*die);
    }
    hints(tape, &reason.values);
}

fn hints(tape: &mut Tape, hints: &Hints) {
    for (name, value) in hints {
        tape.text(name);
        match value {
            HintValue::Bool(false) => tape.count(0),
            HintValue::Bool(true) => tape.count(1),
            HintValue::Number(number) => {
                tape.count(2);
                tape.number(Some(number.value()));
            }
            HintValue::Text(text) => {
                tape.count(3);
                tape.text(text);
            }
        }
    }
}

/// A die: its marks, what it showed, and what else is known by the marks.
fn die(tape: &mut Tape, die: &Die) {
    let mark = |is_set: bool, bit: usize| usize::from(is_set) << bit;
    let success = match die.success {
        None => 0,
        Some(false) => 1,
        Some(true) => 2,
    };
    // The rare ones last: most dice take one character for all marks.
    tape.count(
        mark(!die.active, 0)
            | mark(die.discarded, 1)
            | mark(die.rerolled, 2)
            | mark(die.exploded, 3)
            | success << 4
            | mark(die.kind.is_some(), 6)
            | mark(die.value.is_some(), 7)
            | mark(die.count.is_some(), 8),
    );
    tape.count(die.faces as usize);
    tape.number(Some(die.result.value()));
    tape.count(die.term as usize);
    if let Some(kind) = &die.kind {
        tape.text(kind);
    }
    for number in [die.value, die.count].into_iter().flatten() {
        tape.number(Some(number.value()));
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds as `Date` has them")]
const fn millis(moment: Timestamp) -> f64 {
    moment.as_millis() as f64
}
