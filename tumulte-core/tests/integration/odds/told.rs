//! What odds tell.

#![expect(clippy::float_cmp, reason = "what is counted is exact")]

use tumulte_core::dice::{Exactness, Formula, Odds, Side};

fn odds(text: &str) -> Odds {
    text.parse::<Formula>().unwrap().odds().unwrap()
}

#[test]
fn the_mean_is_the_analytic_one() {
    let close = |text: &str, mean: f64, variance: f64| {
        let odds = odds(text);
        assert!((odds.mean() - mean).abs() < 1e-12 * mean.abs().max(1.0), "{text} {}", odds.mean());
        let tolerance = 1e-11 * variance.max(1.0);
        assert!((odds.variance() - variance).abs() < tolerance, "{text} {}", odds.variance());
    };
    close("8d6", 28.0, 8.0 * 35.0 / 12.0);
    close("100d6 + 1000000", 1_000_350.0, 100.0 * 35.0 / 12.0);
    close("10d10cs>=8", 3.0, 2.1);
    close("2d20kh1 + 5", 18.825, 22.194_375);
    // A die that explodes is worth its own mean by the chance that it ends.
    close("1d6x", 4.2, 266.0 / 25.0);
    close("4dF", 0.0, 8.0 / 3.0);
}

#[test]
fn what_128_bits_can_count_is_counted() {
    assert_eq!(odds("8d6").ways(48), Some((1, 1_679_616)));
    assert_eq!(odds("49d6").exactness(), Exactness::Exact);
    let Exactness::Rounded { error } = odds("50d6").exactness() else { panic!("exact") };
    assert!(error < 1e-12);
    assert_eq!(odds("50d6").ways(50), None);
}

#[test]
fn the_ends_of_rounded_odds_keep_their_precision() {
    let odds = odds("100d6");
    let best = odds.p_at_least(600);
    assert!((best / 6_f64.powi(-100) - 1.0).abs() < 1e-12);
    assert!((odds.p(100) / best - 1.0).abs() < 1e-12);
    assert_eq!(odds.rarity(600).to_string(), "1 in 6.5e77");
}

#[test]
fn a_tail_that_was_cut_off_is_told() {
    let odds = odds("3d6x");
    let Exactness::Bounded { missing, error } = odds.exactness() else { panic!("no tail") };
    assert!(missing > 0.0 && missing < 1e-15);
    assert!(error < 1e-12);
    assert!((odds.p(3) - 1.0 / 216.0).abs() < 1e-15);
}

#[test]
fn percentiles_are_the_lowest_totals_that_reach_them() {
    let odds = odds("1d20");
    assert_eq!(odds.percentile(50.0), 10.0);
    assert_eq!(odds.percentile(50.1), 11.0);
    assert_eq!(odds.percentile(5.0), 1.0);
    assert_eq!(odds.percentile(0.0), 1.0);
    assert_eq!(odds.percentile(-3.0), 1.0);
    assert_eq!(odds.percentile(100.0), 20.0);
    assert_eq!(odds.percentile(f64::NAN), 20.0);
}

#[test]
fn totals_between_and_beyond_the_possible_ones_are_understood() {
    let odds = odds("2 * 1d6");
    assert_eq!(odds.p(3), 0.0);
    assert_eq!(odds.p(2.5), 0.0);
    assert_eq!(odds.p_at_least(3), 5.0 / 6.0);
    assert_eq!(odds.p_at_least(2.5), 5.0 / 6.0);
    assert_eq!(odds.p_at_most(3), 1.0 / 6.0);
    assert_eq!(odds.p_at_most(-1e300), 0.0);
    assert_eq!(odds.p_at_least(1e300), 0.0);
    assert_eq!(odds.p_at_least(f64::NEG_INFINITY), 1.0);
    assert_eq!(odds.p(f64::NAN), 0.0);
    assert_eq!((odds.min(), odds.max()), (2.0, 12.0));
}

#[test]
fn rarity_looks_to_the_side_a_total_lies_on() {
    let odds = odds("3d6");
    assert_eq!(odds.rarity(18).to_string(), "1 in 216");
    assert_eq!(odds.rarity(3).side(), Side::Low);
    assert_eq!(odds.rarity(17).to_string(), "1 in 54");
    assert_eq!(odds.rarity(11).side(), Side::High);
    assert!((odds.rarity(17).exactly() - 3.0 / 216.0).abs() < 1e-15);
    assert_eq!(odds.rarity(19).to_string(), "impossible");
    assert_eq!(self::odds("7").rarity(7).to_string(), "1 in 1");
}
