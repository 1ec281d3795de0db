use std::{fmt, iter::Sum, ops::Add};

/// How the test cases of a run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Tally {
    pub(crate) const ONE: Self = Self { passed: 1, failed: 0, skipped: 0 };
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(out, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

/// What one suite came to: its cases, and what kept it from counting as a suite at all.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    /// Where the cases come from, when a suite has several parts.
    pub(crate) parts: Vec<(String, usize)>,
    pub(crate) problems: Vec<String>,
    /// What the failed tests said; the log has the rest.
    pub(crate) excerpt: String,
}

impl Outcome {
    /// The result of a test runner that ended with `success`: it must have run something, and its exit code must agree
    /// with what it printed.
    pub(crate) fn of_run(tally: Tally, success: bool) -> Self {
        let mut outcome = Self { tally, ..Self::default() };
        if !success && tally.failed == 0 {
            outcome.problems.push("the test runner failed without naming a test".to_owned());
        } else if tally.passed + tally.failed == 0 {
            outcome.problems.push("zero tests ran".to_owned());
        }
        outcome
    }

    pub(crate) fn problem(sentence: impl Into<String>) -> Self {
        Self { problems: vec![sentence.into()], ..Self::default() }
    }

    /// What the last line counts: a suite that could not run is one failure more.
    pub(crate) fn total(&self) -> Tally {
        let broken = Tally { failed: self.problems.len(), ..Tally::default() };
        self.tally + broken
    }

    pub(crate) fn is_success(&self) -> bool {
        self.total().failed == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_with_zero_tests_fails() {
        let outcome = Outcome::of_run(Tally::default(), true);
        assert!(!outcome.is_success());
        assert_eq!(outcome.total().failed, 1);
    }

    #[test]
    fn a_suite_whose_tests_were_all_skipped_fails() {
        let outcome = Outcome::of_run(Tally { skipped: 4, ..Tally::default() }, true);
        assert!(!outcome.is_success());
    }

    #[test]
    fn a_runner_that_fails_without_a_failed_test_is_one_failure() {
        let outcome = Outcome::of_run(Tally { passed: 7, ..Tally::default() }, false);
        assert_eq!(outcome.total(), Tally { passed: 7, failed: 1, skipped: 0 });
    }

    #[test]
    fn a_failed_test_is_counted_once_although_the_runner_fails_too() {
        let outcome = Outcome::of_run(Tally { passed: 7, failed: 1, skipped: 0 }, false);
        assert_eq!(outcome.total().failed, 1);
    }

    #[test]
    fn a_green_run_is_a_success() {
        assert!(Outcome::of_run(Tally { passed: 7, failed: 0, skipped: 2 }, true).is_success());
    }
}
