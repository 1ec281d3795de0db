//! Odds of formulas: the same as those of all throws, the same as those of many.

mod enumerated;
mod random;
mod refused;
mod sampled;
mod throws;
mod told;
mod vectors;

use tumulte_core::dice::Odds;

/// What all probabilities add up to, as if rounded once.
fn sum(odds: &Odds) -> f64 {
    let (mut sum, mut lost) = (0.0, 0.0);
    for (_, p) in odds.iter() {
        let (former, more) = (sum, p - lost);
        sum = former + more;
        lost = (sum - former) - more;
    }
    sum
}
