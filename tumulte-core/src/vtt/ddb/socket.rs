//! A message of the game log's socket.

use core::fmt::Write as _;

use serde_json::Value;

use super::{kind::roll_type, message::explained};
use crate::{
    model::{MessageTables, Number, Speaker, Visibility},
    roll::{Expression, Operator, Term},
    vtt::{
        MessageContext, Reading, VttError,
        field::{below, faces_named, id, is_on, items, json_text, number, text, timestamp, whole},
        notation::{Keep, Part, Throw, parts},
        opened::{Opened, content_id},
        roll_list::{Draft, RollList},
    },
};

pub(super) fn read(
    opened: &Opened<'_>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let message = &*opened.value;
    let at = |path: &str| below(message, path).unwrap_or(&Value::Null);
    // A userscript's copy may lack the name of the event; results speak for themselves.
    if at("/eventType").as_str().is_some_and(|event| event != "dice/roll/fulfilled") {
        return Ok(Reading::default());
    }
    let message_id = id(at("/id"))
        .or_else(|| id(at("/data/rollId")))
        .or_else(|| opened.id.clone())
        .unwrap_or_else(|| content_id([json_text(message).as_str()], context.occurrence));
    let speaker = Speaker {
        alias: text(at("/data/context/name")).map(str::to_owned),
        user_id: id(at("/userId")),
        actor_id: id(at("/data/context/entityId")).or_else(|| id(at("/entityId"))),
        token_id: None,
    };
    let mut list = RollList::new(message_id, speaker, visibility(message))
        .at(timestamp(at("/dateTime")).or(opened.at))
        .in_context(tables, context, message);
    let action = text(at("/data/action")).unwrap_or_default();
    let is_carried = is_on(at("/data/__b20Override__")) || is_on(at("/__b20Override__"));
    for roll in items(at("/data/rolls")) {
        if !roll.is_object() {
            list.skip("no object")?;
            continue;
        }
        let mut draft = draft(roll, action);
        if is_carried {
            draft.hints.insert("alsoBy".to_owned(), "beyond20".into());
        }
        if draft.expression.terms.is_empty() && draft.expression.total.is_none() {
            list.skip("a roll without dice or result")?;
        } else {
            list.push(draft)?;
        }
    }
    Ok(list.finish())
}

/// `gameId` is for the whole game, `userId` for one person. A scope nobody knows hides.
fn visibility(message: &Value) -> Visibility {
    let mut seen = Visibility::Public;
    for path in ["/messageScope", "/data/context/messageScope"] {
        seen = match below(message, path) {
            None | Some(Value::Null) => seen,
            Some(Value::String(scope)) if scope == "gameId" => seen,
            Some(Value::String(scope)) if scope == "userId" => {
                let target = message.get("messageTarget").and_then(id);
                let is_own = target.is_some() && target == message.get("userId").and_then(id);
                if is_own { Visibility::SelfOnly } else { Visibility::GmOnly }
            }
            Some(_) => Visibility::GmOnly,
        };
    }
    seen
}

fn draft(roll: &Value, action: &str) -> Draft {
    let at = |path: &str| below(roll, path).unwrap_or(&Value::Null);
    let kind = text(at("/rollKind")).unwrap_or_default();
    let mode = match kind {
        "advantage" => Some(Keep::Highest(1)),
        "disadvantage" => Some(Keep::Lowest(1)),
        _ => None,
    };
    let word = text(at("/rollType")).unwrap_or_default();
    let mut draft = Draft {
        flavor: Some(action).filter(|action| !action.is_empty()).map(str::to_owned),
        roll_type: match (kind, roll_type(word, action)) {
            ("critical hit", Some(said)) if said == "attack" => Some("damage".to_owned()),
            (_, said) => said,
        },
        ..Draft::default()
    };
    if !kind.is_empty() {
        let name = if mode.is_some() { "mode" } else { "rollKind" };
        draft
            .hints
            .insert(name.to_owned(), kind.chars().take(64).collect::<String>().as_str().into());
    }
    let (throws, constant) = throws(roll, mode);
    let given = text(at("/diceNotationStr"));
    draft.formula = given.map_or_else(|| written(&throws, constant), str::to_owned);
    draft.expression = explained(|keeps| Expression {
        terms: terms(&throws, constant, keeps),
        total: number(at("/result/total")),
        ..Expression::default()
    });
    draft
}

/// Dice of one kind, with what they showed.
#[derive(Debug)]
struct Thrown {
    throw: Throw,
    is_taken_off: bool,
    values: Vec<f64>,
}

