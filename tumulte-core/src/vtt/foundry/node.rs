//! The JSON of rolls and terms, of every generation at once.
//!
//! One shape with every field any class of any generation writes; what a node is follows from the
//! fields it has, not from its class.

use std::borrow::Cow;

use super::{
    json::{Fault, Kind, Scanner},
    lenient::{Flag, Lenient, List, Num, Text},
};

/// A roll or a term.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Node<'a> {
    pub(super) class: Text<'a>,
    pub(super) formula: Text<'a>,
    pub(super) total: Num,
    pub(super) options: NodeOptions<'a>,
    /// Terms of a roll; formula texts of a pool or function.
    pub(super) terms: List<Slot<'a>>,
    /// Dice beside the terms.
    pub(super) dice: List<Slot<'a>>,
    pub(super) results: List<Face>,
    pub(super) modifiers: List<Text<'a>>,
    pub(super) number: Slot<'a>,
    pub(super) faces: Slot<'a>,
    pub(super) operator: Text<'a>,
    /// Nearly every node is an ordinary one, and small.
    rare: Option<Box<Rare<'a>>>,
}

/// What few nodes have.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Rare<'a> {
    /// The runtime's name for the formula, in rolls that were copied instead of serialised.
    pub(super) raw_formula: Text<'a>,
    /// Rolls of a pool or function.
    pub(super) rolls: List<Slot<'a>>,
    /// Both sides of an arithmetic expression.
    pub(super) operands: List<Slot<'a>>,
    /// What a grouping groups; the text of a string term.
    pub(super) term: Slot<'a>,
    /// The roll inside parentheses.
    pub(super) roll: Slot<'a>,
    pub(super) function: Text<'a>,
    /// What a function came to.
    pub(super) result: Num,
}

impl Rare<'static> {
    const NOTHING: &'static Self = &Self {
        raw_formula: Text(Cow::Borrowed("")),
        rolls: List { items: Vec::new(), is_present: false },
        operands: List { items: Vec::new(), is_present: false },
        term: Slot::Empty,
        roll: Slot::Empty,
        function: Text(Cow::Borrowed("")),
        result: Num(None),
    };
}

impl<'a> Node<'a> {
    /// What few nodes have, possibly nothing.
    pub(super) fn rare(&self) -> &Rare<'a> {
        self.rare.as_deref().unwrap_or(Rare::NOTHING)
    }

    /// The number or the sign that is all there is.
    fn plain(&self) -> Option<Slot<'a>> {
        let is_bare = self.rare.is_none()
            && !self.results.is_present
            && !self.terms.is_present
            && !self.dice.is_present
            && self.total.0.is_none()
            && self.formula.0.is_empty()
            && self.faces == Slot::Empty;
        match (&*self.operator.0, &self.number) {
            ("", Slot::Number(number)) if is_bare => Some(Slot::Number(*number)),
            ("+" | "-" | "*" | "/" | "%", _) if is_bare => {
                Some(Slot::Text(self.operator.0.clone()))
            }
            _ => None,
        }
    }

    fn rare_mut(&mut self) -> &mut Rare<'a> {
        self.rare.get_or_insert_default()
    }

    /// Reads one field of an object; what no node has is passed over.
    pub(super) fn field<const INSIDE: bool>(
        &mut self,
        key: &str,
        json: &mut Scanner<'a, INSIDE>,
    ) -> Result<(), Fault> {
        match key {
            "class" => self.class = Text::read(json)?,
            "formula" => self.formula = Text::read(json)?,
            "_formula" => self.rare_mut().raw_formula = Text::read(json)?,
            "total" => self.total = Num::read(json)?,
            "options" => self.options = NodeOptions::read(json)?,
            "terms" => self.terms = List::read_by(json, Slot::read_term)?,
            "dice" => self.dice = List::read(json)?,
            "rolls" => self.rare_mut().rolls = List::read(json)?,
            "operands" => self.rare_mut().operands = List::read(json)?,
            "results" => self.results = List::read(json)?,
            "modifiers" => self.modifiers = List::read(json)?,
            "number" => self.number = Slot::read(json)?,
            "faces" => self.faces = Slot::read(json)?,
            "term" => self.rare_mut().term = Slot::read(json)?,
            "roll" => self.rare_mut().roll = Slot::read(json)?,
            "operator" => self.operator = Text::read(json)?,
            "fn" => self.rare_mut().function = Text::read(json)?,
            "result" => self.rare_mut().result = Num::read(json)?,
            _ => json.skip()?,
        }
        Ok(())
    }
}

/// The options of a node, as far as they are not hints.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct NodeOptions<'a> {
    pub(super) flavor: Text<'a>,
}

impl<'a> Lenient<'a> for NodeOptions<'a> {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        let mut options = Self::default();
        if json.kind()? != Kind::Object {
            json.skip()?;
            return Ok(options);
        }
        json.object(|key, json| {
            if key == "flavor" {
                options.flavor = Text::read(json)?;
                return Ok(());
            }
            json.skip()
        })?;
        Ok(options)
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
    /// Reads a term. One that is only a number or a sign becomes that: most terms are, and a node is
    /// large.
    fn read_term<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        if json.kind()? != Kind::Object {
            return Self::read(json);
        }
        let mut node = Node::default();
        json.object(|key, json| node.field(key, json))?;
        Ok(node.plain().unwrap_or_else(|| Self::Node(Box::new(node))))
    }

    pub(super) fn as_node(&self) -> Option<&Node<'a>> {
        if let Self::Node(node) = self { Some(node) } else { None }
    }
}

impl<'a> Lenient<'a> for Slot<'a> {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        match json.kind()? {
            Kind::Number => json.number().map(Self::Number),
            Kind::Text => json.text().map(Self::Text),
            Kind::Object => {
                let mut node = Box::<Node<'a>>::default();
                json.object(|key, json| node.field(key, json))?;
                Ok(Self::Node(node))
            }
            _ => json.skip().map(|()| Self::Empty),
        }
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

impl<'a> Lenient<'a> for Face {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        let mut face = Self::default();
        match json.kind()? {
            Kind::Number => face.result = Num::read(json)?,
            Kind::Object => json.object(|key, json| {
                match key {
                    "result" => face.result = Num::read(json)?,
                    "active" => face.active = Flag::read(json)?,
                    "count" => face.count = Num::read(json)?,
                    "discarded" => face.discarded = Flag::read(json)?,
                    "rerolled" => face.rerolled = Flag::read(json)?,
                    "exploded" => face.exploded = Flag::read(json)?,
                    "success" => face.success = Flag::read(json)?,
                    "failure" => face.failure = Flag::read(json)?,
                    "doubled" => face.doubled = Flag::read(json)?,
                    _ => json.skip()?,
                }
                Ok(())
            })?,
            _ => json.skip()?,
        }
        Ok(face)
    }
}
