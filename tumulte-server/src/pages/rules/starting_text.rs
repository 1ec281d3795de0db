//! What rules of one's own start from: the game system's own file, as TOML.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use tumulte_core::{model::SystemId, systems::Catalog};

/// The system's rules as a text to change. Where tabletops keep the facts is left out: that is taken over anyway.
#[must_use]
pub(crate) fn starting_text(system: &SystemId) -> String {
    let file = Catalog::built_in().rule_file(system).unwrap_or_default();
    let Ok(Value::Object(mut file)) = serde_json::from_str(file) else { return String::new() };
    let hints = hint_names(&file);
    for key in ["vtt", "aliases", "vectors", "sources", "publisher", "labels"] {
        file.remove(key);
    }
    if let Some(Value::Object(rule)) = file.get_mut("rule") {
        let known: BTreeSet<String> = ["defaults", "vars"]
            .iter()
            .filter_map(|table| rule.get(*table)?.as_object())
            .flat_map(|table| table.keys().cloned())
            .collect();
        let needs = rule.entry("needs").or_insert_with(|| json!([]));
        if let Value::Array(needs) = needs {
            let more = hints.into_iter().filter(|name| {
                !known.contains(name)
                    && !["total", "target", "margin", "rollType"].contains(&name.as_str())
            });
            for name in more.map(Value::String) {
                if !needs.contains(&name) {
                    needs.push(name);
                }
            }
        }
    }
    drop_nulls(&mut file);
    toml::to_string_pretty(&file).unwrap_or_default()
}

/// The names of the facts that tabletops' messages bring.
fn hint_names(file: &Map<String, Value>) -> BTreeSet<String> {
    let tables = file.get("vtt").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let cards = |table: &Value| table.get("cards").and_then(Value::as_array).cloned();
    tables
        .flat_map(|table| {
            let mut all = vec![table.clone()];
            all.extend(cards(table).unwrap_or_default());
            all
        })
        .filter_map(|table| table.get("hints").and_then(Value::as_object).cloned())
        .flat_map(|hints| hints.into_iter().map(|(name, _)| name))
        .collect()
}

/// TOML has no word for nothing.
fn drop_nulls(table: &mut Map<String, Value>) {
    table.retain(|_, value| !value.is_null());
    for value in table.values_mut() {
        match value {
            Value::Object(inner) => drop_nulls(inner),
            Value::Array(items) => {
                for item in items {
                    if let Value::Object(inner) = item {
                        drop_nulls(inner);
                    }
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use tumulte_core::{sync::CampaignRules, systems::RuleSet};

    use super::*;

    #[test]
    fn every_systems_starting_text_is_a_file_of_rules() {
        for summary in Catalog::built_in().summaries() {
            let text = starting_text(&summary.id);
            let set = RuleSet::new(summary.id.clone()).with_rules(&text);
            if let Err(error) = CampaignRules::prepare(&set) {
                panic!("{}: {error}\n{text}", summary.id);
            }
        }
    }
}
