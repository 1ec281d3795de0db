use super::number;
use crate::tally::Tally;

/// Reads the last line of pytest: `1 failed, 3 passed, 1 skipped, 1 xfailed, 1 error in 0.02s`.
pub(crate) fn pytest(text: &str) -> Tally {
    let summary = text.lines().rev().find_map(summary).unwrap_or_default();
    let mut tally = Tally::default();
    for part in summary.split(',') {
        let Some((count, word)) = part.trim().split_once(' ') else { continue };
        let Some(count) = number(count) else { continue };
        match word {
            "passed" | "xpassed" => tally.passed += count,
            "failed" | "error" | "errors" => tally.failed += count,
            "skipped" | "xfailed" => tally.skipped += count,
            _ => {}
        }
    }
    tally
}

/// The counts of a line, when the line is the summary; pytest frames it with `=` unless it is asked to be quiet.
fn summary(line: &str) -> Option<&str> {
    let (counts, time) = line.trim_matches(['=', ' ']).rsplit_once(" in ")?;
    let is_time = time.starts_with(|first: char| first.is_ascii_digit()) && time.contains('s');
    let is_count = counts.starts_with(|first: char| first.is_ascii_digit());
    (is_time && is_count).then_some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_result_finds_its_place() {
        let text = "\
.FsEx                                                                    [100%]
=========================== short test summary info ============================
FAILED tests/test_a.py::test_b - assert False
ERROR tests/test_a.py::test_e - RuntimeError
1 failed, 1 passed, 1 skipped, 1 xfailed, 1 error in 0.02s
";
        assert_eq!(pytest(text), Tally { passed: 1, failed: 2, skipped: 2 });
    }

    #[test]
    fn a_framed_summary_reads_the_same() {
        let text = "=================== 212 passed in 61.30s (0:01:01) ===================\n";
        assert_eq!(pytest(text), Tally { passed: 212, failed: 0, skipped: 0 });
    }

    #[test]
    fn no_tests_ran_counts_as_zero() {
        assert_eq!(pytest("\nno tests ran in 0.00s\n"), Tally::default());
    }

    #[test]
    fn a_module_that_cannot_be_imported_is_a_failure() {
        let text = "ERROR tests/test_w.py\n!!!! Interrupted: 1 error during collection !!!!\n1 error in 0.08s\n";
        assert_eq!(pytest(text), Tally { passed: 0, failed: 1, skipped: 0 });
    }
}
