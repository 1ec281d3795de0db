use std::{path::Path, process::Command};

use crate::{
    command::{self, Ended, Log},
    failure::{Failure, Result},
    package,
    parse::{self, Kind, TestBinary},
    suites::{Suite, Work},
    tally::{Outcome, Tally},
    tools::{self, Need, Python, Tools},
    workspace::{self, Workspace},
};

const TAIL_LINES: usize = 60;

/// Runs one suite; whatever keeps it from running is part of the outcome.
pub(crate) fn suite(
    workspace: &Workspace,
    tools: &Tools<'_>,
    suite: &Suite,
    log: &mut Log,
) -> Outcome {
    let unmet = set_up(tools, &[suite]);
    if !unmet.is_empty() {
        return Outcome { problems: unmet, ..Outcome::default() };
    }
    let outcome = match suite.work {
        Work::Check(check) => check(workspace, log).map(|()| Outcome::of_run(Tally::ONE, true)),
        Work::Cargo { crates } => cargo(workspace, tools, log, crates),
        Work::Node { folder, flags } => node(workspace, tools, log, folder, flags),
        Work::Pytest { folder, tests } => pytest(workspace, tools, log, folder, tests),
    };
    let fail = |failure: Failure| Outcome {
        excerpt: log.tail(TAIL_LINES),
        ..Outcome::problem(failure.to_string())
    };
    outcome.unwrap_or_else(fail)
}

fn cargo(
    workspace: &Workspace,
    tools: &Tools<'_>,
    log: &mut Log,
    crates: &[&str],
) -> Result<Outcome> {
    let mut test = command::cargo(workspace, ["test", "--no-fail-fast"]);
    surround(workspace, tools, &mut test);
    let ended = log.run(&mut test)?;
    Ok(explained(cargo_outcome(&ended, crates), &ended, log))
}

fn cargo_outcome(ended: &Ended, crates: &[&str]) -> Outcome {
    let binaries = parse::libtest(&ended.text);
    let tally = binaries.iter().filter_map(|binary| binary.tally).sum();
    let is_crash = |binary: &TestBinary| binary.tally.is_none() && binary.kind != Kind::Doc;
    // A crash is reported below, under its name.
    let mut outcome = Outcome::of_run(tally, ended.success || binaries.iter().any(is_crash));
    outcome.excerpt = parse::libtest_failures(&ended.text);
    let cases = |binary: &TestBinary| binary.tally.map_or(0, |tally| tally.passed + tally.failed);
    for name in crates {
        let own = binaries.iter().filter(|binary| binary.package == *name);
        let count = own.map(cases).sum();
        if count == 0 {
            outcome.problems.push(format!("zero tests ran in {name}"));
        }
        outcome.parts.push(((*name).to_owned(), count));
    }
    for binary in &binaries {
        let TestBinary { package, name, kind, .. } = binary;
        if is_crash(binary) {
            outcome.problems.push(format!("the tests `{name}` of {package} crashed"));
        } else if *kind == Kind::Integration && cases(binary) == 0 {
            outcome.problems.push(format!("zero tests ran in `{name}` of {package}"));
        }
    }
    outcome
}

fn node(
    workspace: &Workspace,
    tools: &Tools<'_>,
    log: &mut Log,
    folder: &str,
    flags: &[&str],
) -> Result<Outcome> {
    let path = workspace.path(folder);
    if !path.is_dir() {
        return Ok(Outcome::problem(format!("the folder {folder} is missing")));
    }
    let is_test = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        [".test.mjs", ".test.js", ".test.cjs"].iter().any(|ending| name.ends_with(ending))
    };
    let files: Vec<String> = workspace::files(&path, &is_test)?
        .iter()
        .map(|file| file.to_string_lossy().into_owned())
        .collect();
    if files.is_empty() {
        return Ok(Outcome::problem(format!("the folder {folder} holds no test file")));
    }
    let mut test = command::command(workspace, "node");
    surround(workspace, tools, &mut test);
    test.current_dir(path.parent().unwrap_or(&path));
    let ended = log.run(test.args(flags).args(["--test", "--test-reporter=tap"]).args(&files))?;
    let mut outcome = Outcome::of_run(parse::tap(&ended.text, &files), ended.success);
    outcome.excerpt = parse::tap_failures(&ended.text);
    for empty in parse::empty_files(&ended.text, &files) {
        outcome.problems.push(format!("zero tests ran in {empty}"));
    }
    Ok(explained(outcome, &ended, log))
}

