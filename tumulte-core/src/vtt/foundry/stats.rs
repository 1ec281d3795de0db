//! A sheet's table applied to a document: stats and conditions.

use super::{
    pruned::Tree,
    sheet::{Group, Sheet, StatPaths},
};
use crate::model::{Gauge, Number, Stat, StatValue, Stats, joined_by};

/// The most stats one group may bring.
const MAX_GROUP: usize = 256;

/// The most conditions one character may have.
const MAX_CONDITIONS: usize = 100;

/// An actor with its parts at hand.
pub(super) struct Parts<'t, 'a> {
    pub(super) document: &'t Tree<'a>,
    pub(super) system: &'t Tree<'a>,
    pub(super) items: &'t [Tree<'a>],
}

impl<'t, 'a> Parts<'t, 'a> {
    fn at(&self, path: &str) -> Option<&'t Tree<'a>> {
        match path.strip_prefix('/') {
            Some(path) => self.document.at(path),
            None => self.system.at(path),
        }
    }

    fn first_number(&self, paths: &[String]) -> Option<Number> {
        paths.iter().find_map(|path| self.at(path)?.number()).map(Number::new)
    }

    fn items_of<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'t Tree<'a>> + 's {
        self.items.iter().filter(move |item| item.text_at("type") == Some(kind))
    }
}

/// What a game system keeps in the part of a document that is its own: `system`, once `data`.
pub(super) fn system_of<'t, 'a>(document: &'t Tree<'a>) -> &'t Tree<'a> {
    let filled = |part: &&'t Tree<'a>| part.is_map();
    let own = document.at("system").filter(filled).or_else(|| document.at("data").filter(filled));
    own.unwrap_or(const { &Tree::Nothing })
}

/// Everything the table finds on a sheet.
pub(super) fn stats(sheet: &Sheet, actor: &Parts<'_, '_>, primary: Option<&str>) -> Stats {
    let mut stats = Stats::default();
    for group in &sheet.groups {
        for (name, stat) in grouped(group, actor).into_iter().take(MAX_GROUP) {
            stats.insert(name, stat);
        }
    }
    for (name, paths) in &sheet.stats {
        if let Some(stat) = one(paths, actor) {
            stats.insert(name.as_str(), stat);
        }
    }
    let asks_primary =
        sheet.is_generic() || (sheet.stats.contains_key("hp") && stats.get("hp").is_none());
    if let Some(gauge) = primary.filter(|_| asks_primary).and_then(|path| bar(actor.at(path)?)) {
        stats.insert("hp", Stat::Gauge(gauge));
    }
    stats
}

/// The attribute a token's first bar shows.
fn bar(attribute: &Tree<'_>) -> Option<Gauge> {
    let number = |path| attribute.number_at(path).map(Number::new);
    let value = attribute.number().map(Number::new).or_else(|| number("value"))?;
    Some(Gauge {
        value: Some(value),
        max: number("max"),
        temp: above_zero(number("temp")),
        label: None,
    })
}

fn one(paths: &StatPaths, actor: &Parts<'_, '_>) -> Option<Stat> {
    if paths.text {
        return words(paths, actor).map(|text| Stat::Plain(StatValue::Text(text)));
    }
    let max = actor.first_number(&paths.max);
    let value = sum(paths, actor).or_else(|| actor.first_number(&paths.value))?;
    let value = if paths.marked { Number::new(max?.value() - value.value()) } else { value };
    if paths.max.is_empty() && paths.temp.is_empty() && paths.label.is_none() {
        return Some(Stat::Plain(StatValue::Number(value)));
    }
    let temp = above_zero(actor.first_number(&paths.temp));
    Some(Stat::Gauge(Gauge { value: Some(value), max, temp, label: paths.label.clone() }))
}

fn above_zero(number: Option<Number>) -> Option<Number> {
    number.filter(|number| number.value() > 0.0)
}

