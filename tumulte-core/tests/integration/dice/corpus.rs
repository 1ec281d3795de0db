//! Every formula of real tables, read in place from `TUMULTE_DATA` or `../shared/data`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tumulte_core::dice::{Dialect, Formula};

fn data(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("TUMULTE_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let folder = root.join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no recordings in {} (set TUMULTE_DATA)", folder.display());
    None
}

/// The text under one of `keys` in every object, also in JSON inside strings. Foundry's are taken
/// from rolls alone: an actor's formulas are written for its system.
fn collect(value: &Value, keys: &[&str], found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let is_roll = fields.contains_key("terms")
                || fields.contains_key("parts")
                || !keys.contains(&"formula");
            for (key, value) in fields {
                match value {
                    Value::String(text) if keys.contains(&key.as_str()) && is_roll => {
                        found.insert(text.clone());
                    }
                    value => collect(value, keys, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, keys, found)),
        Value::String(text) if text.starts_with(['{', '[']) => {
            if let Ok(value) = serde_json::from_str(text) {
                collect(&value, keys, found);
            }
        }
        _ => {}
    }
}

fn formulas(folder: &Path, keys: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = fs::read_to_string(&path) else { continue };
            if let Ok(value) = serde_json::from_str(&text) {
                collect(&value, keys, &mut found);
            } else {
                let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok());
                lines.for_each(|value: Value| collect(&value, keys, &mut found));
            }
        }
    }
    found
}

fn read_all(folder: &str, keys: &[&str], dialect: Dialect) {
    let Some(folder) = data(folder) else { return };
    let found = formulas(&folder, keys);
    let (mut read, mut refused) = (0, Vec::new());
    for text in &found {
        match Formula::parse(text, dialect) {
            Ok(formula) => {
                let printed = formula.to_string();
                let again = Formula::parse(&printed, dialect);
                assert_eq!(again.as_ref(), Ok(&formula), "{text:?} prints as {printed:?}");
                read += 1;
            }
            // Templates whose values were never put in name no dice.
            Err(_) if text.contains("undefined") || text.is_empty() => {}
            Err(error) => refused.push(error.render()),
        }
    }
    println!("{dialect}: {read} of {} formulas of real tables read", found.len());
    assert!(read > 0, "no formula was found");
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn formulas_of_real_foundry_rolls_are_read() {
    read_all("foundry", &["formula"], Dialect::Foundry);
}

#[test]
fn formulas_of_real_roll20_rolls_are_read() {
    read_all("roll20", &["expression", "origRoll"], Dialect::Roll20);
}

#[test]
fn formulas_of_real_ddb_rolls_are_read() {
    read_all("ddb/ws", &["diceNotationStr"], Dialect::Roll20);
    read_all("ddb/gamelog-text", &["rollType"], Dialect::Roll20);
}

#[test]
fn formulas_beyond20_passes_on_are_read() {
    read_all("beyond20", &["formula"], Dialect::Roll20);
}
