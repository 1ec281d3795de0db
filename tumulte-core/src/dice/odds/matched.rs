//! How many faces come up often enough.

use super::{
    budget::Budget,
    convolution::add_scaled,
    distribution::{Distribution, Doubt},
    obstacle::Obstacle,
    states::States,
    weight::Weight,
};

/// How many faces at least `least` of `count` dice show; only faces that take part.
pub(super) fn matched<W: Weight>(
    states: &States<W>,
    count: u32,
    least: u32,
    takes_part: impl Fn(i64) -> bool,
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    let total = states.total.power(count).ok_or(Obstacle::Uncountable)?;
    let length = count as usize + 1;
    let most = count / least.max(1);
    Budget::cells(length.saturating_mul(most as usize + 1))?;
    // By the number of dice that have shown one of the faces so far: the number of matches.
    let mut rows = vec![vec![W::ZERO; most as usize + 1]; length];
    if let Some(none) = rows.first_mut().and_then(|row| row.first_mut()) {
        *none = W::ONE;
    }
    for alike in states.dice.chunk_by(|(one, _), (other, _)| one.value == other.value) {
        let Some((die, _)) = alike.first() else { continue };
        let weight = alike.iter().fold(W::ZERO, |sum, (_, weight)| sum.plus(*weight));
        budget.spend(length * length, most as usize + 1)?;
        for after in (0..=count).rev() {
            let (former, later) = rows.split_at_mut(after as usize);
            let Some(row) = later.first_mut() else { continue };
            let mut power = W::ONE;
            for (shown, source) in (1..=after).zip(former.iter().rev()) {
                power = power.times(weight);
                let ways = W::ways(after, shown).ok_or(Obstacle::Uncountable)?.times(power);
                let matches = usize::from(shown >= least && takes_part(die.value));
                add_scaled(row.get_mut(matches..).unwrap_or_default(), source, ways);
            }
        }
    }
    let matches = rows.pop().ok_or(Obstacle::TooLarge)?;
    let ulps = states.doubt.ulps * f64::from(count)
        + f64::from(count + 4) * f64::from(count) * 4.0
        + f64::from(u32::try_from(states.dice.len()).unwrap_or(u32::MAX)) * f64::from(count);
    let doubt = Doubt { ulps, missing: states.doubt.missing * f64::from(count) };
    Ok(Distribution::dense(0, matches, total, doubt))
}
