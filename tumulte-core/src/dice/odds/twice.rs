//! One walk for each kind of weight, each compiled for itself.

use super::{Formula, Odds, obstacle::Obstacle, walk::walk};

/// Counts, and rounds where there are too many cases to count.
pub(super) fn worked_out(formula: &Formula) -> Result<Odds, (Obstacle, usize)> {
    match walk::<u128>(formula) {
        Err((Obstacle::Uncountable, _)) => walk::<f64>(formula).map(Odds::from),
        counted => counted.map(Odds::from),
    }
}
