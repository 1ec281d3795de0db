use std::time::Duration;

use crate::{
    command::Log,
    tally::{Outcome, Tally},
    workspace::Workspace,
};

/// Says whether the tests that read recorded messages have something to read.
pub(crate) fn recordings(workspace: &Workspace) {
    match workspace.recordings() {
        Some(folder) => println!("recorded data: found at {}", folder.display()),
        None => println!("recorded data: not found, corpus tests say skipped"),
    }
}

/// One line for a suite; after a failure, why, and the end of what it said. Written at once, since suites end side by side.
pub(crate) fn suite(name: &str, outcome: &Outcome, took: Duration, log: &Log) {
    let verdict = if outcome.is_success() { "ok    " } else { "FAILED" };
    let parts = parts(outcome);
    let seconds = took.as_secs_f64();
    let mut lines =
        vec![format!("{verdict} {name:<14} {}{parts} ({seconds:.1} s)", outcome.total())];
    if !outcome.is_success() {
        let problems = outcome.problems.iter();
        lines.extend(
            problems.map(|problem| format!("       {}", problem.replace('\n', "\n       | "))),
        );
        if !outcome.excerpt.is_empty() {
            lines.push(format!("       | {}", outcome.excerpt.replace('\n', "\n       | ")));
        }
        if !log.is_empty() {
            lines.push(format!("       everything: {}", log.path().display()));
        }
    }
    println!("{}", lines.join("\n"));
}

fn parts(outcome: &Outcome) -> String {
    if outcome.parts.len() < 2 {
        return String::new();
    }
    let parts: Vec<String> =
        outcome.parts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    format!(" [{}]", parts.join(", "))
}

/// The last line, and the only one of its form.
pub(crate) fn total(total: Tally) {
    println!("{}", last_line(total));
}

fn last_line(total: Tally) -> String {
    format!("{} passed, {} failed", total.passed, total.failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_has_exactly_its_form() {
        assert_eq!(last_line(Tally { passed: 812, failed: 0, skipped: 3 }), "812 passed, 0 failed");
    }

    #[test]
    fn a_suite_of_several_parts_names_them() {
        let parts_of = vec![("tumulte_core".to_owned(), 3), ("tumulte_server".to_owned(), 1)];
        let outcome = Outcome { parts: parts_of, ..Outcome::default() };
        assert_eq!(parts(&outcome), " [tumulte_core 3, tumulte_server 1]");
    }
}
