//! How much one formula may ask for.

/// How much one formula may ask for. Nothing a text says gets past these.
///
/// ```
/// use tumulte_core::dice::{Dialect, Formula, Limits};
///
/// let few = Limits::default().with_dice(20);
/// let refused = Formula::parse_within("100d6", Dialect::Foundry, few).unwrap_err();
/// assert_eq!(refused.code(), "dice.too_many_dice");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of text. Never more than 65,535.
    pub length: u32,
    /// Levels of parentheses, pools and functions.
    pub depth: u32,
    /// Dice of one roll, rerolled and exploded ones included.
    pub dice: u32,
    /// Faces of one die.
    pub faces: u32,
    /// Dice looked at by modifiers that go over them again and again.
    pub work: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { length: 8192, depth: 32, dice: 10_000, faces: 1_000_000, work: 1_000_000 }
    }
}

impl Limits {
    /// Another length of text.
    #[must_use]
    pub const fn with_length(self, length: u32) -> Self {
        Self { length, ..self }
    }

    /// Another depth. More than 256 levels count as 256.
    #[must_use]
    pub const fn with_depth(self, depth: u32) -> Self {
        Self { depth: if depth > 256 { 256 } else { depth }, ..self }
    }

    /// Another number of dice.
    #[must_use]
    pub const fn with_dice(self, dice: u32) -> Self {
        Self { dice, ..self }
    }

    /// Another number of faces. More than 2,147,483,647 count as that.
    #[must_use]
    pub const fn with_faces(self, faces: u32) -> Self {
        Self { faces: if faces > i32::MAX as u32 { i32::MAX as u32 } else { faces }, ..self }
    }

    /// Another amount of work.
    #[must_use]
    pub const fn with_work(self, work: u32) -> Self {
        Self { work, ..self }
    }
}
