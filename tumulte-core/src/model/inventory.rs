//! What a character carries.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{Number, parse_real};

/// One thing a character carries, as its game master knows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InventoryItem {
    /// The tabletop's id of the item; empty where it has none.
    pub vtt_item_id: String,
    /// Its true name.
    pub name: String,
    /// The item type in words of the game system: `weapon`, `consumable` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// How many of it.
    pub quantity: Number,
    /// Whether it is worn or held, where the system tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equipped: Option<bool>,
    /// Whether the players know what it is.
    pub identified: bool,
    /// What the players call it until they know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unidentified_name: Option<String>,
    /// Whether the players must not know of it at all.
    pub hidden: bool,
    /// Where its picture lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub img: Option<String>,
}

impl InventoryItem {
    /// One identified thing of this name.
    #[must_use]
    pub fn new(vtt_item_id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            vtt_item_id: vtt_item_id.into(),
            name: name.into(),
            kind: None,
            quantity: Number::new(1.0),
            equipped: None,
            identified: true,
            unidentified_name: None,
            hidden: false,
            img: None,
        }
    }

    fn from_fields(fields: &Map<String, Value>) -> Self {
        let text = |keys: &[&str]| {
            let mut found = keys.iter().filter_map(|key| fields.get(*key)?.as_str());
            found.find(|text| !text.is_empty()).map(str::to_owned)
        };
        let flag = |key: &str| fields.get(key).and_then(Value::as_bool);
        Self {
            kind: text(&["kind", "type"]),
            quantity: quantity(fields.get("quantity")),
            equipped: flag("equipped"),
            // A mark that can't be understood hides: too little is shown rather than too much.
            identified: match fields.get("identified") {
                None | Some(Value::Null) => true,
                Some(mark) => mark.as_bool().unwrap_or(false),
            },
            unidentified_name: text(&["unidentifiedName"]),
            hidden: match fields.get("hidden") {
                None | Some(Value::Null) => false,
                Some(mark) => mark.as_bool().unwrap_or(true),
            },
            img: text(&["img"]),
            ..Self::new(
                text(&["vttItemId", "_id", "id"]).unwrap_or_default(),
                text(&["name"]).unwrap_or_default(),
            )
        }
    }
}

fn quantity(sent: Option<&Value>) -> Number {
    let number = match sent {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => parse_real(text.trim()),
        _ => None,
    };
    Number::new(number.filter(|number| number.is_finite()).unwrap_or(1.0))
}

/// An object, whatever is missing in it, or a bare name.
impl<'de> Deserialize<'de> for InventoryItem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

impl From<Value> for InventoryItem {
    fn from(sent: Value) -> Self {
        match sent {
            Value::Object(fields) => Self::from_fields(&fields),
            Value::String(name) => Self::new("", name),
            _ => Self::new("", ""),
        }
    }
}

/// A list of things; anything else a module sends is an empty bag.
pub(super) fn lenient<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<InventoryItem>, D::Error> {
    let Value::Array(items) = Value::deserialize(deserializer)? else { return Ok(Vec::new()) };
    let named = |item: &InventoryItem| !(item.name.is_empty() && item.vtt_item_id.is_empty());
    Ok(items.into_iter().map(InventoryItem::from).filter(named).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_item_reads_what_it_prints() {
        let item = InventoryItem {
            kind: Some("weapon".to_owned()),
            quantity: 2.into(),
            equipped: Some(true),
            identified: false,
            unidentified_name: Some("Odd blade".to_owned()),
            hidden: true,
            img: Some("icons/blade.webp".to_owned()),
            ..InventoryItem::new("i1", "Emberfang")
        };
        let printed = serde_json::to_value(&item).unwrap();
        assert_eq!(serde_json::from_value::<InventoryItem>(printed).unwrap(), item);
    }

    #[test]
    fn a_mark_that_makes_no_sense_hides() {
        let item: InventoryItem =
            serde_json::from_value(json!({ "name": "Ring", "identified": "?", "hidden": 1 }))
                .unwrap();
        assert!(item.hidden && !item.identified);
    }
}
