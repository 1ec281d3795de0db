//! The Foundry module reads sheets by the same tables: its copy is written from ours.

use std::{fmt::Write as _, fs, path::Path};

use serde_json::Value;
use tumulte_core::vtt::foundry::sheets_json;

const COPY: &str = "../foundry-module/scripts/data/sheets.mjs";

const HEAD: &str = "// @ts-check
// Where each game system keeps what is shown of a character. Written from tumulte-core/sheets by
// `TUMULTE_WRITE=1 cargo test -p tumulte-core --test integration documents::module`; not to be changed here.

/** @type {readonly import(\"../extract/sheet.mjs\").SheetTable[]} */
export const SHEETS = [
";

/// The module's file, one line for each table, without what only people read.
fn written() -> String {
    let mut tables: Vec<Value> = serde_json::from_str(sheets_json()).unwrap();
    let mut text = HEAD.to_owned();
    for table in &mut tables {
        let table = table.as_object_mut().unwrap();
        table.remove("sources");
        writeln!(text, "  {},", Value::from(table.clone())).unwrap();
    }
    text + "];\n"
}

#[test]
fn the_modules_tables_are_ours() {
    let copy = Path::new(env!("CARGO_MANIFEST_DIR")).join(COPY);
    if std::env::var_os("TUMULTE_WRITE").is_some() {
        fs::write(&copy, written()).unwrap();
    }
    let found = fs::read_to_string(&copy).unwrap_or_default();
    assert!(found == written(), "{COPY} is behind: write it anew with TUMULTE_WRITE=1");
}
