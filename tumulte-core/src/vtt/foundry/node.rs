//! The JSON of rolls and terms, of every generation at once.
//!
//! One shape with every field any class of any generation writes; what a node is follows from the
//! fields it has, not from its class.

use std::borrow::Cow;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, value::MapAccessDeserializer},
};

use super::lenient::{Flag, Lenient, List, Num, Text, deserialize_leniently, lenient};

/// A roll or a term.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub(super) struct Node<'a> {
    #[serde(borrow)]
    pub(super) class: Text<'a>,
    #[serde(borrow)]
    pub(super) formula: Text<'a>,
    /// The runtime's name for the formula, in rolls that were copied instead of serialised.
    #[serde(rename = "_formula")]
    #[serde(borrow)]
    pub(super) raw_formula: Text<'a>,
    pub(super) total: Num,
    #[serde(borrow)]
    pub(super) options: NodeOptions<'a>,
    /// Terms of a roll; formula texts of a pool or function.
    #[serde(borrow)]
    pub(super) terms: List<Slot<'a>>,
    /// Dice beside the terms.
    #[serde(borrow)]
    pub(super) dice: List<Slot<'a>>,
    /// Rolls of a pool or function.
    #[serde(borrow)]
    pub(super) rolls: List<Slot<'a>>,
    /// Both sides of an arithmetic expression.
    #[serde(borrow)]
    pub(super) operands: List<Slot<'a>>,
    pub(super) results: List<Face>,
    #[serde(borrow)]
    pub(super) modifiers: List<Text<'a>>,
    #[serde(borrow)]
    pub(super) number: Slot<'a>,
    #[serde(borrow)]
    pub(super) faces: Slot<'a>,
    /// What a grouping groups; the text of a string term.
    #[serde(borrow)]
    pub(super) term: Slot<'a>,
    /// The roll inside parentheses.
    #[serde(borrow)]
    pub(super) roll: Slot<'a>,
    #[serde(borrow)]
    pub(super) operator: Text<'a>,
    #[serde(rename = "fn")]
    #[serde(borrow)]
    pub(super) function: Text<'a>,
    /// What a function came to.
    pub(super) result: Num,
}

/// The options of a node, as far as they are not hints.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct NodeOptions<'a> {
    pub(super) flavor: Text<'a>,
}

impl<'de> Lenient<'de> for NodeOptions<'de> {
    fn empty() -> Self {
        Self::default()
    }

    fn map<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        #[derive(Deserialize)]
        struct Fields<'a> {
            #[serde(default, borrow)]
            flavor: Text<'a>,
        }
        let fields = Fields::deserialize(MapAccessDeserializer::new(fields))?;
        Ok(Self { flavor: fields.flavor })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for NodeOptions<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient::<D, NodeOptions<'de>>(deserializer)
    }
}

/// Where a number, a text or a nested node may stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Slot<'a> {
    /// Nothing, `null`, or something no roll has there.
    #[default]
    Empty,
    Number(f64),
    Text(Cow<'a, str>),
    Node(Box<Node<'a>>),
}

impl<'a> Slot<'a> {
    pub(super) fn as_node(&self) -> Option<&Node<'a>> {
        if let Self::Node(node) = self { Some(node) } else { None }
    }
}

impl<'de> Lenient<'de> for Slot<'de> {
    fn empty() -> Self {
        Self::Empty
    }

    fn number(number: f64) -> Self {
        Self::Number(number)
    }

    fn text(text: Cow<'de, str>) -> Self {
        Self::Text(text)
    }

    fn map<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        Node::deserialize(MapAccessDeserializer::new(fields)).map(|node| Self::Node(Box::new(node)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Slot<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient::<D, Slot<'de>>(deserializer)
    }
}

/// What one die, or one roll of a pool, showed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Face {
    pub(super) result: Num,
    pub(super) active: Flag,
    pub(super) count: Num,
    pub(super) discarded: Flag,
    pub(super) rerolled: Flag,
    pub(super) exploded: Flag,
    pub(super) success: Flag,
    pub(super) failure: Flag,
    /// Exalted's tens that count twice.
    pub(super) doubled: Flag,
}

impl<'de> Lenient<'de> for Face {
    fn empty() -> Self {
        Self::default()
    }

    fn number(number: f64) -> Self {
        Self { result: Num::number(number), ..Self::default() }
    }

    fn map<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Fields {
            result: Num,
            active: Flag,
            count: Num,
            discarded: Flag,
            rerolled: Flag,
            exploded: Flag,
            success: Flag,
            failure: Flag,
            doubled: Flag,
        }
        let Fields {
            result,
            active,
            count,
            discarded,
            rerolled,
            exploded,
            success,
            failure,
            doubled,
        } = Fields::deserialize(MapAccessDeserializer::new(fields))?;
        Ok(Self { result, active, count, discarded, rerolled, exploded, success, failure, doubled })
    }
}

deserialize_leniently!(Face);
