//! Where faces come from.

use core::fmt;

use chacha20::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// A kind of die that can be rolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DieKind {
    /// 1 to this many.
    Plain(u32),
    /// Avrae's `d%`: 0, 10, … 90.
    Tens,
    /// −1, 0, 1.
    Fate,
    /// 0 or 1.
    Coin,
}

impl DieKind {
    /// How many faces.
    #[inline]
    #[must_use]
    pub const fn faces(self) -> u32 {
        match self {
            Self::Plain(faces) => faces,
            Self::Tens => 10,
            Self::Fate => 3,
            Self::Coin => 2,
        }
    }

    /// What the n-th face shows, counted from 1.
    #[inline]
    #[must_use]
    #[expect(clippy::cast_possible_wrap, reason = "a die has at most i32::MAX faces")]
    pub const fn result(self, face: u32) -> i32 {
        let face = face as i32;
        match self {
            Self::Plain(_) => face,
            Self::Tens => (face - 1) * 10,
            Self::Fate => face - 2,
            Self::Coin => face - 1,
        }
    }

    /// Whether a face shows this.
    #[inline]
    #[must_use]
    pub const fn shows(self, result: i32) -> bool {
        match self {
            Self::Plain(faces) => result >= 1 && result.unsigned_abs() <= faces,
            Self::Tens => result >= 0 && result <= 90 && result % 10 == 0,
            Self::Fate => result >= -1 && result <= 1,
            Self::Coin => result == 0 || result == 1,
        }
    }

    /// What the lowest and the highest face show.
    #[inline]
    pub(super) const fn bounds(self) -> (i32, i32) {
        (self.result(1), self.result(self.faces()))
    }
}

/// Dice to roll with: a random number generator, a sequence of given faces, a bag of real dice.
///
/// ```
/// use tumulte_core::dice::{Dice, Formula};
///
/// /// Every die shows its highest face.
/// struct Highest;
///
/// impl Dice for Highest {
///     fn face(&mut self, faces: u32) -> Option<u32> {
///         Some(faces)
///     }
/// }
///
/// let formula: Formula = "2d6 + 1d8".parse()?;
/// assert_eq!(formula.roll(&mut Highest)?.total(), 20.0);
/// # Ok::<(), tumulte_core::dice::DiceError>(())
/// ```
pub trait Dice {
    /// The next face of a die with so many, from 1 on; none when there are no more.
    fn face(&mut self, faces: u32) -> Option<u32>;

    /// What the next die of this kind shows.
    #[inline]
    fn result(&mut self, kind: DieKind) -> Option<i32> {
        self.face(kind.faces()).map(|face| kind.result(face))
    }
}

/// Dice that fall the same way in every language for the same seed.
///
/// The stream is `ChaCha` with 8 rounds, a 64-bit block counter from 0 and a nonce of 0, under a key
/// of the seed's 8 bytes, lowest first, and 24 zero bytes. Its words of 32 bits, lowest byte first,
/// become faces one by one: for a die of `n` faces a word `w` is taken when `(w × n) mod 2³²` is at
/// least `2³² mod n`, else the next word is tried; the face is `⌊w × n ÷ 2³²⌋ + 1`. So every face
/// is equally likely.
///
/// ```
/// use tumulte_core::dice::{Dice, SeededDice};
///
/// let mut dice = SeededDice::new(2026);
/// let faces: Vec<_> = (0..4).filter_map(|_| dice.face(20)).collect();
/// let mut again = SeededDice::new(2026);
/// assert!(faces.iter().all(|face| again.face(20) == Some(*face)));
/// ```
pub struct SeededDice(ChaCha8Rng);

impl SeededDice {
    /// Dice of a seed. A seed somebody can guess gives dice they can foresee.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut key = [0; 32];
        for (byte, value) in key.iter_mut().zip(seed.to_le_bytes()) {
            *byte = value;
        }
        Self::from_key(key)
    }

    /// Dice nobody can foresee who does not know the key: 32 random bytes of the caller's.
    #[must_use]
    pub fn from_key(key: [u8; 32]) -> Self {
        Self(ChaCha8Rng::from_seed(key))
    }
}

/// Neither key nor place in the stream, from which the next dice could be told.
impl fmt::Debug for SeededDice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeededDice")
    }
}

impl Dice for SeededDice {
    #[inline]
    fn face(&mut self, faces: u32) -> Option<u32> {
        let mut product = u64::from(self.0.next_u32()) * u64::from(faces);
        if low(product) < faces {
            let refused = faces.wrapping_neg().checked_rem(faces)?;
            while low(product) < refused {
                product = u64::from(self.0.next_u32()) * u64::from(faces);
            }
        }
        Some(high(product) + 1)
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
const fn low(product: u64) -> u32 {
    product as u32
}

#[inline]
const fn high(product: u64) -> u32 {
    low(product >> 32)
}

/// What dice showed elsewhere, in the order in which the formula throws them.
#[derive(Debug, Clone)]
pub struct GivenFaces<'a> {
    left: core::slice::Iter<'a, i32>,
}

impl<'a> GivenFaces<'a> {
    /// Results as they are read off the dice: −1 to 1 on Fate dice, 0 or 1 on coins.
    #[must_use]
    pub fn new(results: &'a [i32]) -> Self {
        Self { left: results.iter() }
    }

    /// How many were not asked for yet.
    #[must_use]
    pub fn left(&self) -> usize {
        self.left.len()
    }
}

impl Dice for GivenFaces<'_> {
    fn face(&mut self, _faces: u32) -> Option<u32> {
        self.left.next().and_then(|result| u32::try_from(*result).ok())
    }

    #[inline]
    fn result(&mut self, _kind: DieKind) -> Option<i32> {
        self.left.next().copied()
    }
}
