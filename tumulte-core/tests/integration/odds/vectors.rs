//! The vectors of `tests/vectors/dice`, worked out with fractions by other means.

#![expect(clippy::float_cmp, reason = "what is counted is exact")]

use std::{fs, path::Path};

use serde::{Deserialize, de::DeserializeOwned};
use tumulte_core::dice::{Dialect, Exactness, Formula};

#[derive(Debug, Deserialize)]
struct Vectors {
    odds: Vec<Case>,
    refused: Vec<Refusal>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    dialect: String,
    formula: String,
    exactness: String,
    min: f64,
    max: Option<f64>,
    mean: f64,
    deviation: f64,
    at_least: Vec<(f64, f64)>,
    percentiles: Vec<(f64, f64)>,
    rarity: Vec<(f64, String)>,
}

#[derive(Debug, Deserialize)]
struct Refusal {
    dialect: String,
    formula: String,
    code: String,
    span: [usize; 2],
}

/// What the vectors of rolling say about a formula's totals.
#[derive(Debug, Deserialize)]
struct Rolling {
    dialect: String,
    formulas: Vec<Range>,
}

#[derive(Debug, Deserialize)]
struct Range {
    formula: String,
    min: Option<f64>,
    max: Option<f64>,
    mean: f64,
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/dice").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn parse(formula: &str, dialect: &str) -> Formula {
    Formula::parse(formula, dialect.parse::<Dialect>().unwrap()).unwrap()
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-12 * expected.abs().max(1e-3)
}

#[test]
fn odds_are_those_of_the_vectors() {
    let Vectors { odds: cases, .. } = read("odds.json");
    assert!(!cases.is_empty());
    for case in cases {
        let text = &case.formula;
        let odds = parse(text, &case.dialect).odds().unwrap();
        let exactness = match odds.exactness() {
            Exactness::Exact => "exact",
            Exactness::Rounded { .. } => "rounded",
            Exactness::Bounded { .. } => "bounded",
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(exactness, case.exactness, "{text}");
        assert_eq!(odds.min(), case.min, "{text}");
        assert!(case.max.is_none_or(|max| odds.max() == max), "{text}: {}", odds.max());
        assert!(close(odds.mean(), case.mean), "{text}: {} {}", odds.mean(), case.mean);
        assert!(close(odds.deviation(), case.deviation), "{text}: {}", odds.deviation());
        for (total, p) in case.at_least {
            let found = odds.p_at_least(total);
            assert!((found - p).abs() <= 1e-12 * p, "{text} is {total} or more: {found}, not {p}");
        }
        for (percent, total) in case.percentiles {
            assert_eq!(odds.percentile(percent), total, "{text}: {percent} %");
        }
        for (total, rarity) in case.rarity {
            assert_eq!(odds.rarity(total).to_string(), rarity, "{text} was {total}");
        }
    }
}

#[test]
fn what_has_no_odds_is_refused_as_the_vectors_say() {
    let Vectors { refused, .. } = read("odds.json");
    assert!(!refused.is_empty());
    for Refusal { dialect, formula, code, span: [start, end] } in refused {
        let error = parse(&formula, &dialect).odds().unwrap_err();
        assert_eq!((error.code(), error.span()), (code.as_str(), start..end), "{formula}");
    }
}

/// Few enough are out of reach to name them all.
#[test]
fn what_can_be_rolled_has_the_range_and_mean_the_vectors_say() {
    for file in ["foundry.json", "roll20.json", "avrae.json"] {
        let Rolling { dialect, formulas } = read(file);
        let all = formulas.len();
        let mut out_of_reach = Vec::new();
        for Range { formula: text, min, max, mean } in formulas {
            let odds = match parse(&text, &dialect).odds() {
                Ok(odds) => odds,
                Err(refused) => {
                    assert_eq!(refused.code(), "dice.odds_out_of_reach", "{text}: {refused}");
                    out_of_reach.push(text);
                    continue;
                }
            };
            assert!(min.is_none_or(|min| odds.min() == min), "{text}: {}", odds.min());
            assert!(max.is_none_or(|max| odds.max() == max), "{text}: {}", odds.max());
            assert!((odds.mean() - mean).abs() < 1e-9, "{text}: {}, not {mean}", odds.mean());
        }
        println!("{dialect}: {} of {all} out of reach: {out_of_reach:?}", out_of_reach.len());
        assert!(out_of_reach.len() * 10 <= all, "{dialect}: {out_of_reach:?}");
    }
}
