//! Named values taken from the dice: `nat = { op = "face", faces = 20 }`.

use std::collections::BTreeMap;

use super::{
    expression::Expression,
    value::{Value, same},
};
use crate::model::Die;

/// Die kind → face → symbol → how many.
pub(super) type Symbols = BTreeMap<String, BTreeMap<i64, BTreeMap<String, f64>>>;

#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) slot: usize,
    pub(super) selector: Selector,
    pub(super) operation: Operation,
}

/// Which dice a variable looks at. Dropped and rerolled dice only count with `all`.
#[derive(Debug, Clone, Default)]
pub(super) struct Selector {
    pub(super) kind: Option<Vec<String>>,
    pub(super) notkind: Option<Vec<String>>,
    pub(super) faces: Option<u32>,
    pub(super) index: Option<usize>,
    pub(super) all: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Operation {
    Face,
    Faces,
    Count(Vec<(BoundKind, Bound)>),
    N,
    Sum,
    Max,
    Min,
    Mult,
    Symbol(String),
    D100 { modifier: Option<Expression> },
    Expression(Expression),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BoundKind {
    Equal,
    AtLeast,
    Above,
    AtMost,
    Below,
}

#[derive(Debug, Clone)]
pub(super) enum Bound {
    Number(f64),
    Expression(Expression),
}

/// What a variable saw: its value, and the dice that made it.
#[derive(Debug)]
pub(super) struct Sight<'a> {
    pub(super) value: Value<'a>,
    pub(super) dice: Vec<usize>,
}

type Chosen<'a> = (usize, &'a Die);

impl Variable {
    /// Every expression the variable is made of.
    pub(super) fn expressions(&self) -> Vec<&Expression> {
        match &self.operation {
            Operation::Expression(expression) => vec![expression],
            Operation::D100 { modifier } => modifier.iter().collect(),
            Operation::Count(bounds) => bounds
                .iter()
                .filter_map(|(_, bound)| match bound {
                    Bound::Expression(expression) => Some(expression),
                    Bound::Number(_) => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn look<'a>(
        &'a self,
        dice: &[Die],
        slots: &[Value<'a>],
        symbols: &Symbols,
    ) -> Sight<'a> {
        let chosen = if matches!(self.operation, Operation::Expression(_)) {
            Vec::new()
        } else {
            self.selector.choose(dice)
        };
        match &self.operation {
            Operation::Expression(expression) => {
                Sight { value: expression.evaluate(slots), dice: Vec::new() }
            }
            Operation::Face => of_one(chosen.first(), |die| Some(die.effective().value())),
            Operation::Faces => {
                of_one(chosen.first(), |die| (die.faces > 0).then(|| f64::from(die.faces)))
            }
            Operation::N => of_all(&chosen, Some(amount(chosen.len()))),
            Operation::Sum if chosen.is_empty() => of_all(&chosen, None),
            Operation::Sum => of_all(&chosen, Some(chosen.iter().map(value_of).sum())),
            Operation::Max => of_one(
                chosen.iter().reduce(|a, b| if value_of(b) > value_of(a) { b } else { a }),
                |die| Some(die.effective().value()),
            ),
            Operation::Min => of_one(
                chosen.iter().reduce(|a, b| if value_of(b) < value_of(a) { b } else { a }),
                |die| Some(die.effective().value()),
            ),
            Operation::Count(bounds) => count(&chosen, bounds, slots),
            Operation::Mult => largest_group(&chosen),
            Operation::Symbol(symbol) => count_symbol(&chosen, symbol, symbols),
            Operation::D100 { modifier } => {
                let modifier =
                    modifier.as_ref().map_or(Some(0.0), |m| m.evaluate(slots).as_number());
                percentile(&chosen, modifier)
            }
        }
    }
}

impl Selector {
    fn choose<'a>(&self, dice: &'a [Die]) -> Vec<Chosen<'a>> {
        let mut chosen = dice.iter().enumerate().filter(|(_, die)| self.admits(die));
        match self.index {
            Some(index) => chosen.nth(index).into_iter().collect(),
            None => chosen.collect(),
        }
    }

    fn admits(&self, die: &Die) -> bool {
        let is_one_of =
            |kinds: &Vec<String>| die.kind.as_ref().is_some_and(|kind| kinds.contains(kind));
        (self.all || (die.active && !die.discarded))
            && self.faces.is_none_or(|faces| die.faces == faces)
            && self.kind.as_ref().is_none_or(is_one_of)
            && !self.notkind.as_ref().is_some_and(is_one_of)
    }
}

fn value_of(chosen: &Chosen<'_>) -> f64 {
    chosen.1.effective().value()
}

#[expect(clippy::cast_precision_loss, reason = "no roll has 2^52 dice")]
const fn amount(count: usize) -> f64 {
    count as f64
}

fn of_one<'a>(chosen: Option<&Chosen<'_>>, value: impl Fn(&Die) -> Option<f64>) -> Sight<'a> {
    chosen.map_or(Sight { value: Value::Missing, dice: Vec::new() }, |(index, die)| Sight {
        value: value(die).map_or(Value::Missing, Value::number),
        dice: vec![*index],
    })
}

