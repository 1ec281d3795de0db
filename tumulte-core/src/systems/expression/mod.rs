//! The little language of the rules: `nat >= critAt and rollType == 'attack'`.
//!
//! It reads like Python and has no loops, no assignment and no way out: comparisons (also chained),
//! `and` `or` `not`, `+ - * / // %`, `a if test else b`, `in (…)`, `is None`, and `min max abs floor
//! ceil round`. What touches a missing value is missing, unless the other side decides (`False and
//! missing` is false).

mod evaluate;
mod lexer;
mod parser;

use super::value::Value;
use crate::model::sort_by;

/// Longest text of one expression, in bytes.
pub(super) const MAX_LENGTH: usize = 2_000;
/// How deep parentheses, conditions and signs may nest.
const MAX_DEPTH: u32 = 48;
/// How many operands and operators one expression may have.
const MAX_NODES: usize = 400;

/// A parsed expression with every name resolved to the slot that holds its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    source: String,
    root: Node,
    slots: Vec<usize>,
}

impl Expression {
    /// Parses a text; `resolve` tells the slot of a name.
    pub(super) fn parse(
        source: &str,
        resolve: &dyn Fn(&str) -> Option<usize>,
    ) -> Result<Self, ExpressionError> {
        if source.len() > MAX_LENGTH {
            return Err(ExpressionError::new(MAX_LENGTH, Problem::TooLong));
        }
        let tokens = lexer::tokens(source)?;
        let (root, mut slots) = parser::Parser::new(&tokens, source.len(), resolve).parse()?;
        sort_by(&mut slots, Ord::cmp);
        slots.dedup();
        Ok(Self { source: source.to_owned(), root, slots })
    }

    /// The text as the rule file writes it.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// The slots the expression reads, in order, each once.
    pub(super) fn slots(&self) -> &[usize] {
        &self.slots
    }

    /// Works the expression out.
    pub(super) fn evaluate<'a>(&'a self, slots: &[Value<'a>]) -> Value<'a> {
        evaluate::evaluate(&self.root, slots)
    }

    /// Whether the test holds; a test that needs a missing value does not.
    pub(super) fn holds(&self, slots: &[Value<'_>]) -> bool {
        evaluate::truth(&self.root, slots) == Some(true)
    }
}

/// What is wrong with an expression, and where: a byte offset into its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ExpressionError {
    pub(super) offset: usize,
    pub(super) problem: Problem,
}

impl ExpressionError {
    const fn new(offset: usize, problem: Problem) -> Self {
        Self { offset, problem }
    }
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(super) enum Problem {
    #[error("found {found}, expected {expected}")]
    Unexpected { found: String, expected: &'static str },
    #[error("unknown name `{0}`")]
    UnknownName(String),
    #[error("unknown function `{0}`, expected min, max, abs, floor, ceil or round")]
    UnknownFunction(String),
    #[error("`{name}` takes {expected}, found {found}")]
    Arguments { name: &'static str, expected: &'static str, found: usize },
    #[error("an expression may have at most {MAX_LENGTH} bytes")]
    TooLong,
    #[error("an expression may nest at most {MAX_DEPTH} levels deep")]
    TooDeep,
    #[error("an expression may have at most {MAX_NODES} parts")]
    TooLarge,
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Missing,
    Bool(bool),
    Number(f64),
    Text(String),
    Slot(usize),
    Not(Box<Node>),
    Negate(Box<Node>),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    /// Tests in a chain, each on the operand before it: `1 <= x <= 5`.
    Chain(Box<Node>, Vec<Link>),
    And(Vec<Node>),
    Or(Vec<Node>),
    If {
        test: Box<Node>,
        yes: Box<Node>,
        no: Box<Node>,
    },
    Call(Function, Vec<Node>),
}

#[derive(Debug, Clone, PartialEq)]
enum Link {
    Compare(Comparison, Node),
    In { list: Vec<Node>, negated: bool },
    Is { what: Constant, negated: bool },
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Constant {
    None,
    Bool(bool),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Function {
    Min,
    Max,
    Abs,
    Floor,
    Ceil,
    Round,
}

impl Function {
    fn named(name: &str) -> Option<(Self, &'static str)> {
        Some(match name {
            "min" => (Self::Min, "min"),
            "max" => (Self::Max, "max"),
            "abs" => (Self::Abs, "abs"),
            "floor" => (Self::Floor, "floor"),
            "ceil" => (Self::Ceil, "ceil"),
            "round" => (Self::Round, "round"),
            _ => return None,
        })
    }

    const fn takes_many(self) -> bool {
        matches!(self, Self::Min | Self::Max)
    }
}

/// Whether a word has a meaning in the language and so can't name a variable.
pub(super) fn is_reserved(word: &str) -> bool {
    const WORDS: [&str; 13] = [
        "and", "or", "not", "if", "else", "in", "is", "True", "False", "None", "true", "false",
        "none",
    ];
    WORDS.contains(&word) || Function::named(word).is_some()
}

#[cfg(test)]
mod tests;
