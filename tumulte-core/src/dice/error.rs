//! Why a formula is refused, where, and what would do instead.

use core::{fmt, ops::Range};

/// Why a formula is refused. [`DiceError`] adds the place and a hint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DiceProblem {
    /// Nothing to roll: `dice.empty`.
    #[error("the formula is empty")]
    Empty,
    /// More text than a formula has: `dice.too_long`.
    #[error("the formula is longer than {limit} bytes")]
    TooLong {
        /// The most bytes.
        limit: u32,
    },
    /// Nested too deep: `dice.too_deep`.
    #[error("nested deeper than {limit} levels")]
    TooDeep {
        /// The most levels.
        limit: u32,
    },
    /// More dice than allowed: `dice.too_many_dice`.
    #[error("more than {limit} dice")]
    TooManyDice {
        /// The most dice.
        limit: u32,
    },
    /// More faces than allowed: `dice.too_many_faces`.
    #[error("a die of more than {limit} faces")]
    TooManyFaces {
        /// The most faces.
        limit: u32,
    },
    /// Modifiers that go over the dice too often: `dice.too_much_work`.
    #[error("more work than one roll may be")]
    TooMuchWork,
    /// Something that can't stand there: `dice.unexpected`.
    #[error("unexpected {found}")]
    Unexpected {
        /// What stands there.
        found: String,
    },
    /// The text ends too early: `dice.unexpected_end`.
    #[error("the formula ends too early")]
    UnexpectedEnd,
    /// `(` without `)`: `dice.unclosed_parenthesis`.
    #[error("a parenthesis is never closed")]
    UnclosedParenthesis,
    /// `{` without `}`: `dice.unclosed_brace`.
    #[error("a brace is never closed")]
    UnclosedBrace,
    /// `[` without `]`: `dice.unclosed_bracket`.
    #[error("a bracket is never closed")]
    UnclosedBracket,
    /// Letters after dice that say nothing in this dialect: `dice.unknown_modifier`.
    #[error("unknown modifier `{name}`")]
    UnknownModifier {
        /// The letters.
        name: String,
    },
    /// A modifier these dice can't have: `dice.misplaced_modifier`.
    #[error("a modifier that can't stand here")]
    MisplacedModifier,
    /// A modifier without its number, or with one that means nothing: `dice.invalid_modifier`.
    #[error("a modifier whose number is missing or means nothing")]
    InvalidModifier,
    /// A function nobody knows: `dice.unknown_function`.
    #[error("unknown function `{name}`")]
    UnknownFunction {
        /// Its name.
        name: String,
    },
    /// Too few or too many arguments: `dice.wrong_arguments`.
    #[error("a function with the wrong number of arguments")]
    WrongArguments,
    /// A die nobody knows: `dice.unknown_die`.
    #[error("unknown die `d{letter}`")]
    UnknownDie {
        /// What stands after the `d`.
        letter: char,
    },
    /// A number that is none, or too large to be exact: `dice.invalid_number`.
    #[error("a number that can't be read exactly")]
    InvalidNumber,
    /// Dice that would be thrown for ever: `dice.endless`.
    #[error("these dice would be thrown for ever")]
    Endless,
    /// Tables don't agree, or don't say, what it means: `dice.ambiguous`.
    #[error("this can mean more than one thing")]
    Ambiguous,
    /// A value the caller has to put in: `dice.unresolved_reference`.
    #[error("no value for `{name}`")]
    UnresolvedReference {
        /// What it is called.
        name: String,
    },
    /// A macro or ability, which only its table can expand: `dice.unresolved_macro`.
    #[error("a macro that only its table can expand")]
    UnresolvedMacro,
    /// Divided by zero: `dice.division_by_zero`.
    #[error("division by zero")]
    DivisionByZero,
    /// A number of dice or faces that is no whole number, or less than none: `dice.invalid_count`.
    #[error("a number of dice or faces must be whole and not negative")]
    InvalidCount,
    /// A die without faces: `dice.no_faces`.
    #[error("a die needs at least one face")]
    NoFaces,
    /// Beyond what numbers can hold, or no number at all: `dice.not_a_number`.
    #[error("the result is no finite number")]
    NotANumber,
    /// Can't be said in the other dialect: `dice.not_in_dialect`.
    #[error("this can't be said in the dialect")]
    NotInDialect,
    /// Fewer faces were given than dice thrown: `dice.too_few_faces`.
    #[error("fewer faces are given than dice are thrown")]
    TooFewFaces,
    /// A face the die does not have: `dice.face_out_of_range`.
    #[error("{face} on a die of {faces} faces")]
    FaceOutOfRange {
        /// The result given.
        face: i32,
        /// How many the die has.
        faces: u32,
    },
    /// More faces were given than dice thrown: `dice.faces_left_over`.
    #[error("{left} given faces are left over")]
    FacesLeftOver {
        /// How many are left.
        left: usize,
    },
    /// The distribution has too many outcomes, or takes too much work: `dice.odds_too_large`.
    #[error("the odds would take too much work")]
    OddsTooLarge,
    /// Dice that depend on each other in a way whose odds are not worked out:
    /// `dice.odds_out_of_reach`.
    #[error("no exact odds for {what}")]
    OddsOutOfReach {
        /// What they do.
        what: &'static str,
    },
}

