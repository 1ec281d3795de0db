use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

use crate::{
    command::Log,
    failure::{Failure, Result},
    workspace::{self, Workspace},
};

/// Every manifest that names a version names the same one.
pub(crate) fn check(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let found = found(workspace)?;
    for (place, version) in &found {
        log.note(&format!("{version}  {place}"))?;
    }
    judge(&found)
}

fn judge(found: &[(String, String)]) -> Result<()> {
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (place, version) in found {
        places.entry(version).or_default().push(place);
    }
    match places.len() {
        0 => Err(Failure::new("no manifest names a version")),
        1 => Ok(()),
        _ => {
            let lines: Vec<String> = places
                .iter()
                .map(|(version, places)| format!("{version} in {}", places.join(", ")))
                .collect();
            Err(Failure::new(format!("the versions differ: {}", lines.join("; "))))
        }
    }
}

fn found(workspace: &Workspace) -> Result<Vec<(String, String)>> {
    let mut found = cargo_versions(&workspace.metadata()?);
    let is_manifest = |path: &Path| {
        let name = path.file_name().unwrap_or_default();
        ["package.json", "package-lock.json", "module.json", "pyproject.toml"]
            .iter()
            .any(|manifest| name == *manifest)
            // What the build makes of others' packages carries their versions.
            && !path.iter().any(|part| part == "vendor" || part == "pkg" || part == "fixtures")
    };
    for path in workspace::files(workspace.root(), &is_manifest)? {
        let place = path.strip_prefix(workspace.root()).unwrap_or(&path).display().to_string();
        let text = fs::read_to_string(&path).map_err(Failure::at(&path))?;
        let version = if path.extension().is_some_and(|extension| extension == "toml") {
            toml_version(&text)
        } else {
            let json: Value = serde_json::from_str(&text)
                .map_err(|error| Failure::new(format!("{place}: {error}")))?;
            json.get("version").and_then(Value::as_str).map(str::to_owned)
        };
        found.extend(version.map(|version| (place, version)));
    }
    Ok(found)
}

fn cargo_versions(metadata: &Value) -> Vec<(String, String)> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    let text =
        |package: &Value, key: &str| package.get(key).and_then(Value::as_str).map(str::to_owned);
    packages
        .into_iter()
        .flatten()
        .filter_map(|package| {
            let place = format!("{}/Cargo.toml", text(package, "name")?);
            Some((place, text(package, "version")?))
        })
        .collect()
}

/// The version in the table `[project]`; absent when it is taken from Cargo.
fn toml_version(text: &str) -> Option<String> {
    text.lines()
        .map(str::trim)
        .skip_while(|line| *line != "[project]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| key.trim() == "version")
        .map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str, version: &str) -> (String, String) {
        (name.to_owned(), version.to_owned())
    }

    #[test]
    fn one_version_everywhere_is_fine() {
        assert!(judge(&[place("a", "1.2.3"), place("b", "1.2.3")]).is_ok());
    }

    #[test]
    fn a_second_version_is_named_with_its_place() {
        let failure = judge(&[place("a", "1.2.3"), place("b", "1.2.4")]).unwrap_err();
        assert!(failure.to_string().contains("1.2.4 in b"), "{failure}");
    }

    #[test]
    fn a_tree_without_versions_is_refused() {
        assert!(judge(&[]).is_err());
    }

    #[test]
    fn the_version_of_a_python_project_is_the_one_in_its_own_table() {
        let text = "[build-system]\nversion = \"9\"\n[project]\nname = \"tumulte\"\nversion = \"0.1.0\"\n[tool.x]\nversion = \"8\"\n";
        assert_eq!(toml_version(text).as_deref(), Some("0.1.0"));
        assert_eq!(toml_version("[project]\ndynamic = [\"version\"]\n"), None);
    }
}
