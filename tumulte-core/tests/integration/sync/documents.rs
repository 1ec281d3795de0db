//! The documents are true to the code.

use std::path::Path;

use tumulte_core::{Error, sync::SyncError};

const ARCHITECTURE: &str = include_str!("../../../docs/architecture.md");
const DESIGN: &str = include_str!("../../../docs/design.md");
const README: &str = include_str!("../../../README.md");
const WIRE: &str = include_str!("../../../docs/wire.md");

/// What stands between backticks outside of code blocks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

#[test]
fn every_file_the_documents_name_is_there() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = [core.join(".."), core.to_owned(), core.join("src")];
    let mut found = 0;
    for name in [ARCHITECTURE, DESIGN, README, WIRE].into_iter().flat_map(quoted) {
        let is_file = [".rs", ".mjs", ".md", ".toml"].iter().any(|end| name.ends_with(end));
        if is_file && name.contains('/') && !name.contains(['*', '<', ' ']) {
            assert!(places.iter().any(|place| place.join(name).is_file()), "{name}");
            found += 1;
        }
    }
    assert!(found > 25, "only {found} names were looked for");
}

#[test]
fn every_code_an_event_or_a_pairing_is_answered_with_is_in_the_contract() {
    let areas = ["rule.", "systems.", "dice."];
    let is_of_the_wire = |code: &&str| !areas.iter().any(|area| code.starts_with(area));
    let mut checked = 0;
    for code in Error::codes().filter(is_of_the_wire).chain(SyncError::CODES.iter().copied()) {
        assert!(quoted(WIRE).any(|quoted| quoted == code), "wire.md says nothing about {code}");
        checked += 1;
    }
    assert!(checked > 40, "only {checked} codes were looked for");
}
