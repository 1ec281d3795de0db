//! What has no odds, or none that could be worked out in time.

use proptest::prelude::*;
use tumulte_core::dice::{Dialect, Exactness, Formula};

use super::sum;

fn code(text: &str) -> &'static str {
    let formula = Formula::parse(text, Dialect::Foundry).unwrap_or_else(|e| panic!("{text}: {e}"));
    formula.odds().map_or_else(|refused| refused.code(), |_| "none")
}

#[test]
fn what_could_not_be_rolled_has_no_odds() {
    assert_eq!(code("1d20 + @mod"), "dice.unresolved_reference");
    assert_eq!(code("1d6 / (1d4 - 1)"), "dice.division_by_zero");
    assert_eq!(code("(1d4 - 2)d6"), "dice.invalid_count");
    assert_eq!(code("(1d4 / 2)d6"), "dice.invalid_count");
    assert_eq!(code("1d(1d4 - 1)"), "dice.no_faces");
    assert_eq!(code("1d(1d2)x1"), "dice.too_many_dice");
    assert_eq!(code("sqrt(1d4 - 2)"), "dice.not_a_number");
    assert_eq!(code("1dt"), "dice.unknown_die");
}

#[test]
fn what_would_take_long_is_refused_with_a_hint() {
    for text in ["9999d1000", "1d1000000 * 1d1000000", "1000d1000kh500", "1d1000x<=999"] {
        let formula: Formula = text.parse().unwrap();
        let refused = formula.odds().unwrap_err();
        assert_eq!(refused.code(), "dice.odds_too_large", "{text}");
        assert!(refused.hint().is_some());
    }
}

#[test]
fn few_of_many_faces_are_told_apart_in_no_time() {
    let formula: Formula = "8d8699x=2kh1cs<0".parse().unwrap();
    assert!((sum(&formula.odds().unwrap()) - 1.0).abs() < 1e-11);
    assert_eq!(code("3d54549x4dl1df>=3sf=2"), "dice.odds_too_large");
}

#[test]
fn of_no_dice_none_explodes_for_ever() {
    for text in ["0d(1d1)x", "(1d2 - 1)d(2)kh1 + 0d(1)x1", "1d(1d1)dl1x", "1d(1)xo0dl1rr>0"] {
        assert_eq!(code(text), "none", "{text}");
    }
}

#[test]
fn the_part_that_has_no_odds_is_pointed_at() {
    let text = "1d6 + 4d6kh3r1kl2 + 2";
    let formula: Formula = text.parse().unwrap();
    let refused = formula.odds().unwrap_err();
    assert_eq!(refused.code(), "dice.odds_out_of_reach");
    assert_eq!(&text[refused.span()], "4d6kh3r1kl2");
}

fn modifier() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("kh"),
        Just("kl"),
        Just("dh"),
        Just("dl"),
        Just("r"),
        Just("rr"),
        Just("x"),
        Just("xo"),
        Just("cs>="),
        Just("cf<="),
        Just("df"),
        Just("sf"),
        Just("min"),
        Just("max"),
        Just("ms>="),
        Just("x<"),
        Just("r>"),
        Just("adv"),
    ];
    (name, 1..8_u32).prop_map(|(name, number)| format!("{name}{number}"))
}

fn formula() -> impl Strategy<Value = String> {
    let count = prop_oneof![4 => 0..12_u32, 1 => 0..10_000_u32];
    let faces = prop_oneof![8 => 1..30_u32, 1 => 1..1_000_000_u32];
    let modifiers = prop::collection::vec(modifier(), 0..4);
    let dice = (count, faces, modifiers)
        .prop_map(|(count, faces, modifiers)| format!("{count}d{faces}{}", modifiers.concat()));
    dice.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["+", "-", "*", "/", "%"]), inner.clone())
                .prop_map(|(left, sign, right)| format!("({left} {sign} {right})")),
            (inner.clone(), 1..20_u32).prop_map(|(count, faces)| format!("({count})d{faces}kh2")),
            inner.clone().prop_map(|faces| format!("2d({faces})")),
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|entries| format!("{{{}}}kh1", entries.join(", "))),
            inner.prop_map(|value| format!("floor({value})")),
        ]
    })
}

#[test]
fn many_faces_that_count_alike_lose_nothing_to_rounding() {
    let texts = [
        "292d218605cs>=1",
        "300d200000r<=100000cs>5",
        "250d200000cs>=150000",
        "74d6300k1",
        "2d86504max1k1",
    ];
    for text in texts {
        let formula: Formula = text.parse().unwrap();
        let odds = formula.odds().unwrap();
        let sum = sum(&odds);
        assert!((sum - 1.0).abs() < 1e-12, "{text} adds up to {sum}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn odds_are_refused_or_add_up(text in formula()) {
        let Ok(formula) = Formula::parse(&text, Dialect::Foundry) else { return Ok(()) };
        let Ok(odds) = formula.odds() else { return Ok(()) };
        let sum = sum(&odds);
        prop_assert!((sum - 1.0).abs() < 1e-9, "{} adds up to {}", text, sum);
        let off = match odds.exactness() {
            Exactness::Rounded { error } => error,
            Exactness::Bounded { missing, error } => missing + error,
            _ => 0.0,
        };
        prop_assert!((sum - 1.0).abs() <= off + 1e-15, "{} adds up to {}, {}", text, sum, off);
        prop_assert!(odds.min() <= odds.mean() && odds.mean() <= odds.max());
        prop_assert!(odds.percentile(50.0) >= odds.min());
        prop_assert!((odds.p_at_least(odds.min()) - 1.0).abs() < 1e-9);
    }
}
