//! A log or export of any table, split into its messages: the same pieces however it is cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tumulte_core::{model::VttKind, vtt::document::Splitter};

const TABLES: [&str; 5] = ["foundry", "roll20", "ddb", "fantasygrounds", "pixels"];

fuzz_target!(|data: &[u8]| {
    let [table, size, document @ ..] = data else { return };
    let vtt = VttKind::from(TABLES[usize::from(*table) % TABLES.len()].to_owned());
    let mut whole = Splitter::new(&vtt);
    let mut pieces = whole.push(document);
    pieces.extend(whole.finish());
    let mut cut = Splitter::new(&vtt);
    let mut by_chunks = Vec::new();
    for chunk in document.chunks(usize::from(*size).max(1)) {
        by_chunks.extend(cut.push(chunk));
    }
    by_chunks.extend(cut.finish());
    assert_eq!(pieces, by_chunks);
});
