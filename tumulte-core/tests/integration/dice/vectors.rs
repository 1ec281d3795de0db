//! The vectors of `tests/vectors/dice`, the same ones every language runs.

use std::{env, fs, path::Path};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use tumulte_core::{
    dice::{Dialect, Dice, Formula, RolledDie, SeededDice},
    model::Number,
};

#[derive(Debug, Deserialize)]
struct Accepted {
    dialect: String,
    formulas: Vec<Case>,
}

#[derive(Debug, Deserialize)]
struct Case {
    formula: String,
    print: String,
    given: Vec<i32>,
    shown: String,
    total: f64,
    min: Option<f64>,
    max: Option<f64>,
    mean: f64,
}

#[derive(Debug, Deserialize)]
struct Refused {
    formulas: Vec<Refusal>,
}

#[derive(Debug, Deserialize)]
struct Refusal {
    dialect: String,
    formula: String,
    code: String,
    span: [usize; 2],
}

#[derive(Debug, Deserialize)]
struct Seeds {
    seeds: Vec<Seed>,
}

#[derive(Debug, Deserialize)]
struct Seed {
    /// As text: JavaScript's numbers end at 53 bits.
    seed: String,
    dice: Vec<[u32; 2]>,
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/dice");
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

fn accepted() -> Vec<(Dialect, Case)> {
    let files = ["foundry.json", "roll20.json", "avrae.json"];
    files
        .into_iter()
        .flat_map(|name| {
            let Accepted { dialect, formulas } = read(name);
            let dialect = dialect.parse().unwrap();
            formulas.into_iter().map(move |case| (dialect, case))
        })
        .collect()
}

#[test]
fn formulas_print_and_come_to_what_the_vectors_say() {
    let cases = accepted();
    println!("{} formulas", cases.len());
    assert!(cases.len() >= 69, "vectors are missing");
    for (dialect, case) in cases {
        let formula = Formula::parse(&case.formula, dialect)
            .unwrap_or_else(|error| panic!("{dialect}: {}", error.render()));
        assert_eq!(formula.to_string(), case.print, "{dialect}: {}", case.formula);
        assert_eq!(Formula::parse(&case.print, dialect), Ok(formula.clone()), "{}", case.print);
        let rolled = formula
            .roll_given(&case.given)
            .unwrap_or_else(|error| panic!("{dialect}: {} {}", case.formula, error.render()));
        let total = case.shown.rsplit(" = ").next().unwrap();
        assert_eq!(rolled.to_string(), case.shown, "{dialect}: {}", case.formula);
        assert_eq!((rolled.total(), total.parse()), (case.total, Ok(case.total)));
    }
}

#[test]
fn many_rolls_stay_in_range_and_meet_the_mean() {
    const ROLLS: u32 = 20_000;
    for (dialect, case) in accepted() {
        let formula = Formula::parse(&case.formula, dialect).unwrap();
        let mut dice = SeededDice::new(69);
        let (mut sum, mut squares) = (0.0, 0.0);
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for _ in 0..ROLLS {
            let total = formula.roll(&mut dice).unwrap().total();
            sum += total;
            squares += total * total;
            least = least.min(total);
            most = most.max(total);
        }
        let name = format!("{dialect} {}", case.formula);
        assert!(case.min.is_none_or(|min| least >= min), "{name}: {least}");
        assert!(case.max.is_none_or(|max| most <= max), "{name}: {most}");
        let rolls = f64::from(ROLLS);
        let mean = sum / rolls;
        let deviation = (squares / rolls - mean * mean).max(0.0).sqrt();
        // Five standard errors: one in a million of right formulas fails, and the seed is fixed.
        let allowed = 5.0 * deviation / rolls.sqrt() + 1e-9;
        assert!((mean - case.mean).abs() <= allowed, "{name}: {mean} for {}", case.mean);
        // Small ranges are met at both ends.
        if let (Some(min), Some(max)) = (case.min, case.max)
            && max - min < 20.0
            && case.given.len() < 4
        {
            assert_eq!((least, most), (min, max), "{name}");
        }
    }
}

#[test]
fn what_is_refused_says_where_and_why() {
    let Refused { formulas } = read("refused.json");
    assert!(formulas.len() > 40);
    for case in formulas {
        let dialect = case.dialect.parse().unwrap();
        let Err(error) = Formula::parse(&case.formula, dialect) else {
            panic!("{} is read as {dialect}", case.formula);
        };
        let [start, end] = case.span;
        let found = (error.code(), error.span());
        assert_eq!(found, (case.code.as_str(), start..end), "{}", error.render());
        assert!(error.render().contains('^'), "{}", error.render());
    }
}

#[test]
fn a_seed_gives_the_same_faces_in_every_language() {
    let Seeds { seeds } = read("seeds.json");
    assert!(!seeds.is_empty());
    for Seed { seed, dice } in seeds {
        let mut source = SeededDice::new(seed.parse().unwrap());
        for (place, [faces, face]) in dice.into_iter().enumerate() {
            assert_eq!(source.face(faces), Some(face), "seed {seed}, die {place}");
        }
    }
}

/// The formulas of the table that every language rolls by seed.
const ROLLED: [(Dialect, &[&str]); 3] = [
    (
        Dialect::Foundry,
        &[
            "2d6+3",
            "2d20kh1 + 7",
            "4d6dl1",
            "8d6x=6",
            "5d10cs>=8",
            "{2d6, 1d12 + 1}kh",
            "4dF + 2",
            "1d100",
            "3d8r<3[fire] * 2 - 1d4",
            "floor(7d6 / 2)",
            "1d20min10 + 2d4max3",
        ],
    ),
    (
        Dialect::Roll20,
        &["/gmroll 2d20kh1cs20cf1 + 5[STR]", "6d6!!", "5d10>8f1", "3d6!p", "{4d6, 3d8}kl1"],
    ),
    (Dialect::Avrae, &["1d20 + 5 adv", "4d6kh3", "(1d8, 1d6)kh1", "3d6rr<2e6", "1d%"]),
];

/// The table is written from what Rust rolls: run with `TUMULTE_BLESS=1` after a change of it.
#[test]
fn a_seed_gives_the_same_roll_in_every_language() {
    let mut lines = Vec::new();
    for (dialect, formulas) in ROLLED {
        for text in formulas {
            let formula = Formula::parse(text, dialect).unwrap();
            for seed in [0, 7, 9_007_199_254_740_993, u64::MAX] {
                let rolled = formula.roll(&mut SeededDice::new(seed)).unwrap();
                let faces: Vec<_> = rolled.dice().iter().map(RolledDie::result).collect();
                lines.push(format!(
                    "    {{\"dialect\":{},\"formula\":{},\"seed\":\"{seed}\",\"total\":{},\"faces\":{},\"text\":{}}}",
                    json!(dialect.to_string()),
                    json!(text),
                    json!(Number::new(rolled.total())),
                    json!(faces),
                    json!(rolled.to_string()),
                ));
            }
        }
    }
    let written = format!("{{\n  \"rolls\": [\n{}\n  ]\n}}\n", lines.join(",\n"));
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/dice/rolls-by-seed.json");
    if env::var_os("TUMULTE_BLESS").is_some() {
        fs::write(&path, &written).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == written, "{} is stale, run with TUMULTE_BLESS=1", path.display());
}