fn pytest(
    workspace: &Workspace,
    tools: &Tools<'_>,
    log: &mut Log,
    folder: &str,
    tests: &str,
) -> Result<Outcome> {
    let path = workspace.path(folder);
    let python = Python::of(workspace);
    log.must(python.command(workspace, "maturin").arg("develop").current_dir(&path))?;
    let mut test = python.command(workspace, "python");
    surround(workspace, tools, &mut test);
    // The cache would be the only thing a run leaves in the folder.
    test.args(["-m", "pytest", "--quiet", "-p", "no:cacheprovider", tests]).current_dir(&path);
    let ended = log.run(&mut test)?;
    let outcome = Outcome::of_run(parse::pytest(&ended.text), ended.success);
    Ok(explained(outcome, &ended, log))
}

/// A runner that failed without naming a test is explained by the last it said.
fn explained(outcome: Outcome, ended: &Ended, log: &Log) -> Outcome {
    let is_clear = ended.success || !outcome.excerpt.is_empty();
    let excerpt = if is_clear { outcome.excerpt } else { log.tail(TAIL_LINES) };
    Outcome { excerpt, ..outcome }
}

/// Tells a suite where the server and the browser are.
fn surround(workspace: &Workspace, tools: &Tools<'_>, command: &mut Command) {
    if let Some(postgres) = tools.postgres() {
        command.env("TUMULTE_TEST_POSTGRES", postgres);
    }
    let server = workspace.server();
    if server.is_file() {
        command.env("TUMULTE_SERVER", server).env("TUMULTE_PRIVATE", workspace.private());
    }
    if let Some(archive) = package::archive(workspace).ok().filter(|archive| archive.is_file()) {
        command.env("TUMULTE_MODULE_ZIP", archive);
    }
    if let Some(browser) = tools::browser() {
        command.env("TUMULTE_CHROMIUM", browser);
    }
}

/// Sets up everything that these suites need; the sentences are what is missing.
pub(crate) fn set_up(tools: &Tools<'_>, suites: &[&Suite]) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    let needs: Vec<Need> = suites.iter().flat_map(|suite| suite.needs).copied().collect();
    for need in needs {
        if let Err(failure) = tools.provide(need) {
            let sentence = failure.to_string();
            if !missing.contains(&sentence) {
                missing.push(sentence);
            }
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(text: &str, success: bool) -> Outcome {
        cargo_outcome(&Ended { success, text: text.to_owned() }, &["core", "server"])
    }

    fn ran(header: &str, passed: usize) -> String {
        format!(
            "     Running {header}\ntest result: ok. {passed} passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n"
        )
    }

    #[test]
    fn a_crate_without_tests_fails_although_another_has_some() {
        let text = ran("unittests src/lib.rs (/deps/core-1)", 3)
            + &ran("unittests src/lib.rs (/deps/server-1)", 0);
        let outcome = ended(&text, true);
        assert_eq!(outcome.problems, ["zero tests ran in server"]);
        assert_eq!(outcome.total(), Tally { passed: 3, failed: 1, skipped: 0 });
    }

    #[test]
    fn an_integration_binary_without_tests_fails() {
        let text = ran("unittests src/lib.rs (/deps/core-1)", 3)
            + &ran("tests/integration/main.rs (/deps/integration-1)", 0)
            + &ran("unittests src/lib.rs (/deps/server-1)", 1);
        assert_eq!(ended(&text, true).problems, ["zero tests ran in `integration` of core"]);
    }

    #[test]
    fn a_binary_without_summary_has_crashed() {
        let text = ran("unittests src/lib.rs (/deps/core-1)", 3)
            + &ran("unittests src/lib.rs (/deps/server-1)", 1)
            + "     Running tests/e2e/main.rs (/deps/e2e-1)\n";
        let outcome = ended(&text, false);
        assert_eq!(outcome.problems, ["the tests `e2e` of server crashed"]);
        assert_eq!(outcome.total(), Tally { passed: 4, failed: 1, skipped: 0 });
    }

    #[test]
    fn a_full_run_is_a_success() {
        let text = ran("unittests src/lib.rs (/deps/core-1)", 3)
            + &ran("unittests src/lib.rs (/deps/server-1)", 1);
        let outcome = ended(&text, true);
        assert!(outcome.is_success());
        assert_eq!(outcome.parts, [("core".to_owned(), 3), ("server".to_owned(), 1)]);
    }
}
