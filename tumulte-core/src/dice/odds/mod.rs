//! Exact odds: what a formula can come to, and how likely each total is.

mod budget;
mod chain;
mod convolution;
mod distribution;
#[cfg(any(test, target_family = "wasm", feature = "small"))]
mod either;
mod figures;
mod keep;
mod limited;
mod matched;
mod mixed;
mod obstacle;
mod pool;
mod rank;
mod rarity;
mod row;
mod sample;
mod spawn;
mod states;
mod story;
mod sum;
mod thrown;
#[cfg(any(test, not(any(target_family = "wasm", feature = "small"))))]
mod twice;
mod walk;
mod weight;

pub use figures::{Exactness, Odds};
pub use rarity::{Rarity, Side};

#[cfg(any(target_family = "wasm", feature = "small"))]
use self::either::worked_out;
use self::obstacle::Obstacle;
#[cfg(not(any(target_family = "wasm", feature = "small")))]
use self::twice::worked_out;
use super::{Call, DiceError, DiceProblem, DiceTerm, Faces, Formula, Function, Kind, Node};

impl Formula {
    /// How likely each total is: counted where 128 bits can count the cases, else rounded. What
    /// that means for the probabilities is told by [`Odds::exactness`].
    ///
    /// No throw is enumerated, so that this is quick enough to be asked for each roll.
    ///
    /// ```
    /// use tumulte_core::dice::{Dialect, Exactness, Formula};
    ///
    /// let odds = Formula::parse("2d20kh1 + 5", Dialect::Foundry)?.odds()?;
    /// assert_eq!(odds.exactness(), Exactness::Exact);
    /// assert_eq!(odds.p_at_least(25), 39.0 / 400.0);
    /// assert_eq!(odds.mean(), 18.825);
    /// assert_eq!(odds.rarity(6).to_string(), "1 in 400");
    /// # Ok::<(), tumulte_core::dice::DiceError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `dice.odds_too_large` where it would take long, `dice.odds_out_of_reach` where dice depend on
    /// each other in a way that is not worked out: [`approximate_odds`](Self::approximate_odds)
    /// answers for both. What could not be rolled either is refused with the code of rolling.
    pub fn odds(&self) -> Result<Odds, DiceError> {
        worked_out(self).map_err(|(obstacle, part)| self.refused(obstacle, part))
    }

    #[cold]
    fn refused(&self, obstacle: Obstacle, part: usize) -> DiceError {
        let span = self.nodes().get(part).map_or(0..0, |node| node.span().range());
        let problem = match obstacle {
            Obstacle::Uncountable | Obstacle::TooLarge => DiceProblem::OddsTooLarge,
            Obstacle::OutOfReach(what) => DiceProblem::OddsOutOfReach { what },
            Obstacle::NoValue => DiceProblem::NotANumber,
            Obstacle::DivisionByZero => DiceProblem::DivisionByZero,
            Obstacle::InvalidCount => DiceProblem::InvalidCount,
            Obstacle::NoFaces => DiceProblem::NoFaces,
            Obstacle::TooManyDice => DiceProblem::TooManyDice { limit: self.limits().dice },
            Obstacle::TooManyFaces => DiceProblem::TooManyFaces { limit: self.limits().faces },
            Obstacle::Unresolved => self.unresolved(part),
        };
        DiceError::new(problem, span)
    }

    /// What only the caller or the game system knows.
    fn unresolved(&self, part: usize) -> DiceProblem {
        match self.nodes().get(part).map(Node::kind) {
            Some(Kind::Reference(reference)) => DiceProblem::UnresolvedReference {
                name: self.reference_name(&reference).to_owned(),
            },
            Some(Kind::Call(Call { function: Function::Other(words), .. })) => {
                DiceProblem::UnknownFunction { name: self.words(words).to_owned() }
            }
            Some(Kind::Dice(DiceTerm { faces: Faces::Custom(letter), .. })) => {
                DiceProblem::UnknownDie { letter }
            }
            _ => DiceProblem::NotANumber,
        }
    }
}
