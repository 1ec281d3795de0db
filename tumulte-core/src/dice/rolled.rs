//! One die of a roll.

use core::fmt;

use super::DieKind;
use crate::model::Die;

/// One die of a roll: what it showed, what became of it, what it adds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RolledDie {
    pub(super) faces: u32,
    pub(super) result: i32,
    pub(super) value: i32,
    pub(super) worth: i32,
    pub(super) term: u16,
    pub(super) marks: Marks,
}

/// What became of a die, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks(u16);

impl Marks {
    pub(super) const DROPPED: Self = Self(1);
    pub(super) const REROLLED: Self = Self(1 << 1);
    pub(super) const EXPLODED: Self = Self(1 << 2);
    pub(super) const ADDED: Self = Self(1 << 3);
    /// Added to the die that exploded.
    pub(super) const FOLDED: Self = Self(1 << 4);
    pub(super) const COUNTED: Self = Self(1 << 5);
    pub(super) const SUCCESS: Self = Self(1 << 6);
    pub(super) const FAILURE: Self = Self(1 << 7);
    pub(super) const CRITICAL: Self = Self(1 << 8);
    pub(super) const FUMBLE: Self = Self(1 << 9);
    pub(super) const MATCHED: Self = Self(1 << 10);
    /// Chosen by the modifier at work.
    pub(super) const PICKED: Self = Self(1 << 11);
    /// Already dealt with by the modifier at work.
    pub(super) const DONE: Self = Self(1 << 12);
    pub(super) const FATE: Self = Self(1 << 13);
    pub(super) const COIN: Self = Self(1 << 14);
    pub(super) const TENS: Self = Self(1 << 15);

    const INACTIVE: Self = Self(Self::DROPPED.0 | Self::REROLLED.0 | Self::FOLDED.0);

    #[inline]
    pub(super) const fn has(self, mark: Self) -> bool {
        self.0 & mark.0 != 0
    }

    #[inline]
    pub(super) const fn set(&mut self, mark: Self) {
        self.0 |= mark.0;
    }

    #[inline]
    pub(super) const fn clear(&mut self, mark: Self) {
        self.0 &= !mark.0;
    }

    #[inline]
    pub(super) const fn of(kind: DieKind) -> Self {
        match kind {
            DieKind::Plain(_) => Self(0),
            DieKind::Tens => Self::TENS,
            DieKind::Fate => Self::FATE,
            DieKind::Coin => Self::COIN,
        }
    }
}

impl RolledDie {
    /// How many faces: 3 of a Fate die, 2 of a coin.
    #[must_use]
    pub const fn faces(&self) -> u32 {
        self.faces
    }

    /// What it showed, before any modifier.
    #[must_use]
    pub const fn result(&self) -> i32 {
        self.result
    }

    /// What it stands at: lifted to a minimum, cut to a maximum, with what compounding added.
    #[must_use]
    pub const fn value(&self) -> i32 {
        self.value
    }

    /// What it adds to the total: nothing when inactive, 1 for a success counted, else its value.
    #[inline]
    #[must_use]
    pub const fn worth(&self) -> i32 {
        if self.is_active() { self.worth } else { 0 }
    }

    /// Which dice term of the formula it belongs to, as an index into its nodes.
    #[inline]
    #[must_use]
    pub const fn node(&self) -> usize {
        self.term as usize
    }

    /// Whether it counts.
    #[inline]
    #[must_use]
    pub const fn is_active(&self) -> bool {
        !self.marks.has(Marks::INACTIVE)
    }

    /// Whether keep or drop removed it.
    #[must_use]
    pub const fn is_dropped(&self) -> bool {
        self.marks.has(Marks::DROPPED)
    }

    /// Whether another die took its place.
    #[must_use]
    pub const fn is_rerolled(&self) -> bool {
        self.marks.has(Marks::REROLLED)
    }

    /// Whether it brought one more die.
    #[must_use]
    pub const fn has_exploded(&self) -> bool {
        self.marks.has(Marks::EXPLODED)
    }

    /// Whether an explosion brought it.
    #[must_use]
    pub const fn is_added(&self) -> bool {
        self.marks.has(Marks::ADDED)
    }

    /// Whether it was added to the die that exploded, and counts no more by itself.
    #[must_use]
    pub const fn is_compounded(&self) -> bool {
        self.marks.has(Marks::FOLDED)
    }

    /// Whether it counted as a success; none where nothing was counted.
    #[must_use]
    pub const fn success(&self) -> Option<bool> {
        if self.marks.has(Marks::COUNTED) { Some(self.marks.has(Marks::SUCCESS)) } else { None }
    }

    /// Whether it counted as a failure.
    #[must_use]
    pub const fn is_failure(&self) -> bool {
        self.marks.has(Marks::FAILURE)
    }

    /// Whether the formula says that this face is a critical success: Roll20's `cs>19`.
    #[must_use]
    pub const fn is_marked_critical(&self) -> bool {
        self.marks.has(Marks::CRITICAL)
    }

    /// Whether the formula says that this face is a critical failure: Roll20's `cf<2`.
    #[must_use]
    pub const fn is_marked_fumble(&self) -> bool {
        self.marks.has(Marks::FUMBLE)
    }

    /// Whether other dice show the same, where the formula looks for matches.
    #[must_use]
    pub const fn is_matched(&self) -> bool {
        self.marks.has(Marks::MATCHED)
    }

    /// What the die is when it is no plain one: `fate`, `coin`, `tens`.
    #[must_use]
    pub const fn kind(&self) -> Option<&'static str> {
        if self.marks.has(Marks::FATE) {
            Some("fate")
        } else if self.marks.has(Marks::COIN) {
            Some("coin")
        } else if self.marks.has(Marks::TENS) {
            Some("tens")
        } else {
            None
        }
    }

    /// The highest face's result.
    #[inline]
    pub(super) const fn highest(&self) -> i32 {
        if self.marks.has(Marks::FATE) || self.marks.has(Marks::COIN) {
            1
        } else if self.marks.has(Marks::TENS) {
            90
        } else {
            DieKind::Plain(self.faces).bounds().1
        }
    }
}

impl fmt::Debug for RolledDie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "d{}: {self}", self.faces)
    }
}

/// The result; struck through when it does not count, with its value behind it where that differs,
/// and `!` when it exploded.
impl fmt::Display for RolledDie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let strike = if self.is_active() { "" } else { "~~" };
        write!(f, "{strike}{}", self.result)?;
        if self.value != self.result {
            write!(f, "→{}", self.value)?;
        }
        if self.has_exploded() {
            f.write_str("!")?;
        }
        f.write_str(strike)
    }
}

/// A die as game systems judge it. Its term is the index of the formula's node.
impl From<&RolledDie> for Die {
    fn from(die: &RolledDie) -> Self {
        Self {
            kind: die.kind().map(str::to_owned),
            active: die.is_active(),
            value: (die.value != die.result).then(|| die.value.into()),
            count: (die.worth != die.value || die.marks.has(Marks::COUNTED))
                .then(|| die.worth.into()),
            discarded: die.is_dropped(),
            rerolled: die.is_rerolled(),
            exploded: die.has_exploded(),
            success: die.success(),
            term: u32::from(die.term),
            ..Self::new(die.faces, die.result)
        }
    }
}
