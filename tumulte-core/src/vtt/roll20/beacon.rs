//! Cards of Beacon sheets: rendered HTML, whose numbers stand in classes and attributes.
//!
//! Two families are known: the D&D 2024 sheet, which writes its sum out, and the community D&D
//! template, which shows d20s and a total. Other sheets give nothing.

use super::{
    card::{Card, CardRoll},
    html::{Element, Step},
    math::{Token, assemble, lex, unknown},
    modifier::{Request, Shown},
    notation,
    rolled::Rolled,
    text::words,
    tooltip,
};
use crate::{
    model::{Parts, RollOrigin, joined_by},
    roll::{Operator, RollError, Term},
    vtt::field::number_in,
};

/// What the texts inside an element are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Title,
    Subtitle,
    Name,
    /// `1d20`
    Formula,
    /// `(17)`
    Evaluated,
    Bonus,
    /// The total at the end of a sum.
    SumTotal,
    /// A total in the card's head; of two d20s the one that counts.
    KeptTotal,
    OtherTotal,
    /// A total of the community template.
    DiceTotal,
    KeptDie,
    LostDie,
}

/// One sum that is written out, or one set of d20s with its total.
#[derive(Debug, Default)]
struct Sum {
    formulas: Vec<String>,
    evaluated: Vec<String>,
    bonuses: Vec<String>,
    dice: Vec<Shown>,
    total: Option<f64>,
    /// Whether the dice stand before their total.
    leads_with_dice: bool,
    /// The sheet's own verdict, which knows the character's range.
    success: bool,
    failure: bool,
}

impl Sum {
    const fn is_empty(&self) -> bool {
        self.formulas.is_empty() && self.dice.is_empty() && self.total.is_none()
    }
}

#[derive(Debug, Default)]
struct Reader {
    is_beacon: bool,
    title: String,
    subtitle: String,
    name: String,
    kinds: Vec<String>,
    kept: Vec<f64>,
    others: Vec<f64>,
    sums: Vec<Sum>,
}

/// An element that is open: what it is, what its attribute says, what it shows.
struct Open {
    part: Part,
    attribute: String,
    text: String,
    success: bool,
    failure: bool,
}

/// Adds the rolls of a Beacon card, if the message is one.
pub(super) fn read(steps: &[Step], card: &mut Card) {
    let mut reader = Reader::default();
    let mut open: Vec<Option<Open>> = Vec::new();
    for step in steps {
        match step {
            Step::Open(element) => open.push(reader.open(element)),
            Step::Text(text) => {
                // A text belongs to the nearest element that means something.
                if let Some(nearest) = open.iter_mut().rev().flatten().next() {
                    nearest.text.push_str(text);
                }
            }
            Step::Close => {
                if let Some(closed) = open.pop().flatten() {
                    reader.close(&closed);
                }
            }
        }
    }
    if reader.is_beacon {
        reader.finish(card);
    }
}

impl Reader {
    fn open(&mut self, element: &Element) -> Option<Open> {
        if let Some(kind) = element.attribute("data-rollsubcategory") {
            self.kinds.push(kind.to_owned());
        }
        self.is_beacon |= element
            .classes()
            .any(|class| class.starts_with("dnd-2024") || class.starts_with("roll__total"));
        if element.has_class("dnd-2024__bonus-list") {
            self.sums.push(Sum::default());
        }
        let part = element.classes().find_map(|class| {
            Some(match class {
                "header__title" | "roll__title" => Part::Title,
                "header__subtitle" | "roll__subtitle" => Part::Subtitle,
                "meta__character-name" | "roll__character-name" => Part::Name,
                "rt-formula__raw" => Part::Formula,
                "rt-formula__evaluated" | "rt-formula__evaluated-string" => Part::Evaluated,
                "bonus__value" => Part::Bonus,
                "total__value" => Part::SumTotal,
                "die__total" if element.has_class("die__total--preferred") => Part::KeptTotal,
                "die__total" => Part::OtherTotal,
                "roll__total" => Part::DiceTotal,
                "roll__d20-result" if element.has_class("roll__d20-result--discarded") => {
                    Part::LostDie
                }
                "roll__d20-result" => Part::KeptDie,
                _ => return None,
            })
        })?;
        let attribute = element.attribute("data-result").or_else(|| element.attribute("title"));
        Some(Open {
            part,
            attribute: attribute.unwrap_or_default().to_owned(),
            text: String::new(),
            success: element.has_class("roll__total--crit-success"),
            failure: element.has_class("roll__total--crit-fail"),
        })
    }

    fn close(&mut self, closed: &Open) {
        let text = words(&closed.text);
        let given = if closed.attribute.is_empty() { &text } else { &closed.attribute };
        let number = number_in(given).or_else(|| number_in(&text));
        match closed.part {
            Part::Title if self.title.is_empty() => self.title = text,
            Part::Subtitle if self.subtitle.is_empty() => self.subtitle = text,
            Part::Name if self.name.is_empty() => self.name = text,
            Part::Title | Part::Subtitle | Part::Name => {}
            Part::KeptTotal => self.kept.extend(number),
            Part::OtherTotal => self.others.extend(number),
            Part::Formula => self.in_sum(|sum| sum.formulas.push(text)),
            Part::Evaluated if given.is_empty() => {}
            Part::Evaluated => self.in_sum(|sum| sum.evaluated.push(given.clone())),
            // A value that is a formula itself was counted as that.
            Part::Bonus if text.is_empty() => {}
            Part::Bonus => self.in_sum(|sum| sum.bonuses.push(text)),
            Part::SumTotal => self.in_sum(|sum| sum.total = sum.total.or(number)),
            Part::DiceTotal => self.dice_total(number, closed),
            Part::KeptDie | Part::LostDie => {
                self.die(number_in(&text).or(number), closed.part == Part::LostDie);
            }
        }
    }

