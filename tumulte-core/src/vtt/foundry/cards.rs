//! Results outside a message's rolls, read from where their system keeps them.

use super::{
    hints::{CardPlace, CardPlan, HintPlan},
    html::{Findings, RenderedRoll},
    json::{Kind, RawText, Scanner},
    lenient::{Lenient, Num, Text},
    limit::MESSAGE,
    node::Face,
    opened::OpenedRoll,
    paths::{ANY, Answers, Values},
};
use crate::{
    model::{Die, TotalCheck},
    roll::{DiceTerm, Evaluation, Expression, RollError, evaluate},
};

/// The longest key that becomes part of a roll's identity.
const MAX_KEY: usize = 32;

/// A result on a card.
pub(super) struct CardRoll<'p> {
    pub(super) card: &'p CardPlan<'p>,
    /// What tells it from the card's others.
    pub(super) trail: Vec<String>,
    pub(super) roll: Result<OpenedRoll, RollError>,
    /// The card's own facts.
    pub(super) values: Values,
    /// Whether it stands where only the game master looks.
    pub(super) is_secret: bool,
}

/// Every result the rule file knows to be on the card.
pub(super) fn card_rolls<'p>(
    plan: &'p HintPlan<'p>,
    answers: &Answers<'_>,
    findings: &Findings,
    has_own_rolls: bool,
) -> Vec<CardRoll<'p>> {
    let mut found = Vec::new();
    for group in plan.cards().iter().filter(|group| group.beside || !has_own_rolls) {
        match &group.place {
            CardPlace::Rendered => {
                let rolls = findings.rendered.iter().enumerate();
                found.extend(rolls.zip(group.cards.first()).map(|((index, shown), card)| {
                    CardRoll {
                        card,
                        trail: vec![index.to_string()],
                        roll: rendered(shown),
                        values: Values::default(),
                        is_secret: shown.is_secret,
                    }
                }));
            }
            CardPlace::Message(capture, steps) => {
                if let Some(json) = answers.captured(*capture) {
                    at_places(&group.cards, json, steps, plan, &mut found);
                }
            }
            CardPlace::Html(attribute, steps) => {
                let json = findings.attributes.get(*attribute).and_then(Option::as_deref);
                let is_json = |json: &&str| {
                    let mut scanner = Scanner::<false>::new(json, MESSAGE);
                    scanner.skip().is_ok() && scanner.end().is_ok()
                };
                if let Some(json) = json.filter(is_json) {
                    at_places(&group.cards, json, steps, plan, &mut found);
                }
            }
        }
    }
    found
}

/// Reads what the cards want in every place the way leads to.
fn at_places<'p>(
    cards: &'p [CardPlan<'p>],
    json: &str,
    steps: &[String],
    plan: &HintPlan<'_>,
    found: &mut Vec<CardRoll<'p>>,
) {
    each(json, steps, &mut Vec::new(), &mut |place, trail| {
        for card in cards {
            let mut rolls = Vec::new();
            if let Some(way) = &card.roll {
                each(place, way, &mut trail.to_vec(), &mut |roll, trail| {
                    let roll = roll.trim_start();
                    if roll.starts_with('{') {
                        rolls.push((trail.to_vec(), OpenedRoll::json(roll, plan)));
                    }
                });
            } else if let Some(roll) = plain(card, place) {
                rolls.push((trail.to_vec(), roll));
            }
            if rolls.is_empty() {
                continue;
            }
            let mut answers = card.tree.answers();
            if !card.tree.is_empty() {
                // The place was read before, so nothing is left to go wrong.
                let _ =
                    card.tree.root().pick(&mut Scanner::<false>::new(place, MESSAGE), &mut answers);
            }
            let values = answers.values;
            found.extend(rolls.into_iter().map(|(trail, roll)| CardRoll {
                card,
                trail,
                roll,
                values: values.clone(),
                is_secret: false,
            }));
        }
    });
}

