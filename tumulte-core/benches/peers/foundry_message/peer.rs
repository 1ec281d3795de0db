//! The same facts by `serde_json` into borrowed types: what a careful user of it would write.

use std::borrow::Cow;

use memchr::memmem;
use percent_encoding::percent_decode_str;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(rename = "_id", borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    author: Option<Str<'a>>,
    #[serde(borrow)]
    user: Option<Str<'a>>,
    #[serde(default, borrow)]
    speaker: Speaker<'a>,
    #[serde(default, borrow)]
    whisper: Vec<Str<'a>>,
    #[serde(default)]
    blind: bool,
    timestamp: Option<f64>,
    #[serde(borrow)]
    flavor: Option<Str<'a>>,
    /// Few texts hold rolls; only those need their escapes taken away.
    #[serde(borrow)]
    content: Option<&'a RawValue>,
    #[serde(default, borrow)]
    rolls: Vec<Str<'a>>,
    #[serde(borrow)]
    roll: Option<Str<'a>>,
    #[serde(default, borrow)]
    flags: Flags<'a>,
    #[serde(default, borrow)]
    system: SystemData<'a>,
}

/// Results outside the rolls: pf1 keeps them here or in its flags.
#[derive(Default, Deserialize)]
#[serde(default)]
struct SystemData<'a> {
    #[serde(borrow)]
    rolls: Option<Attacks<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attacks<'a> {
    #[serde(borrow)]
    attacks: Vec<Attack<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Attack<'a> {
    #[serde(borrow)]
    #[serde(rename = "attack")]
    roll: Option<Node<'a>>,
    #[serde(borrow)]
    crit_confirm: Option<Node<'a>>,
    #[serde(borrow)]
    damage: Vec<Node<'a>>,
    #[serde(borrow)]
    crit_damage: Vec<Node<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct BetterRolls<'a> {
    #[serde(borrow)]
    entries: Vec<BetterEntry<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct BetterEntry<'a> {
    #[serde(borrow)]
    roll: Option<Node<'a>>,
    #[serde(borrow)]
    base_roll: Option<Node<'a>>,
    #[serde(borrow)]
    entries: Vec<BetterEntry<'a>>,
}

/// Three recorded messages have a list here.
#[derive(Default)]
struct Speaker<'a> {
    alias: Option<Str<'a>>,
    actor: Option<Str<'a>>,
    token: Option<Str<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Speaker<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<'a>(core::marker::PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Fields<'a> {
            type Value = Speaker<'a>;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a speaker")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Speaker<'a>, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Speaker::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Speaker<'a>, A::Error> {
                let mut speaker = Speaker::default();
                while let Some(key) = map.next_key::<&str>()? {
                    match key {
                        "alias" => speaker.alias = map.next_value()?,
                        "actor" => speaker.actor = map.next_value()?,
                        "token" => speaker.token = map.next_value()?,
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(speaker)
            }
        }
        deserializer.deserialize_any(Fields(core::marker::PhantomData))
    }
}

/// A text that is borrowed where it can be, also inside options and lists.
#[derive(Deserialize)]
#[serde(transparent)]
struct Str<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Default, Deserialize)]
#[serde(default)]
struct Flags<'a> {
    core: CoreFlags,
    #[serde(borrow, alias = "sw5e")]
    dnd5e: Dnd5eFlags<'a>,
    #[serde(borrow)]
    pf2e: Pf2eFlags<'a>,
    #[serde(borrow)]
    betterrolls5e: BetterRolls<'a>,
    #[serde(borrow)]
    pf1: Pf1Flags<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pf1Flags<'a> {
    #[serde(borrow)]
    metadata: SystemData<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CoreFlags {
    #[serde(rename = "initiativeRoll")]
    initiative: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Dnd5eFlags<'a> {
    #[serde(borrow)]
    roll: RollFlags<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RollFlags<'a> {
    #[serde(borrow, rename = "type")]
    roll_type: Option<Str<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pf2eFlags<'a> {
    #[serde(borrow)]
    context: Option<Context<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Context<'a> {
    #[serde(borrow, rename = "type")]
    roll_type: Option<Str<'a>>,
    #[serde(borrow)]
    outcome: Option<Str<'a>>,
    #[serde(borrow, rename = "unadjustedOutcome")]
    unadjusted: Option<Str<'a>>,
    dc: Option<Dc>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Dc {
    value: Option<f64>,
}

/// A roll or one of its terms.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Node<'a> {
    #[serde(borrow)]
    class: Option<Str<'a>>,
    #[serde(borrow)]
    formula: Option<Str<'a>>,
    total: Option<f64>,
    options: Options,
    #[serde(borrow)]
    terms: Vec<Inner<'a>>,
    #[serde(borrow)]
    rolls: Vec<Inner<'a>>,
    #[serde(borrow)]
    operands: Vec<Inner<'a>>,
    #[serde(borrow)]
    dice: Vec<Inner<'a>>,
    #[serde(borrow)]
    roll: Option<Box<Node<'a>>>,
    #[serde(borrow)]
    term: Option<Box<Inner<'a>>>,
    faces: Option<f64>,
    #[serde(borrow)]
    modifiers: Vec<Str<'a>>,
    results: Option<Vec<Face>>,
}

/// Terms are objects, but pools and functions keep texts in the same place.
enum Inner<'a> {
    Node(Box<Node<'a>>),
    Other,
}

