//! The live feed: a roll as the game master sees it.

use serde_json::{Map, Value};

use super::campaign::{initial, is_reachable};

/// Which way a critical went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RollOutcome {
    /// Critical success.
    Success,
    /// Critical failure.
    Failure,
}

impl RollOutcome {
    /// The word on the wire and in class names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
        }
    }
}

/// One die of a roll.
#[derive(Debug, Clone, Default)]
pub struct DieView {
    /// How many faces; 0 where unknown.
    pub faces: u64,
    /// What it showed.
    pub text: String,
    /// Whether it counts.
    pub is_active: bool,
}

/// One roll in the feed, secrets included: only for its GM.
#[derive(Debug, Clone, Default)]
pub struct RollRow {
    /// Our id of the roll.
    pub roll_id: String,
    /// Who rolled: the character, else the speaker.
    pub name: String,
    /// Its portrait, where there is one.
    pub avatar_url: Option<String>,
    /// The formula.
    pub formula: String,
    /// The total; empty where the tabletop gave none.
    pub result: String,
    /// Its dice.
    pub dice: Vec<DieView>,
    /// The text the table shows beside it.
    pub flavor: String,
    /// Who may see it, when not everybody: `gm_only`, `blind`, `self`.
    pub hidden: Option<String>,
    /// Which way it went, if critical.
    pub outcome: Option<RollOutcome>,
    /// The system's word for it; plain rolls may have one too.
    pub label: String,
    /// The test that held, as the rule file writes it.
    pub rule: String,
    /// What the test saw: `nat = 20, critAt = 19`.
    pub values: String,
    /// What the dice add up to, when that is not the total.
    pub recomputed: String,
    /// When it was rolled, RFC 3339.
    pub rolled_at: String,
}

impl RollRow {
    /// Reads the wire's GM roll; whatever is missing stays empty.
    #[must_use]
    pub fn from_gm_roll(roll: &Value) -> Self {
        let at = |pointer: &str| text(roll.pointer(pointer));
        let word = |pointer: &str| roll.pointer(pointer).and_then(Value::as_str);
        let character = at("/character/name");
        Self {
            roll_id: at("/rollId"),
            name: if character.is_empty() { at("/speaker/alias") } else { character },
            avatar_url: word("/character/avatarUrl")
                .filter(|url| is_reachable(url))
                .map(Into::into),
            formula: at("/formula"),
            result: at("/result"),
            dice: roll
                .pointer("/dice")
                .and_then(Value::as_array)
                .map_or_else(Vec::new, |dice| dice.iter().map(DieView::from_wire).collect()),
            flavor: at("/flavor"),
            hidden: word("/visibility").filter(|it| *it != "public").map(Into::into),
            outcome: match word("/criticalType") {
                Some("success") => Some(RollOutcome::Success),
                Some("failure") => Some(RollOutcome::Failure),
                _ => None,
            },
            label: at("/label"),
            rule: at("/reason/when"),
            values: roll
                .pointer("/reason/values")
                .and_then(Value::as_object)
                .map_or_else(String::new, listed),
            recomputed: at("/totalCheck/recomputed"),
            rolled_at: at("/rolledAt"),
        }
    }

    /// The letter that stands for who rolled.
    #[must_use]
    pub fn initial(&self) -> String {
        initial(&self.name)
    }

    /// The outcome's word; empty for a roll that is not critical.
    #[must_use]
    pub fn outcome_word(&self) -> &'static str {
        self.outcome.map_or("", RollOutcome::as_str)
    }

    /// The text key of who may see it; empty for a public roll.
    #[must_use]
    pub fn visibility_key(&self) -> String {
        self.hidden.as_ref().map_or_else(String::new, |word| format!("feed.visibility.{word}"))
    }
}

impl DieView {
    fn from_wire(die: &Value) -> Self {
        Self {
            faces: die.get("faces").and_then(Value::as_u64).unwrap_or(0),
            text: text(die.get("result")),
            is_active: die.get("active").and_then(Value::as_bool).unwrap_or(true),
        }
    }
}

fn listed(values: &Map<String, Value>) -> String {
    let pairs = values.iter().map(|(name, value)| format!("{name} = {}", text(Some(value))));
    pairs.collect::<Vec<_>>().join(", ")
}

fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_hidden_critical_keeps_its_numbers_and_its_reason() {
        let row = RollRow::from_gm_roll(&json!({
            "rollId": "r1", "character": null, "speaker": {"alias": "The Lich"}, "formula": "1d20 + 9",
            "result": 29, "visibility": "gm_only", "criticalType": "success", "label": "Natural 20",
            "dice": [{"faces": 20, "result": 20, "active": true}],
            "reason": {"system": "dnd5e", "when": "nat >= critAt", "values": {"critAt": 20, "nat": 20}},
            "totalCheck": {"status": "agrees"}, "rolledAt": "2026-11-21T20:00:00.000Z"
        }));
        assert_eq!(row.name, "The Lich");
        assert_eq!(row.result, "29");
        assert_eq!(row.visibility_key(), "feed.visibility.gm_only");
        assert_eq!(row.values, "critAt = 20, nat = 20");
        assert_eq!(row.outcome_word(), "success");
        assert_eq!(row.recomputed, "");
    }

    #[test]
    fn a_roll_with_nothing_known_is_an_empty_row() {
        let row = RollRow::from_gm_roll(&json!({}));
        assert!(row.dice.is_empty() && row.hidden.is_none() && row.initial().is_empty());
    }
}
