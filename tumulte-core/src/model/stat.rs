//! What a character sheet says in numbers and words.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{Number, Scalar, gathered};

/// A plain value of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, from = "Scalar")]
pub enum StatValue {
    /// A switch, such as inspiration.
    Flag(bool),
    /// A number, such as a level.
    Number(Number),
    /// Words, such as a class.
    Text(String),
}

/// A value with what it may reach, such as hit points.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gauge {
    /// What it stands at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Number>,
    /// The most it may reach, where that is known: many systems compute it at the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// What lies on top of it for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temp: Option<Number>,
    /// The sheet's own word for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// One entry of a sheet. On the wire a plain value stands alone, a gauge is an object.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Stat {
    /// A value that has no bounds.
    Plain(StatValue),
    /// A value with bounds, an addition or a label.
    Gauge(Gauge),
    /// Anything else a tabletop sends; kept as it came, never shown to a stream.
    Other(Value),
}

impl Stat {
    /// The number it stands at, if it is one.
    #[must_use]
    pub const fn number(&self) -> Option<Number> {
        match self {
            Self::Plain(StatValue::Number(number)) => Some(*number),
            Self::Gauge(gauge) => gauge.value,
            _ => None,
        }
    }

    /// The most it may reach, if that is known.
    #[must_use]
    pub const fn max(&self) -> Option<Number> {
        if let Self::Gauge(gauge) = self { gauge.max } else { None }
    }

    /// The words it holds, if it is words.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Self::Plain(StatValue::Text(text)) = self { Some(text) } else { None }
    }
}

impl From<Scalar> for StatValue {
    fn from(value: Scalar) -> Self {
        match value {
            Scalar::Flag(flag) => Self::Flag(flag),
            Scalar::Number(number) => Self::Number(Number::new(number)),
            Scalar::Text(text) => Self::Text(text),
        }
    }
}

impl Gauge {
    /// The gauge these fields are; none where one of them is anything else.
    fn of(fields: &Map<String, Value>) -> Option<Self> {
        let mut gauge = Self::default();
        for (name, sent) in fields.iter().filter(|(_, sent)| !sent.is_null()) {
            match name.as_str() {
                "value" => gauge.value = Some(number(sent)?),
                "max" => gauge.max = Some(number(sent)?),
                "temp" => gauge.temp = Some(number(sent)?),
                "label" => gauge.label = Some(sent.as_str()?.to_owned()),
                _ => return None,
            }
        }
        Some(gauge)
    }
}

fn number(sent: &Value) -> Option<Number> {
    sent.as_f64().map(Number::new)
}

impl From<Value> for Stat {
    fn from(sent: Value) -> Self {
        // A list would pass for a gauge, field by field.
        let known = match &sent {
            Value::Array(_) | Value::Null => None,
            Value::Object(fields) => Gauge::of(fields).map(Self::Gauge),
            Value::Bool(flag) => Some(Self::Plain(StatValue::Flag(*flag))),
            Value::Number(_) => number(&sent).map(StatValue::Number).map(Self::Plain),
            Value::String(text) => Some(Self::Plain(StatValue::Text(text.clone()))),
        };
        known.unwrap_or(Self::Other(sent))
    }
}

/// Whatever stands there is a stat.
impl<'de> Deserialize<'de> for Stat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}

/// A sheet's entries by name: `hp`, `ac`, `level`, `class`, `currency.gp` …
///
/// ```
/// use tumulte_core::model::Stats;
///
/// let sent = r#"{"ac":15,"hp":{"value":9,"max":12}}"#;
/// let stats: Stats = serde_json::from_str(sent).unwrap();
/// assert_eq!(stats.get("hp").and_then(|hp| hp.max()), Some(12.into()));
/// assert_eq!(serde_json::to_string(&stats).unwrap(), sent);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Stats(super::Map<String, Stat>);

impl Stats {
    /// The entry of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Stat> {
        self.0.get(name)
    }

    /// The number an entry stands at.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<Number> {
        self.get(name)?.number()
    }

    /// Enters a stat, in place of one of the same name.
    pub fn insert(&mut self, name: impl Into<String>, stat: Stat) {
        self.0.insert(name.into(), stat);
    }

    /// Every entry, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Stat)> {
        self.0.iter().map(|(name, stat)| (name.as_str(), stat))
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Stat)> for Stats {
    fn from_iter<I: IntoIterator<Item = (String, Stat)>>(entries: I) -> Self {
        Self(gathered(entries))
    }
}

/// Modules of other makers send what they like: anything but an object is an empty sheet.
impl<'de> Deserialize<'de> for Stats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Value::Object(fields) = Value::deserialize(deserializer)? else {
            return Ok(Self::default());
        };
        let sent = fields.into_iter().filter(|(_, value)| !value.is_null());
        Ok(Self(gathered(sent.map(|(name, value)| (name, Stat::from(value))))))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_no_stat_is_kept_as_it_came() {
        let sent = json!({
            "hp": { "value": 9, "max": 12, "label": "Hit points" }, "ac": 15.5, "class": "Bard",
            "inspired": true, "saves": { "dex": { "value": 3 } }, "languages": ["elvish"],
            "gone": null,
        });
        let stats: Stats = serde_json::from_value(sent.clone()).unwrap();
        assert!(matches!(stats.get("hp"), Some(Stat::Gauge(_))));
        assert_eq!(stats.number("ac"), Some(15.5.into()));
        assert_eq!(stats.get("class").and_then(Stat::text), Some("Bard"));
        assert!(matches!(stats.get("saves"), Some(Stat::Other(_))));
        let mut expected = sent;
        expected.as_object_mut().unwrap().remove("gone");
        assert_eq!(serde_json::to_value(&stats).unwrap(), expected);
    }

    #[test]
    fn no_object_is_an_empty_sheet() {
        for sent in [json!(null), json!([1, 2]), json!("hp 9"), json!(9)] {
            assert!(serde_json::from_value::<Stats>(sent).unwrap().is_empty());
        }
    }
}
