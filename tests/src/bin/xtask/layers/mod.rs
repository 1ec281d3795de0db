//! Keeps the arrows of `tumulte-core/docs/architecture.md`: who may use whom, and what core never touches.

mod path;
mod token;

use std::path::Path;

use serde_json::Value;

use self::path::{UsedPath, used_paths};
use crate::{
    command::Log,
    failure::{Failure, Result},
    workspace::{self, Workspace},
};

/// What the modules of core may use. A module without a row is refused: its place must be decided first.
const MODULES: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("dice", &["model"]),
    ("roll", &["model", "dice"]),
    ("systems", &["model", "roll"]),
    ("vtt", &["model", "dice", "roll"]),
    ("pairing", &["model"]),
    ("sync", &["model", "roll", "systems", "vtt"]),
    // The one error over those of all areas; they know nothing of it.
    ("error", &["model", "dice", "roll", "systems", "vtt", "pairing", "sync"]),
    ("testing", &["model", "dice", "roll", "systems", "vtt", "pairing", "sync"]),
];

/// What the packages may use of each other; tests may use them all.
const PACKAGES: &[(&str, &[&str])] = &[
    ("tumulte-core", &[]),
    ("tumulte-server", &["tumulte-core"]),
    ("tumulte-python", &["tumulte-core"]),
    ("tumulte-node", &["tumulte-core", "tumulte-node-reader"]),
    ("tumulte-node-reader", &["tumulte-core"]),
    ("tumulte-wasm", &["tumulte-core"]),
];

/// The world outside, which core gets as arguments and traits.
const IMPURE: &[&[&str]] = &[
    &["std", "env"],
    &["std", "fs"],
    &["std", "net"],
    &["std", "process"],
    &["std", "thread"],
    &["SystemTime"],
    &["Instant"],
    &["Timestamp", "now"],
    &["Zoned", "now"],
    &["Uuid", "now_v7"],
    &["Uuid", "new_v4"],
    &["getrandom"],
    &["rand"],
    &["tokio"],
];

/// Where tests get their recordings and vectors from; built only with the feature `testing`.
const TESTING: &str = "testing";

pub(crate) fn check(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let source = workspace.path("tumulte-core/src");
    let is_rust = |path: &Path| path.extension().is_some_and(|extension| extension == "rs");
    let files = workspace::files(&source, &is_rust)?;
    if files.is_empty() {
        return Err(Failure::new("tumulte-core/src holds no Rust file"));
    }
    let mut faults = package_faults(&workspace.metadata()?);
    for file in &files {
        let relative = file.strip_prefix(&source).unwrap_or(file);
        let text = std::fs::read_to_string(file).map_err(Failure::at(file))?;
        let found = file_faults(relative, &text);
        faults.extend(found.into_iter().map(|fault| format!("tumulte-core/src/{fault}")));
    }
    if faults.is_empty() {
        return Ok(());
    }
    for fault in &faults {
        log.note(fault)?;
    }
    Err(Failure::new(format!("{} forbidden uses", faults.len())))
}

fn file_faults(file: &Path, text: &str) -> Vec<String> {
    let place = module_of(file);
    let is_test_file = place.iter().any(|name| name == "tests");
    let mut faults = Vec::new();
    for mut used in used_paths(text, &place) {
        used.is_test |= is_test_file;
        if let Some(fault) = arrow_fault(&place, &used).or_else(|| purity_fault(&place, &used)) {
            faults.push(format!("{}:{}: {fault}", file.display(), used.line));
        }
    }
    faults
}

/// `systems/engine.rs` is `[systems, engine]`; `mod.rs` and `lib.rs` are the folder they are in.
fn module_of(file: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|last| last == "mod" || last == "lib") {
        names.pop();
    }
    names
}

fn arrow_fault(place: &[String], used: &UsedPath) -> Option<String> {
    let from = place.first()?;
    let to = used.in_crate()?;
    if from == to {
        return None;
    }
    let row = |name: &str| MODULES.iter().find(|(module, _)| *module == name);
    let Some((_, allowed)) = row(from) else {
        return Some(format!("`{from}` has no row in the table of layers"));
    };
    if row(to).is_none() {
        return Some(format!("`crate::{to}` is no module with a row in the table of layers"));
    }
    let is_allowed = allowed.contains(&to) || (used.is_test && to == TESTING);
    (!is_allowed).then(|| format!("`{from}` must not use `{to}`"))
}

fn purity_fault(place: &[String], used: &UsedPath) -> Option<String> {
    if used.is_test || place.first().is_some_and(|module| module == TESTING) {
        return None;
    }
    let is_inside = |words: &&&[&str]| {
        let mut windows = used.words.windows(words.len());
        let is_same = |window: &[String]| window.iter().eq(words.iter());
        // A crate is named by the first word only: `random::rand` is somebody's own name.
        let is_crate =
            words.len() == 1 && words.iter().all(|word| word.starts_with(char::is_lowercase));
        if is_crate { windows.next().is_some_and(is_same) } else { windows.any(is_same) }
    };
    let found = IMPURE.iter().find(is_inside)?;
    Some(format!("core must not use `{}`: take it as an argument or a trait", found.join("::")))
}

