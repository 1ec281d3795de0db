//! Named facts, picked out of messages while they are read.
//!
//! Rule files say under which paths a tabletop keeps a fact. The paths become a tree, and reading
//! the JSON walks both at once: what no path asks for is skipped, nothing is built.

use core::fmt;
use std::{borrow::Cow, collections::BTreeMap};

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess},
};

use super::lenient::number_in;
use crate::model::{HintPaths, HintValue, Hints, Number, SystemId};

/// The longest word a hint may hold, in bytes; longer ones are no facts but texts.
const MAX_WORD: usize = 1024;

/// Where a hint's alternative is looked for, with the number of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Message(usize),
    Roll(usize),
    Html(usize),
}

/// The paths of one game system, ready to be walked.
#[derive(Debug, Clone, Default)]
pub(in crate::vtt) struct HintPlan {
    hints: Vec<(String, Vec<Place>)>,
    message: PathTree,
    roll: PathTree,
    html: Vec<String>,
}

impl HintPlan {
    /// Prepares paths for a game system. Paths that start with none of `message.`, `roll.`,
    /// `html.` find nothing.
    pub(in crate::vtt) fn new(paths: &HintPaths, system: &SystemId) -> Self {
        let mut plan = Self::default();
        for (name, alternatives) in paths {
            let places = alternatives
                .iter()
                .filter_map(|path| plan.place(&path.replace("{system}", system.as_str())))
                .collect();
            plan.hints.push((name.clone(), places));
        }
        plan
    }

    fn place(&mut self, path: &str) -> Option<Place> {
        let (place, path) = path.split_once('.')?;
        match place {
            "message" => Some(Place::Message(self.message.insert(path))),
            "roll" => Some(Place::Roll(self.roll.insert(path))),
            "html" => {
                self.html.push(path.to_ascii_lowercase());
                Some(Place::Html(self.html.len() - 1))
            }
            _ => None,
        }
    }

    /// One more path of the message, for facts the reader itself needs.
    pub(super) fn also(&mut self, path: &str) -> usize {
        self.message.insert(path)
    }

    pub(in crate::vtt) const fn message(&self) -> &PathTree {
        &self.message
    }

    pub(super) const fn roll(&self) -> &PathTree {
        &self.roll
    }

    /// The attributes to look for in the message's content.
    pub(super) fn attributes(&self) -> &[String] {
        &self.html
    }

    /// The hints of one roll: of each, the first alternative that was found.
    pub(in crate::vtt) fn hints(
        &self,
        message: &Answers,
        roll: &Answers,
        html: &[Option<String>],
    ) -> Hints {
        let found = |place: &Place| match *place {
            Place::Message(answer) => message.get(answer).cloned(),
            Place::Roll(answer) => roll.get(answer).cloned(),
            Place::Html(answer) => html.get(answer)?.as_deref().and_then(word),
        };
        self.hints
            .iter()
            .filter_map(|(name, places)| Some((name.clone(), places.iter().find_map(found)?)))
            .collect()
    }
}

/// A text as a hint: a number when it spells one, nothing when it is empty.
fn word(text: &str) -> Option<HintValue> {
    if text.is_empty() || text.len() > MAX_WORD {
        return None;
    }
    Some(match number_in(text) {
        Some(number) => HintValue::Number(Number::new(number)),
        None => HintValue::Text(text.to_owned()),
    })
}

/// Paths that share their beginnings.
#[derive(Debug, Clone, Default)]
pub(in crate::vtt) struct PathTree {
    root: Branch,
    answers: usize,
}

#[derive(Debug, Clone, Default)]
struct Branch {
    /// The answers this very place gives.
    answers: Vec<usize>,
    further: BTreeMap<String, Branch>,
}

impl PathTree {
    fn insert(&mut self, path: &str) -> usize {
        let branch = path
            .split('.')
            .fold(&mut self.root, |branch, key| branch.further.entry(key.to_owned()).or_default());
        let answer = self.answers;
        branch.answers.push(answer);
        self.answers += 1;
        answer
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.answers == 0
    }

    /// No answers yet.
    pub(in crate::vtt) fn answers(&self) -> Answers {
        Answers(vec![None; self.answers])
    }