/// The dice, from the notation with its values, or from the values alone, and what is added.
fn throws(roll: &Value, mode: Option<Keep>) -> (Vec<Thrown>, f64) {
    let at = |path: &str| below(roll, path).unwrap_or(&Value::Null);
    let values: Vec<f64> = items(at("/result/values")).into_iter().filter_map(number).collect();
    let mut left = values.iter().copied();
    let mut thrown: Vec<Thrown> = Vec::new();
    let mut written_constant = None;
    for set in items(at("/diceNotation/set")) {
        let faces = set.get("dieType").and_then(text).map_or(0, faces_named);
        let dice = set.get("dice").map(items).unwrap_or_default();
        let own: Vec<f64> = dice.iter().filter_map(|die| number(die.get("dieValue")?)).collect();
        // The count may speak of one die where advantage threw two.
        let listed = u32::try_from(dice.len()).unwrap_or(u32::MAX);
        let count = set.get("count").map_or(0, whole).max(listed);
        let keep = match set.get("operation").map_or(0, whole) {
            1 => Some(Keep::Lowest(1)),
            2 => Some(Keep::Highest(1)),
            _ => None,
        };
        let listed: Vec<f64> = left.by_ref().take(count as usize).collect();
        let values = if own.is_empty() { listed } else { own };
        let throw = Throw { count, faces, letter: 'd', keep };
        thrown.push(Thrown { throw, is_taken_off: false, values });
    }
    if thrown.is_empty() {
        (thrown, written_constant) = from_text(text(at("/diceNotationStr")), &mut left);
    }
    let rest: Vec<f64> = left.collect();
    match thrown.iter_mut().find(|thrown| mode.is_some() && thrown.throw.faces == 20) {
        // The notation says 1d20, the values show both dice.
        Some(d20) => d20.values.extend(rest),
        None if !rest.is_empty() => {
            let throw = Throw {
                count: u32::try_from(rest.len()).unwrap_or(u32::MAX),
                faces: 0,
                letter: 'd',
                keep: None,
            };
            thrown.push(Thrown { throw, is_taken_off: false, values: rest });
        }
        None => {}
    }
    for thrown in thrown.iter_mut().filter(|thrown| thrown.throw.faces == 20) {
        if thrown.values.len() > 1 && thrown.throw.keep.is_none() {
            thrown.throw.keep = mode;
        }
    }
    let constant = number(at("/result/constant"))
        .or_else(|| number(at("/diceNotation/constant")))
        .or(written_constant);
    (thrown, constant.unwrap_or(0.0))
}

fn from_text(
    notation: Option<&str>,
    values: &mut impl Iterator<Item = f64>,
) -> (Vec<Thrown>, Option<f64>) {
    let (mut thrown, mut constant, mut sign) = (Vec::new(), None, 1.0);
    for part in parts(notation.unwrap_or_default()) {
        match part {
            Part::Operator(Operator::Minus) => sign = -1.0,
            Part::Operator(_) => sign = 1.0,
            Part::Number(number) => constant = Some(constant.unwrap_or(0.0) + sign * number),
            Part::Throw(throw) => {
                let values = values.by_ref().take(throw.count as usize).collect();
                thrown.push(Thrown { throw, is_taken_off: sign < 0.0, values });
            }
            Part::Strange => {}
        }
    }
    (thrown, constant)
}

fn terms(thrown: &[Thrown], constant: f64, keeps: bool) -> Vec<Term> {
    let mut terms = Vec::new();
    for Thrown { throw, is_taken_off, values } in thrown {
        let sign = if *is_taken_off { Operator::Minus } else { Operator::Plus };
        terms.push(Term::Operator(sign));
        let throw = Throw { keep: throw.keep.filter(|_| keeps), ..*throw };
        let dice = throw.shown(values.iter().copied());
        terms.push(if values.len() < throw.count as usize {
            Term::Unknown { class: "Throw".to_owned(), inside: vec![Term::Dice(dice)] }
        } else {
            Term::Dice(dice)
        });
    }
    if constant != 0.0 {
        terms.extend([Term::Operator(Operator::Plus), Term::Number(constant)]);
    }
    terms
}

/// A formula for a roll that came without one.
fn written(thrown: &[Thrown], constant: f64) -> String {
    let mut formula = String::new();
    for Thrown { throw: Throw { count, faces, keep, .. }, .. } in thrown {
        let keep = match keep {
            Some(Keep::Highest(_)) => "kh1",
            Some(Keep::Lowest(_)) => "kl1",
            None => "",
        };
        let plus = if formula.is_empty() { "" } else { " + " };
        // Writing to a String cannot fail.
        let _ = write!(formula, "{plus}{count}d{faces}{keep}");
    }
    if constant != 0.0 {
        let sign = if constant < 0.0 { "-" } else { "+" };
        let _ = write!(formula, " {sign} {}", Number::new(constant.abs()));
    }
    formula
}
