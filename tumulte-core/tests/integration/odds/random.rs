//! Odds of random small formulas against every throw there is.

use std::{cell::Cell, collections::BTreeSet};

use proptest::{
    prelude::*,
    sample::select,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use tumulte_core::dice::{Dialect, Exactness, Formula};

use super::{
    sum,
    throws::{Throws, gcd},
};

/// How many formulas of each dialect: about a second where the compiler makes nothing quick.
const CASES: u32 = 500;
/// Which ones.
const SEED: [u8; 32] = [7; 32];

/// A throw is followed until it is one of so many.
const WAYS: u128 = 1 << 12;

/// A word, a sign, a number.
fn words(
    words: &[&'static str],
    signs: &[&'static str],
    numbers: core::ops::Range<u32>,
) -> BoxedStrategy<String> {
    (select(words.to_vec()), select(signs.to_vec()), numbers)
        .prop_map(|(word, sign, number)| format!("{word}{sign}{number}"))
        .boxed()
}

fn word(words: &[&'static str]) -> BoxedStrategy<String> {
    select(words.to_vec()).prop_map(str::to_owned).boxed()
}

/// Any modifier a dialect knows.
fn modifier(dialect: Dialect) -> BoxedStrategy<String> {
    let choices = words(&["k", "kh", "kl", "d", "dh", "dl"], &[""], 1..4);
    match dialect {
        Dialect::Foundry => prop_oneof![
            4 => choices,
            4 => words(
                &["r", "rr", "x", "xo"],
                &["", "=", "<", "<=", ">", ">=", "0=", "1=", "2=", "1<=", "1>=", "2<=", "2>="],
                0..5
            ),
            2 => words(&["cs", "cf", "df", "sf"], &["", "=", "<", "<=", ">", ">="], 0..5),
            2 => words(&["min", "max"], &[""], 0..6),
            1 => words(&["ms"], &["", "<", "<=", ">", ">="], 0..9),
            1 => words(&["adv", "dis"], &[""], 0..3),
            1 => words(&["c"], &[""], 0..2),
            2 => word(&["r", "rr", "x", "xo", "cs", "cf", "df", "sf", "even", "odd", "k", "dl"]),
        ]
        .boxed(),
        Dialect::Roll20 => prop_oneof![
            3 => choices,
            4 => words(&["!", "!!", "!p", "r", "ro", "cs", "cf"], &["", ">", "<", "="], 0..5),
            2 => words(&["", "f"], &[">", "<", "="], 0..5),
            2 => words(&["m", "mt", "mt2", "mt3"], &[">", "<", "="], 0..5),
            2 => word(&["!", "!!", "!p", "r", "ro", "mt", "mt3", "m", "sa", "sd", "k", "d"]),
        ]
        .boxed(),
        _ => prop_oneof![
            4 => words(&["k", "p", "e", "rr", "ro", "ra"], &["", "h", "l", "<", ">"], 0..5),
            1 => words(&["mi", "ma"], &[""], 0..6),
        ]
        .boxed(),
    }
}

pub(super) fn modifiers(dialect: Dialect) -> BoxedStrategy<String> {
    prop::collection::vec(modifier(dialect), 0..5).prop_map(|all| all.concat()).boxed()
}

fn faces(dialect: Dialect) -> BoxedStrategy<String> {
    let special = match dialect {
        Dialect::Foundry => word(&["F", "c"]),
        Dialect::Roll20 => word(&["F"]),
        _ => word(&["%"]),
    };
    prop_oneof![6 => (1..5_u32).prop_map(|faces| faces.to_string()), 1 => special].boxed()
}

fn plain(dialect: Dialect) -> BoxedStrategy<String> {
    (0..6_u32, faces(dialect)).prop_map(|(count, faces)| format!("{count}d{faces}")).boxed()
}

fn dice(dialect: Dialect) -> BoxedStrategy<String> {
    (plain(dialect), modifiers(dialect)).prop_map(|(dice, modifiers)| dice + &modifiers).boxed()
}

/// A small formula; not every one is well-formed.
pub(super) fn formula(dialect: Dialect) -> BoxedStrategy<String> {
    let plain = prop::collection::vec(plain(dialect), 1..3).prop_map(|dice| dice.join(" + "));
    let (open, close) = if dialect == Dialect::Avrae { ('(', ')') } else { ('{', '}') };
    let by_die = (plain, modifiers(dialect))
        .prop_map(move |(plain, modifiers)| format!("{open}{plain}{close}{modifiers}"));
    let leaf = prop_oneof![
        8 => dice(dialect),
        1 => by_die,
        1 => (0..4_u32).prop_map(|number| number.to_string()),
    ];
    let signs: &[&str] = match dialect {
        Dialect::Foundry => &["+", "-", "*", "/", "%"],
        Dialect::Roll20 => &["+", "-", "*", "/", "%", "**"],
        _ => &["+", "-", "*", "/", "//", "%", "==", "!=", "<", ">=", ">"],
    };
    let functions: &[&str] = match dialect {
        Dialect::Foundry => {
            &["floor", "ceil", "round", "abs", "sign", "trunc", "sqrt", "max", "min", "hypot"]
        }
        Dialect::Roll20 => &["floor", "ceil", "round", "abs"],
        _ => &["", "-"],
    };
    leaf.prop_recursive(2, 5, 3, move |inner| {
        let list = prop::collection::vec(inner.clone(), 1..4).prop_map(|all| all.join(", "));
        prop_oneof![
            3 => (inner.clone(), select(signs), inner.clone())
                .prop_map(|(left, sign, right)| format!("({left}) {sign} ({right})")),
            2 => (list.clone(), modifiers(dialect))
                .prop_map(move |(list, modifiers)| format!("{open}{list}{close}{modifiers}")),
            1 => (inner.clone(), dice(dialect))
                .prop_map(|(count, dice)| format!("({count}){}", dice.trim_start_matches(char::is_numeric))),
            1 => (0..3_u32, inner.clone(), modifiers(dialect))
                .prop_map(|(count, faces, modifiers)| format!("{count}d({faces}){modifiers}")),
            1 => (select(functions), prop_oneof![inner, list])
                .prop_map(|(function, list)| format!("{function}({list})")),
        ]
    })
    .boxed()
}

/// How many formulas were compared with what.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Seen {
    pub counted: u32,
    pub rounded: u32,
    pub endless: u32,
}

/// The odds of a formula and `rest`, which adds nothing, against all throws of the formula.
pub(super) fn compare(
    text: &str,
    rest: &str,
    dialect: Dialect,
    seen: &mut Seen,
) -> Result<(), String> {
    let Ok(formula) = Formula::parse(text, dialect) else { return Ok(()) };
    let whole = Formula::parse(&format!("({text}){rest}"), dialect);
    let odds = match whole.and_then(|whole| whole.odds()) {
        Ok(odds) => odds,
        Err(refused) => return may_refuse(&formula, refused.code(), text),
    };
    let throws = Throws::of(&formula, WAYS);
    if let Some(code) = throws.refused.first() {
        return Err(format!("{text} can not always be rolled: {code}"));
    }
    let (missing, error, is_all) = match odds.exactness() {
        Exactness::Exact => (0.0, 0.0, &mut seen.counted),
        Exactness::Rounded { error } => (0.0, error, &mut seen.rounded),
        Exactness::Bounded { missing, error } => (missing, error, &mut seen.endless),
        exactness => return Err(format!("{text}: {exactness:?}")),
    };
    *is_all += u32::from(throws.cut == 0 || missing > 0.0);
    // What is compared with is rounded too.
    let error = error + 2.0 * f64::EPSILON;
    let sum = sum(&odds);
    if sum > 1.0 + error || sum < 1.0 - missing - error {
        return Err(format!("{text} adds up to {sum}"));
    }
    let mut totals: BTreeSet<u64> = throws.counts.keys().copied().collect();
    totals.extend(odds.iter().map(|(total, _)| total.to_bits()));
    for total in totals {
        let count = throws.counts.get(&total).copied().unwrap_or_default();
        let total = f64::from_bits(total);
        let p = odds.p(total);
        let (least, most) = (throws.share(count), throws.share(count + throws.cut));
        if p < least * (1.0 - error) - missing || p > most * (1.0 + error) {
            return Err(format!("{text} is {total}: {p}, not {least} to {most} off by {error}"));
        }
        if let (Some((ways, of)), 0) = (odds.ways(total), throws.cut) {
            let shared = gcd(throws.all, of);
            if ways * (throws.all / shared) != count * (of / shared) {
                let all = throws.all;
                return Err(format!("{text} is {total}: {ways} of {of}, not {count} of {all}"));
            }
        }
    }
    Ok(())
}

/// What can be rolled is refused for being hard alone.
fn may_refuse(formula: &Formula, code: &str, text: &str) -> Result<(), String> {
    if matches!(code, "dice.odds_out_of_reach" | "dice.odds_too_large") {
        return Ok(());
    }
    let throws = Throws::of(formula, WAYS);
    if throws.refused.contains(code) || throws.cut > 0 {
        return Ok(());
    }
    Err(format!("{text} can be rolled: {code}"))
}

/// Always the same formulas: what is wrong with new ones is for those to find who look for it, with
/// another seed and more of them.
fn assert_same(dialect: Dialect) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..Default::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    // The second makes too many cases to count, so that all is rounded.
    let formulas = (formula(dialect), select(vec!["", " + 0 * 200d2"]));
    let seen = Cell::new(Seen::default());
    let compared = runner.run(&formulas, |(text, rest)| {
        let mut more = seen.get();
        let compared = compare(&text, rest, dialect, &mut more);
        seen.set(more);
        compared.map_err(TestCaseError::fail)
    });
    compared.unwrap_or_else(|different| panic!("{different}"));
    let Seen { counted, rounded, endless } = seen.get();
    assert!(counted > CASES / 20 && rounded > CASES / 20 && endless > 0, "{:?}", seen.get());
}

#[test]
fn odds_of_random_formulas_are_those_of_every_throw_in_foundry() {
    assert_same(Dialect::Foundry);
}

#[test]
fn odds_of_random_formulas_are_those_of_every_throw_in_roll20() {
    assert_same(Dialect::Roll20);
}

#[test]
fn odds_of_random_formulas_are_those_of_every_throw_in_avrae() {
    assert_same(Dialect::Avrae);
}
