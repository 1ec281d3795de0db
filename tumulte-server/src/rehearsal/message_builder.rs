//! Turns a beat into the chat message Foundry would have stored.

use serde_json::{Value, json};
use tumulte_core::model::{Timestamp, Visibility};

use super::{
    chance::document_id,
    dialect::speak,
    notation::Rolled,
    script::{Beat, Performer, World},
};

impl World {
    /// The chat message of a beat, in the format of the world's Foundry generation.
    pub(super) fn message(
        &self,
        beat: &Beat,
        rolled: &Rolled,
        message_id: &str,
        now: Timestamp,
    ) -> Value {
        let spoken = speak(self, beat, rolled);
        let author = self.person(self.performer(&beat.who).and_then(|who| who.player.as_deref()));
        let (blind, whisper) = match beat.visibility {
            Visibility::Public => (false, vec![]),
            Visibility::Blind => (true, self.game_masters()),
            Visibility::GmOnly => (false, self.game_masters()),
            Visibility::SelfOnly => (false, vec![author.clone()]),
        };
        let mut message = json!({
            "_id": message_id, "timestamp": now.as_millis(), "flavor": beat.flavor,
            "content": rolled.total.to_string(), "speaker": self.speaker(&beat.who),
            "whisper": whisper, "blind": blind, "emote": false, "sound": "sounds/dice.wav",
            "flags": spoken.flags,
        });
        let rolls = if beat.inline {
            let own = json!({ "flavor": "", "sound": null, "content": inline(beat, rolled, &spoken.roll) });
            extend(&mut message, own);
            vec![]
        } else {
            vec![spoken.roll.to_string()]
        };
        let own = match self.generation() {
            0..10 => json!({ "user": author, "type": 5, "roll": rolls.first() }),
            10..12 => json!({ "user": author, "type": 5, "rolls": rolls }),
            _ => {
                json!({ "author": author, "type": "base", "style": 0, "system": {}, "rolls": rolls,
                "_stats": self.statistics(&author, now) })
            }
        };
        extend(&mut message, own);
        message
    }

    /// The prepared facts of a speaking actor, as the module adds them.
    pub(super) fn actor(&self, performer: &Performer) -> Value {
        json!({
            "id": self.actor_id(&performer.key), "name": performer.name, "img": null,
            "type": if performer.is_player_character() { "character" } else { "npc" },
            "hasPlayerOwner": performer.is_player_character(),
        })
    }

    /// The character as `campaign:sync` lists it.
    pub(super) fn character(&self, performer: &Performer) -> Value {
        json!({
            "vttCharacterId": self.actor_id(&performer.key), "name": performer.name,
            "avatarUrl": null,
            "characterType": if performer.is_player_character() { "pc" } else { "npc" },
            "stats": { "hitPoints": { "value": performer.hit_points, "max": performer.hit_points } },
            "inventory": performer.carries.iter().map(|item| json!({ "name": item, "quantity": 1 }))
                .collect::<Vec<_>>(),
            "metadata": { "player": performer.player },
        })
    }

    /// The system as every event names it.
    pub(super) fn system_json(&self) -> Value {
        json!({ "id": self.system, "version": self.system_version })
    }

    /// The user id of a person of this world; nobody named is the game master.
    pub(super) fn person(&self, name: Option<&str>) -> String {
        document_id(&["user", &self.key, name.unwrap_or("gm")])
    }

    /// Whom a roll for the game master is whispered to. An assistant listens too: a message
    /// whispered to its author alone would be a roll for oneself.
    fn game_masters(&self) -> Vec<String> {
        vec![self.person(None), self.person(Some("assistant"))]
    }

    fn actor_id(&self, key: &str) -> String {
        document_id(&["actor", &self.key, key])
    }

    fn speaker(&self, key: &str) -> Value {
        json!({
            "scene": document_id(&["scene", &self.key]), "token": document_id(&["token", &self.key, key]),
            "actor": self.actor_id(key), "alias": self.performer(key).map(|who| who.name.as_str()),
        })
    }

    fn statistics(&self, author: &str, now: Timestamp) -> Value {
        json!({
            "coreVersion": self.foundry, "systemId": self.system, "systemVersion": self.system_version,
            "createdTime": now.as_millis(), "modifiedTime": now.as_millis(), "lastModifiedBy": author,
            "compendiumSource": null, "duplicateSource": null, "exportSource": null,
        })
    }
}

impl Performer {
    pub(super) const fn is_player_character(&self) -> bool {
        self.player.is_some()
    }
}

fn extend(message: &mut Value, more: Value) {
    if let (Value::Object(message), Value::Object(more)) = (message, more) {
        message.extend(more);
    }
}

/// An inline roll: its JSON hides in an attribute, percent-encoded.
fn inline(beat: &Beat, rolled: &Rolled, roll: &Value) -> String {
    format!(
        "<p>{}: <a class=\"inline-roll\" data-tooltip=\"{}\" data-roll=\"{}\">\
         <i class=\"fa-solid fa-dice-d20\"></i>{}</a></p>",
        beat.flavor,
        rolled.formula,
        percent_encoded(&roll.to_string()),
        rolled.total
    )
}

/// As `encodeURIComponent` does, apostrophes included: they would end an attribute.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                encoded.push(digit.to_ascii_uppercase());
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_leaves_nothing_that_ends_an_attribute() {
        assert_eq!(
            percent_encoded("{\"é\":'1d20 + 2'}"),
            "%7B%22%C3%A9%22%3A%271d20%20%2B%202%27%7D"
        );
    }
}
