//! The vectors of `tests/vectors`, which every language runs.

use std::{fs, path::Path};

use serde_json::Value;

use crate::recordings::entries;

/// The cases of a folder with their names.
pub(crate) fn cases(folder: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(folder);
    let files = entries(&folder).into_iter();
    let cases: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .flat_map(|file| {
            let list: Vec<Value> =
                serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            list.into_iter().map(move |case| (format!("{stem}: {}", case["name"]), case))
        })
        .collect();
    assert!(!cases.is_empty(), "no vectors in {}", folder.display());
    cases
}

/// Whether `found` has everything `expected` names. Nothing, `null` and `false` are the same.
pub(crate) fn holds(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Null | Value::Bool(false), Value::Null | Value::Bool(false)) => true,
        (Value::Object(expected), Value::Object(_)) => {
            expected.iter().all(|(key, value)| holds(value, &found[key]))
        }
        (Value::Object(expected), Value::Null) => {
            expected.values().all(|value| holds(value, &Value::Null))
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len()
                && expected.iter().zip(found).all(|(expected, found)| holds(expected, found))
        }
        (Value::Number(expected), Value::Number(found)) => expected.as_f64() == found.as_f64(),
        _ => expected == found,
    }
}
