//! What tables send: a message of the usual size, one plain roll in it.

use serde_json::json;

const ID: &str = "0000000000000000";

/// An event with a hole where the message's id goes; ids are what makes one roll differ from another.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    text: Vec<u8>,
    hole: usize,
}

impl Template {
    /// The events of a world: about 2.3 kB of message, whose roll of 11 is neither critical nor hidden.
    pub(crate) fn new(world_id: &str) -> Self {
        let roll = json!({
            "class": "D20Roll", "formula": "1d20 + 5", "total": 16, "evaluated": true, "dice": [],
            "options": { "critical": 20, "fumble": 1, "rollType": "attack", "advantageMode": 0 },
            "terms": [
                { "class": "Die", "options": {}, "evaluated": true, "number": 1, "faces": 20, "modifiers": [],
                  "results": [{ "result": 11, "active": true }] },
                { "class": "OperatorTerm", "options": {}, "evaluated": true, "operator": "+" },
                { "class": "NumericTerm", "options": { "flavor": "" }, "evaluated": true, "number": 5 },
            ],
        });
        let message = json!({
            "_id": ID, "type": "base", "author": "gm0000000000000a", "timestamp": 1_790_000_000_000_i64,
            "whisper": [], "blind": false, "sound": "sounds/dice.wav", "emote": false,
            "speaker": { "scene": "scene0000000000a", "token": "token0000000000a", "actor": "actor0000000000a", "alias": "Mira" },
            "flavor": "Longsword - Attack Roll", "content": "<p class=\"dice\">16</p>".repeat(40),
            "flags": { "dnd5e": {
                "roll": { "type": "attack" }, "activity": { "type": "attack", "uuid": "Actor.a.Item.b.Activity.c" },
                "item": { "type": "weapon", "uuid": "Actor.a.Item.b" }, "targets": [], "messageType": "roll",
            } },
            "_stats": { "systemId": "dnd5e", "systemVersion": "4.0.0", "coreVersion": "13.351", "createdTime": 1_790_000_000_000_i64 },
            "rolls": [roll.to_string()],
        });
        let event = json!(["dice:roll", {
            "worldId": world_id, "seq": 1, "timestamp": 1_790_000_000_000_i64, "coreVersion": "13.351",
            "system": { "id": "dnd5e", "version": "4.0.0" },
            "actor": { "id": "actor0000000000a", "name": "Mira", "img": "icons/mira.webp", "type": "character", "hasPlayerOwner": true },
            "message": message,
        }]);
        let text = event.to_string();
        let hole = text.find(ID).unwrap_or_default();
        Self { text: text.into_bytes(), hole }
    }

    /// The event of this number, with which no other shares its id.
    pub(crate) fn fill(&mut self, number: u64) -> &[u8] {
        let id = format!("{number:016x}");
        if let Some(hole) = self.text.get_mut(self.hole..self.hole + id.len()) {
            hole.copy_from_slice(id.as_bytes());
        }
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_an_id_of_its_own() {
        let mut template = Template::new("world");
        let mut id = |number| {
            let event: serde_json::Value = serde_json::from_slice(template.fill(number)).unwrap();
            event[1]["message"]["_id"].as_str().unwrap().to_owned()
        };
        assert_eq!([id(1), id(0xabc)], ["0000000000000001", "0000000000000abc"]);
    }
}
