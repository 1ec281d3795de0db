//! What the dependencies bring along: licences and origins, by `cargo deny` where it is installed and in short where not.

use std::fs;

use serde_json::Value;

use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::Workspace,
};

const CONFIGURATION: &str = ".deny.toml";

/// The only place dependencies may come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Fails when a dependency has a licence or an origin that nobody has allowed.
///
/// The database of advisories lies in the network: continuous integration asks it, this does not.
pub(crate) fn check(workspace: &Workspace, log: &mut Log) -> Result<()> {
    if command::find(&["cargo-deny"]).is_some() {
        let asked = ["deny", "--offline", "--config", CONFIGURATION, "check"];
        let mut deny = command::cargo(workspace, asked);
        return log.must(deny.args(["licenses", "bans", "sources"])).map(|_| ());
    }
    log.note("cargo-deny is not installed: licences and origins are looked through in short")?;
    let path = workspace.path(CONFIGURATION);
    let allowed = allowed(&fs::read_to_string(&path).map_err(Failure::at(&path))?);
    let wrong = wrong(&workspace.all_metadata()?, &allowed);
    if wrong.is_empty() { Ok(()) } else { Err(Failure::new(wrong.join("\n"))) }
}

/// The licences that the configuration allows.
fn allowed(configuration: &str) -> Vec<String> {
    let list = configuration.split_once("\nallow = [").map_or("", |(_, list)| list);
    let list = list.split(']').next().unwrap_or_default();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn wrong(metadata: &Value, allowed: &[String]) -> Vec<String> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    let mut wrong = Vec::new();
    for package in packages.into_iter().flatten() {
        let text = |name: &str| package.get(name).and_then(Value::as_str).unwrap_or_default();
        let (name, origin, licence) = (text("name"), text("source"), text("license"));
        if origin.is_empty() {
            continue;
        }
        if origin != REGISTRY {
            wrong.push(format!("{name} comes from {origin}"));
        }
        if !is_allowed(licence, allowed) {
            wrong.push(format!(
                "{name} has the licence {licence:?}, which {CONFIGURATION} does not allow"
            ));
        }
    }
    wrong
}

/// Whether somebody may choose so among the licences of an expression that all they have to keep are allowed.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.trim().replace('/', " OR ");
    let (outer, inner) = parts(&expression, " OR ");
    if inner > 1 {
        return outer.iter().any(|part| is_allowed(part, allowed));
    }
    let (outer, inner) = parts(&expression, " AND ");
    if inner > 1 {
        return outer.iter().all(|part| is_allowed(part, allowed));
    }
    match expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inside) => is_allowed(inside, allowed),
        None => allowed.contains(&expression),
    }
}

/// Cuts an expression at a word outside of parentheses; says into how many parts.
fn parts<'e>(expression: &'e str, word: &str) -> (Vec<&'e str>, usize) {
    let mut parts = Vec::new();
    let (mut depth, mut began) = (0_u32, 0);
    for (place, character) in expression.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && place >= began && starts(expression, place, word) => {
                parts.extend(expression.get(began..place));
                began = place + word.len();
            }
            _ => {}
        }
    }
    parts.extend(expression.get(began..));
    let count = parts.len();
    (parts, count)
}

fn starts(text: &str, place: usize, word: &str) -> bool {
    text.get(place..).is_some_and(|rest| rest.starts_with(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_of_several_licences_is_enough_and_all_that_bind_are_asked_for() {
        let allowed = allowed("x = 1\nallow = [\n  \"MIT\",\n  \"ISC\",\n]\n");
        assert_eq!(allowed, ["MIT", "ISC"]);
        for good in ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "ISC AND (MIT OR GPL-3.0)", "(MIT)"] {
            assert!(is_allowed(good, &allowed), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(GPL-3.0 OR MPL-2.0) AND MIT", "MIT WITH x"]
        {
            assert!(!is_allowed(bad, &allowed), "{bad}");
        }
    }

    #[test]
    fn what_comes_from_elsewhere_is_named() {
        let metadata = json!({"packages": [
            {"name": "ours", "source": null, "license": null},
            {"name": "good", "source": REGISTRY, "license": "MIT"},
            {"name": "far", "source": "git+https://example.org", "license": "MIT"},
            {"name": "bound", "source": REGISTRY, "license": "GPL-3.0"},
        ]});
        let wrong = wrong(&metadata, &["MIT".to_owned()]);
        assert_eq!(wrong.len(), 2);
        assert!(wrong[0].starts_with("far ") && wrong[1].starts_with("bound "));
    }
}
