use super::number;
use crate::tally::Tally;

/// One executable of tests that `cargo test` ran.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestBinary {
    /// The crate name of the package it belongs to.
    pub(crate) package: String,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// `None` when it ended before its summary: a crash.
    pub(crate) tally: Option<Tally>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Unit,
    Integration,
    Doc,
}

/// Reads what `cargo test` printed: which binary ran, and the summary of each.
///
/// Cargo runs package after package, the library first; its name is the package's until the next library.
pub(crate) fn libtest(text: &str) -> Vec<TestBinary> {
    let mut binaries: Vec<TestBinary> = Vec::new();
    for line in text.lines().map(str::trim_start) {
        if let Some(header) = line.strip_prefix("Running ") {
            let package = binaries.last().map(|binary| binary.package.as_str()).unwrap_or_default();
            binaries.extend(started(header, package));
        } else if let Some(library) = line.strip_prefix("Doc-tests ") {
            let name = library.trim().to_owned();
            let package = name.clone();
            binaries.push(TestBinary { package, name, kind: Kind::Doc, tally: None });
        } else if let (Some(summary), Some(binary)) =
            (line.strip_prefix("test result: "), binaries.last_mut())
        {
            // Doc tests print one summary for those compiled together and one for the rest.
            binary.tally = Some(binary.tally.unwrap_or_default() + summarised(summary));
        }
    }
    binaries
}

/// What the failed tests said: the part of each binary's output that cargo prints under `failures:`.
pub(crate) fn libtest_failures(text: &str) -> String {
    let mut shown = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        is_inside |= line == "failures:";
        is_inside &= !line.starts_with("test result:");
        if is_inside {
            shown.push(line);
        }
    }
    shown.join("\n")
}

/// `unittests src/lib.rs (target/debug/deps/tumulte_core-0d1…)` or `tests/integration/main.rs (…)`.
fn started(header: &str, package: &str) -> Option<TestBinary> {
    let (source, executable) = header.strip_suffix(')')?.split_once(" (")?;
    let file = executable.rsplit(['/', '\\']).next()?;
    let name = file.rsplit_once('-').map_or(file, |(name, _hash)| name).to_owned();
    let (kind, package) = match source {
        "unittests src/lib.rs" => (Kind::Unit, name.clone()),
        _ if source.starts_with("unittests ") => (Kind::Unit, package.to_owned()),
        _ => (Kind::Integration, package.to_owned()),
    };
    Some(TestBinary { package, name, kind, tally: None })
}

/// `ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s`
fn summarised(summary: &str) -> Tally {
    let mut tally = Tally::default();
    let counts = summary.split_once(". ").map_or("", |(_verdict, counts)| counts);
    for part in counts.split(';') {
        let Some((count, word)) = part.trim().split_once(' ') else { continue };
        let Some(count) = number(count) else { continue };
        match word {
            "passed" => tally.passed = count,
            "failed" => tally.failed = count,
            "ignored" => tally.skipped = count,
            _ => {}
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREEN: &str = "\
   Compiling tumulte-core v0.1.0 (/src/tumulte-core)
    Finished `test` profile [unoptimized] target(s) in 4.20s
     Running unittests src/lib.rs (/target/debug/deps/tumulte_core-2af81e0a5b2f0ce7)

running 2 tests
test model::time::tests::a_test ... ok
test model::time::tests::a_slow_one ... ignored

test result: ok. 1 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running tests/integration/main.rs (/target/debug/deps/integration-9d1c29)

running 0 tests

test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running unittests src/lib.rs (/target/debug/deps/tumulte_server-77)

test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s

     Running unittests src/main.rs (/target/debug/deps/tumulte_server-78)

test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests tumulte_core

running 2 tests
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s

running 1 test
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.31s
";

    fn names(binaries: &[TestBinary]) -> Vec<(&str, &str, Kind)> {
        binaries.iter().map(|b| (b.package.as_str(), b.name.as_str(), b.kind)).collect()
    }

    #[test]
    fn every_binary_is_credited_to_its_package() {
        let binaries = libtest(GREEN);
        assert_eq!(
            names(&binaries),
            [
                ("tumulte_core", "tumulte_core", Kind::Unit),
                ("tumulte_core", "integration", Kind::Integration),
                ("tumulte_server", "tumulte_server", Kind::Unit),
                ("tumulte_server", "tumulte_server", Kind::Unit),
                ("tumulte_core", "tumulte_core", Kind::Doc),
            ]
        );
    }

    #[test]
    fn summaries_are_counted_and_those_of_doc_tests_added_up() {
        let binaries = libtest(GREEN);
        let tally = |at: usize| binaries[at].tally.unwrap();
        assert_eq!(tally(0), Tally { passed: 1, failed: 0, skipped: 1 });
        assert_eq!(tally(1), Tally::default());
        assert_eq!(tally(4), Tally { passed: 3, failed: 0, skipped: 0 });
    }

    #[test]
    fn failures_are_counted() {
        let binaries = libtest(
            "     Running unittests src/lib.rs (/deps/tumulte_core-1)\n\
             test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
             error: test failed, to rerun pass `-p tumulte-core --lib`\n",
        );
        assert_eq!(binaries[0].tally, Some(Tally { passed: 10, failed: 2, skipped: 0 }));
    }

    #[test]
    fn what_failed_tests_said_is_taken_out() {
        let text = "test a ... ok\nfailures:\n\n---- b stdout ----\nleft: 1\n\nfailures:\n    b\n\ntest result: FAILED. 1 passed\ntest c ... ok\n";
        assert_eq!(
            libtest_failures(text),
            "failures:\n\n---- b stdout ----\nleft: 1\n\nfailures:\n    b\n"
        );
    }

    #[test]
    fn a_binary_that_crashes_has_no_tally() {
        let binaries = libtest(
            "     Running tests/e2e/main.rs (/deps/e2e-1)\n\
             running 3 tests\n\
             error: test failed, to rerun pass `--test e2e`\n\
             process didn't exit successfully (signal: 6, SIGABRT: process abort signal)\n",
        );
        assert_eq!(binaries[0].tally, None);
    }

    #[test]
    fn a_build_that_fails_ran_nothing() {
        assert!(libtest("error[E0432]: unresolved import `crate::nope`\n").is_empty());
    }
}
