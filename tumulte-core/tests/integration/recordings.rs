//! Recordings of real tables, read in place from `TUMULTE_DATA`, else from `../shared/data` beside the checkout.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// A folder or a file of recordings; says aloud when it is not there.
pub(crate) fn recordings(path: &str) -> Option<PathBuf> {
    let root = env::var_os("TUMULTE_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    // Past the test harness, which shows no output of tests that pass.
    let _ = writeln!(io::stderr(), "skipped: no {path} in {} (set TUMULTE_DATA)", root.display());
    None
}

/// What lies in a folder, in order.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    entries
}
