//! Turns the files of `systems/` and `sheets/` into what the library carries: compact JSON without the prose and
//! the examples that nobody needs at run time, and tables to find a system by id or alias. Adding a game system
//! is adding a file.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fmt::{self, Write as _},
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// What only people and tests read.
const PROSE: [&str; 2] = ["sources", "vectors"];
/// What tells people about a system, and is left at home where every byte counts.
const ABOUT: [&str; 5] = ["publisher", "mechanism", "roll-types", "confidence", "labels"];

fn main() -> Result<(), Box<dyn Error>> {
    let core = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    rules(&toml_files(&core.join("systems"))?, &out)?;
    sheets(&toml_files(&core.join("sheets"))?, &out)
}

/// The rules of every system, and how to find them.
fn rules(files: &[(String, PathBuf)], out: &Path) -> Result<(), Box<dyn Error>> {
    let mut texts = String::new();
    let mut written = String::from("[\n");
    let mut index = BTreeMap::new();
    for (place, (name, path)) in files.iter().enumerate() {
        let text = fs::read_to_string(path)?;
        let mut file: Value = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
        let fields = file.as_object_mut().ok_or("a rule file must be a table")?;
        fields.retain(|key, _| !PROSE.contains(&key.as_str()));
        if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
            fields.retain(|key, _| !ABOUT.contains(&key.as_str()));
            let outcomes = fields.get_mut("rule").and_then(|rule| rule.get_mut("outcomes"));
            for outcome in outcomes.and_then(Value::as_array_mut).into_iter().flatten() {
                outcome.as_object_mut().map(|outcome| outcome.remove("see"));
            }
        }
        let word = |key: &str| {
            let word = fields.get(key).and_then(Value::as_str);
            word.ok_or_else(|| format!("{name} has no {key}"))
        };
        let id = word("id")?.to_owned();
        let aliases = fields.get("aliases").and_then(Value::as_array).into_iter().flatten();
        let aliases: Vec<_> = aliases.filter_map(Value::as_str).collect();
        for (is_alias, key) in
            [(false, id.as_str())].into_iter().chain(aliases.iter().map(|a| (true, *a)))
        {
            enter(&mut index, key, place, is_alias).map_err(|other| {
                format!(
                    "{name}: `{key}` is taken by {}",
                    files.get(other).map_or("", |file| &file.0)
                )
            })?;
        }
        // As `place` reads them at run time.
        let heads = [word("name")?, &id].into_iter().chain(aliases.iter().copied());
        if let Some(wrong) = heads.into_iter().find(|word| word.contains(['"', '\\'])) {
            return Err(format!("{name}: `{wrong}` holds a quotation mark or a backslash").into());
        }
        if aliases.contains(&"id") {
            return Err(format!("{name}: no alias may be `id`").into());
        }
        writeln!(texts, "{}", headed(file)?)?;
        writeln!(written, "  ({name:?}, include_str!({:?})),", path.display().to_string())?;
    }
    fs::write(out.join("system_texts.jsonl"), texts)?;
    let spelled: Vec<_> = index.into_iter().map(|(key, (place, _))| (key, place)).collect();
    fs::write(out.join("system_spelled.rs"), format!("{spelled:?}"))?;
    fs::write(out.join("rule_files.rs"), written + "]")?;
    Ok(())
}

/// The file as JSON that begins with what the system is called.
fn headed(mut file: Value) -> Result<String, fmt::Error> {
    let mut line = String::from("{");
    for key in ["aliases", "id", "name"] {
        if let Some(value) = file.as_object_mut().and_then(|fields| fields.remove(key)) {
            write!(line, "\"{key}\":{value},")?;
        }
    }
    Ok(line + file.to_string().trim_start_matches('{'))
}

/// Where actors of each system keep what their sheets show.
fn sheets(files: &[(String, PathBuf)], out: &Path) -> Result<(), Box<dyn Error>> {
    let mut sheets = Vec::new();
    for (name, path) in files {
        let text = fs::read_to_string(path)?;
        let mut table: Value = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
        let fields = table.as_object_mut().ok_or("a sheet must be a table")?;
        fields.remove("sources").ok_or_else(|| format!("{name} has no sources"))?;
        sheets.push(table);
    }
    fs::write(out.join("sheets.json"), serde_json::to_string(&sheets)?)?;
    Ok(())
}

/// The files of a folder with their names, in order.
fn toml_files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().and_then(|name| name.to_str());
            files.push((name.ok_or("a file's name must be plain text")?.to_owned(), path));
        }
    }
    files.sort();
    Ok(files)
}

type Index = BTreeMap<String, (usize, bool)>;

/// Enters an id or alias. A system's own id beats another's alias; two of a kind are a mistake.
fn enter(index: &mut Index, key: &str, place: usize, is_alias: bool) -> Result<(), usize> {
    match index.get(key) {
        Some((other, other_is_alias)) if *other != place && *other_is_alias == is_alias => {
            return Err(*other);
        }
        Some((_, false)) => {}
        _ => {
            index.insert(key.to_owned(), (place, is_alias));
        }
    }
    Ok(())
}
