//! Every formula of real tables, read in place from `TUMULTE_DATA` or `../shared/data`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tumulte_core::dice::{Dialect, Formula};

use crate::recordings::recordings;

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

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

fn formulas(folder: &Path, keys: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files(folder) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        if let Ok(value) = serde_json::from_str(&text) {
            collect(&value, keys, &mut found);
        } else {
            let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok());
            lines.for_each(|value: Value| collect(&value, keys, &mut found));
        }
    }
    found
}

fn read_all(folder: &str, keys: &[&str], dialect: Dialect) {
    let Some(folder) = recordings(folder) else { return };
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

/// Every roll object that has terms, also in JSON inside strings.
fn rolls(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("terms") && fields.contains_key("formula") {
                found.push(value.clone());
            }
            fields.values().for_each(|value| rolls(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| rolls(item, found)),
        Value::String(text) if text.starts_with(['{', '[']) => {
            if let Ok(value) = serde_json::from_str(text) {
                rolls(&value, found);
            }
        }
        _ => {}
    }
}

/// The results of every die inside, in reading order.
fn faces(value: &Value, found: &mut Vec<i32>) {
    if !value.is_object() {
        return;
    }
    if let (Some(results), Some(_)) = (value["results"].as_array(), value["faces"].as_u64()) {
        let results = results.iter().filter_map(|result| result["result"].as_i64());
        found.extend(results.map(|result| i32::try_from(result).unwrap()));
        return;
    }
    for key in ["terms", "rolls", "operands"] {
        value[key].as_array().into_iter().flatten().for_each(|inner| faces(inner, found));
    }
    for key in ["roll", "term"] {
        faces(&value[key], found);
    }
}

#[test]
fn real_foundry_rolls_come_to_their_totals_again() {
    let Some(folder) = recordings("foundry") else { return };
    let mut found = Vec::new();
    for file in files(&folder) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok());
        lines.for_each(|value: Value| rolls(&value, &mut found));
    }
    let (mut agree, mut differ) = (0, Vec::new());
    let mut refused: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for roll in &found {
        let (Some(text), Some(total)) = (roll["formula"].as_str(), roll["total"].as_f64()) else {
            continue;
        };
        let mut results = Vec::new();
        faces(roll, &mut results);
        let rolled = Formula::parse(text, Dialect::Foundry);
        match rolled.as_ref().map(|formula| formula.roll_given(&results)) {
            Ok(Ok(rolled)) if (rolled.total() - total).abs() < 1e-9 => agree += 1,
            // Pathfinder's persistent damage is rolled with the rest, and not added to it.
            Ok(Ok(_)) if text.contains("persistent") => {}
            Ok(Ok(rolled)) => differ.push(format!("{text}: {rolled}, but {total}")),
            Ok(Err(error)) => {
                refused.entry(error.code()).or_default().insert(text);
            }
            Err(error) => {
                refused.entry(error.code()).or_default().insert(text);
            }
        }
    }
    println!("{agree} rolls come to their totals");
    for (code, texts) in refused {
        println!("{code}: {texts:?}");
    }
    assert!(agree > 0, "no roll was found");
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
