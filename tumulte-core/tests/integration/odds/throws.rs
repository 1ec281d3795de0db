//! Every throw there is, made by the roller itself.

use std::collections::{BTreeMap, BTreeSet};

use tumulte_core::dice::{Dice, Formula};

/// Dice that fall in every way there is, one way after the other.
struct EveryWay {
    thrown: Vec<(u32, u32)>,
    at: usize,
    /// One of how many ways this is.
    ways: u128,
    most: u128,
}

/// The most dice of one throw: dice of one face would go on for ever.
const MOST_DICE: usize = 64;

impl Dice for EveryWay {
    fn face(&mut self, faces: u32) -> Option<u32> {
        if self.ways > self.most || self.at >= MOST_DICE {
            return None;
        }
        if self.at == self.thrown.len() {
            self.thrown.push((faces, 1));
        }
        let (_, face) = self.thrown[self.at];
        self.at += 1;
        self.ways *= u128::from(faces);
        Some(face)
    }
}

impl EveryWay {
    /// The next way; false when there is none.
    fn turn(&mut self) -> bool {
        self.thrown.truncate(self.at);
        (self.at, self.ways) = (0, 1);
        while let Some((faces, face)) = self.thrown.pop() {
            if face < faces {
                self.thrown.push((faces, face + 1));
                return true;
            }
        }
        false
    }
}

pub(super) fn gcd(one: u128, other: u128) -> u128 {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// What all throws of a formula come to.
#[derive(Default)]
pub(super) struct Throws {
    /// By total, in how many of all cases.
    pub counts: BTreeMap<u64, u128>,
    /// How many equally likely cases there are.
    pub all: u128,
    /// In how many of them nobody looked how they end.
    pub cut: u128,
    /// The codes of those that can't be.
    pub refused: BTreeSet<&'static str>,
}

impl Throws {
    /// What so many cases are of all.
    #[expect(clippy::cast_precision_loss, reason = "each is rounded once")]
    pub(super) fn share(&self, count: u128) -> f64 {
        count as f64 / self.all as f64
    }

    /// Follows each throw until it is one of more than `most`.
    pub(super) fn of(formula: &Formula, most: u128) -> Self {
        let mut dice = EveryWay { thrown: Vec::new(), at: 0, ways: 1, most };
        let (mut ends, mut cuts) = (Vec::new(), Vec::new());
        let mut throws = Self { all: 1, ..Self::default() };
        loop {
            match formula.roll(&mut dice) {
                Ok(rolled) => ends.push((rolled.total(), dice.ways)),
                Err(refused) if refused.code() == "dice.too_few_faces" => cuts.push(dice.ways),
                Err(refused) => {
                    throws.refused.insert(refused.code());
                }
            }
            throws.all *= dice.ways / gcd(throws.all, dice.ways);
            if !dice.turn() {
                break;
            }
        }
        for (total, ways) in ends {
            *throws.counts.entry(total.to_bits()).or_default() += throws.all / ways;
        }
        throws.cut = cuts.into_iter().map(|ways| throws.all / ways).sum();
        throws
    }
}
