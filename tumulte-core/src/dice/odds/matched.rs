//! How many faces come up often enough.

use super::{
    budget::Budget,
    convolution::add_scaled,
    distribution::{Distribution, Doubt},
    obstacle::Obstacle,
    states::States,
    sum::Sum,
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
    Budget::cells(length.saturating_mul(most as usize + 1 + length / 2))?;
    budget.spend(length, 8 * length)?;
    // By the number of dice that have shown one of the faces so far: the number of matches.
    let mut rows = vec![vec![W::ZERO; most as usize + 1]; length];
    if let Some(none) = rows.first_mut().and_then(|row| row.first_mut()) {
        *none = W::ONE;
    }
    let choices: Option<Vec<_>> = (0..=count).map(W::ways).collect();
    let choices = choices.ok_or(Obstacle::Uncountable)?;
    for alike in states.dice.chunk_by(|(one, _), (other, _)| one.value == other.value) {
        let Some((die, _)) = alike.first() else { continue };
        let weight = Sum::of(alike);
        // Half of the pairs of rows, and what each costs besides its places.
        budget.spend(length * length / 2, most as usize + 8)?;
        for (after, choices) in choices.iter().enumerate().rev() {
            let (former, later) = rows.split_at_mut(after);
            let Some(row) = later.first_mut() else { continue };
            let mut power = W::ONE;
            for ((shown, ways), source) in
                (1..).zip(choices.iter().skip(1)).zip(former.iter().rev())
            {
                power = power.times(weight);
                let matches = usize::from(shown >= least && takes_part(die.value));
                let sums = row.get_mut(matches..).unwrap_or_default();
                add_scaled(sums, source, ways.times(power));
            }
        }
    }
    let matches = rows.pop().ok_or(Obstacle::TooLarge)?;
    // A weight lies in a row while each face adds to it from every former one.
    let dice = length.saturating_mul(states.dice.len() + 4 * length);
    let doubt = states.doubt.times(count, 2.0).and(Doubt::default(), dice);
    Ok(Distribution::dense(0, matches, total, doubt))
}
