//! Sums of independent values.

use super::{
    budget::Budget,
    distribution::{Distribution, Doubt, Values},
    obstacle::Obstacle,
    row::Row,
    weight::Weight,
};

/// Adds `left` times `right` into `sums`, whose first place is the sum of their first places.
pub(super) fn add_products<W: Weight>(sums: &mut [W], left: &[W], right: &[W]) {
    let (short, long) = if left.len() < right.len() { (left, right) } else { (right, left) };
    for (index, factor) in short.iter().enumerate() {
        if *factor > W::ZERO {
            add_scaled(sums.get_mut(index..).unwrap_or_default(), long, *factor);
        }
    }
}

/// Adds `factor` times each weight into the sum at its place.
pub(super) fn add_scaled<W: Weight>(sums: &mut [W], weights: &[W], factor: W) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum = sum.plus(weight.times(factor));
    }
}

fn product<W: Weight>(left: &[W], right: &[W], budget: &mut Budget) -> Result<Vec<W>, Obstacle> {
    let length = Budget::outcomes((left.len() + right.len()).saturating_sub(1))?;
    budget.spend(left.len(), right.len())?;
    let mut sums = vec![W::ZERO; length];
    add_products(&mut sums, left, right);
    Ok(sums)
}

impl<W: Weight> Distribution<W> {
    /// The sum with another.
    pub(super) fn plus(&self, other: &Self, budget: &mut Budget) -> Result<Self, Obstacle> {
        let (Values::From(left), Values::From(right)) = (&self.values, &other.values) else {
            return self.combine(other, budget, |left, right| Ok(left + right));
        };
        let lowest = left.checked_add(*right).ok_or(Obstacle::TooLarge)?;
        for (sum, constant) in [(self, other), (other, self)] {
            if constant.weights.len() == 1 && constant.total == W::ONE && constant.is_certain() {
                return Ok(Self { values: Values::From(lowest), ..sum.copied(budget)? });
            }
        }
        let total = self.total.total_times(other.total).ok_or(Obstacle::Uncountable)?;
        let weights = product(&self.weights, &other.weights, budget)?;
        let doubt = self.doubt.and(other.doubt, self.len().min(other.len()));
        Ok(Self::dense(lowest, weights, total, doubt))
    }

    fn is_certain(&self) -> bool {
        self.weights.first() == Some(&W::ONE) && self.doubt == Doubt::default()
    }

    /// The sum of `count` that are distributed like this one.
    pub(super) fn times(&self, count: u32, budget: &mut Budget) -> Result<Self, Obstacle> {
        match (&self.values, self.weights.as_slice()) {
            _ if count == 0 => Ok(Self::point(0.0)),
            _ if count == 1 => self.copied(budget),
            (Values::From(lowest), [unit, rest @ ..]) if rest.iter().all(|other| other == unit) => {
                self.windows(*lowest, *unit, count, budget)
            }
            _ => self.squares(count, budget),
        }
    }

    /// Equally likely faces: one die more makes each weight the sum of a window of the former ones.
    fn windows(
        &self,
        lowest: i64,
        unit: W,
        count: u32,
        budget: &mut Budget,
    ) -> Result<Self, Obstacle> {
        let total = self.total.power(count).ok_or(Obstacle::Uncountable)?;
        let lowest = lowest.checked_mul(i64::from(count)).ok_or(Obstacle::TooLarge)?;
        let faces = self.len();
        let dice = usize::try_from(count).map_err(|_| Obstacle::TooLarge)?;
        let length = Budget::outcomes((faces - 1).saturating_mul(dice).saturating_add(1))?;
        let doublings = faces.checked_ilog2().unwrap_or_default();
        budget.spend(dice.saturating_mul(length) / 4 + 1, doublings as usize)?;
        let mut row = Row::new(&self.weights, length);
        for _ in 1..count {
            row.add_die(faces, unit);
        }
        let steps = f64::from(2 * doublings + 2);
        Ok(Self::dense(lowest, row.mirrored(), total, self.doubt.times(count, steps)))
    }

    fn squares(&self, count: u32, budget: &mut Budget) -> Result<Self, Obstacle> {
        let mut result: Option<Self> = None;
        let mut square = self.clone();
        let mut left = count;
        loop {
            if left & 1 == 1 {
                result = Some(match result {
                    Some(sum) => sum.plus(&square, budget)?,
                    None => square.clone(),
                });
            }
            left >>= 1;
            if left == 0 {
                return Ok(result.unwrap_or_else(|| Self::point(0.0)));
            }
            square = square.plus(&square, budget)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn die(faces: u64) -> Distribution<u128> {
        Distribution::uniform(1, faces).unwrap()
    }

    #[test]
    fn windows_and_squares_agree() {
        for faces in 1..=13 {
            for count in 2..=9 {
                let die = die(faces);
                let windows = die.times(count, &mut Budget::new()).unwrap();
                let squares = die.squares(count, &mut Budget::new()).unwrap();
                assert_eq!(windows.weights, squares.weights, "{count}d{faces}");
                assert_eq!(windows.values, squares.values);
                assert_eq!(windows.total, squares.total);
            }
        }
    }

    #[test]
    fn a_hundred_dice_can_not_be_counted_but_rounded() {
        assert_eq!(die(6).times(100, &mut Budget::new()), Err(Obstacle::Uncountable));
        let rounded = Distribution::<f64>::uniform(1, 6).unwrap();
        let sum = rounded.times(100, &mut Budget::new()).unwrap();
        let one = sum.weights.iter().sum::<f64>();
        assert!((one - 1.0).abs() < 1e-13);
        let lowest = sum.weights.first().copied().unwrap();
        let expected = 6_f64.powi(-100);
        assert!((lowest / expected - 1.0).abs() < 1e-12);
        assert!(sum.doubt.ulps * f64::EPSILON < 1e-12);
    }

    #[test]
    fn what_would_take_long_is_refused() {
        let die = Distribution::<f64>::uniform(1, 1000).unwrap();
        assert_eq!(die.times(5000, &mut Budget::new()), Err(Obstacle::TooLarge));
    }
}
