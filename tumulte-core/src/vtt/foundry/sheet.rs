//! Where each game system keeps what a stream may want to show of a character.

use std::{borrow::Cow, sync::OnceLock};

#[cfg(test)]
use serde::Deserialize;
use serde_json::Value;

use super::pruned::Mask;
use crate::model::{Map, SystemId, gathered, lower_case, read_json};

/// The tables of `sheets/`, compiled by `build.rs`.
static TABLES: &str = include_str!(concat!(env!("OUT_DIR"), "/sheets.json"));

/// The id of the table that reads unknown systems.
const GENERIC: &str = "_generic";

/// The sheet tables of every known system as JSON, for code that runs inside Foundry.
///
/// A list of the objects that `sheets/README.md` describes; `_generic` reads unknown systems.
#[must_use]
pub fn sheets_json() -> &'static str {
    TABLES
}

/// One stat: where its numbers or words stand.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(Deserialize), serde(default, deny_unknown_fields))]
pub(super) struct StatPaths {
    pub(super) label: Option<String>,
    /// Whether the value is words.
    pub(super) text: bool,
    /// Whether the sheet counts marks up to the maximum.
    pub(super) marked: bool,
    pub(super) value: Vec<String>,
    pub(super) max: Vec<String>,
    pub(super) temp: Vec<String>,
    pub(super) sum: Vec<ItemSum>,
    /// Item types whose names are the value.
    pub(super) names: Vec<String>,
}

/// A sum over the items of a type.
#[derive(Debug, Clone)]
#[cfg_attr(test, derive(Deserialize), serde(deny_unknown_fields))]
pub(super) struct ItemSum {
    pub(super) items: String,
    pub(super) path: String,
}

/// Many stats at once.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(Deserialize), serde(default, deny_unknown_fields))]
pub(super) struct Group {
    pub(super) prefix: String,
    pub(super) at: String,
    pub(super) value: Vec<String>,
    pub(super) max: Vec<String>,
    pub(super) label: Vec<String>,
}

/// What counts as a condition.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(Deserialize), serde(default, deny_unknown_fields))]
pub(super) struct ConditionPaths {
    pub(super) flags: Vec<String>,
    pub(super) items: Vec<String>,
}

/// What is a belonging, and where an item keeps its marks.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(Deserialize), serde(default, deny_unknown_fields))]
pub(super) struct ItemPaths {
    pub(super) kinds: Vec<String>,
    pub(super) quantity: Vec<String>,
    pub(super) equipped: Vec<String>,
    pub(super) equipped_words: Vec<String>,
    pub(super) identified: Vec<String>,
    pub(super) unidentified_words: Vec<String>,
    pub(super) unidentified_name: Vec<String>,
    pub(super) hidden: Vec<String>,
}

/// The table of one game system.
#[derive(Debug, Clone, Default)]
#[cfg_attr(test, derive(Deserialize), serde(default, deny_unknown_fields))]
pub(super) struct Sheet {
    id: String,
    aliases: Vec<String>,
    players: Vec<String>,
    others: Vec<String>,
    pub(super) stats: Map<String, StatPaths>,
    pub(super) groups: Vec<Group>,
    pub(super) conditions: ConditionPaths,
    pub(super) items: ItemPaths,
    #[cfg_attr(test, serde(skip))]
    actor_mask: Mask,
    #[cfg_attr(test, serde(skip))]
    item_mask: Mask,
}

