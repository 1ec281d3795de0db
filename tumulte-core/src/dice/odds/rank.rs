//! Which of the sorted dice are kept.

use super::{
    super::{Dialect, Modifier, Pick},
    keep::Window,
    obstacle::Obstacle,
};

/// Which dice are kept by their rank, one choice after the other.
#[derive(Debug, Clone)]
pub(super) struct Ranks(Vec<Rank>);

#[derive(Debug, Clone, Copy)]
enum Rank {
    KeepHighest(u32),
    KeepLowest(u32),
    DropHighest(u32),
    DropLowest(u32),
}

impl Ranks {
    /// The choices these modifiers begin with, and how many they are.
    pub(super) fn first_of(
        modifiers: &[Modifier],
        dialect: Dialect,
    ) -> Result<(Self, usize), Obstacle> {
        let mut ranks = Vec::with_capacity(modifiers.len());
        let mut length = 0;
        for modifier in modifiers {
            match *modifier {
                Modifier::Keep(Pick::Highest(count)) => ranks.push(Rank::KeepHighest(count)),
                Modifier::Keep(Pick::Lowest(count)) => ranks.push(Rank::KeepLowest(count)),
                Modifier::Drop(Pick::Highest(count)) => ranks.push(Rank::DropHighest(count)),
                Modifier::Drop(Pick::Lowest(count)) => ranks.push(Rank::DropLowest(count)),
                Modifier::Advantage(_) => ranks.push(Rank::KeepHighest(1)),
                Modifier::Disadvantage(_) => ranks.push(Rank::KeepLowest(1)),
                ref modifier if is_mark(modifier) => {}
                _ => break,
            }
            length += 1;
            let next = modifiers.get(length).filter(|_| dialect == Dialect::Avrae);
            if next.is_some_and(|next| modifier.joins(*next)) {
                return Err(Obstacle::OutOfReach("dice that are chosen in several ways"));
            }
        }
        Ok((Self(ranks), length))
    }

    /// What stays of so many dice, counted from the highest.
    pub(super) fn window(&self, count: u32) -> Window {
        let (mut first, mut end) = (0, count);
        for rank in &self.0 {
            let left = end - first;
            match *rank {
                Rank::KeepHighest(kept) => end = first + kept.min(left),
                Rank::KeepLowest(kept) => first = end - kept.min(left),
                Rank::DropHighest(dropped) => first += dropped.min(left),
                Rank::DropLowest(dropped) => end -= dropped.min(left),
            }
        }
        Window { skipped: first, kept: end - first }
    }
}

/// Whether a modifier changes nothing about any die.
pub(super) const fn is_mark(modifier: &Modifier) -> bool {
    matches!(
        modifier,
        Modifier::MarkCritical(_)
            | Modifier::MarkFumble(_)
            | Modifier::Match { counts: false, .. }
            | Modifier::Margin(_)
            | Modifier::Sort { .. }
    )
}