impl DiceProblem {
    /// The stable code, the same in every language.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "dice.empty",
            Self::TooLong { .. } => "dice.too_long",
            Self::TooDeep { .. } => "dice.too_deep",
            Self::TooManyDice { .. } => "dice.too_many_dice",
            Self::TooManyFaces { .. } => "dice.too_many_faces",
            Self::TooMuchWork => "dice.too_much_work",
            Self::Unexpected { .. } => "dice.unexpected",
            Self::UnexpectedEnd => "dice.unexpected_end",
            Self::UnclosedParenthesis => "dice.unclosed_parenthesis",
            Self::UnclosedBrace => "dice.unclosed_brace",
            Self::UnclosedBracket => "dice.unclosed_bracket",
            Self::UnknownModifier { .. } => "dice.unknown_modifier",
            Self::MisplacedModifier => "dice.misplaced_modifier",
            Self::InvalidModifier => "dice.invalid_modifier",
            Self::UnknownFunction { .. } => "dice.unknown_function",
            Self::WrongArguments => "dice.wrong_arguments",
            Self::UnknownDie { .. } => "dice.unknown_die",
            Self::InvalidNumber => "dice.invalid_number",
            Self::Endless => "dice.endless",
            Self::Ambiguous => "dice.ambiguous",
            Self::UnresolvedReference { .. } => "dice.unresolved_reference",
            Self::UnresolvedMacro => "dice.unresolved_macro",
            Self::DivisionByZero => "dice.division_by_zero",
            Self::InvalidCount => "dice.invalid_count",
            Self::NoFaces => "dice.no_faces",
            Self::NotANumber => "dice.not_a_number",
            Self::NotInDialect => "dice.not_in_dialect",
            Self::TooFewFaces => "dice.too_few_faces",
            Self::FaceOutOfRange { .. } => "dice.face_out_of_range",
            Self::FacesLeftOver { .. } => "dice.faces_left_over",
            Self::OddsTooLarge => "dice.odds_too_large",
            Self::OddsOutOfReach { .. } => "dice.odds_out_of_reach",
        }
    }

    /// What usually helps; none where the message says it all.
    const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::UnclosedParenthesis => Some("close it with `)`"),
            Self::UnclosedBrace => Some("close it with `}`"),
            Self::UnclosedBracket => Some("close it with `]`"),
            Self::UnresolvedReference { .. } => Some("resolve it before rolling"),
            Self::UnresolvedMacro => Some("expand it before parsing"),
            Self::Endless => Some("leave at least one face that ends it"),
            Self::TooManyDice { .. } | Self::TooManyFaces { .. } => Some("roll fewer"),
            Self::Unexpected { .. } => {
                Some("put an operator between two terms, and none before an end")
            }
            Self::OddsTooLarge | Self::OddsOutOfReach { .. } => Some("approximate them by rolling"),
            Self::UnknownModifier { .. } => Some("modifiers differ between dialects"),
            _ => None,
        }
    }
}

