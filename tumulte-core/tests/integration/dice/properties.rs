//! What holds for every text and every formula.

use proptest::prelude::*;
use tumulte_core::dice::{Dialect, Formula, SeededDice};

/// Pieces of all dialects, so that chance finds the combinations.
const PIECES: &[&str] = &[
    "1",
    "2",
    "10",
    "0.5",
    "d",
    "d6",
    "d20",
    "1d4",
    "2d20",
    "d%",
    "dF",
    "dc",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "]]",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    ",",
    " ",
    "k",
    "kh",
    "kl1",
    "d1",
    "dh",
    "r",
    "rr<2",
    "r1=1",
    "ro1",
    "x",
    "xo",
    "!",
    "!!",
    "!p",
    "x>=5",
    ">3",
    "<2",
    "=",
    "==",
    "!=",
    "f1",
    "cs>=5",
    "cs>19",
    "cf<2",
    "df",
    "sf",
    "ms",
    "even",
    "odd",
    "min2",
    "max5",
    "mi2",
    "ma5",
    "e6",
    "ra6",
    "p",
    "h1",
    "l1",
    "adv",
    " adv",
    "dis",
    "m",
    "mt",
    "mt3",
    "sa",
    "sd",
    "max(",
    "floor(",
    "@str.mod",
    "@{str}",
    "?{q|1}",
    "%{a}",
    "#m",
    "[fire]",
    "# note",
    "\\\\ note",
    "/r ",
    "/gmroll ",
    "é",
    "…",
];

fn dialect() -> impl Strategy<Value = Dialect> {
    prop::sample::select(Dialect::ALL.to_vec())
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..14).prop_map(|pieces| pieces.concat())
}

/// Formulas that are right in the dialect, most of them.
fn formula() -> impl Strategy<Value = String> {
    let dice = (1_u32..9, 1_u32..21, prop::sample::select(PIECES), prop::sample::select(PIECES));
    let leaf = prop_oneof![
        dice.prop_map(|(count, faces, one, two)| format!("{count}d{faces}{one}{two}")),
        (1_u32..9, 1_u32..21).prop_map(|(count, faces)| format!("{count}d{faces}")),
        (0_u32..100).prop_map(|number| number.to_string()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["+", "-", "*", "/", "%"]), inner.clone())
                .prop_map(|(left, sign, right)| format!("{left} {sign} {right}")),
            inner.clone().prop_map(|inside| format!("({inside})")),
            inner.clone().prop_map(|inside| format!("{inside}[cold iron]")),
            inner.clone().prop_map(|inside| format!("-{inside}")),
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("{{{one}, {two}}}kh1")),
            (inner.clone(), inner).prop_map(|(one, two)| format!("({one}, {two})kl1")),
        ]
    })
}

fn check(text: &str, dialect: Dialect) {
    let formula = match Formula::parse(text, dialect) {
        Ok(formula) => formula,
        Err(error) => {
            assert!(text.get(error.span()).is_some(), "{text:?}: {:?}", error.span());
            assert!(error.render().contains('^'), "{text:?}");
            return;
        }
    };
    let printed = formula.to_string();
    assert_eq!(Formula::parse(&printed, dialect).as_ref(), Ok(&formula), "{text:?} → {printed:?}");
    assert_eq!(Formula::parse(&printed, dialect).unwrap().to_string(), printed);
    let first = formula.roll(&mut SeededDice::new(7));
    let second = formula.roll(&mut SeededDice::new(7));
    assert_eq!(first, second);
    if let Ok(rolled) = first {
        assert!(rolled.total().is_finite());
        let _ = rolled.to_string();
        assert_eq!(rolled.to_dice().len(), rolled.dice().len());
    }
}

#[test]
fn dice_that_explode_and_are_counted_do_so_at_their_own_faces_on_roll20() {
    let said = |text: &str| {
        let formula = Formula::parse(text, Dialect::Foundry).unwrap();
        formula.to_dialect(Dialect::Roll20).map(|said| said.to_string()).ok()
    };
    assert_eq!(said("7d6xcs>=5").as_deref(), Some("7d6!6>5"));
    assert_eq!(said("7d6x").as_deref(), Some("7d6!"));
    assert_eq!(said("7d6x>=5cs>=5").as_deref(), Some("7d6!>5>5"));
    check_other_dialects("7d6xcs>=5", Dialect::Foundry);
}

/// A formula that can be said in another dialect comes to the same with the same dice.
fn check_other_dialects(text: &str, dialect: Dialect) {
    let Ok(formula) = Formula::parse(text, dialect) else { return };
    for other in Dialect::ALL {
        match formula.to_dialect(other) {
            Ok(said) => {
                let mine = formula.roll(&mut SeededDice::new(3)).map(|rolled| rolled.total());
                let theirs = said.roll(&mut SeededDice::new(3)).map(|rolled| rolled.total());
                match (mine, theirs) {
                    (Ok(mine), Ok(theirs)) => {
                        assert_eq!(
                            mine.to_bits(),
                            theirs.to_bits(),
                            "{dialect} {formula} → {other} {said}"
                        );
                    }
                    (mine, theirs) => assert_eq!(
                        mine.map_err(|error| error.code()),
                        theirs.map_err(|error| error.code())
                    ),
                }
            }
            Err(error) => assert_eq!(error.code(), "dice.not_in_dialect", "{formula} → {other}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}", dialect in dialect()) {
        check(&text, dialect);
    }

    #[test]
    fn any_pieces_are_read_or_refused(text in text(), dialect in dialect()) {
        check(&text, dialect);
    }

    #[test]
    fn formulas_print_as_they_are_read(text in formula(), dialect in dialect()) {
        check(&text, dialect);
    }

    #[test]
    fn formulas_mean_the_same_in_other_dialects(text in formula(), dialect in dialect()) {
        check_other_dialects(&text, dialect);
    }
}
