//! The terms of an evaluated roll.

use crate::model::Die;

/// One roll, or a roll nested inside another: its terms in reading order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expression {
    /// Operands and operators in reading order.
    pub terms: Vec<Term>,
    /// Dice the tabletop lists beside the terms. Old tabletops collapse `max(0, 1d10 + 3)` into a
    /// bare number and keep its die only here; dice that the terms show too are counted once.
    pub beside: Vec<DiceTerm>,
    /// The total the tabletop gave.
    pub total: Option<f64>,
}

/// One part of a roll.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Term {
    /// Dice of one kind thrown together.
    Dice(DiceTerm),
    /// A plain number.
    Number(f64),
    /// What joins two operands, or the sign of one.
    Operator(Operator),
    /// Parentheses: a roll inside the roll.
    Group(Expression),
    /// A function such as `max` over rolls.
    Function {
        /// Its name, as in JavaScript's `Math`.
        name: String,
        /// Its arguments.
        arguments: Vec<Expression>,
        /// What the tabletop says it came to, for functions we don't know.
        result: Option<f64>,
    },
    /// Several rolls of which some may be dropped: `{2d6, 1d12}kh`.
    Pool(Vec<PoolEntry>),
    /// A part whose value can't be known; dice inside it are still found.
    Unknown {
        /// The tabletop's name for it.
        class: String,
        /// What it holds.
        inside: Vec<Term>,
    },
}

/// Dice of one kind, thrown together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DiceTerm {
    /// Every die in the order it fell.
    pub dice: Vec<Die>,
    /// How many dice the formula asked for, where that is known.
    pub asked: Option<usize>,
    /// Rolls that decided how many dice or how many faces: the `1d4` of `(1d4)d6`. Their dice are
    /// part of the roll, yet add nothing to its total.
    pub deciders: Vec<Expression>,
    /// What the dice marked as doubled would add once more.
    pub doubled: f64,
    /// The target the sum is compared with, when the difference is the result.
    pub margin: Option<Margin>,
}

impl DiceTerm {
    /// Plain dice, nothing special about them.
    #[must_use]
    pub fn new(dice: Vec<Die>) -> Self {
        Self { dice, ..Self::default() }
    }

    /// Whether more dice count than were asked for and explosions can explain.
    pub(super) fn has_added_dice(&self) -> bool {
        let exploded = self.dice.iter().filter(|die| die.exploded).count();
        let active = self.dice.iter().filter(|die| die.active).count();
        self.asked.is_some_and(|asked| active > asked.saturating_add(exploded))
    }
}

/// A target whose distance is the result of a dice term.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Margin {
    /// Sum minus target: rolling over is good.
    Over(f64),
    /// Target minus sum: rolling under is good.
    Under(f64),
}

/// One roll of a pool and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PoolEntry {
    /// The roll.
    pub roll: Expression,
    /// Whether it counts. The dice of one that does not are inactive.
    pub active: bool,
    /// Removed by keep or drop.
    pub discarded: bool,
    /// What it adds where that is not its total: successes counted.
    pub count: Option<f64>,
}

/// What joins two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operator {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Divide,
    /// `%`, with the sign of the left operand as in JavaScript.
    Remainder,
}

impl Operator {
    /// The sign as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}
