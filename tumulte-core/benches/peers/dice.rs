//! Parse and roll with the full result, against the other dice crates, on formulas all of them take.
//!
//! `cargo bench --bench dice` in this folder. The last lines are the ratios of this run.

use std::{
    cell::RefCell, collections::BTreeMap, hint::black_box, rc::Rc, time::Duration, time::Instant,
};

use criterion::Criterion;
use tumulte_core::dice::{Dialect, Formula, SeededDice};
use tyche::dice::roller::FastRand;

const FORMULAS: [&str; 10] = [
    "2d6+3",
    "1d20+5",
    "8d6",
    "1d100",
    "1d20",
    "1d8+1d6+3",
    "10d10",
    "3d6+2d4-1",
    "4d6+10",
    "2d20+1d4+7",
];

/// Formulas `tyche` takes and the `d20` crate does not.
const WITH_MODIFIERS: [&str; 4] = ["4d6kh3", "2d20kh1+7", "(2d6+3)*2", "8d6x"];

type Times = Rc<RefCell<BTreeMap<(&'static str, &'static str), Vec<f64>>>>;

fn measure(
    criterion: &mut Criterion,
    times: &Times,
    name: &'static str,
    formula: &'static str,
    mut once: impl FnMut(&str),
) {
    let times = Rc::clone(times);
    criterion.bench_function(&format!("{name}/{formula}"), |bencher| {
        bencher.iter_custom(|rounds| {
            let started = Instant::now();
            for _ in 0..rounds {
                once(black_box(formula));
            }
            let spent = started.elapsed();
            let each = spent.as_secs_f64() * 1e9 / rounds as f64;
            times.borrow_mut().entry((name, formula)).or_default().push(each);
            spent
        });
    });
}

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(150))
        .measurement_time(Duration::from_millis(400))
        .without_plots()
        .configure_from_args();
    let times = Times::default();
    let mut dice = SeededDice::new(1);
    let mut fast = FastRand::default();
    for formula in FORMULAS.into_iter().chain(WITH_MODIFIERS) {
        let is_common = FORMULAS.contains(&formula);
        measure(&mut criterion, &times, "tumulte", formula, |text| {
            let formula = Formula::parse(text, Dialect::Foundry).unwrap();
            black_box(formula.roll(&mut dice).unwrap());
        });
        measure(&mut criterion, &times, "tyche", formula, |text| {
            let expression: tyche::Expr = text.parse().unwrap();
            black_box(expression.eval(&mut fast).unwrap());
        });
        if !is_common {
            continue;
        }
        measure(&mut criterion, &times, "d20", formula, |text| {
            black_box(d20::roll_dice(text).unwrap());
        });
        measure(&mut criterion, &times, "ndm", formula, |text| {
            black_box(text.parse::<ndm::RollSet>().unwrap());
        });
        measure(&mut criterion, &times, "caith", formula, |text| {
            black_box(caith::Roller::new(text).unwrap().roll().unwrap());
        });
    }
    let mut parsed = Vec::new();
    for formula in FORMULAS {
        measure(&mut criterion, &times, "tumulte (parse alone)", formula, |text| {
            black_box(Formula::parse(text, Dialect::Foundry).unwrap());
        });
        parsed.push(Formula::parse(formula, Dialect::Foundry).unwrap());
    }
    for (formula, parsed) in FORMULAS.into_iter().zip(&parsed) {
        measure(&mut criterion, &times, "tumulte (roll alone)", formula, |_| {
            black_box(black_box(parsed).roll(&mut dice).unwrap());
        });
    }
    report(&times.borrow());
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn report(times: &BTreeMap<(&'static str, &'static str), Vec<f64>>) {
    let mean = |name: &str, formulas: &[&'static str]| {
        let found: Vec<f64> = formulas
            .iter()
            .filter_map(|formula| times.iter().find(|((n, f), _)| *n == name && f == formula))
            .map(|(_, samples)| median(samples).ln())
            .collect();
        (found.iter().sum::<f64>() / found.len() as f64).exp()
    };
    println!("\nparse + roll, ten formulas every crate takes, geometric mean of medians");
    let ours = mean("tumulte", &FORMULAS);
    for name in
        ["tumulte", "d20", "ndm", "tyche", "caith", "tumulte (parse alone)", "tumulte (roll alone)"]
    {
        let theirs = mean(name, &FORMULAS);
        println!("{name:>24} {theirs:8.1} ns  {:5.2}×", theirs / ours);
    }
    println!("four with modifiers or parentheses");
    let ours = mean("tumulte", &WITH_MODIFIERS);
    for name in ["tumulte", "tyche"] {
        let theirs = mean(name, &WITH_MODIFIERS);
        println!("{name:>24} {theirs:8.1} ns  {:5.2}×", theirs / ours);
    }
}
