//! Results outside a message's rolls, read from where their system keeps them.

use super::{
    hints::{CardPlace, CardPlan, HintPlan},
    html::{Findings, RenderedRoll},
    json::{Kind, Scanner},
    lenient::{Lenient, Num},
    limit::MESSAGE,
    node::Face,
    opened::OpenedRoll,
    paths::{Answers, Values},
    spot::{Spot, Trail, each},
};
use crate::{
    model::{Die, TotalCheck, joined_by},
    roll::{DiceTerm, Evaluation, Expression, RollError, evaluate},
};

/// A result on a card.
pub(super) struct CardRoll<'p> {
    pub(super) card: &'p CardPlan<'p>,
    /// What tells it from the card's others.
    pub(super) trail: Trail,
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
                        trail: Trail::to(index),
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
    each(json, steps, &mut Trail::default(), &mut |place, trail| {
        let place = Spot::new(place);
        for card in cards {
            let mut rolls = Vec::new();
            if let Some(way) = &card.roll {
                place.each(way, trail, &mut |roll, trail| {
                    let roll = roll.trim_start();
                    if roll.starts_with('{') {
                        rolls.push((trail.clone(), OpenedRoll::json(roll, plan)));
                    }
                });
            } else if let Some(roll) = plain(card, &place) {
                rolls.push((trail.clone(), roll));
            }
            if rolls.is_empty() {
                continue;
            }
            let values = place.values(&card.tree);
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

/// A result of plain numbers; nothing when the card shows neither dice nor total.
fn plain(card: &CardPlan<'_>, place: &Spot<'_>) -> Option<Result<OpenedRoll, RollError>> {
    let mut terms = Vec::new();
    for (way, table) in &card.dice {
        let mut dice = Vec::new();
        place.each(way, &mut Trail::default(), &mut |value, _| {
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
    let total = place.first::<Num>(card.total.as_ref()).and_then(|total| total.0);
    if terms.is_empty() && total.is_none() {
        return None;
    }
    let formula = place.first_text(card.formula.as_ref()).unwrap_or_else(|| written(&terms));
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
    joined_by(&parts.collect::<Vec<_>>(), " + ")
}
