//! Named values taken from the dice: `nat = { op = "face", faces = 20 }`.

use super::{
    expression::Expression,
    value::{Value, same},
};
use crate::model::{Die, remainder, sort_by};

/// How often one symbol shows: die kind, face, times.
pub(super) type SymbolTable = Vec<(String, Vec<(i64, f64)>)>;

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
    /// An exploded die and those it brought are one die that shows their sum.
    pub(super) joined: bool,
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
    Symbol(SymbolTable),
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

impl BoundKind {
    /// How many kinds there are.
    const COUNT: usize = 5;
}

#[derive(Debug, Clone)]
pub(super) enum Bound {
    Number(f64),
    Expression(Expression),
}

/// One of the dice a variable looks at, and what it shows.
#[derive(Debug, Clone, Copy)]
struct Chosen<'d> {
    index: usize,
    die: &'d Die,
    value: f64,
}

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

    /// The variable's value.
    pub(super) fn value<'a>(&'a self, dice: &[Die], slots: &[Value<'a>]) -> Value<'a> {
        if let Operation::Expression(expression) = &self.operation {
            return expression.evaluate(slots);
        }
        let chosen = || self.selector.choose(dice);
        let number = match &self.operation {
            Operation::Face => chosen().next().map(|chosen| chosen.value),
            Operation::Faces => {
                let faces = chosen().next().map(|chosen| chosen.die.faces);
                faces.filter(|faces| *faces > 0).map(f64::from)
            }
            Operation::N => Some(amount(chosen().count())),
            Operation::Sum => chosen().map(|chosen| chosen.value).reduce(|a, b| a + b),
            Operation::Max => highest(chosen()).map(|chosen| chosen.value),
            Operation::Min => lowest(chosen()).map(|chosen| chosen.value),
            Operation::Count(bounds) => Limits::of(bounds, slots)
                .map(|limits| amount(chosen().filter(|one| limits.admit(one.value)).count())),
            Operation::Mult => Some(largest_group(chosen())),
            Operation::Symbol(table) => Some(chosen().map(|one| shown(table, &one)).sum()),
            Operation::D100 { modifier } => {
                percentile(&self.selector, dice, wanted(modifier.as_ref(), slots))
                    .map(|seen| seen.0)
            }
            Operation::Expression(_) => None,
        };
        number.map_or(Value::Missing, Value::number)
    }

    /// Which dice made the value: asked for once a verdict needs a reason.
    pub(super) fn seen(&self, dice: &[Die], slots: &[Value<'_>]) -> Vec<usize> {
        let chosen = || self.selector.choose(dice);
        let all =
            |chosen: &mut dyn Iterator<Item = Chosen<'_>>| chosen.map(|one| one.index).collect();
        let one = |chosen: Option<Chosen<'_>>| chosen.map(|one| one.index).into_iter().collect();
        match &self.operation {
            Operation::Expression(_) => Vec::new(),
            Operation::Face | Operation::Faces => one(chosen().next()),
            Operation::N | Operation::Sum => all(&mut chosen()),
            Operation::Max => one(highest(chosen())),
            Operation::Min => one(lowest(chosen())),
            Operation::Count(bounds) => match Limits::of(bounds, slots) {
                Some(limits) => all(&mut chosen().filter(|one| limits.admit(one.value))),
                None => all(&mut chosen()),
            },
            Operation::Mult => group(chosen()),
            Operation::Symbol(table) => {
                all(&mut chosen().filter(|one| !same(shown(table, one), 0.0)))
            }
            Operation::D100 { modifier } => {
                match percentile(&self.selector, dice, wanted(modifier.as_ref(), slots)) {
                    Some((_, whole, None)) => vec![whole],
                    Some((_, tens, Some(units))) => vec![tens, units],
                    None => Vec::new(),
                }
            }
        }
    }
}

/// How many bonus dice there are; missing when the expression is.
fn wanted(modifier: Option<&Expression>, slots: &[Value<'_>]) -> Option<f64> {
    modifier.map_or(Some(0.0), |modifier| modifier.evaluate(slots).as_number())
}

impl Selector {
    fn choose<'d>(&self, dice: &'d [Die]) -> impl Iterator<Item = Chosen<'d>> {
        let admitted = dice.iter().enumerate().filter(|(index, die)| {
            self.admits(die) && !(self.joined && self.continues(dice, *index))
        });
        let chosen = admitted.map(|(index, die)| Chosen {
            index,
            die,
            value: die.effective().value() + if self.joined { brought(dice, index) } else { 0.0 },
        });
        let (skip, take) = self.index.map_or((0, usize::MAX), |index| (index, 1));
        chosen.skip(skip).take(take)
    }

    /// Whether the die only carries on the one before it.
    fn continues(&self, dice: &[Die], index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| dice.get(before));
        let Some((before, this)) = before.zip(dice.get(index)) else { return false };
        before.exploded && before.term == this.term && self.admits(before) && before.value.is_none()
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

/// What the dice behind an exploded one add to it.
fn brought(dice: &[Die], index: usize) -> f64 {
    let mut sum = 0.0;
    let Some(first) = dice.get(index) else { return sum };
    // A die that carries its own value has its explosions in it.
    let mut carries_on = first.exploded && first.value.is_none();
    for next in dice.iter().skip(index + 1).take_while(|next| next.term == first.term) {
        if !carries_on {
            break;
        }
        sum += next.effective().value();
        carries_on = next.exploded;
    }
    sum
}

#[expect(clippy::cast_precision_loss, reason = "no roll has 2^52 dice")]
const fn amount(count: usize) -> f64 {
    count as f64
}

fn highest<'d>(chosen: impl Iterator<Item = Chosen<'d>>) -> Option<Chosen<'d>> {
    chosen.reduce(|a, b| if b.value > a.value { b } else { a })
}