impl Sheet {
    /// The table of a system: by id or alias, then regardless of case, then the generic one.
    pub(super) fn of(system: &SystemId) -> &'static Self {
        static EMPTY: OnceLock<Sheet> = OnceLock::new();
        let sheets = sheets();
        let id = system.as_str();
        let found = sheets.by_id.get(id).or_else(|| sheets.by_id.get(&lower_case(id)));
        found
            .or_else(|| sheets.by_id.get(GENERIC))
            .and_then(|index| sheets.all.get(*index))
            .unwrap_or_else(|| EMPTY.get_or_init(Self::default))
    }

    /// Whether the table was written for no system in particular.
    pub(super) fn is_generic(&self) -> bool {
        self.id == GENERIC
    }

    /// Whether people play actors of this type.
    pub(super) fn may_be_played(&self, actor_type: &str) -> bool {
        let is_listed =
            |list: &[String]| list.iter().any(|listed| listed.eq_ignore_ascii_case(actor_type));
        (self.players.is_empty() || is_listed(&self.players)) && !is_listed(&self.others)
    }

    /// What to keep of an actor; with the system's primary token attribute, if that is known.
    pub(super) fn actor_mask(&self, primary_attribute: Option<&str>) -> Cow<'_, Mask> {
        let Some(attribute) = primary_attribute else { return Cow::Borrowed(&self.actor_mask) };
        let mut mask = self.actor_mask.clone();
        for end in ["", ".value", ".max", ".temp"] {
            in_system(&mut mask, &format!("{attribute}{end}"));
        }
        mask.settle();
        Cow::Owned(mask)
    }

    /// What to keep of an item.
    pub(super) const fn item_mask(&self) -> &Mask {
        &self.item_mask
    }

    fn read(table: &Value) -> Self {
        let (conditions, items) = (part(table, "conditions"), part(table, "items"));
        let stats = part(table, "stats").as_object().into_iter().flatten();
        Self {
            id: text(table, "id"),
            aliases: texts(table, "aliases"),
            players: texts(table, "players"),
            others: texts(table, "others"),
            stats: gathered(stats.map(|(name, stat)| (name.clone(), StatPaths::read(stat)))),
            groups: listed(part(table, "groups")).iter().map(Group::read).collect(),
            conditions: ConditionPaths {
                flags: texts(conditions, "flags"),
                items: texts(conditions, "items"),
            },
            items: ItemPaths::read(items),
            ..Self::default()
        }
    }

    fn prepare(mut self) -> Self {
        let mut item = Mask::default();
        for path in ["_id", "id", "name", "img", "type"] {
            item.insert(path);
        }
        let marks = &self.items;
        let lists = [
            &marks.quantity,
            &marks.equipped,
            &marks.identified,
            &marks.unidentified_name,
            &marks.hidden,
        ];
        for path in lists.into_iter().flatten() {
            in_system(&mut item, path);
        }

        let mut actor = Mask::default();
        for path in [
            "_id",
            "id",
            "name",
            "img",
            "type",
            "hasPlayerOwner",
            "statuses.*",
            "effects.*.disabled",
            "effects.*.statuses.*",
            "effects.*.flags.core.statusId",
            "prototypeToken.img",
            "prototypeToken.texture.src",
            "token.img",
        ] {
            actor.insert(path);
        }
        for stat in self.stats.values() {
            for path in stat.value.iter().chain(&stat.max).chain(&stat.temp) {
                in_system(&mut actor, path);
            }
            for sum in &stat.sum {
                in_system(&mut item, &sum.path);
            }
        }
        for group in &self.groups {
            if group.value.is_empty() {
                in_system(&mut actor, &group.at);
            }
            for path in group.value.iter().chain(&group.max).chain(&group.label) {
                in_system(&mut actor, &format!("{}.{path}", group.at));
            }
        }
        for path in &self.conditions.flags {
            in_system(&mut actor, path);
        }
        actor.graft_list("items", &item);
        actor.settle();
        item.settle();
        (self.actor_mask, self.item_mask) = (actor, item);
        self
    }
}