    /// Picks the answers out of a whole document.
    pub(in crate::vtt) fn pick<'de, D: Deserializer<'de>>(
        &self,
        document: D,
        answers: &mut Answers,
    ) -> Result<(), D::Error> {
        Pick { branch: &self.root, answers }.deserialize(document)
    }

    /// Picks the answers out of one field of the document; none when no path enters it.
    pub(super) fn field<'a>(&'a self, key: &str, answers: &'a mut Answers) -> Option<Pick<'a>> {
        let branch = self.root.further.get(key)?;
        Some(Pick { branch, answers })
    }
}

/// What was found at the places of a [`PathTree`].
#[derive(Debug, Clone, Default)]
pub(in crate::vtt) struct Answers(Vec<Option<HintValue>>);

impl Answers {
    pub(super) fn get(&self, answer: usize) -> Option<&HintValue> {
        self.0.get(answer)?.as_ref()
    }
}

/// Reads one JSON value, keeping only what the branch asks for.
pub(super) struct Pick<'a> {
    branch: &'a Branch,
    answers: &'a mut Answers,
}

impl Pick<'_> {
    fn answer(self, value: &HintValue) {
        for answer in &self.branch.answers {
            if let Some(slot) = self.answers.0.get_mut(*answer) {
                *slot = Some(value.clone());
            }
        }
    }

    fn step<'s>(&'s mut self, key: &str) -> Option<Pick<'s>> {
        let branch = self.branch.further.get(key)?;
        Some(Pick { branch, answers: self.answers })
    }
}

impl<'de> DeserializeSeed<'de> for Pick<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for Pick<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        self.answer(&HintValue::Bool(flag));
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers lose the same bits")]
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers lose the same bits")]
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.answer(&HintValue::Number(Number::new(number)));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if let Some(word) = word(text) {
            self.answer(&word);
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        loop {
            let more = match self.step(&index.to_string()) {
                Some(pick) => items.next_element_seed(pick)?.is_some(),
                None => items.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<(), A::Error> {
        while let Some(key) = fields.next_key::<Cow<'de, str>>()? {
            match self.step(&key) {
                Some(pick) => fields.next_value_seed(pick)?,
                None => {
                    fields.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(paths: &[(&str, &[&str])], message: &str) -> Hints {
        let paths = paths
            .iter()
            .map(|(name, list)| ((*name).to_owned(), list.iter().map(|&p| p.to_owned()).collect()))
            .collect();
        let plan = HintPlan::new(&paths, &SystemId::new("gurps"));
        let mut answers = plan.message().answers();
        let mut document = serde_json::Deserializer::from_str(message);
        plan.message().pick(&mut document, &mut answers).unwrap();
        plan.hints(&answers, &Answers::default(), &[])
    }

    #[test]
    fn the_first_alternative_found_wins() {
        let message = r#"{"system":{"dc":15},"flags":{"gurps":{"dc":"18","list":[1,{"x":true}]}}}"#;
        let found = hints(
            &[
                ("dc", &["message.flags.{system}.dc", "message.system.dc"]),
                ("other", &["message.flags.nothing", "message.system.dc"]),
                ("deep", &["message.flags.gurps.list.1.x"]),
                ("missing", &["message.flags.gurps.list.7"]),
            ],
            message,
        );
        assert_eq!(found.get("dc"), Some(&HintValue::from(18.0)));
        assert_eq!(found.get("other"), Some(&HintValue::from(15.0)));
        assert_eq!(found.get("deep"), Some(&HintValue::from(true)));
        assert_eq!(found.get("missing"), None);
    }

    #[test]
    fn null_and_containers_are_no_facts() {
        let message = r#"{"flags":{"a":null,"b":{"c":1},"d":"word"}}"#;
        let found =
            hints(&[("a", &["message.flags.a", "message.flags.b", "message.flags.d"])], message);
        assert_eq!(found.get("a"), Some(&HintValue::from("word")));
    }

    #[test]
    fn a_path_may_be_the_beginning_of_another() {
        let found =
            hints(&[("whole", &["message.x"]), ("part", &["message.x.y"])], r#"{"x":{"y":3}}"#);
        assert_eq!(found.get("whole"), None);
        assert_eq!(found.get("part"), Some(&HintValue::from(3.0)));
    }
}
