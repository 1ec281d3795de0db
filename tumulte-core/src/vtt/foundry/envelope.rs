//! A chat message, opened but not understood: its fields apart, its rolls still closed.

use core::fmt;
use std::borrow::Cow;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use super::{
    hints::{Answers, PathTree},
    lenient::{Lenient, List, Text, lenient},
};

/// A roll that was not opened yet.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum ClosedRoll<'a> {
    /// No roll stands here.
    #[default]
    Nothing,
    /// JSON in a text, as Foundry stores rolls.
    Text(Cow<'a, str>),
    /// The roll itself, as some clients send it.
    Tree(Value),
    /// Something no roll can be.
    Senseless,
}

impl<'de> Lenient<'de> for ClosedRoll<'de> {
    fn empty() -> Self {
        Self::Nothing
    }

    fn number(_: f64) -> Self {
        Self::Senseless
    }

    fn flag(_: bool) -> Self {
        Self::Senseless
    }

    fn text(text: Cow<'de, str>) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    fn map<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(fields)).map(Self::Tree)
    }
}

impl<'de> Deserialize<'de> for ClosedRoll<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient(deserializer)
    }
}

/// The list of a message's rolls; a single one may stand without its list.
#[derive(Debug, Clone, PartialEq, Default)]
struct ClosedRolls<'a>(Vec<ClosedRoll<'a>>);

impl<'de> Lenient<'de> for ClosedRolls<'de> {
    fn empty() -> Self {
        Self::default()
    }

    fn text(text: Cow<'de, str>) -> Self {
        Self(vec![ClosedRoll::text(text)])
    }

    fn list<A: serde::de::SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        List::list(items).map(|list| Self(list.items))
    }

    fn map<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        ClosedRoll::map(fields).map(|roll| Self(vec![roll]))
    }
}

impl<'de> Deserialize<'de> for ClosedRolls<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient(deserializer)
    }
}

/// What a JSON document turned out to be.
#[derive(Debug)]
pub(super) enum Opened<'a> {
    Message(Box<Envelope<'a>>),
    /// No object, so no message.
    NoObject,
}

/// The fields of a message.
#[derive(Debug, Default)]
pub(super) struct Envelope<'a> {
    pub(super) id: Value,
    /// The person behind it: `author` since v12, `user` before.
    pub(super) author: Value,
    pub(super) user: Value,
    pub(super) speaker: Value,
    pub(super) whisper: Value,
    pub(super) blind: Value,
    pub(super) timestamp: Value,
    pub(super) flavor: Value,
    pub(super) content: Cow<'a, str>,
    pub(super) rolls: Vec<ClosedRoll<'a>>,
    pub(super) answers: Answers,
}

/// Opens a message, picking the answers of a path tree on the way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening<'p>(pub(super) &'p PathTree);

impl<'de> DeserializeSeed<'de> for Opening<'_> {
    type Value = Opened<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Opened<'de>, D::Error> {
        deserializer.deserialize_any(OpeningVisitor(self.0))
    }
}

struct OpeningVisitor<'p>(&'p PathTree);

impl<'de> Visitor<'de> for OpeningVisitor<'_> {
    type Value = Opened<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a chat message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Opened<'de>, A::Error> {
        let paths = self.0;
        let mut envelope = Envelope { answers: paths.answers(), ..Envelope::default() };
        let mut single = ClosedRoll::Nothing;
        while let Some(key) = fields.next_key::<Cow<'de, str>>()? {
            match &*key {
                "rolls" => envelope.rolls = fields.next_value::<ClosedRolls<'de>>()?.0,
                "roll" => single = fields.next_value()?,
                "content" => envelope.content = fields.next_value::<Text<'de>>()?.0,
                other => match envelope.field(other) {
                    Some(field) => {
                        let value: Value = fields.next_value()?;
                        *field = value.clone();
                        if let Some(pick) = paths.field(other, &mut envelope.answers) {
                            // A parsed value can't fail to be read again.
                            let _ = pick.deserialize(&value);
                        }
                    }
                    None => match paths.field(other, &mut envelope.answers) {
                        Some(pick) => fields.next_value_seed(pick)?,
                        None => {
                            fields.next_value::<IgnoredAny>()?;
                        }
                    },
                },
            }
        }
        if envelope.rolls.is_empty() && single != ClosedRoll::Nothing {
            envelope.rolls.push(single);
        }
        Ok(Opened::Message(Box::new(envelope)))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Opened<'de>, E> {
        Ok(Opened::NoObject)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Opened<'de>, E> {
        Ok(Opened::NoObject)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Opened<'de>, E> {
        Ok(Opened::NoObject)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Opened<'de>, E> {
        Ok(Opened::NoObject)
    }

    fn visit_str<E>(self, _: &str) -> Result<Opened<'de>, E> {
        Ok(Opened::NoObject)
    }

    fn visit_unit<E>(self) -> Result<Opened<'de>, E> {
        Ok(Opened::NoObject)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(
        self,
        mut items: A,
    ) -> Result<Opened<'de>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Opened::NoObject)
    }
}

impl Envelope<'_> {
    /// Where a field of that name belongs, if it is one of the message's own.
    fn field(&mut self, key: &str) -> Option<&mut Value> {
        Some(match key {
            "_id" => &mut self.id,
            // A stored message says `_id`; the other is what clients and relays call it.
            "id" if self.id.is_null() => &mut self.id,
            "author" => &mut self.author,
            "user" => &mut self.user,
            "speaker" => &mut self.speaker,
            "whisper" => &mut self.whisper,
            "blind" => &mut self.blind,
            "timestamp" => &mut self.timestamp,
            "flavor" => &mut self.flavor,
            _ => return None,
        })
    }
}