fn sum(paths: &StatPaths, actor: &Parts<'_, '_>) -> Option<Number> {
    let mut total = None;
    for sum in &paths.sum {
        for item in actor.items_of(&sum.items) {
            if let Some(number) = system_of(item).number_at(&sum.path) {
                total = Some(total.unwrap_or(0.0) + number);
            }
        }
    }
    total.map(Number::new)
}

fn words(paths: &StatPaths, actor: &Parts<'_, '_>) -> Option<String> {
    let kinds = paths.names.iter();
    let names: Vec<_> = kinds
        .flat_map(|kind| actor.items_of(kind))
        .filter_map(|item| item.text_at("name"))
        .take(10)
        .collect();
    if !names.is_empty() {
        return Some(joined_by(&names, " / "));
    }
    let mut texts = paths.value.iter().filter_map(|path| actor.at(path)?.text());
    texts.find(|text| !is_reference(text)).map(str::to_owned)
}

/// Whether a text names another document: an id of sixteen letters and digits, or a UUID.
fn is_reference(text: &str) -> bool {
    let is_id = text.len() == 16
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().skip(1).any(|byte| !byte.is_ascii_lowercase());
    let kinds = ["Compendium.", "Item.", "Actor.", "Scene."];
    is_id || kinds.iter().any(|kind| text.starts_with(kind))
}

fn grouped(group: &Group, actor: &Parts<'_, '_>) -> Vec<(String, Stat)> {
    let stat = |entry: &Tree<'_>| {
        let first = |paths: &[String]| paths.iter().find_map(|path| entry.number_at(path));
        let value = if group.value.is_empty() { entry.number() } else { first(&group.value) };
        let value = Number::new(value?);
        let max = first(&group.max).map(Number::new);
        let label = group.label.iter().find_map(|path| entry.text_at(path)).map(str::to_owned);
        Some(if max.is_none() && label.is_none() {
            Stat::Plain(StatValue::Number(value))
        } else {
            Stat::Gauge(Gauge { value: Some(value), max, temp: None, label })
        })
    };
    let entries = actor.system.all_at(&group.at).into_iter();
    entries
        .filter_map(|(key, entry)| Some((format!("{}{key}", group.prefix), stat(entry)?)))
        .collect()
}

/// What the character suffers or enjoys: status effects, switches of the sheet, items that are conditions.
pub(super) fn conditions(sheet: &Sheet, actor: &Parts<'_, '_>) -> Vec<String> {
    let mut found = crate::model::Set::new();
    found.extend(statuses(actor.document).map(str::to_owned));
    for path in &sheet.conditions.flags {
        let entries = actor.system.all_at(path).into_iter();
        found.extend(entries.filter(|(_, entry)| entry.is_on()).map(|(key, _)| key));
    }
    for kind in &sheet.conditions.items {
        let names = actor.items_of(kind).filter_map(|item| item.text_at("name"));
        found.extend(names.map(str::to_owned));
    }
    found.into_iter().take(MAX_CONDITIONS).collect()
}

/// The ids of the statuses on an actor or token: `statuses` since generation 11, a flag before.
///
/// An effect's own name is no status: it may be the secret behind it.
pub(super) fn statuses<'t>(document: &'t Tree<'_>) -> impl Iterator<Item = &'t str> {
    let active = |effect: &&'t Tree<'_>| effect.flag_at("disabled") != Some(true);
    let of_effects = document.list_at("effects").iter().filter(active).flat_map(|effect| {
        let flag = effect.text_at("flags.core.statusId");
        effect.list_at("statuses").iter().filter_map(Tree::text).chain(flag)
    });
    document.list_at("statuses").iter().filter_map(Tree::text).chain(of_effects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_no_word() {
        assert!(is_reference("gJUTUePTaUJMk0VS"));
        assert!(is_reference("Compendium.dnd5e.races.Item.x"));
        assert!(!is_reference("Halfling"));
        assert!(!is_reference("Bewildernessfolk"));
    }
}
