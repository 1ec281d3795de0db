use super::number;
use crate::tally::Tally;

/// Reads the summary of `node --test --test-reporter=tap`; `files` are the test files it was given.
///
/// Node counts a file that holds no test as one that passed, under the file's own name: it is taken out again.
pub(crate) fn tap(text: &str, files: &[String]) -> Tally {
    let mut tally = Tally::default();
    // The summary follows the plan; what tests print before it may look the same.
    let summary = text.rsplit_once("\n1..").map_or("", |(_, summary)| summary);
    for line in summary.lines() {
        let Some((word, count)) = line.strip_prefix("# ").and_then(|rest| rest.split_once(' '))
        else {
            continue;
        };
        let Some(count) = number(count) else { continue };
        match word {
            "pass" => tally.passed = count,
            // A cancelled test never came to its end: it has not passed.
            "fail" | "cancelled" => tally.failed += count,
            "skipped" | "todo" => tally.skipped += count,
            _ => {}
        }
    }
    let empty = empty_files(text, files).len();
    Tally { passed: tally.passed.saturating_sub(empty), ..tally }
}

/// The reports of the tests that failed, without the many that did not.
pub(crate) fn tap_failures(text: &str) -> String {
    let mut shown = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        let word = line.trim_start();
        let is_result = word.starts_with("ok ") || word.starts_with("# Subtest");
        is_inside = word.starts_with("not ok ") || (is_inside && !is_result);
        if is_inside {
            shown.push(line);
        }
        is_inside &= word != "...";
    }
    shown.join("\n")
}

/// The files that Node reports as passed tests because they hold none.
pub(crate) fn empty_files<'a>(text: &'a str, files: &[String]) -> Vec<&'a str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("ok ")?.split_once(" - ").map(|(_, name)| name))
        .filter(|name| files.iter().any(|file| file == name || file.ends_with(&format!("/{name}"))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIXED: &str = "\
TAP version 13
# Subtest: one
ok 1 - one
  ---
  duration_ms: 0.824196
  ...
not ok 2 - two
ok 3 - s # SKIP no data
not ok 4 - t # TODO
# Subtest: g
    # Subtest: x
    ok 1 - x
    1..1
ok 5 - g
1..5
# tests 6
# suites 1
# pass 3
# fail 1
# cancelled 1
# skipped 1
# todo 1
# duration_ms 115.419316
";

    const EMPTY_FILE: &str = "\
TAP version 13
# Subtest: /src/test/empty.test.mjs
ok 1 - /src/test/empty.test.mjs
1..1
# tests 1
# pass 1
# fail 0
# cancelled 0
# skipped 0
# todo 0
";

    const BROKEN_FILE: &str = "\
TAP version 13
# Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'nope'
# Subtest: /src/test/broken.test.mjs
not ok 1 - /src/test/broken.test.mjs
1..1
# tests 1
# pass 0
# fail 1
# cancelled 0
# skipped 0
# todo 0
";

    #[test]
    fn the_summary_is_counted_and_a_cancelled_test_has_failed() {
        assert_eq!(tap(MIXED, &[]), Tally { passed: 3, failed: 2, skipped: 2 });
    }

    #[test]
    fn a_file_without_tests_is_not_a_passed_test() {
        let files = ["/src/test/empty.test.mjs".to_owned()];
        assert_eq!(tap(EMPTY_FILE, &files), Tally::default());
        assert_eq!(empty_files(EMPTY_FILE, &files), ["/src/test/empty.test.mjs"]);
    }

    #[test]
    fn a_test_whose_name_ends_like_the_file_is_a_test() {
        let text = EMPTY_FILE.replace("/src/test/empty.test.mjs", "s");
        assert_eq!(tap(&text, &["/src/test/empty.test.mjs".to_owned()]).passed, 1);
    }

    #[test]
    fn a_file_that_does_not_load_is_a_failure() {
        let files = ["/src/test/broken.test.mjs".to_owned()];
        assert_eq!(tap(BROKEN_FILE, &files), Tally { passed: 0, failed: 1, skipped: 0 });
    }

    #[test]
    fn what_failed_tests_said_is_taken_out() {
        let text = "ok 1 - one\n  ---\n  ...\nnot ok 2 - two\n  ---\n  error: '1 == 2'\n  ...\n# Subtest: three\nok 3 - three\n";
        assert_eq!(tap_failures(text), "not ok 2 - two\n  ---\n  error: '1 == 2'\n  ...");
    }

    #[test]
    fn what_a_test_prints_is_no_summary() {
        let text = MIXED.replace("ok 1 - one", "# fail 900\nok 1 - one");
        assert_eq!(tap(&text, &[]).failed, 2);
    }

    #[test]
    fn a_runner_that_says_nothing_ran_nothing() {
        assert_eq!(tap("node: bad option: --test-nope\n", &[]), Tally::default());
    }
}
