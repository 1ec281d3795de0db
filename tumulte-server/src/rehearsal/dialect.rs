//! How each game system writes a roll into a chat message: roll class, options, flags.
//!
//! The shapes follow what the systems store: dnd5e 5 and 1.5, pf2e 6, `CoC7` 8, and the plain rolls
//! of systems that add nothing of their own.

use serde_json::{Map, Value, json};

use super::{
    notation::{DieKind, Rolled, RolledTerm},
    script::{Beat, World},
};

/// A roll in the words of its system.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spoken {
    pub(super) roll: Value,
    pub(super) flags: Value,
}

/// Says `rolled` as the world's game system does.
pub(super) fn speak(world: &World, beat: &Beat, rolled: &Rolled) -> Spoken {
    let mut spoken = match (world.system.as_str(), beat.kind.as_str()) {
        ("dnd5e", "damage" | "healing") if world.generation() >= 10 => dnd5e_damage(beat, rolled),
        ("dnd5e", _) if world.generation() >= 10 => dnd5e_d20(beat, rolled),
        ("dnd5e", _) => dnd5e_classic(beat, rolled),
        ("pf2e", "damage-roll") => pf2e_damage(beat, rolled),
        ("pf2e", _) => pf2e_check(beat, rolled),
        ("CoC7", _) if beat.target.is_some() => coc7_check(beat, rolled),
        _ => Spoken { roll: roll("Roll", &json!({}), "Die", &json!({}), rolled), flags: json!({}) },
    };
    if beat.kind == "initiative"
        && let Some(flags) = spoken.flags.as_object_mut()
    {
        flags.insert("core".to_owned(), json!({ "initiativeRoll": true }));
    }
    spoken
}

fn dnd5e_d20(beat: &Beat, rolled: &Rolled) -> Spoken {
    let advantage = match &beat.roll.0.to_string() {
        formula if formula.contains("kh") => 1,
        formula if formula.contains("kl") => -1,
        _ => 0,
    };
    let mut options = Map::new();
    options.insert("advantageMode".to_owned(), json!(advantage));
    options.insert("criticalSuccess".to_owned(), json!(beat.crit_at.unwrap_or(20)));
    options.insert("criticalFailure".to_owned(), json!(1));
    if let Some(target) = beat.target {
        options.insert("target".to_owned(), json!(target));
    }
    let on_die = Value::Object(options.clone());
    options.insert("rollType".to_owned(), json!(beat.kind));
    options.insert("configured".to_owned(), json!(true));
    let mut meaning = Map::new();
    meaning.insert("type".to_owned(), json!(beat.kind));
    if let Some(detail) = &beat.detail {
        let key = if beat.kind == "skill" { "skillId" } else { "ability" };
        meaning.insert(key.to_owned(), json!(detail));
    }
    Spoken {
        roll: roll("D20Roll", &Value::Object(options), "D20Die", &on_die, rolled),
        flags: json!({ "dnd5e": { "messageType": "roll", "roll": meaning } }),
    }
}

fn dnd5e_damage(beat: &Beat, rolled: &Rolled) -> Spoken {
    let options = json!({ "type": beat.detail, "configured": true, "rollType": beat.kind });
    Spoken {
        roll: roll("DamageRoll", &options, "Die", &json!({}), rolled),
        flags: json!({ "dnd5e": { "messageType": "roll", "roll": { "type": beat.kind } } }),
    }
}

/// dnd5e 1.5, of the days when a message held one `roll`.
fn dnd5e_classic(beat: &Beat, rolled: &Rolled) -> Spoken {
    let options = json!({ "critical": beat.crit_at.unwrap_or(20), "fumble": 1 });
    Spoken {
        roll: roll("D20Roll", &options, "Die", &options, rolled),
        flags: json!({ "dnd5e": { "roll": { "type": beat.kind } } }),
    }
}

fn pf2e_check(beat: &Beat, rolled: &Rolled) -> Spoken {
    let degree = beat.target.map(|target| pf2e_degree(rolled, target));
    let outcome = degree.and_then(|degree| {
        ["criticalFailure", "failure", "success", "criticalSuccess"].get(degree).copied()
    });
    let options = json!({
        "type": beat.kind, "isReroll": false, "totalModifier": modifier(rolled),
        "degreeOfSuccess": degree, "showBreakdown": true,
    });
    let dc = beat.target.map(|value| json!({ "slug": beat.detail, "value": value }));
    Spoken {
        roll: roll("CheckRoll", &options, "Die", &json!({}), rolled),
        flags: json!({ "pf2e": { "context": {
            "type": beat.kind, "dc": dc, "outcome": outcome, "unadjustedOutcome": outcome,
            "isReroll": false, "domains": [], "options": [], "title": beat.flavor,
        }, "modifierName": beat.detail } }),
    }
}

/// The system's own degrees: 0 critical failure to 3 critical success.
fn pf2e_degree(rolled: &Rolled, target: i64) -> usize {
    let base: i64 = match rolled.total - target {
        10.. => 3,
        0..=9 => 2,
        -9..=-1 => 1,
        _ => 0,
    };
    let shift = match natural(rolled) {
        Some(20) => 1,
        Some(1) => -1,
        _ => 0,
    };
    usize::try_from((base + shift).clamp(0, 3)).unwrap_or(0)
}