/// Follows a way through JSON, also through JSON inside its texts, and shows what stands at its end.
fn each(
    json: &str,
    steps: &[String],
    trail: &mut Vec<String>,
    show: &mut dyn FnMut(&str, &[String]),
) {
    let mut scanner = Scanner::<false>::new(json, MESSAGE);
    let Ok(kind) = scanner.kind() else { return };
    if kind == Kind::Text {
        let inside = scanner.raw_text().ok().and_then(RawText::meaning_of);
        return match inside {
            Some(inside) if inside.trim_start().starts_with(['{', '[']) => {
                each(&inside, steps, trail, show);
            }
            _ if steps.is_empty() => show(json, trail),
            _ => {}
        };
    }
    let Some((step, rest)) = steps.split_first() else { return show(json, trail) };
    let mut index = 0_usize;
    let mut visit = |key: &str, scanner: &mut Scanner<'_, false>| {
        scanner.kind()?;
        let start = scanner.at();
        let is_any = step == ANY;
        scanner.skip()?;
        if !is_any && step != key {
            return Ok(());
        }
        if is_any {
            trail.push(key.chars().filter(char::is_ascii_alphanumeric).take(MAX_KEY).collect());
        }
        each(scanner.since(start), rest, trail, show);
        if is_any {
            trail.pop();
            return Ok(());
        }
        // There is no second one of that name.
        Err(scanner.here())
    };
    // What was captured was read before, so nothing is left to go wrong.
    let _ = match kind {
        Kind::List => scanner.list(|json| {
            index += 1;
            visit(&(index - 1).to_string(), json)
        }),
        Kind::Object => scanner.object(visit),
        _ => Ok(()),
    };
}

/// The first value at the end of a way.
fn first<T: for<'a> Lenient<'a>>(json: &str, way: Option<&Vec<String>>) -> Option<T> {
    let mut found = None;
    each(json, way?, &mut Vec::new(), &mut |value, _| {
        if found.is_none() {
            found = T::read(&mut Scanner::<false>::new(value, MESSAGE)).ok();
        }
    });
    found
}

fn first_text(json: &str, way: Option<&Vec<String>>) -> Option<String> {
    let mut found = None;
    each(json, way?, &mut Vec::new(), &mut |value, _| {
        if found.is_none() {
            let text = Text::read(&mut Scanner::<false>::new(value, MESSAGE)).ok();
            found = text.map(|text| text.0.into_owned()).filter(|text| !text.is_empty());
        }
    });
    found
}

/// A result of plain numbers; nothing when the card shows neither dice nor total.
fn plain(card: &CardPlan<'_>, place: &str) -> Option<Result<OpenedRoll, RollError>> {
    let mut terms = Vec::new();
    for (way, table) in &card.dice {
        let mut dice = Vec::new();
        each(place, way, &mut Vec::new(), &mut |value, _| {
            let mut json = Scanner::<false>::new(value, MESSAGE);
            let mut take =
                |json: &mut Scanner<'_, false>| {
                    let face = Face::read(json)?;
                    dice.extend(face.result.0.map(|_| {
                        super::roll::die(face, table.faces, table.kind.as_deref(), false)
                    }));
                    Ok(())
                };
            // A way that leads to something else leads to no dice.
            let _ = match json.kind() {
                Ok(Kind::List) => json.list(take),
                Ok(_) => take(&mut json),
                Err(fault) => Err(fault),
            };
        });
        if !dice.is_empty() {
            terms.push(DiceTerm::new(dice));
        }
    }
    let total = first::<Num>(place, card.total.as_ref()).and_then(|total| total.0);
    if terms.is_empty() && total.is_none() {
        return None;
    }
    let formula = first_text(place, card.formula.as_ref()).unwrap_or_else(|| written(&terms));
    Some(evaluated(formula, terms, total))
}

fn rendered(rendered: &RenderedRoll) -> Result<OpenedRoll, RollError> {
    let terms: Vec<_> = rendered.dice.iter().cloned().map(DiceTerm::new).collect();
    let formula = rendered.formula.trim();
    let formula = if formula.is_empty() { written(&terms) } else { formula.to_owned() };
    evaluated(formula, terms, rendered.total)
}

/// Nobody knows what else the formula holds, so a total the dice alone do not give is no fault.
fn evaluated(
    formula: String,
    beside: Vec<DiceTerm>,
    total: Option<f64>,
) -> Result<OpenedRoll, RollError> {
    // Two throws that show the same are two throws here: nothing is listed twice.
    let terms = beside.into_iter().map(crate::roll::Term::Dice).collect();
    let Evaluation { dice, total_check } =
        evaluate(Expression { terms, total, ..Expression::default() })?;
    let total_check = match total_check {
        TotalCheck::Agrees | TotalCheck::NoTotal => total_check,
        _ => TotalCheck::UnknownTerm { class: "Card".to_owned() },
    };
    Ok(OpenedRoll {
        formula: super::formula::shortened(formula),
        total,
        dice,
        total_check,
        is_damage: false,
        flavor: None,
        values: Values::default(),
    })
}

/// A formula from dice: `3d20 + 1d6`.
fn written(terms: &[DiceTerm]) -> String {
    let faces = |term: &DiceTerm| term.dice.first().map_or(0, |die: &Die| die.faces);
    let parts = terms.iter().map(|term| format!("{}d{}", term.dice.len(), faces(term)));
    parts.collect::<Vec<_>>().join(" + ")
}
