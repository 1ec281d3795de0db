use serde_json::Value;

use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::Workspace,
};

const PACKAGE: &str = "tumulte-core";

/// More would be a build for each of too many sets.
const MAX_FEATURES: usize = 6;

/// Core builds with every set of its features.
pub(crate) fn check(workspace: &Workspace, log: &mut Log) -> Result<()> {
    for set in powerset(&features(workspace)?) {
        log.must(&mut command::cargo(
            workspace,
            [
                "check",
                "--package",
                PACKAGE,
                "--lib",
                "--no-default-features",
                "--features",
                &set.join(","),
            ],
        ))?;
    }
    Ok(())
}

fn features(workspace: &Workspace) -> Result<Vec<String>> {
    let metadata = workspace.metadata()?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let features = packages
        .into_iter()
        .flatten()
        .find(|package| package.get("name").and_then(Value::as_str) == Some(PACKAGE))
        .and_then(|package| package.get("features")?.as_object())
        .ok_or_else(|| Failure::new(format!("`cargo metadata` tells no features of {PACKAGE}")))?;
    let features: Vec<_> = features.keys().filter(|name| *name != "default").cloned().collect();
    if features.len() > MAX_FEATURES {
        return Err(Failure::new(format!("{PACKAGE} has more than {MAX_FEATURES} features")));
    }
    Ok(features)
}

/// Every set of the names, from none to all.
fn powerset(names: &[String]) -> Vec<Vec<&str>> {
    let mut sets = vec![Vec::new()];
    for name in names {
        let with: Vec<_> =
            sets.iter().map(|set| [set.as_slice(), &[name.as_str()]].concat()).collect();
        sets.extend(with);
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_is_there_once() {
        let names = ["a".to_owned(), "b".to_owned()];
        assert_eq!(powerset(&names), [vec![], vec!["a"], vec!["b"], vec!["a", "b"]]);
    }
}