/// Damage lies deep: a pool of instances, each a grouping around an expression.
fn pf2e_damage(beat: &Beat, rolled: &Rolled) -> Spoken {
    let flavor = beat.detail.as_deref().unwrap_or("untyped");
    let instance = format!("({})[{flavor}]", rolled.formula);
    let mut expression = Value::Null;
    let mut operator = '+';
    for term in terms(rolled, "Die", &json!({})) {
        if let Some(sign) = term.get("operator").and_then(Value::as_str) {
            operator = sign.chars().next().unwrap_or('+');
        } else if expression.is_null() {
            expression = term;
        } else {
            expression = json!({ "class": "ArithmeticExpression", "options": {}, "evaluated": true,
                "operator": operator.to_string(), "operands": [expression, term] });
        }
    }
    let grouping = json!({ "class": "Grouping", "options": { "flavor": flavor },
        "evaluated": true, "term": expression });
    let inner = json!({ "class": "DamageInstance", "options": { "flavor": flavor }, "dice": [],
        "formula": instance, "terms": [grouping], "total": rolled.total, "evaluated": true });
    let pool = json!({ "class": "InstancePool", "options": {}, "evaluated": true,
        "terms": [instance], "modifiers": [], "rolls": [inner],
        "results": [{ "result": rolled.total, "active": true }] });
    Spoken {
        roll: json!({ "class": "DamageRoll", "options": { "showBreakdown": true }, "dice": [],
            "formula": format!("{{{instance}}}"), "terms": [pool], "total": rolled.total,
            "evaluated": true }),
        flags: json!({ "pf2e": { "context": { "type": "damage-roll", "sourceType": "attack",
            "outcome": null, "domains": [], "options": [] } } }),
    }
}

fn coc7_check(beat: &Beat, rolled: &Rolled) -> Spoken {
    let shown = |wanted: DieKind| {
        let faces = rolled.terms.iter().filter_map(move |term| match term {
            RolledTerm::Dice { die, faces, .. } if *die == wanted => Some(faces),
            _ => None,
        });
        faces.flatten().map(|face| face.face).collect::<Vec<_>>()
    };
    let bonus = shown(DieKind::OtherTens);
    let pool = json!({
        "threshold": beat.target, "flatThresholdModifier": 0, "difficulty": 1, "luckSpent": 0,
        "bonusCount": bonus.len(), "penaltyCount": 0, "currentPoolModifier": bonus.len(),
        "rolledDice": [{ "baseDie": shown(DieKind::Tens).first(), "bonusDice": bonus,
            "unitDie": shown(DieKind::Plain(10)).first(), "penaltyDice": [], "rolled": true }],
    });
    Spoken {
        roll: roll("Roll", &json!({}), "Die", &json!({}), rolled),
        flags: json!({ "CoC7": { "load": { "as": "CoC7Check", "type": beat.kind,
            "key": beat.detail, "dicePool": pool } } }),
    }
}

/// A roll as Foundry serialises it.
fn roll(class: &str, options: &Value, die: &str, die_options: &Value, rolled: &Rolled) -> Value {
    json!({
        "class": class, "options": options, "dice": [], "formula": rolled.formula,
        "terms": terms(rolled, die, die_options), "total": rolled.total, "evaluated": true,
    })
}

fn terms(rolled: &Rolled, plain_die: &str, die_options: &Value) -> Vec<Value> {
    let term = |term: &RolledTerm| match term {
        // Foundry stores operators unevaluated from generation 12 on; readers must not care.
        RolledTerm::Operator(operator) => json!({ "class": "OperatorTerm", "options": {},
            "evaluated": false, "operator": operator.to_string() }),
        RolledTerm::Number(number) => json!({ "class": "NumericTerm", "options": {},
            "evaluated": true, "number": number }),
        RolledTerm::Dice { die, keep, faces } => {
            // Only a d20 is of the system's own die class.
            let (class, options) = match die {
                DieKind::Plain(20) => (plain_die, die_options.clone()),
                DieKind::Plain(_) => ("Die", json!({})),
                DieKind::Tens => ("CoC7DecaderDie", json!({})),
                DieKind::OtherTens => ("CoC7DecaderDieOther", json!({})),
            };
            let results = faces.iter().map(|face| {
                if face.kept {
                    json!({ "result": face.face, "active": true })
                } else {
                    json!({ "result": face.face, "active": false, "discarded": true })
                }
            });
            json!({ "class": class, "options": options, "evaluated": true, "number": faces.len(),
                "faces": die.faces(), "modifiers": keep.iter().map(|keep| keep.modifier()).collect::<Vec<_>>(),
                "results": results.collect::<Vec<_>>() })
        }
    };
    rolled.terms.iter().map(term).collect()
}

/// What the kept d20 shows.
fn natural(rolled: &Rolled) -> Option<u32> {
    rolled.terms.iter().find_map(|term| match term {
        RolledTerm::Dice { die: DieKind::Plain(20), faces, .. } => {
            faces.iter().find(|face| face.kept).map(|face| face.face)
        }
        _ => None,
    })
}

fn modifier(rolled: &Rolled) -> i64 {
    rolled.total - i64::from(natural(rolled).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsal::notation::Formula;

    fn degree(formula: &str, face: u32, target: i64) -> usize {
        pf2e_degree(&Formula::parse(formula).unwrap().roll(|_| face), target)
    }

    #[test]
    fn pathfinder_degrees_follow_margin_and_natural_die() {
        assert_eq!(degree("1d20 + 12", 10, 12), 3);
        assert_eq!(degree("1d20 + 12", 10, 22), 2);
        assert_eq!(degree("1d20 + 12", 10, 23), 1);
        assert_eq!(degree("1d20 + 2", 10, 22), 0);
        assert_eq!(degree("1d20 + 8", 20, 28), 3);
        assert_eq!(degree("1d20 + 11", 1, 12), 1);
        assert_eq!(degree("1d20 + 8", 1, 12), 0);
    }
}
