//! Documents read along a mask: only what some path asks for is kept.
//!
//! An actor carries biographies, embedded pictures and hundreds of descriptions; none of that is
//! built, copied or looked at.

use core::fmt;
use std::borrow::Cow;

use super::{lenient::number_in, limit::Extent};
use crate::{
    model::{Map, read_seed},
    vtt::{
        MAX_DOCUMENT_BYTES, MAX_DOCUMENT_ENTRIES, MAX_MESSAGE_DEPTH, RawMessage, VttError,
        raw::Form,
    },
};
use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

/// The longest text a sheet may hold, in bytes; longer ones are descriptions.
const MAX_TEXT: usize = 1024;

/// Which parts of a document to keep. `*` in a path stands for any key or place in a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Mask {
    further: Map<String, Mask>,
    any: Option<Box<Mask>>,
}

impl Mask {
    /// Keeps what the path leads to, too.
    pub(super) fn insert(&mut self, path: &str) {
        let mut here = self;
        for key in path.split('.') {
            here = if key == "*" {
                here.any.get_or_insert_default()
            } else {
                here.further.entry(key.to_owned()).or_default()
            };
        }
    }

    /// Keeps everything of another mask in each place of a list below a key, too.
    pub(super) fn graft_list(&mut self, key: &str, mask: &Self) {
        let here = self.further.entry(key.to_owned()).or_default();
        here.any.get_or_insert_default().merge(mask);
    }

    fn merge(&mut self, other: &Self) {
        for (key, mask) in &other.further {
            self.further.entry(key.clone()).or_default().merge(mask);
        }
        if let Some(any) = &other.any {
            self.any.get_or_insert_default().merge(any);
        }
    }

    /// Lets a named key keep what a star beside it keeps, too. To be called once, before reading.
    pub(super) fn settle(&mut self) {
        for mask in self.further.values_mut() {
            if let Some(any) = &self.any {
                mask.merge(any);
            }
            mask.settle();
        }
        if let Some(any) = &mut self.any {
            any.settle();
        }
    }

    fn step(&self, key: &str) -> Option<&Self> {
        self.further.get(key).or(self.any.as_deref())
    }

    /// Reads a document.
    pub(super) fn read<'a>(&self, raw: RawMessage<'a>) -> Result<Tree<'a>, VttError> {
        let read = match raw.form() {
            Form::Bytes(bytes) => {
                check(Extent::of_text(bytes))?;
                read_seed(Reading(self), bytes).map_err(|error| (error.line(), error.column()))
            }
            Form::Value(value) => {
                check(Extent::of_value(value))?;
                Ok(self.pruned(value))
            }
        };
        read.map_err(|(line, column)| VttError::Malformed {
            expected: "JSON",
            found: format!("an error in line {line}, column {column}"),
        })
    }

    /// What is kept of a value.
    fn pruned<'a>(&self, value: &'a Value) -> Tree<'a> {
        match value {
            Value::Null => Tree::Nothing,
            Value::Bool(flag) => Tree::Flag(*flag),
            Value::Number(number) => Tree::Number(number.as_f64().unwrap_or_default()),
            Value::String(text) if text.len() > MAX_TEXT => Tree::Nothing,
            Value::String(text) => Tree::Text(Cow::Borrowed(text)),
            Value::Array(items) => {
                let mut list = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    if let Some(mask) = self.place(index, list.len()) {
                        list.resize_with(list.len().max(index), Tree::default);
                        list.push(mask.pruned(item));
                    }
                }
                Tree::List(list)
            }
            Value::Object(fields) => {
                let mut map = Map::new();
                for (key, item) in fields {
                    let is_full = map.len() >= MAX_DOCUMENT_ENTRIES || key.len() > MAX_TEXT;
                    if let Some(mask) = self.step(key).filter(|_| !is_full) {
                        map.insert(Cow::Borrowed(key.as_str()), mask.pruned(item));
                    }
                }
                Tree::Map(map)
            }
        }
    }

    /// What to keep of a place in a list, of which so many were kept.
    fn place(&self, index: usize, kept: usize) -> Option<&Self> {
        match &self.any {
            Some(any) => (kept <= MAX_DOCUMENT_ENTRIES).then_some(any.as_ref()),
            None => self.further.get(index.to_string().as_str()),
        }
    }
}

const fn check(extent: Extent) -> Result<(), VttError> {
    if extent.bytes > MAX_DOCUMENT_BYTES {
        return Err(VttError::Oversized { found: extent.bytes, limit: MAX_DOCUMENT_BYTES });
    }
    if extent.depth > MAX_MESSAGE_DEPTH {
        return Err(VttError::TooDeep);
    }
    Ok(())
}

