//! Nothing a text says gets past the limits.

use std::time::{Duration, Instant};

use tumulte_core::dice::{Dialect, Dice, Formula, Limits, SeededDice};

/// Every die shows the same face.
struct Always(u32);

impl Dice for Always {
    fn face(&mut self, faces: u32) -> Option<u32> {
        Some(self.0.min(faces))
    }
}

#[test]
fn explosions_that_never_end_stop_at_the_limit_of_dice() {
    for (text, dialect) in [
        ("2d6x", Dialect::Foundry),
        ("1d(6)x>=1", Dialect::Foundry),
        ("9999d6rr6", Dialect::Foundry),
        ("1d6!!", Dialect::Roll20),
        ("1d6!p", Dialect::Roll20),
        ("5d6e6", Dialect::Avrae),
    ] {
        let formula = Formula::parse(text, dialect).unwrap();
        let refused = formula.roll(&mut Always(6)).unwrap_err();
        assert!(
            ["dice.too_many_dice", "dice.too_much_work"].contains(&refused.code()),
            "{text}: {}",
            refused.code()
        );
    }
}

#[test]
fn a_count_that_is_rolled_is_limited_as_well() {
    let formula: Formula = "(1d10 * 10000000)d6".parse().unwrap();
    assert_eq!(formula.roll(&mut Always(1)).unwrap_err().code(), "dice.too_many_dice");
    let formula: Formula = "(99999999999)d6".parse().unwrap();
    assert_eq!(formula.roll(&mut Always(1)).unwrap_err().code(), "dice.too_many_dice");
    let formula: Formula = "1d(2 * 1000000)".parse().unwrap();
    assert_eq!(formula.roll(&mut Always(1)).unwrap_err().code(), "dice.too_many_faces");
    for text in ["(1 / 2)d6", "(0 - 1)d6", "1d(-4)"] {
        let formula: Formula = text.parse().unwrap();
        assert_eq!(formula.roll(&mut Always(1)).unwrap_err().code(), "dice.invalid_count");
    }
}

#[test]
fn counts_that_multiply_stay_within_the_limit() {
    let mut text = "9d9".to_owned();
    for _ in 0..20 {
        text = format!("({text})d9");
    }
    let refused = text.parse::<Formula>().unwrap().roll(&mut Always(9)).unwrap_err();
    assert_eq!(refused.code(), "dice.too_many_dice");
}

#[test]
fn deep_nesting_is_refused_in_every_form() {
    for (open, close, dialect) in [
        ("(", ")", Dialect::Foundry),
        ("{", "}", Dialect::Foundry),
        ("abs(", ")", Dialect::Foundry),
        ("1d(", ")", Dialect::Foundry),
        ("[[", "]]", Dialect::Roll20),
        ("[a]", "", Dialect::Roll20),
        ("2**", "", Dialect::Roll20),
        ("(", ",)", Dialect::Avrae),
    ] {
        let text = format!("{}1{}", open.repeat(500), close.repeat(500));
        let refused = Formula::parse(&text, dialect).unwrap_err();
        assert_eq!(refused.code(), "dice.too_deep", "{open}");
        let text = format!("{}1{}", open.repeat(20), close.repeat(20));
        let formula = Formula::parse(&text, dialect).unwrap();
        assert_eq!(Formula::parse(&formula.to_string(), dialect), Ok(formula));
    }
}

#[test]
fn the_longest_texts_are_read_printed_and_rolled_in_no_time() {
    let limits = Limits::default().with_length(u32::MAX).with_dice(100_000);
    let started = Instant::now();
    for (piece, dialect) in [
        ("1d6+", Dialect::Foundry),
        ("-", Dialect::Foundry),
        ("1[a]+", Dialect::Roll20),
        ("2d6kh1*", Dialect::Roll20),
        ("1>", Dialect::Avrae),
        ("(1,2)k1+", Dialect::Avrae),
    ] {
        let text = format!("{}1", piece.repeat(65_000 / piece.len()));
        let formula = Formula::parse_within(&text, dialect, limits).unwrap();
        let printed = formula.to_string();
        assert!(!printed.is_empty());
        let _ = formula.roll(&mut SeededDice::new(1)).map(|rolled| rolled.to_string());
    }
    for hostile in
        ["[", "[[", "((((", "d", "1d", "@", "{", "1d6kh", "d%", "x(", "1d6[", "?{", "\u{e9}"]
    {
        for dialect in Dialect::ALL {
            let text = hostile.repeat(65_000 / hostile.len());
            let _ = Formula::parse_within(&text, dialect, limits).map_err(|error| error.render());
        }
    }
    // Seconds even where nothing is optimised; what is quadratic takes minutes.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn too_long_a_text_is_not_even_looked_at() {
    let refused = "1".repeat(9000).parse::<Formula>().unwrap_err();
    assert_eq!(refused.code(), "dice.too_long");
    assert_eq!(refused.span(), 0..9000);
}

#[test]
fn ten_thousand_dice_are_ranked_in_no_time() {
    let started = Instant::now();
    let formula: Formula = "5000d1000kh2500dl100r<3x>998cs>500".parse().unwrap();
    formula.roll(&mut SeededDice::new(1)).unwrap();
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn results_that_are_no_numbers_are_refused() {
    for (text, code) in [
        ("1 / 0", "dice.division_by_zero"),
        ("1 % (1 - 1)", "dice.division_by_zero"),
        ("sqrt(-1)", "dice.not_a_number"),
        ("pow(9, 999)", "dice.not_a_number"),
        ("1d20 + @mod", "dice.unresolved_reference"),
        ("sizeRoll(1, 8)", "dice.unknown_function"),
        ("1dt + 1d10", "dice.unknown_die"),
        ("1d(1 - 1)", "dice.no_faces"),
    ] {
        let formula: Formula = text.parse().unwrap();
        let refused = formula.roll(&mut Always(1)).unwrap_err();
        assert_eq!(refused.code(), code, "{text}");
        assert!(refused.in_text(text).render().contains('^'));
    }
}

#[test]
fn given_faces_fit_exactly_or_are_refused() {
    let formula: Formula = "2d6".parse().unwrap();
    let code = |faces: &[i32]| formula.roll_given(faces).unwrap_err().code();
    assert_eq!(code(&[1]), "dice.too_few_faces");
    assert_eq!(code(&[1, 2, 3]), "dice.faces_left_over");
    assert_eq!(code(&[1, 7]), "dice.face_out_of_range");
    assert_eq!(code(&[0, 1]), "dice.face_out_of_range");
    assert_eq!(code(&[i32::MIN, 1]), "dice.face_out_of_range");
}
