//! A parsed formula.

use core::{fmt, str::FromStr};

use super::{
    Dialect, DiceError, DiceTerm, Limits, Modifier, Node, PoolTerm, Reference, Words,
    node::Stretch, parser,
};
use crate::model::{Few, SeldomFew, Visibility};

/// A dice formula that was read and understood.
///
/// It prints as canonical text that reads as the same formula again. Two formulas are equal when
/// they are of the same dialect and mean the same, however they were spaced.
///
/// ```
/// use tumulte_core::dice::{Dialect, Formula};
///
/// let formula = Formula::parse("2d20kh+7", Dialect::Foundry)?;
/// assert_eq!(formula.to_string(), "2d20kh1 + 7");
/// # Ok::<(), tumulte_core::dice::DiceError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Formula {
    pub(super) dialect: Dialect,
    pub(super) limits: Limits,
    pub(super) visibility: Option<Visibility>,
    pub(super) comment: Option<Words>,
    pub(super) nodes: Few<Node, 6>,
    pub(super) modifiers: Few<Modifier, 3>,
    pub(super) words: String,
}

impl Formula {
    /// Reads a formula in a dialect.
    ///
    /// # Errors
    ///
    /// What the dialect does not know, or tables don't agree on, is refused with its place: any of
    /// the codes `dice.*` but those of rolling.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, DiceError> {
        Self::parse_within(text, dialect, Limits::default())
    }

    /// Reads a formula under other [`Limits`]. They also hold when it is rolled.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_within(text: &str, dialect: Dialect, limits: Limits) -> Result<Self, DiceError> {
        parser::parse(text, dialect, limits)
    }

    /// The dialect it was read in.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// How much it may ask for.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Who may see the roll, where the formula came with a chat command: `/gmroll 1d20`.
    #[must_use]
    pub const fn visibility(&self) -> Option<Visibility> {
        self.visibility
    }

    /// What was written behind it for the readers.
    #[must_use]
    pub fn comment(&self) -> Option<&str> {
        self.comment.map(|words| self.words(words))
    }

    /// Its parts, each behind its operands. The last one is the whole.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The indices of a part's operands among [`nodes`](Self::nodes), in reading order; none for a
    /// part that is not there.
    pub fn operands(&self, index: usize) -> impl ExactSizeIterator<Item = usize> {
        self.children(index).into_iter()
    }

    pub(super) fn children(&self, index: usize) -> SeldomFew<usize, 4> {
        let mut children = SeldomFew::<usize, 4>::new();
        let Some(node) = self.nodes.get(index) else { return children };
        let mut end = index;
        while end > node.first() {
            let child = end - 1;
            children.push(child);
            end = self.nodes.get(child).map_or(0, Node::first);
        }
        children.reverse();
        children
    }

    /// What happens to the dice of a term.
    #[inline]
    #[must_use]
    pub fn modifiers(&self, dice: &DiceTerm) -> &[Modifier] {
        self.stretch(dice.modifiers)
    }

    /// What happens to the entries of a pool.
    #[inline]
    #[must_use]
    pub fn pool_modifiers(&self, pool: &PoolTerm) -> &[Modifier] {
        self.stretch(pool.modifiers)
    }

    #[inline]
    pub(super) fn stretch(&self, stretch: Stretch) -> &[Modifier] {
        self.modifiers.get(stretch.range()).unwrap_or_default()
    }

    /// The name of a reference: `abilities.str.mod`, or `Bonus|0` with its default.
    #[must_use]
    pub fn reference_name(&self, reference: &Reference) -> &str {
        self.words(reference.name)
    }

    /// Text that belongs to the formula.
    #[inline]
    #[must_use]
    pub fn words(&self, words: Words) -> &str {
        self.words.get(words.start as usize..words.end as usize).unwrap_or_default()
    }
}

/// The limits a formula was read under are no part of what it means.
impl PartialEq for Formula {
    fn eq(&self, other: &Self) -> bool {
        self.dialect == other.dialect
            && self.visibility == other.visibility
            && self.comment == other.comment
            && self.nodes == other.nodes
            && self.modifiers == other.modifiers
            && self.words == other.words
    }
}

/// Reads Foundry's dialect.
impl FromStr for Formula {
    type Err = DiceError;

    fn from_str(text: &str) -> Result<Self, DiceError> {
        Self::parse(text, Dialect::Foundry)
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::print::formula(self, f)
    }
}
