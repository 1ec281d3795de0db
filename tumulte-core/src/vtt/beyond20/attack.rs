//! Attack rolls: everything thrown with a d20, and the throws that advantage discarded.

use serde_json::Value;

use super::{
    dice::{expression, formula},
    message::Scene,
};
use crate::{
    model::{Hints, Number, joined_by},
    roll::{Expression, PoolEntry, Term},
    vtt::{
        field::{is_on, number, text},
        roll_list::Draft,
    },
};

/// A throw that counts, and those discarded for it. The order is the message's.
#[derive(Debug)]
pub(super) struct Group<'m>(Vec<&'m Value>);

/// Puts each discarded throw to the one it was discarded for: the one before, else the one after.
pub(super) fn groups<'m>(rolls: &[&'m Value]) -> Vec<Group<'m>> {
    let mut groups: Vec<Group<'m>> = Vec::new();
    let mut has_kept = false;
    for roll in rolls {
        let is_kept = !is_discarded(roll);
        match groups.last_mut() {
            Some(group) if !is_kept || !has_kept => group.0.push(roll),
            _ => groups.push(Group(vec![roll])),
        }
        has_kept |= is_kept;
    }
    groups
}

fn is_discarded(roll: &Value) -> bool {
    roll.get("discarded").is_some_and(is_on)
}

impl Group<'_> {
    pub(super) fn draft(&self, scene: &Scene) -> Draft {
        let kept = self.0.iter().copied().find(|roll| !is_discarded(roll));
        let named = kept.or_else(|| self.0.first().copied()).unwrap_or(&Value::Null);
        let roll_type = named.get("type").and_then(text).unwrap_or_default();
        let mut draft = scene.draft();
        draft.roll_type = roll_type_of(roll_type).map(str::to_owned);
        if let (1, Some(kept)) = (self.0.len(), kept) {
            draft.formula = formula(kept);
            draft.expression = expression(kept);
        } else {
            draft.formula = self.pool_formula(kept, scene.mode);
            draft.expression = self.pool(kept);
            if let Some(mode) = scene.mode {
                draft.hints.insert("mode".to_owned(), mode.into());
            }
        }
        if let Some(kept) = kept {
            draft.hints.extend(thresholds(kept, &draft));
        }
        draft
    }

    fn pool(&self, kept: Option<&Value>) -> Expression {
        let entries = self.0.iter().map(|roll| {
            let is_kept = !is_discarded(roll);
            let roll = expression(roll);
            PoolEntry { roll, active: is_kept, discarded: !is_kept, count: None }
        });
        Expression {
            terms: vec![Term::Pool(entries.collect())],
            total: kept.and_then(|kept| number(kept.get("total")?)),
            ..Expression::default()
        }
    }

    fn pool_formula(&self, kept: Option<&Value>, mode: Option<&str>) -> String {
        let total = |roll: &Value| roll.get("total").and_then(number);
        let lost = || self.0.iter().filter(|roll| is_discarded(roll)).filter_map(|r| total(r));
        let keep = match (mode, kept.and_then(total)) {
            (Some("advantage"), _) => "kh",
            (Some(_), _) => "kl",
            (None, Some(kept)) if lost().any(|lost| lost > kept) => "kl",
            (None, Some(_)) => "kh",
            (None, None) => "",
        };
        let formulas: Vec<_> = self.0.iter().map(|roll| formula(roll)).collect();
        format!("{{{}}}{keep}", joined_by(&formulas, ", "))
    }
}

/// Thresholds as the message has them. The extension's verdict stands in for one that is missing.
fn thresholds(kept: &Value, draft: &Draft) -> Hints {
    let mut hints = Hints::new();
    let mut set = |name: &str, value: Option<f64>| {
        if let Some(value) = value {
            hints.insert(name.to_owned(), value.into());
        }
    };
    let limit = |name: &str| kept.get(name).and_then(number);
    let says = |name: &str| kept.get(name).is_some_and(is_on);
    let is_attack = draft.roll_type.as_deref() == Some("attack");
    let natural = || natural(kept).filter(|_| is_attack);
    set(
        "critAt",
        limit("critical-limit")
            .or_else(|| natural().filter(|natural| says("critical-success") && *natural < 20.0)),
    );
    set(
        "fumbleAt",
        limit("fail-limit")
            .or_else(|| natural().filter(|natural| says("critical-failure") && *natural > 1.0)),
    );
    hints
}

/// The face of the only d20 that counts.
fn natural(roll: &Value) -> Option<f64> {
    let mut shown = expression(roll).terms.into_iter().flat_map(|term| match term {
        Term::Dice(dice) => dice.dice,
        _ => Vec::new(),
    });
    let mut d20 = shown.by_ref().filter(|die| die.faces == 20 && die.active);
    let natural = d20.next()?;
    d20.next().is_none().then(|| Number::value(natural.result))
}

/// The roll type in words of dnd5e.
fn roll_type_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "to-hit" => "attack",
        "skill-check" => "skill",
        "ability-check" => "ability",
        "saving-throw" => "save",
        "death-save" => "death",
        "initiative" => "initiative",
        "damage" | "critical-damage" => "damage",
        "hit-dice" | "hit-die" => "hitDie",
        "custom" => "custom",
        _ => return None,
    })
}