impl<'de: 'a, 'a> Deserialize<'de> for Inner<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<'a>(core::marker::PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Either<'a> {
            type Value = Inner<'a>;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a term")
            }

            fn visit_str<E>(self, _: &str) -> Result<Inner<'a>, E> {
                Ok(Inner::Other)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Inner<'a>, E> {
                Ok(Inner::Other)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Inner<'a>, A::Error> {
                let map = serde::de::value::MapAccessDeserializer::new(map);
                Node::deserialize(map).map(|node| Inner::Node(Box::new(node)))
            }
        }
        deserializer.deserialize_any(Either(core::marker::PhantomData))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Options {
    #[serde(rename = "criticalSuccess", alias = "critical")]
    critical: Option<Loose>,
    #[serde(rename = "degreeOfSuccess")]
    degree: Option<f64>,
}

/// Damage rolls have a switch where checks have a threshold.
#[derive(Deserialize)]
#[serde(untagged)]
enum Loose {
    Number(f64),
    Other(IgnoredAny),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Face {
    result: f64,
    active: Option<bool>,
    count: Option<f64>,
    discarded: bool,
    rerolled: bool,
    exploded: bool,
    success: Option<bool>,
    failure: Option<bool>,
}

/// One die, as much as it takes to judge it.
pub(crate) struct Die {
    _faces: f64,
    _face: Face,
}

/// One roll with the facts beside it.
pub(crate) struct Roll {
    _id: String,
    _formula: String,
    _class: String,
    _total: Option<f64>,
    _dice: Vec<Die>,
    _critical: Option<f64>,
    _words: (Option<String>, Option<String>),
    _numbers: (Option<f64>, Option<f64>),
    _is_initiative: Option<bool>,
    _speaker: (Option<String>, Option<String>, Option<String>, Option<String>),
    _flavor: Option<String>,
    _is_hidden: bool,
    _timestamp: Option<f64>,
}

fn dice(node: Node<'_>, found: &mut Vec<Die>) {
    if let Some(results) = node.results.filter(|_| node.rolls.is_empty()) {
        let faces = node.faces.unwrap_or_default();
        found.extend(results.into_iter().map(|face| Die { _faces: faces, _face: face }));
        return;
    }
    if let Some(roll) = node.roll {
        dice(*roll, found);
    }
    let inner = node.term.into_iter().map(|term| *term);
    for inner in inner.chain(node.terms).chain(node.rolls).chain(node.operands).chain(node.dice) {
        if let Inner::Node(node) = inner {
            dice(*node, found);
        }
    }
    drop(node.modifiers);
}

/// The JSON of the rolls in a text: anchors that carry it in an attribute.
fn inline_rolls(content: Option<&RawValue>) -> Vec<String> {
    let Some(content) = content.map(RawValue::get) else { return Vec::new() };
    if memmem::find(content.as_bytes(), b"data-roll").is_none() {
        return Vec::new();
    }
    let content: Cow<'_, str> = serde_json::from_str(content).unwrap_or_default();
    let tags = content.split("<a ").skip(1).filter_map(|rest| Some(rest.split_once('>')?.0));
    let rolls = tags.filter(|tag| tag.contains("inline-r")).filter_map(|tag| {
        let (data, _) = tag.split_once("data-roll=\"")?.1.split_once('"')?;
        Some(percent_decode_str(data).decode_utf8().ok()?.into_owned())
    });
    rolls.collect()
}

/// Reads one message.
pub(crate) fn read(text: &str) -> Vec<Roll> {
    // One of the recordings holds something unforeseen; it costs its message, as in real life.
    let Ok(message) = serde_json::from_str::<Message<'_>>(text) else { return Vec::new() };
    let owned = |text: &Option<Str<'_>>| text.as_ref().map(|text| text.0.to_string());
    let context = message.flags.pf2e.context.as_ref();
    let rolls = message.rolls.iter().chain(&message.roll);
    let inline = inline_rolls(message.content);
    let rolls = rolls.map(|json| &*json.0).chain(inline.iter().map(String::as_str));
    let rolls = rolls.filter_map(|json| serde_json::from_str::<Node<'_>>(json).ok());
    let mut nodes: Vec<Node<'_>> = rolls.collect();
    let attacks = [message.system.rolls, message.flags.pf1.metadata.rolls].into_iter().flatten();
    for attack in attacks.flat_map(|attacks| attacks.attacks) {
        nodes.extend(attack.roll);
        nodes.extend(attack.crit_confirm);
        nodes.extend(attack.damage);
        nodes.extend(attack.crit_damage);
    }
    for entry in message.flags.betterrolls5e.entries.into_iter().flat_map(|group| group.entries) {
        nodes.extend(entry.roll);
        nodes.extend(entry.base_roll);
    }
    let rolls = nodes.into_iter().enumerate().filter_map(|(index, node)| {
        let (formula, class) = (owned(&node.formula), owned(&node.class));
        let (total, degree) = (node.total, node.options.degree);
        let critical = match node.options.critical {
            Some(Loose::Number(critical)) => Some(critical),
            _ => None,
        };
        let mut found = Vec::new();
        dice(node, &mut found);
        Some(Roll {
            _id: format!("{}#{index}", message.id),
            _formula: formula?,
            _class: class?,
            _total: total,
            _dice: found,
            _critical: critical,
            _words: (
                owned(&message.flags.dnd5e.roll.roll_type).or_else(|| owned(&context?.roll_type)),
                context.and_then(|context| {
                    owned(&context.outcome).or_else(|| owned(&context.unadjusted))
                }),
            ),
            _numbers: (context.and_then(|context| context.dc.as_ref()?.value), degree),
            _is_initiative: message.flags.core.initiative,
            _speaker: (
                owned(&message.speaker.alias),
                owned(&message.speaker.actor),
                owned(&message.speaker.token),
                owned(&message.author).or_else(|| owned(&message.user)),
            ),
            _flavor: owned(&message.flavor),
            _is_hidden: message.blind || !message.whisper.is_empty(),
            _timestamp: message.timestamp,
        })
    });
    rolls.collect()
}