/// What was kept of a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Tree<'a> {
    #[default]
    Nothing,
    Flag(bool),
    Number(f64),
    Text(Cow<'a, str>),
    Map(Map<Cow<'a, str>, Tree<'a>>),
    List(Vec<Tree<'a>>),
}

impl<'a> Tree<'a> {
    /// What stands at a dotted path.
    pub(super) fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |here, key| match here {
            Self::Map(fields) => fields.get(key),
            Self::List(items) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The number here; a text may spell one.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number).filter(|number| number.is_finite()),
            Self::Text(text) => number_in(text),
            _ => None,
        }
    }

    /// The words here, unless they are blank.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Whether a switch is on here: `true`, or a number above zero.
    pub(super) fn is_on(&self) -> bool {
        match self {
            Self::Flag(flag) => *flag,
            Self::Number(number) => *number > 0.0,
            _ => false,
        }
    }

    pub(super) fn number_at(&self, path: &str) -> Option<f64> {
        self.at(path)?.number()
    }

    pub(super) fn text_at(&self, path: &str) -> Option<&str> {
        self.at(path)?.text()
    }

    pub(super) fn flag_at(&self, path: &str) -> Option<bool> {
        if let Self::Flag(flag) = self.at(path)? { Some(*flag) } else { None }
    }

    /// The first of these paths that holds words.
    pub(super) fn first_text(&self, paths: &[&str]) -> Option<String> {
        paths.iter().find_map(|path| self.text_at(path)).map(str::to_owned)
    }

    /// The entries of the list at a path; none when there is no list.
    pub(super) fn list_at(&self, path: &str) -> &[Tree<'a>] {
        if let Some(Self::List(items)) = self.at(path) { items } else { &[] }
    }

    pub(super) const fn is_map(&self) -> bool {
        matches!(self, Self::Map(_))
    }

    /// The list at a path, refused when it is longer than a document's may be.
    pub(super) fn bounded_list_at(&self, path: &'static str) -> Result<&[Tree<'a>], VttError> {
        let items = self.list_at(path);
        if items.len() > MAX_DOCUMENT_ENTRIES {
            return Err(VttError::TooManyEntries { what: path });
        }
        Ok(items)
    }

    /// Everything a path with `*` leads to, with the keys the stars stood for, joined by dots.
    pub(super) fn all_at(&self, path: &str) -> Vec<(String, &Self)> {
        let mut found = vec![(String::new(), self)];
        for key in path.split('.') {
            let mut next = Vec::new();
            for (name, here) in found {
                match (key, here) {
                    ("*", Self::Map(fields)) => next.extend(fields.iter().map(|(key, tree)| {
                        let dot = if name.is_empty() { "" } else { "." };
                        (format!("{name}{dot}{key}"), tree)
                    })),
                    (_, here) => next.extend(here.at(key).map(|tree| (name, tree))),
                }
            }
            next.truncate(MAX_DOCUMENT_ENTRIES);
            found = next;
        }
        found
    }
}

#[derive(Clone, Copy)]
struct Reading<'m>(&'m Mask);

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Tree<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Flag(flag))
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers lose the same bits")]
    fn visit_i64<E>(self, number: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(number as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers lose the same bits")]
    fn visit_u64<E>(self, number: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Tree<'de>, E> {
        Ok(if text.len() > MAX_TEXT { Tree::Nothing } else { Tree::Text(Cow::Borrowed(text)) })
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree<'de>, E> {
        Ok(if text.len() > MAX_TEXT { Tree::Nothing } else { Tree::Text(text.to_owned().into()) })
    }

    fn visit_unit<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Nothing)
    }

    fn visit_none<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree<'de>, A::Error> {
        let mut list = Vec::new();
        let mut index = 0_usize;
        loop {
            let more = match self.0.place(index, list.len()) {
                Some(mask) => match items.next_element_seed(Reading(mask))? {
                    Some(tree) => {
                        list.resize_with(list.len().max(index), Tree::default);
                        list.push(tree);
                        true
                    }
                    None => false,
                },
                None => items.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                return Ok(Tree::List(list));
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Tree<'de>, A::Error> {
        let mut map = Map::new();
        while let Some(key) = fields.next_key::<Cow<'de, str>>()? {
            let is_full = map.len() >= MAX_DOCUMENT_ENTRIES || key.len() > MAX_TEXT;
            match self.0.step(&key).filter(|_| !is_full) {
                Some(mask) => {
                    let tree = fields.next_value_seed(Reading(mask))?;
                    map.insert(key, tree);
                }
                None => {
                    fields.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Tree::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(paths: &[&str]) -> Mask {
        let mut mask = Mask::default();
        for path in paths {
            mask.insert(path);
        }
        mask.settle();
        mask
    }

    #[test]
    fn only_what_is_asked_for_is_kept() {
        let document =
            r#"{"a":{"b":1,"c":2},"d":[{"e":"x","f":0},{"e":"y"}],"g":{"h":true,"i":null}}"#;
        let tree = mask(&["a.b", "d.*.e", "g.*"]).read(document.into()).unwrap();
        assert_eq!(tree.number_at("a.b"), Some(1.0));
        assert_eq!(tree.at("a.c"), None);
        assert_eq!(tree.text_at("d.1.e"), Some("y"));
        assert_eq!(tree.at("d.0.f"), None);
        let names: Vec<_> = tree.all_at("g.*").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["h", "i"]);
    }

    #[test]
    fn a_named_key_keeps_what_the_star_beside_it_keeps() {
        let tree = mask(&["a.b.c", "a.*.d"]).read(r#"{"a":{"b":{"c":1,"d":2}}}"#.into()).unwrap();
        assert_eq!((tree.number_at("a.b.c"), tree.number_at("a.b.d")), (Some(1.0), Some(2.0)));
    }

    #[test]
    fn a_long_text_is_no_fact() {
        let document = format!(r#"{{"a":"{}"}}"#, "x".repeat(MAX_TEXT + 1));
        let tree = mask(&["a"]).read(document.as_str().into()).unwrap();
        assert_eq!(tree.at("a"), Some(&Tree::Nothing));
    }

    #[test]
    fn a_list_stops_growing_at_the_limit() {
        let document = format!("[{}0]", "1,".repeat(3 * MAX_DOCUMENT_ENTRIES));
        let Tree::List(items) = mask(&["*"]).read(document.as_str().into()).unwrap() else {
            panic!("a list");
        };
        assert_eq!(items.len(), MAX_DOCUMENT_ENTRIES + 1);
    }
}
