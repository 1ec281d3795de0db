//! Dice that bring another die, which may bring another.

use super::{
    budget::{Budget, MAX_OUTCOMES},
    convolution::add_products,
    distribution::{Distribution, Doubt, Values},
    obstacle::Obstacle,
    weight::Weight,
};

/// The probability below which the rest of a chain is left out.
const NEGLIGIBLE: f64 = 1e-17;

/// A die either ends a chain, or is a link of it and another die follows.
pub(super) struct Chain<W> {
    /// What a link adds; these weigh less than one together.
    pub links: Distribution<W>,
    /// What an end adds.
    pub ends: Distribution<W>,
    /// The probability of a link.
    pub link: f64,
}

/// What a chain adds up to.
///
/// It never ends for certain, so nothing can be counted; the tail that is left out is reported.
pub(super) fn chain<W: Weight>(
    chain: &Chain<W>,
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    if W::is_exact() {
        return Err(Obstacle::Uncountable);
    }
    if chain.link >= 1.0 {
        return Err(Obstacle::NoValue);
    }
    let (Values::From(link_lowest), Values::From(end_lowest)) =
        (&chain.links.values, &chain.ends.values)
    else {
        return Err(Obstacle::OutOfReach("dice that are worth fractions"));
    };
    // So many links that more of them are negligible.
    let links = (NEGLIGIBLE.ln() / chain.link.ln()).ceil().max(1.0);
    if links > 1e5 {
        return Err(Obstacle::TooLarge);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be between one and a hundred thousand"
    )]
    let length = links as usize;
    let step_ulps = Doubt::default().and(chain.links.doubt, chain.links.len());
    let mut sums =
        Sums { lowest: *end_lowest, weights: chain.ends.weights.clone(), doubt: chain.ends.doubt };
    if *link_lowest >= 1 {
        sums.follow(chain, *link_lowest, length, budget)?;
    } else {
        sums.grow(chain, *link_lowest, length, budget)?;
    }
    let missing = chain.link.powi(i32::try_from(length).unwrap_or(i32::MAX));
    let doubt = Doubt {
        ulps: sums.doubt.ulps + step_ulps.ulps * links,
        missing: chain.ends.doubt.missing + missing,
    };
    Ok(Distribution::dense(sums.lowest, sums.weights, W::ONE, doubt))
}

struct Sums<W> {
    lowest: i64,
    weights: Vec<W>,
    doubt: Doubt,
}

impl<W: Weight> Sums<W> {
    /// Every link adds something: what a sum weighs follows from those below it.
    fn follow(
        &mut self,
        chain: &Chain<W>,
        link_lowest: i64,
        length: usize,
        budget: &mut Budget,
    ) -> Result<(), Obstacle> {
        let first = usize::try_from(link_lowest).map_err(|_| Obstacle::TooLarge)?;
        let highest = first + chain.links.len() - 1;
        let places = self.weights.len().saturating_add(highest.saturating_mul(length));
        if places > MAX_OUTCOMES {
            return Err(Obstacle::TooLarge);
        }
        budget.spend(places, chain.links.len())?;
        self.weights.resize(places, W::ZERO);
        for place in 0..places {
            let (known, later) = self.weights.split_at_mut(place);
            let Some(here) = later.first_mut() else { break };
            let Some(reach) = place.checked_sub(first) else { continue };
            let known = known.get(..=reach).unwrap_or_default();
            for (weight, link) in known.iter().rev().zip(&chain.links.weights) {
                *here = here.plus(weight.times(*link));
            }
        }
        Ok(())
    }

    /// Links may add nothing or less than nothing: one link more at a time.
    fn grow(
        &mut self,
        chain: &Chain<W>,
        link_lowest: i64,
        length: usize,
        budget: &mut Budget,
    ) -> Result<(), Obstacle> {
        let end_lowest = self.lowest;
        for _ in 0..length {
            let reach = self.weights.len() + chain.links.len() - 1;
            let lowest = end_lowest.min(self.lowest + link_lowest);
            let place = |from: i64| usize::try_from(from - lowest).unwrap_or_default();
            let (end_at, link_at) = (place(end_lowest), place(self.lowest + link_lowest));
            let places = (link_at + reach).max(end_at + chain.ends.len());
            let mut weights = vec![W::ZERO; Budget::outcomes(places)?];
            budget.spend(self.weights.len(), chain.links.len())?;
            for (sum, end) in
                weights.get_mut(end_at..).unwrap_or_default().iter_mut().zip(&chain.ends.weights)
            {
                *sum = *end;
            }
            let linked = weights.get_mut(link_at..).unwrap_or_default();
            add_products(linked, &self.weights, &chain.links.weights);
            (self.lowest, self.weights) = (lowest, weights);
        }
        Ok(())
    }
}
