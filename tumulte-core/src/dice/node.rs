//! The parts of a formula, in the order in which they are worked out.

use core::ops::Range;

/// A stretch of the parsed text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// As a range for slicing.
    #[inline]
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One part of a formula.
///
/// A formula is a flat list in which every part follows its operands, as in reverse Polish notation:
/// working through it from front to back evaluates it, without recursion. The operands of a part are
/// the parts right before it, see [`Formula::operands`](super::Formula::operands).
#[derive(Debug, Clone, Copy)]
pub struct Node {
    pub(super) kind: Kind,
    first: u16,
    start: u16,
    end: u16,
}

impl Node {
    /// A part whose operands begin at `first`, and whose text goes from `start` to `end`. All are
    /// below 65,536, the most bytes a text may have.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the length of the text")]
    pub(super) const fn new(kind: Kind, first: usize, start: usize, end: usize) -> Self {
        Self { kind, first: first as u16, start: start as u16, end: end as u16 }
    }

    /// What it is.
    #[inline]
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The index of the first part that belongs to it; its own where it has no operands.
    #[inline]
    #[must_use]
    pub const fn first(&self) -> usize {
        self.first as usize
    }

    /// Where in the parsed text it stood.
    #[inline]
    #[must_use]
    pub const fn span(&self) -> Span {
        Span { start: self.start as u32, end: self.end as u32 }
    }
}

/// Two parts are equal when they mean the same, wherever they stood.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.first == other.first
    }
}

/// What a part of a formula is.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// A plain number.
    Number(f64),
    /// Dice of one kind thrown together.
    Dice(DiceTerm),
    /// A value the caller puts in: `@abilities.str.mod`, `@{strength}`, `?{Bonus|0}`.
    Reference(Reference),
    /// Its one operand with the sign turned.
    Negate,
    /// Two operands and what joins them.
    Binary(Operator),
    /// Parentheses around one operand.
    Group,
    /// An inline roll, `[[…]]`.
    Inline,
    /// A function of its operands.
    Call(Call),
    /// Several rolls of which some may be dropped.
    Pool(PoolTerm),
    /// A label on its one operand: `[fire]`.
    Label(Label),
}

/// Dice of one kind, thrown together: `4d6kh3`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiceTerm {
    /// How many. [`Amount::Operand`] is the first operand.
    pub count: Amount,
    /// Of what kind. [`Faces::Operand`] is the last operand.
    pub faces: Faces,
    pub(super) modifiers: Stretch,
}

/// How many dice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// As many as the text says.
    Fixed(u32),
    /// What an operand comes to.
    Operand,
}

/// What kind of die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Faces {
    /// 1 to this many.
    Fixed(u32),
    /// What an operand comes to.
    Operand,
    /// `d%`: 1 to 100.
    Percent,
    /// Avrae's `d%`: 0, 10, … 90.
    Tens,
    /// `dF`: −1, 0, 1.
    Fate,
    /// `dc`: 0 or 1.
    Coin,
    /// A die only its game system knows, by its letter: `1dt`. Can't be rolled.
    Custom(char),
}

/// What joins two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// Avrae's `//`, rounding down.
    FloorDivide,
    /// `%`: with the sign of the left operand, in Avrae with that of the right one.
    Remainder,
    /// Roll20's `**`.
    Power,
    /// Avrae's comparisons: 1 when it holds, else 0.
    Compare(Comparison),
    /// Avrae's `!=`.
    Differ,
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// Whether it holds.
    #[inline]
    #[must_use]
    pub fn holds<T: PartialOrd + Copy>(self, left: T, right: T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }

    /// The sign, as in mathematics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// A function and how many operands it takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Call {
    /// Which one.
    pub function: Function,
    /// How many operands.
    pub arguments: u32,
}

/// A function of numbers, as JavaScript's `Math` has it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is the function of that name")]
pub enum Function {
    Abs,
    Cbrt,
    Ceil,
    Exp,
    Floor,
    Hypot,
    Ln,
    Log10,
    Log2,
    Max,
    Min,
    Pow,
    Round,
    Sign,
    Sqrt,
    Trunc,
    /// A function of a game system, known by name only: `sizeRoll(1, 8)`. Can't be rolled.
    Other(Words),
}

/// Several rolls, of which some may be dropped or counted: `{2d6, 1d12}kh`, `(1d8, 1d6)kh1`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PoolTerm {
    /// How many rolls, all of them operands.
    pub entries: u32,
    /// Whether the modifiers choose among the dice inside its one entry, not among the entries.
    pub by_die: bool,
    pub(super) modifiers: Stretch,
}

/// A value the caller puts in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reference {
    /// How it is written.
    pub sigil: Sigil,
    pub(super) name: Words,
}

/// How a reference is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sigil {
    /// Foundry's data: `@abilities.str.mod`.
    Data,
    /// Roll20's attribute: `@{strength}`.
    Attribute,
    /// Roll20's question: `?{Bonus|0}`.
    Query,
}

/// A label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// Whether it stood before its operand, as Roll20 allows.
    pub is_before: bool,
    pub(super) text: Words,
}

/// Text that belongs to a formula, see [`Formula::words`](super::Formula::words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    pub(super) start: u16,
    pub(super) end: u16,
}

/// A stretch of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stretch {
    pub(super) start: u16,
    pub(super) end: u16,
}

impl Stretch {
    #[inline]
    pub(super) const fn is_empty(self) -> bool {
        self.start == self.end
    }

    #[inline]
    pub(super) const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// One modifier further on.
    pub(super) const fn shift(&mut self) {
        self.start += 1;
        self.end += 1;
    }
}
