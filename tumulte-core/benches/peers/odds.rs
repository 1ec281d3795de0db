//! Exact odds, against Python's icepool.
//!
//! `cargo bench --bench odds` in this folder. The first run makes a virtual environment in the target folder
//! and installs icepool there. The last lines are the ratios of this run: reading the formula and
//! working out its odds here, against a distribution already described in Python there. `first` is the
//! peer's first call, before its caches are filled, `ratio` is by the fastest of either.

use std::{
    cell::RefCell, collections::BTreeMap, hint::black_box, path::Path, process::Command, rc::Rc,
    time::Duration, time::Instant,
};

use criterion::Criterion;
use serde_json::Value;
use tumulte_core::dice::{Dialect, Formula};

const ICEPOOL: &str = "icepool==2.1.3";
const FORMULAS: [&str; 6] = ["8d6", "100d6", "4d6kh3", "2d20kh1 + 5", "10d10cs>=8", "3d6x"];

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(150))
        .measurement_time(Duration::from_millis(400))
        .without_plots();
    let times: Rc<RefCell<BTreeMap<&str, Vec<f64>>>> = Rc::default();
    for formula in FORMULAS {
        let times = Rc::clone(&times);
        criterion.bench_function(&format!("odds/{formula}"), |bencher| {
            bencher.iter_custom(|rounds| {
                let started = Instant::now();
                for _ in 0..rounds {
                    let formula = Formula::parse(black_box(formula), Dialect::Foundry).unwrap();
                    black_box(formula.odds().unwrap());
                }
                let spent = started.elapsed();
                let each = spent.as_secs_f64() * 1e9 / rounds as f64;
                times.borrow_mut().entry(formula).or_default().push(each);
                spent
            });
        });
    }
    criterion.final_summary();
    let Some(peer) = peer() else {
        println!("skipped: no Python with icepool here");
        return;
    };
    println!("{:<14}{:>12}{:>14}{:>14}{:>10}", "formula", "ours ns", "icepool ns", "first ns", "ratio");
    for formula in FORMULAS {
        let theirs = peer.iter().find(|case| case["formula"] == formula).expect("the same formulas");
        let number = |key: &str| theirs[key].as_f64().expect("a number");
        let odds = Formula::parse(formula, Dialect::Foundry).unwrap().odds().unwrap();
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-12 * expected.abs();
        assert!(close(odds.mean(), number("mean")), "{formula}: {}", odds.mean());
        let tail = odds.p_at_least(number("atLeast"));
        assert!(close(tail, number("pAtLeast")), "{formula}: {tail}");
        let times = times.borrow_mut().remove(formula).unwrap_or_default();
        let ours = times.into_iter().fold(f64::INFINITY, f64::min);
        println!(
            "{formula:<14}{ours:>12.0}{:>14.0}{:>14.0}{:>9.0}×",
            number("fastest"),
            number("first"),
            number("fastest") / ours
        );
    }
}

/// What icepool measured, from an environment of its own.
fn peer() -> Option<Vec<Value>> {
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join("icepool");
    let python = environment.join("bin/python");
    let succeeds = |command: &mut Command| command.status().is_ok_and(|status| status.success());
    if !succeeds(Command::new(&python).args(["-c", "import icepool"])) {
        let made = succeeds(Command::new("python3").args(["-m", "venv"]).arg(&environment));
        let install = ["-m", "pip", "install", "--quiet", ICEPOOL];
        if !made || !succeeds(Command::new(&python).args(install)) {
            return None;
        }
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/icepool_odds.py");
    let output = Command::new(&python).arg(script).output().ok()?;
    let lines = String::from_utf8(output.stdout).ok()?;
    lines.lines().map(|line| serde_json::from_str(line).ok()).collect()
}
