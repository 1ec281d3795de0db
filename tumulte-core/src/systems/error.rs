//! What can be wrong with a rule file or with the input of a judgement.

use core::fmt;

use super::suggest::nearest;
use crate::model::joined_by;

/// Why the systems module refused something.
///
/// | code | when |
/// |---|---|
/// | `rule.syntax` | a rule file is no TOML, a key is unknown, missing or of the wrong type |
/// | `rule.expression` | an expression can't be read |
/// | `rule.unknown_name` | an expression uses a name nothing defines |
/// | `rule.operation` | a variable's operation is unknown, or its fields don't fit |
/// | `rule.reserved_name` | a variable or option takes a name the language needs |
/// | `rule.cycle` | variables need each other in a circle |
/// | `rule.too_large` | a rule file is larger than any rule needs |
/// | `systems.malformed_input` | the input of a judgement is not of the documented shape |
/// | `systems.too_many_dice` | a roll has more dice than are looked at |
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SystemsError {
    /// A rule file is wrong.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// The input of a judgement is not of the documented shape.
    #[error("the input can't be judged: {0}")]
    MalformedInput(String),
    /// A roll has more dice than are looked at.
    #[error("found {found} dice, expected at most {limit}")]
    TooManyDice {
        /// How many the roll has.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
}

impl SystemsError {
    /// Every code [`code`](Self::code) can give.
    pub const CODES: &'static [&'static str] = &[
        "systems.malformed_input",
        "systems.too_many_dice",
        "rule.syntax",
        "rule.expression",
        "rule.unknown_name",
        "rule.operation",
        "rule.reserved_name",
        "rule.cycle",
        "rule.too_large",
    ];

    /// The stable code every language binding shares.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rule(error) => error.code(),
            Self::MalformedInput(_) => "systems.malformed_input",
            Self::TooManyDice { .. } => "systems.too_many_dice",
        }
    }
}

/// A place in a rule file; both count from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Location {
    /// Finds the place of a byte offset.
    pub(super) fn of(offset: usize, text: &str) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = text.get(..offset).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }
}

/// What is wrong with a rule file, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleError {
    location: Option<Location>,
    problem: RuleProblem,
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(super) enum RuleProblem {
    #[error("{0}")]
    Syntax(String),
    #[error("{0}")]
    Expression(String),
    #[error("unknown name `{name}`{meant}, expected one of {known}")]
    UnknownName { name: String, meant: String, known: String },
    #[error("{0}")]
    Operation(String),
    #[error("`{0}` can't name a variable or an option, the rule language uses it")]
    ReservedName(String),
    #[error("the variable `{0}` needs itself")]
    Cycle(String),
    #[error("found {found} {what}, expected at most {limit}")]
    TooLarge { what: &'static str, found: usize, limit: usize },
}

impl RuleProblem {
    /// A name that is none of the known ones.
    pub(super) fn unknown<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Self {
        let known: Vec<_> = known.collect();
        let meant = nearest(name, known.iter().copied());
        Self::UnknownName {
            name: name.to_owned(),
            meant: meant.map(|meant| format!(" (did you mean `{meant}`?)")).unwrap_or_default(),
            known: joined_by(&known, ", "),
        }
    }
}

impl RuleError {
    pub(super) const fn new(location: Option<Location>, problem: RuleProblem) -> Self {
        Self { location, problem }
    }

    /// Where in the file, when it has one place.
    #[must_use]
    pub const fn location(&self) -> Option<Location> {
        self.location
    }

    /// The stable code every language binding shares.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.problem {
            RuleProblem::Syntax(_) => "rule.syntax",
            RuleProblem::Expression(_) => "rule.expression",
            RuleProblem::UnknownName { .. } => "rule.unknown_name",
            RuleProblem::Operation(_) => "rule.operation",
            RuleProblem::ReservedName(_) => "rule.reserved_name",
            RuleProblem::Cycle(_) => "rule.cycle",
            RuleProblem::TooLarge { .. } => "rule.too_large",
        }
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Location { line, column }) = self.location {
            write!(f, "line {line}, column {column}: ")?;
        }
        fmt::Display::fmt(&self.problem, f)
    }
}

impl core::error::Error for RuleError {}
