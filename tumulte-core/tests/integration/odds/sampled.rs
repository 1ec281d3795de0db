//! Odds against many rolls.

use std::collections::HashMap;

use tumulte_core::dice::{Dialect, Exactness, Formula, SeededDice};

/// A million where the compiler makes it quick.
const SAMPLES: u32 = if cfg!(debug_assertions) { 40_000 } else { 1_000_000 };

/// Whether the samples may well be of these odds: chi square over totals expected at least ten
/// times, far beyond any doubt.
fn assert_may_be(text: &str, dialect: Dialect, seed: u64) {
    let formula = Formula::parse(text, dialect).unwrap_or_else(|e| panic!("{text}: {e}"));
    let odds = formula.odds().unwrap_or_else(|refused| panic!("{text}: {refused}"));
    let mut dice = SeededDice::new(seed);
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut mean = 0.0;
    for _ in 0..SAMPLES {
        let total = formula.roll(&mut dice).unwrap().total();
        mean += total / f64::from(SAMPLES);
        *counts.entry(total.to_bits()).or_default() += 1;
    }
    for total in counts.keys() {
        let total = f64::from_bits(*total);
        assert!(odds.p(total) > 0.0, "{text} was {total}");
    }
    let (mut chi_square, mut places, mut rest, mut expected_rest) = (0.0, 0.0, 0.0, 0.0);
    let mut sum = 0.0;
    for (total, p) in odds.iter() {
        sum += p;
        let found = f64::from(counts.get(&total.to_bits()).copied().unwrap_or_default());
        let expected = p * f64::from(SAMPLES);
        if expected < 10.0 {
            rest += found;
            expected_rest += expected;
            continue;
        }
        chi_square += (found - expected) * (found - expected) / expected;
        places += 1.0;
    }
    assert!((sum - 1.0).abs() < 1e-12, "{text} adds up to {sum}");
    assert!((rest - expected_rest).abs() < 6.0 * expected_rest.sqrt() + 6.0, "{text}: {rest}");
    let limit = places + 6.0 * f64::sqrt(2.0 * places) + 12.0;
    assert!(chi_square < limit, "{text}: {chi_square} of {limit}");
    let slack = 6.0 * odds.deviation() / f64::from(SAMPLES).sqrt() + 1e-9;
    assert!((mean - odds.mean()).abs() < slack, "{text}: {mean}, not {}", odds.mean());
}

fn assert_all(texts: &str, dialect: Dialect, first_seed: u64) {
    for (seed, text) in (first_seed..).zip(texts.split(';')) {
        assert_may_be(text.trim(), dialect, seed);
    }
}

#[test]
fn many_rolls_fall_as_the_odds_say_in_foundry() {
    let texts = "8d6; 30d6; 100d6; 4d6kh3; 2d20kh1 + 5; 10d10cs>=8; 1d6x; 3d6x; 3d6x>=5; 4d6xkh3; \
        4d6x6kl2; 5d10x10cs>=8; 3d6x1kh2; 3d6x3kh2; 4d6xkh3cs>=5; 2d8xr1; 6d6r1kh4; 10d6r<3; \
        3d6xmin2; 4d6kh2x; 1d20x>=15; 2d10x<=3; 3d6x4=6; 5d6x2>=5; 4d6r3<=2; 4d6rr3=1; (1d4)d6x; \
        {1d6x, 1d8x}kh1; {3d6x, 2d8}kl1 + 1d4; floor(3d6x / 2); 12d6dl1dh1; (2d6 - 2)d8; \
        20d20kh10; 1d100; 3d100kl2; 2d6rr1; 2d6rr<=3";
    assert_all(texts, Dialect::Foundry, 100);
}

#[test]
fn many_rolls_fall_as_the_odds_say_in_roll20() {
    let texts = "3d6!; 3d6!>4; 3d6!!; 3d6!!>4; 3d6!p; 3d6!p>5; 4d6!!kh3; 4d6!kh3; 5d6!>4; 5d10!>9>7; \
        4d6!!>8; {3d6+1d8}kh2; 8d4mt; 6d6!!mt; 10d6r<2k6; 4d6!!>5; 3d6r<2; 2d6r1r3";
    assert_all(texts, Dialect::Roll20, 200);
}

#[test]
fn many_rolls_fall_as_the_odds_say_in_avrae() {
    let texts = "3d6e6; 3d6e>4; 4d6e6kh3; 4d6e5e6; 8d6mi2; 5d8ra8; 4d6rr<3kh3; 4d6k5k6; 4d6mi3e3; \
        (2d6e6, 1d20)kh1; 3d6rr1rr2";
    assert_all(texts, Dialect::Avrae, 300);
}

#[test]
fn sampled_odds_are_as_near_as_they_say() {
    for text in ["4d6kh3", "3d6x", "10d10cs>=8"] {
        let formula: Formula = text.parse().unwrap();
        let odds = formula.odds().unwrap();
        let sampled = formula.approximate_odds(&mut SeededDice::new(11), 20_000).unwrap();
        let Exactness::Sampled { samples: 20_000, error, .. } = sampled.exactness() else {
            panic!("{:?}", sampled.exactness());
        };
        for (total, _) in odds.iter() {
            assert!((odds.p_at_least(total) - sampled.p_at_least(total)).abs() < error);
            assert!((odds.p_at_most(total) - sampled.p_at_most(total)).abs() < error);
        }
    }
}

#[test]
fn sampling_many_dice_ends_early_and_says_so() {
    let formula = Formula::parse("1000d6kh900r1kl800", Dialect::Foundry).unwrap();
    assert_eq!(formula.odds().unwrap_err().code(), "dice.odds_out_of_reach");
    let odds = formula.approximate_odds(&mut SeededDice::new(3), u32::MAX).unwrap();
    let Exactness::Sampled { samples, error, .. } = odds.exactness() else { panic!("not sampled") };
    assert!((3_000..5_000).contains(&samples), "{samples}");
    assert!(error > 0.01, "{error}");
}