fn of_all<'a>(chosen: &[Chosen<'_>], value: Option<f64>) -> Sight<'a> {
    Sight {
        value: value.map_or(Value::Missing, Value::number),
        dice: chosen.iter().map(|(index, _)| *index).collect(),
    }
}

fn count<'a>(
    chosen: &[Chosen<'_>],
    bounds: &[(BoundKind, Bound)],
    slots: &[Value<'_>],
) -> Sight<'a> {
    let mut limits = Vec::with_capacity(bounds.len());
    for (kind, bound) in bounds {
        let limit = match bound {
            Bound::Number(number) => Some(*number),
            Bound::Expression(expression) => expression.evaluate(slots).as_number(),
        };
        let Some(limit) = limit else { return of_all(chosen, None) };
        limits.push((*kind, limit));
    }
    let hits: Vec<_> = chosen
        .iter()
        .copied()
        .filter(|chosen| {
            let value = value_of(chosen);
            limits.iter().all(|(kind, limit)| match kind {
                BoundKind::Equal => same(value, *limit),
                BoundKind::AtLeast => value >= *limit,
                BoundKind::Above => value > *limit,
                BoundKind::AtMost => value <= *limit,
                BoundKind::Below => value < *limit,
            })
        })
        .collect();
    of_all(&hits, Some(amount(hits.len())))
}

/// The largest number of dice that show the same.
fn largest_group<'a>(chosen: &[Chosen<'_>]) -> Sight<'a> {
    let mut sorted = chosen.to_vec();
    sorted.sort_by(|a, b| value_of(a).total_cmp(&value_of(b)));
    let group = sorted
        .chunk_by(|a, b| same(value_of(a), value_of(b)))
        .reduce(|best, group| if group.len() > best.len() { group } else { best })
        .unwrap_or_default();
    of_all(group, Some(amount(group.len())))
}

fn count_symbol<'a>(chosen: &[Chosen<'_>], symbol: &str, symbols: &Symbols) -> Sight<'a> {
    let mut sum = 0.0;
    let mut hits = Vec::new();
    for (index, die) in chosen {
        let shown = die
            .kind
            .as_ref()
            .and_then(|kind| symbols.get(kind))
            .and_then(|faces| faces.get(&die.effective().as_integer()?))
            .and_then(|face| face.get(symbol));
        if let Some(times) = shown {
            sum += times;
            hits.push((*index, *die));
        }
    }
    of_all(&hits, Some(sum))
}

/// A d100, or tens and units: 00 and 0 make 100. Of several tens dice the first `1 + |modifier|`
/// count: the lowest result for bonus dice, the highest for penalty dice.
fn percentile<'a>(chosen: &[Chosen<'_>], modifier: Option<f64>) -> Sight<'a> {
    let has_kind =
        |kind: &'static str| move |(_, die): &&Chosen<'_>| die.kind.as_deref() == Some(kind);
    let tens: Vec<_> = chosen.iter().filter(has_kind("tens")).collect();
    let Some(units) = chosen.iter().find(has_kind("units")).filter(|_| !tens.is_empty()) else {
        let whole =
            chosen.iter().find(|(_, die)| die.faces == 100 && die.kind.as_deref() != Some("tens"));
        return of_one(whole, |die| Some(hundred_for_zero(die.effective().value())));
    };
    // Without the number of bonus dice nobody can say which of several tens dice counts.
    let modifier = match modifier {
        Some(modifier) => modifier,
        None if tens.len() == 1 => 0.0,
        None => return of_all(chosen, None),
    };
    let results = tens
        .iter()
        .take_while({
            let mut left = modifier.abs();
            move |_| {
                left -= 1.0;
                left >= -1.0
            }
        })
        .map(|ten| (ten.0, hundred_for_zero(tens_of(ten.1) + value_of(units) % 10.0)));
    let better = |a: f64, b: f64| if modifier > 0.0 { b < a } else { b > a };
    match results.reduce(|a, b| if better(a.1, b.1) { b } else { a }) {
        Some((index, value)) => Sight { value: Value::number(value), dice: vec![index, units.0] },
        None => of_all(chosen, None),
    }
}

/// A d10 says 4 for 40 and 10 (or 0) for 00; a die with 00 to 90 on its faces says 40.
fn tens_of(die: &Die) -> f64 {
    let value = die.effective().value();
    if die.faces == 100 || value > 10.0 { value % 100.0 } else { value % 10.0 * 10.0 }
}

fn hundred_for_zero(value: f64) -> f64 {
    if same(value, 0.0) { 100.0 } else { value }
}
