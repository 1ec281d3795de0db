//! What the test runners print, turned into counts.

mod libtest;
mod pytest;
mod tap;

pub(crate) use libtest::{Kind, TestBinary, libtest, libtest_failures};
pub(crate) use pytest::pytest;
pub(crate) use tap::{empty_files, tap, tap_failures};

/// The number right before or right after a word, as in `3 passed` or `# pass 3`.
fn number(text: &str) -> Option<usize> {
    text.trim().parse().ok()
}
