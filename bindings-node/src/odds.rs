//! What a formula can come to, and how likely each total is.

use napi_derive::napi;
use tumulte_core::dice::{Exactness, Odds, Side};

/// Odds, kept on this side: their list may be long.
#[napi]
#[derive(Debug)]
pub struct NativeOdds(Odds);

impl From<Odds> for NativeOdds {
    fn from(odds: Odds) -> Self {
        Self(odds)
    }
}

/// How rare a total is.
#[napi(object)]
#[derive(Debug)]
pub struct NativeRarity {
    /// The probability of this total.
    pub exactly: f64,
    /// The probability of one at least as extreme.
    pub at_least_as_extreme: f64,
    /// Which side it lies on.
    pub side: String,
    /// In how many rolls it is expected.
    pub one_in: f64,
    /// What one says at the table.
    pub text: String,
}

#[napi]
impl NativeOdds {
    /// How far they can be trusted.
    #[napi]
    pub fn exactness(&self) -> &'static str {
        match self.0.exactness() {
            Exactness::Exact => "exact",
            Exactness::Bounded { .. } => "bounded",
            Exactness::Sampled { .. } => "sampled",
            _ => "rounded",
        }
    }

    /// Mean, variance, lowest and highest total.
    #[napi]
    pub fn figures(&self) -> Vec<f64> {
        vec![self.0.mean(), self.0.variance(), self.0.deviation(), self.0.min(), self.0.max()]
    }

    /// The probability of this total.
    #[napi]
    pub fn p(&self, total: f64) -> f64 {
        self.0.p(total)
    }

    /// The probability of this total or more.
    #[napi]
    pub fn p_at_least(&self, total: f64) -> f64 {
        self.0.p_at_least(total)
    }

    /// The probability of this total or less.
    #[napi]
    pub fn p_at_most(&self, total: f64) -> f64 {
        self.0.p_at_most(total)
    }

    /// The lowest total that at least so many percent do not exceed.
    #[napi]
    pub fn percentile(&self, percent: f64) -> f64 {
        self.0.percentile(percent)
    }

    /// Totals and probabilities in turn.
    #[napi]
    pub fn distribution(&self) -> Vec<f64> {
        self.0.iter().flat_map(|(total, probability)| [total, probability]).collect()
    }

    /// How rare this total is.
    #[napi]
    pub fn rarity(&self, total: f64) -> NativeRarity {
        let rarity = self.0.rarity(total);
        NativeRarity {
            exactly: rarity.exactly(),
            at_least_as_extreme: rarity.at_least_as_extreme(),
            side: if rarity.side() == Side::High { "high" } else { "low" }.to_owned(),
            one_in: rarity.one_in(),
            text: rarity.to_string(),
        }
    }

    /// Whether the other lists the same.
    #[napi]
    pub fn equals(&self, other: &NativeOdds) -> bool {
        self.0 == other.0
    }
}