/// A formula is refused: why, where, and what was expected.
///
/// ```
/// use tumulte_core::dice::Formula;
///
/// let refused = "2d20kh1 + (3".parse::<Formula>().unwrap_err();
/// assert_eq!(refused.code(), "dice.unclosed_parenthesis");
/// assert_eq!(refused.span(), 10..11);
/// assert_eq!(refused.render(), "\
/// a parenthesis is never closed, expected `)`
///   2d20kh1 + (3
///             ^
/// hint: close it with `)`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiceError(Box<Detail>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Detail {
    problem: DiceProblem,
    span: Range<usize>,
    expected: Option<&'static str>,
    hint: Option<&'static str>,
    text: String,
}

impl DiceError {
    /// Every code [`code`](Self::code) can give.
    pub const CODES: &'static [&'static str] = &[
        "dice.empty",
        "dice.too_long",
        "dice.too_deep",
        "dice.too_many_dice",
        "dice.too_many_faces",
        "dice.too_much_work",
        "dice.unexpected",
        "dice.unexpected_end",
        "dice.unclosed_parenthesis",
        "dice.unclosed_brace",
        "dice.unclosed_bracket",
        "dice.unknown_modifier",
        "dice.misplaced_modifier",
        "dice.invalid_modifier",
        "dice.unknown_function",
        "dice.wrong_arguments",
        "dice.unknown_die",
        "dice.invalid_number",
        "dice.endless",
        "dice.ambiguous",
        "dice.unresolved_reference",
        "dice.unresolved_macro",
        "dice.division_by_zero",
        "dice.invalid_count",
        "dice.no_faces",
        "dice.not_a_number",
        "dice.not_in_dialect",
        "dice.too_few_faces",
        "dice.face_out_of_range",
        "dice.faces_left_over",
        "dice.odds_too_large",
        "dice.odds_out_of_reach",
    ];

    #[cold]
    pub(super) fn new(problem: DiceProblem, span: Range<usize>) -> Self {
        let hint = problem.hint();
        Self(Box::new(Detail { problem, span, expected: None, hint, text: String::new() }))
    }

    /// Names what could stand there.
    pub(super) fn expecting(mut self, expected: &'static str) -> Self {
        self.0.expected = Some(expected);
        self
    }

    /// Says what to do about it.
    pub(super) fn hinting(mut self, hint: &'static str) -> Self {
        self.0.hint = Some(hint);
        self
    }

    /// Adds the text that was parsed, for the picture. Parsing does that itself; a formula that was
    /// parsed keeps no text, so who rolls it adds it.
    #[must_use]
    pub fn in_text(mut self, text: &str) -> Self {
        if !matches!(self.0.problem, DiceProblem::TooLong { .. }) {
            text.clone_into(&mut self.0.text);
        }
        self
    }

    /// Why.
    #[must_use]
    pub fn problem(&self) -> &DiceProblem {
        &self.0.problem
    }

    /// The stable code, the same in every language.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.0.problem.code()
    }

    /// Where, in bytes of the text that was parsed; empty at its end where the text ended early.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.0.span.clone()
    }

    /// What could have stood there.
    #[must_use]
    pub fn expected(&self) -> Option<&'static str> {
        self.0.expected
    }

    /// What usually helps.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        self.0.hint
    }

    /// The message, the formula with carets under the fault, and the hint, on lines of their own.
    #[must_use]
    pub fn render(&self) -> String {
        let mut picture = self.to_string();
        let text = &self.0.text;
        if let (Some(before), Some(inside)) =
            (text.get(..self.0.span.start), text.get(self.0.span.clone()))
        {
            let show = |text: &str| text.replace(char::is_control, " ");
            picture.push_str("\n  ");
            picture.push_str(&show(text));
            picture.push_str("\n  ");
            picture.extend(before.chars().map(|_| ' '));
            picture.push('^');
            picture.extend(inside.chars().skip(1).map(|_| '^'));
        }
        if let Some(hint) = self.0.hint {
            picture.push_str("\nhint: ");
            picture.push_str(hint);
        }
        picture
    }
}

impl fmt::Display for DiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.problem.fmt(f)?;
        match self.0.expected {
            Some(expected) => write!(f, ", expected {expected}"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for DiceError {}
