//! Odds of what can't be worked out: roll it many times.

use super::{
    super::{Dice, DiceError, Formula},
    figures::Odds,
};
use crate::model::{Map, sort_by};

/// The most dice that fall for one answer: about a tenth of a second.
const MAX_DICE: usize = 1 << 22;

impl Formula {
    /// How likely each total is, from rolling it many times; never none.
    ///
    /// [`Odds::exactness`] says how far `p_at_least` and `p_at_most` may be off, with 99 %
    /// confidence: 0.005 after a hundred thousand samples, and half of that after four times as many.
    /// There are fewer samples than asked for where they would throw more than four million dice.
    /// Totals that never came up are missing, so tell how rare something is from
    /// [`odds`](Self::odds) where they are to be had.
    ///
    /// ```
    /// use tumulte_core::dice::{Dialect, Formula, SeededDice};
    ///
    /// let formula = Formula::parse("4d6kh3r1kl2", Dialect::Foundry)?;
    /// assert_eq!(formula.odds().unwrap_err().code(), "dice.odds_out_of_reach");
    ///
    /// let odds = formula.approximate_odds(&mut SeededDice::new(7), 10_000)?;
    /// assert!((odds.mean() - 7.314).abs() < 0.1);
    /// # Ok::<(), tumulte_core::dice::DiceError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`roll`](Self::roll), as soon as one of the rolls is refused.
    pub fn approximate_odds<D: Dice + ?Sized>(
        &self,
        dice: &mut D,
        samples: u32,
    ) -> Result<Odds, DiceError> {
        let mut counts: Map<u64, u32> = Map::new();
        let (mut thrown, mut fallen) = (0, 0);
        while thrown < samples.max(1) && fallen < MAX_DICE {
            let rolled = self.roll(dice)?;
            *counts.entry(rolled.total().to_bits()).or_default() += 1;
            fallen += rolled.dice().len() + rolled.formula().nodes().len();
            thrown += 1;
        }
        let mut counts: Vec<_> =
            counts.into_iter().map(|(total, count)| (f64::from_bits(total), count)).collect();
        sort_by(&mut counts, |(one, _), (other, _)| one.total_cmp(other));
        Ok(Odds::sampled(&counts, thrown))
    }
}