    /// Changes the sum that is being read.
    fn in_sum(&mut self, change: impl FnOnce(&mut Sum)) {
        if self.sums.is_empty() {
            self.sums.push(Sum::default());
        }
        if let Some(sum) = self.sums.last_mut() {
            change(sum);
        }
    }

    fn dice_total(&mut self, number: Option<f64>, closed: &Open) {
        if self.sums.last().is_none_or(|sum| sum.total.is_some()) {
            self.sums.push(Sum::default());
        }
        self.in_sum(|sum| {
            sum.total = number;
            sum.success = closed.success;
            sum.failure = closed.failure;
        });
    }

    fn die(&mut self, face: Option<f64>, is_dropped: bool) {
        let is_next =
            |sum: &Sum| sum.total.is_some() && (sum.leads_with_dice || sum.formulas.len() > 1);
        if self.sums.last().is_some_and(is_next) {
            self.sums.push(Sum::default());
        }
        self.in_sum(|sum| {
            sum.leads_with_dice |= sum.total.is_none();
            sum.dice.extend(face.map(|face| Shown { face, is_dropped }));
        });
    }

    fn finish(self, card: &mut Card) {
        let Self { title, subtitle, name, kinds, kept, others, mut sums, .. } = self;
        card.template.get_or_insert_with(|| "beacon".to_owned());
        if !title.is_empty() {
            card.title = title;
        }
        if !name.is_empty() {
            card.speaker.alias = Some(name);
        }
        sums.retain(|sum| !sum.is_empty());
        // A head without a sum still says what came out.
        while sums.len() < kept.len() || (sums.is_empty() && !others.is_empty()) {
            sums.push(Sum::default());
        }
        let mut heads = kept.into_iter().chain(others);
        for (index, sum) in sums.into_iter().enumerate() {
            let head = if sum.dice.is_empty() { heads.next() } else { None };
            let mut roll = CardRoll::new(RollOrigin::Message, rolled(&sum, head));
            roll.kind = kinds.get(index).or_else(|| kinds.first()).cloned().unwrap_or_default();
            roll.label.clone_from(&subtitle);
            card.rolls.push(roll);
        }
    }
}

fn rolled(sum: &Sum, head: Option<f64>) -> Result<Rolled, RollError> {
    let total = head.or(sum.total);
    let mut rolled = Rolled { total, ..Rolled::default() };
    let mut tokens = Vec::new();
    if sum.dice.is_empty() {
        rolled.formula = joined_by(&sum.formulas, " + ");
        let mut evaluated = sum.evaluated.iter();
        for formula in &sum.formulas {
            tokens.push(Token::Operator(Operator::Plus));
            let shown = evaluated.next().map_or("", String::as_str);
            tokens.push(Token::Term(evaluate(formula, shown)?));
        }
        for bonus in &sum.bonuses {
            let signed = bonus.starts_with(['+', '-', '−']);
            rolled.formula.push_str(if signed { " " } else { " + " });
            rolled.formula.push_str(bonus);
            tokens.push(Token::Operator(Operator::Plus));
            lex(bonus, &mut tokens);
        }
        for request in sum.formulas.iter().flat_map(|formula| notation::requests(formula)).take(1) {
            request.thresholds(&mut rolled.hints);
        }
    } else {
        let kept: f64 = sum.dice.iter().filter(|die| !die.is_dropped).map(|die| die.face).sum();
        rolled.formula = format!("{}d20", sum.dice.len());
        let d20 = Request { faces: 20, ..Request::default() };
        tokens.push(Token::Term(Term::Dice(d20.fallen(&sum.dice))));
        if total != Some(kept) {
            tokens.push(Token::Operator(Operator::Plus));
            tokens.push(Token::Term(unknown("modifiers")));
        }
        for (name, is_said) in [("critAt", sum.success), ("fumbleAt", sum.failure)] {
            if is_said {
                rolled.hints.insert(name.to_owned(), kept.into());
            }
        }
    }
    rolled.terms = assemble(tokens)?;
    Ok(rolled)
}

/// What a formula came to: a tooltip, or the faces as numbers.
fn evaluate(formula: &str, shown: &str) -> Result<Term, RollError> {
    if shown.has("basicdiceroll") {
        let terms = tooltip::read(shown, "0")?.terms;
        return Ok(Term::Group(crate::roll::Expression { terms, ..Default::default() }));
    }
    let result = shown.rsplit_once('=').map_or(shown, |(_, result)| result);
    let requests = notation::requests(formula);
    let [request] = requests.as_slice() else {
        let number = number_in(formula).filter(|_| requests.is_empty());
        return Ok(number.map_or_else(|| unknown("formula"), Term::Number));
    };
    let faces: Vec<Shown> = result
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(number_in)
        .map(|face| Shown { face, is_dropped: false })
        .collect();
    Ok(if Some(faces.len()) == request.count {
        Term::Dice(request.fallen(&faces))
    } else {
        unknown("formula")
    })
}