fn package_faults(metadata: &Value) -> Vec<String> {
    let list = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned();
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut faults = Vec::new();
    for package in list(metadata, "packages").unwrap_or_default() {
        let name = text(&package, "name").unwrap_or_default();
        let Some((_, allowed)) = PACKAGES.iter().find(|(known, _)| *known == name) else {
            continue;
        };
        for dependency in list(&package, "dependencies").unwrap_or_default() {
            let is_ours = dependency.get("path").is_some_and(Value::is_string);
            let is_dev = text(&dependency, "kind").is_some_and(|kind| kind == "dev");
            let other = text(&dependency, "name").unwrap_or_default();
            if is_ours && !is_dev && !allowed.contains(&other.as_str()) {
                faults.push(format!("{name}/Cargo.toml: `{name}` must not use `{other}`"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(file: &str, text: &str) -> Vec<String> {
        file_faults(Path::new(file), text)
    }

    #[test]
    fn an_arrow_that_turns_round_is_found() {
        let found = faults("model/roll.rs", "use crate::systems::Verdict;\n");
        assert_eq!(found, ["model/roll.rs:1: `model` must not use `systems`"]);
    }

    #[test]
    fn arrows_along_the_table_are_fine() {
        let text = "use crate::{model::Roll, roll::Term};\nuse super::rule::Rule;\n";
        assert!(faults("systems/engine.rs", text).is_empty());
    }

    #[test]
    fn a_grouped_use_hides_nothing() {
        let text = "use crate::{\n  model::Roll,\n  vtt::{foundry::Message, Raw},\n};\n";
        let found = faults("systems/engine.rs", text);
        assert_eq!(found.len(), 2);
        assert!(found[0].ends_with("`systems` must not use `vtt`"));
    }

    #[test]
    fn super_is_followed_to_where_it_leads() {
        assert!(faults("systems/engine.rs", "use super::super::vtt::Raw;").len() == 1);
        assert!(faults("systems/mod.rs", "use super::sync::Store;").len() == 1);
        assert!(
            faults("systems/expression/lexer.rs", "use super::super::value::Value;").is_empty()
        );
    }

    #[test]
    fn comments_and_strings_use_nothing() {
        let text = "//! See [`crate::sync`].\n/* crate::sync */ const A: &str = \"crate::sync\";";
        assert!(faults("model/id.rs", text).is_empty());
    }

    #[test]
    fn a_module_without_a_row_is_refused() {
        assert_eq!(faults("gossip/mod.rs", "use crate::model::Roll;").len(), 1);
        assert_eq!(faults("sync/mod.rs", "use crate::gossip::Tale;").len(), 1);
    }

    #[test]
    fn an_exported_macro_is_in_no_module() {
        let text = "macro_rules! told { () => { $crate::told! { again } } }";
        assert!(faults("testing/mod.rs", text).is_empty());
        assert_eq!(faults("model/mod.rs", "const A: bool = crate::told != B;").len(), 1);
    }

    #[test]
    fn core_reads_no_clock_and_no_environment() {
        assert_eq!(faults("pairing/token.rs", "fn f() { std::time::SystemTime::now(); }").len(), 1);
        assert_eq!(faults("pairing/token.rs", "use std::{env, fmt};").len(), 1);
        assert_eq!(
            faults("pairing/token.rs", "const V: &str = env!(\"CARGO_PKG_VERSION\");").len(),
            0
        );
    }

    #[test]
    fn tests_may_read_files_and_use_what_is_made_for_tests() {
        let text =
            "#[cfg(test)]\nmod tests { use super::*; use crate::testing::vectors; use std::fs; }";
        assert!(faults("systems/engine.rs", text).is_empty());
        assert_eq!(
            faults("systems/engine.rs", "use crate::testing::vectors; use std::fs;").len(),
            2
        );
        assert!(faults("systems/expression/tests.rs", "use std::fs;").is_empty());
    }

    #[test]
    fn code_after_a_test_module_is_code_again() {
        let text = "#[cfg(test)]\nmod tests { fn a() {} }\nuse std::fs;\n";
        assert_eq!(
            faults("roll/term.rs", text),
            ["roll/term.rs:3: core must not use `std::fs`: take it as an argument or a trait"]
        );
    }

    #[test]
    fn a_binding_that_uses_the_server_is_found() {
        let metadata = serde_json::json!({"packages": [{"name": "tumulte-node", "dependencies": [
            {"name": "tumulte-core", "path": "/src/tumulte-core", "kind": null},
            {"name": "tumulte-server", "path": "/src/tumulte-server", "kind": null},
            {"name": "napi", "kind": null},
        ]}]});
        assert_eq!(
            package_faults(&metadata),
            ["tumulte-node/Cargo.toml: `tumulte-node` must not use `tumulte-server`"]
        );
    }
}