impl StatPaths {
    fn read(stat: &Value) -> Self {
        let sums = listed(part(stat, "sum")).iter();
        let sum = |sum: &Value| ItemSum { items: text(sum, "items"), path: text(sum, "path") };
        Self {
            label: part(stat, "label").as_str().map(str::to_owned),
            text: *part(stat, "text") == true,
            marked: *part(stat, "marked") == true,
            value: texts(stat, "value"),
            max: texts(stat, "max"),
            temp: texts(stat, "temp"),
            sum: sums.map(sum).collect(),
            names: texts(stat, "names"),
        }
    }
}

impl Group {
    fn read(group: &Value) -> Self {
        Self {
            prefix: text(group, "prefix"),
            at: text(group, "at"),
            value: texts(group, "value"),
            max: texts(group, "max"),
            label: texts(group, "label"),
        }
    }
}

impl ItemPaths {
    fn read(items: &Value) -> Self {
        Self {
            kinds: texts(items, "kinds"),
            quantity: texts(items, "quantity"),
            equipped: texts(items, "equipped"),
            equipped_words: texts(items, "equipped_words"),
            identified: texts(items, "identified"),
            unidentified_words: texts(items, "unidentified_words"),
            unidentified_name: texts(items, "unidentified_name"),
            hidden: texts(items, "hidden"),
        }
    }
}

/// A part of a table; null where it has none.
fn part<'t>(table: &'t Value, name: &str) -> &'t Value {
    table.get(name).unwrap_or(&Value::Null)
}

fn listed(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(table: &Value, name: &str) -> String {
    part(table, name).as_str().unwrap_or_default().to_owned()
}

fn texts(table: &Value, name: &str) -> Vec<String> {
    listed(part(table, name)).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Keeps a path of a table: below `system`, which was `data` once, or from the document's root.
fn in_system(mask: &mut Mask, path: &str) {
    if let Some(path) = path.strip_prefix('/') {
        mask.insert(path);
    } else {
        mask.insert(&format!("system.{path}"));
        mask.insert(&format!("data.{path}"));
    }
}

struct Sheets {
    all: Vec<Sheet>,
    by_id: Map<String, usize>,
}

fn sheets() -> &'static Sheets {
    static SHEETS: OnceLock<Sheets> = OnceLock::new();
    SHEETS.get_or_init(|| {
        // A wrong table fails a test, so none is missing here.
        let all: Value = read_json(TABLES.as_bytes()).unwrap_or_default();
        let all: Vec<_> = listed(&all).iter().map(|table| Sheet::read(table).prepare()).collect();
        let mut by_id = Map::new();
        for (index, sheet) in all.iter().enumerate() {
            for id in sheet.aliases.iter().chain([&sheet.id]) {
                by_id.insert(lower_case(id), index);
                by_id.insert(id.clone(), index);
            }
        }
        Sheets { all, by_id }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        let tables: Vec<serde_json::Value> = serde_json::from_str(TABLES).unwrap();
        for table in tables {
            let sheet =
                Sheet::deserialize(&table).unwrap_or_else(|error| panic!("{error}: {table}"));
            assert!(!sheet.stats.is_empty(), "{}", sheet.id);
            assert_eq!(format!("{:?}", Sheet::read(&table)), format!("{sheet:?}"));
            assert_eq!(Sheet::of(&SystemId::new(sheet.id.as_str())).id, sheet.id);
        }
    }

    #[test]
    fn an_unknown_system_is_read_by_the_generic_table() {
        assert!(Sheet::of(&"homebrew".into()).is_generic());
        assert_eq!(Sheet::of(&"DND5E".into()).id, "dnd5e");
        assert_eq!(Sheet::of(&"sf2e".into()).id, "pf2e");
    }

    #[test]
    fn npcs_are_nobodys_character_however_they_are_spelled() {
        assert!(Sheet::of(&"shadowdark".into()).may_be_played("Player"));
        assert!(!Sheet::of(&"dnd5e".into()).may_be_played("npc"));
        assert!(!Sheet::of(&"homebrew".into()).may_be_played("NPC"));
        assert!(Sheet::of(&"homebrew".into()).may_be_played("hero"));
    }
}