fn lowest<'d>(chosen: impl Iterator<Item = Chosen<'d>>) -> Option<Chosen<'d>> {
    chosen.reduce(|a, b| if b.value < a.value { b } else { a })
}

/// The bounds of a count, worked out.
struct Limits([Option<(BoundKind, f64)>; BoundKind::COUNT]);

impl Limits {
    fn of(bounds: &[(BoundKind, Bound)], slots: &[Value<'_>]) -> Option<Self> {
        let mut limits = [None; BoundKind::COUNT];
        for (place, (kind, bound)) in limits.iter_mut().zip(bounds) {
            let limit = match bound {
                Bound::Number(number) => *number,
                Bound::Expression(expression) => expression.evaluate(slots).as_number()?,
            };
            *place = Some((*kind, limit));
        }
        Some(Self(limits))
    }

    fn admit(&self, value: f64) -> bool {
        self.0.iter().flatten().all(|(kind, limit)| match kind {
            BoundKind::Equal => same(value, *limit),
            BoundKind::AtLeast => value >= *limit,
            BoundKind::Above => value > *limit,
            BoundKind::AtMost => value <= *limit,
            BoundKind::Below => value < *limit,
        })
    }
}

/// How many dice are compared one with another before sorting them is cheaper.
const FEW: usize = 24;

/// The largest number of dice that show the same.
fn largest_group<'d>(chosen: impl Iterator<Item = Chosen<'d>>) -> f64 {
    let mut values = [0.0; FEW];
    let mut count = 0;
    let mut rest = Vec::new();
    for one in chosen {
        match values.get_mut(count) {
            Some(place) => *place = one.value,
            None => rest.push(one.value),
        }
        count += 1;
    }
    let Some(values) = values.get_mut(..count.min(FEW)) else { return 0.0 };
    if rest.is_empty() {
        let alike = |value: &f64| values.iter().filter(|other| same(**other, *value)).count();
        return amount(values.iter().map(alike).max().unwrap_or_default());
    }
    rest.extend_from_slice(values);
    sort_by(&mut rest, f64::total_cmp);
    let groups = rest.chunk_by(|a, b| same(*a, *b));
    amount(groups.map(<[f64]>::len).max().unwrap_or_default())
}

/// The dice of the largest group; of several the one that shows the least.
fn group<'d>(chosen: impl Iterator<Item = Chosen<'d>>) -> Vec<usize> {
    let mut sorted: Vec<_> = chosen.collect();
    sort_by(&mut sorted, |a, b| a.value.total_cmp(&b.value));
    let largest = sorted
        .chunk_by(|a, b| same(a.value, b.value))
        .reduce(|best, group| if group.len() > best.len() { group } else { best });
    largest.unwrap_or_default().iter().map(|one| one.index).collect()
}

fn shown(table: &SymbolTable, chosen: &Chosen<'_>) -> f64 {
    let Some(kind) = chosen.die.kind.as_deref() else { return 0.0 };
    let faces = table.iter().find(|(known, _)| known == kind).map(|(_, faces)| faces);
    let times = faces.into_iter().flatten().find(|(face, _)| is_face(*face, chosen.value));
    times.map_or(0.0, |(_, times)| *times)
}

#[expect(clippy::cast_precision_loss, reason = "no die has 2^52 faces")]
fn is_face(face: i64, value: f64) -> bool {
    same(face as f64, value)
}

/// A d100, or tens and units: 00 and 0 make 100. Of several tens dice the first `1 + |modifier|`
/// count: the lowest result for bonus dice, the highest for penalty dice. With the value come the
/// die that made it, and the units.
fn percentile(
    selector: &Selector,
    dice: &[Die],
    modifier: Option<f64>,
) -> Option<(f64, usize, Option<usize>)> {
    let is_kind = |one: &Chosen<'_>, kind: &str| one.die.kind.as_deref() == Some(kind);
    let tens = || selector.choose(dice).filter(|one| is_kind(one, "tens"));
    let units = selector.choose(dice).find(|one| is_kind(one, "units"));
    let Some(units) = units.filter(|_| tens().next().is_some()) else {
        let whole = selector.choose(dice).find(|one| one.die.faces == 100 && !is_kind(one, "tens"));
        return whole.map(|one| (hundred_for_zero(one.value), one.index, None));
    };
    // Without the number of bonus dice nobody can say which of several tens dice counts.
    let modifier = match modifier {
        Some(modifier) => modifier,
        None if tens().count() == 1 => 0.0,
        None => return None,
    };
    let mut left = modifier.abs();
    let counting = tens().take_while(|_| {
        left -= 1.0;
        left >= -1.0
    });
    let results = counting.map(|ten| {
        (
            hundred_for_zero(tens_of(&ten) + remainder(units.value, 10.0)),
            ten.index,
            Some(units.index),
        )
    });
    let better = |a: f64, b: f64| if modifier > 0.0 { b < a } else { b > a };
    results.reduce(|a, b| if better(a.0, b.0) { b } else { a })
}

/// A d10 says 4 for 40 and 10 (or 0) for 00; a die with 00 to 90 on its faces says 40.
fn tens_of(chosen: &Chosen<'_>) -> f64 {
    let value = chosen.value;
    if chosen.die.faces == 100 || value > 10.0 {
        remainder(value, 100.0)
    } else {
        remainder(value, 10.0) * 10.0
    }
}

fn hundred_for_zero(value: f64) -> f64 {
    if same(value, 0.0) { 100.0 } else { value }
}
