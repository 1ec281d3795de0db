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

use super::{lenient::number_in, limit::Extent};
use crate::model::{
    DieKinds, HintPath, HintPlace, HintValue, Hints, MessageTables, Number, SystemId,
};

/// The longest word a hint may hold, in bytes; longer ones are no facts but texts.
const MAX_WORD: usize = 1024;

/// The step that any key and any place in a list takes.
const ANY: &str = "*";

/// The step that is the roll's own place among the rolls of its message.
const ROLL: &str = "{roll}";

/// How many rolls of a message have a place that paths can tell.
const COUNTED_ROLLS: usize = 16;

/// Where a hint's alternative is looked for: the number of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Message(usize),
    /// The number of the first roll's answer; those of the next ones follow.
    Each(usize),
    Roll(usize),
    /// An attribute, and the way into the JSON it may hold.
    Html(usize, Vec<String>),
}

#[derive(Debug, Clone)]
struct Alternative {
    place: Place,
    /// What is taken instead of the value found.
    word: Option<HintValue>,
}

/// The tables of one game system, ready to be walked.
#[derive(Debug, Clone)]
pub(super) struct HintPlan<'t> {
    tables: &'t MessageTables,
    hints: Vec<(&'t str, Vec<Alternative>)>,
    message: PathTree,
    roll: PathTree,
    html: Vec<String>,
}

impl<'t> HintPlan<'t> {
    /// Prepares paths for a game system. Paths that start with none of `message.`, `roll.`,
    /// `html.` find nothing. `also` are further paths of the message, for facts the reader itself
    /// needs; their answers are numbered from 0.
    pub(super) fn new(tables: &'t MessageTables, system: &SystemId, also: &[&str]) -> Self {
        let mut plan = Self {
            tables,
            hints: Vec::with_capacity(tables.hints.len()),
            message: PathTree::default(),
            roll: PathTree::default(),
            html: Vec::new(),
        };
        for path in also {
            plan.message.insert(path.split('.'), false);
        }
        for (name, alternatives) in &tables.hints {
            let paths = alternatives.iter().filter_map(|path| HintPath::parse(path, system));
            let places = paths.map(|path| plan.alternative(path)).collect();
            plan.hints.push((name, places));
        }
        plan.message.spread();
        plan.roll.spread();
        plan
    }

    fn alternative(&mut self, path: HintPath) -> Alternative {
        let asks = path.word.is_some();
        let steps = path.steps.iter().map(String::as_str);
        let place = match path.place {
            HintPlace::Message if path.steps.iter().any(|step| step == ROLL) => {
                let first = self.message.answers;
                for place in 0..COUNTED_ROLLS {
                    let place = place.to_string();
                    let steps = steps.clone().map(|step| if step == ROLL { &place } else { step });
                    self.message.insert(steps, asks);
                }
                Place::Each(first)
            }
            HintPlace::Message => Place::Message(self.message.insert(steps, asks)),
            HintPlace::Roll => Place::Roll(self.roll.insert(steps, asks)),
            HintPlace::Html => {
                let mut steps = path.steps.into_iter();
                self.html.push(steps.next().unwrap_or_default().to_ascii_lowercase());
                Place::Html(self.html.len() - 1, steps.collect())
            }
        };
        Alternative { place, word: path.word }
    }

    pub(super) const fn message(&self) -> &PathTree {
        &self.message
    }

    pub(super) const fn roll(&self) -> &PathTree {
        &self.roll
    }

    /// What dice stand for.
    pub(super) const fn kinds(&self) -> &DieKinds {
        &self.tables.kinds
    }

    /// The attributes to look for in the message's content.
    pub(super) fn attributes(&self) -> &[String] {
        &self.html
    }

    /// The hints of the roll at this place: of each, the first alternative that was found.
    pub(super) fn hints(
        &self,
        place: usize,
        message: &Answers,
        roll: &Answers,
        html: &[Option<String>],
    ) -> Hints {
        let found = |alternative: &Alternative| {
            let value = match &alternative.place {
                Place::Message(answer) => message.get(*answer).cloned(),
                Place::Each(_) if place >= COUNTED_ROLLS => None,
                Place::Each(first) => message.get(first + place).cloned(),
                Place::Roll(answer) => roll.get(*answer).cloned(),
                Place::Html(answer, steps) => within(html.get(*answer)?.as_deref()?, steps),
            }?;
            match &alternative.word {
                Some(word) => value.is_set().then(|| word.clone()),
                None => Some(value),
            }
        };
        let hints = self.hints.iter().filter_map(|(name, alternatives)| {
            let found = alternatives.iter().find_map(found)?;
            Some(((*name).to_owned(), self.tables.word(name, found)))
        });
        hints.collect()
    }
}

/// An attribute's value, or what stands in the JSON it holds.
fn within(text: &str, steps: &[String]) -> Option<HintValue> {
    if steps.is_empty() {
        return word(text);
    }
    if Extent::of_text(text.as_bytes()).check().is_err() {
        return None;
    }
    let mut tree = PathTree::default();
    tree.insert(steps.iter().map(String::as_str), false);
    let mut answers = tree.answers();
    tree.pick(&mut serde_json::Deserializer::from_str(text), &mut answers).ok()?;
    answers.get(0).cloned()
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
pub(super) struct PathTree {
    root: Branch,
    answers: usize,
    has_any: bool,
}

#[derive(Debug, Clone, Default)]
struct Branch {
    /// The answers this very place gives.
    answers: Vec<usize>,
    /// Those that only ask whether there is anything.
    asks: Vec<usize>,
    further: BTreeMap<String, Branch>,
}

impl Branch {
    fn step(&self, key: &str) -> Option<&Self> {
        if let Some(branch) = self.further.get(key) {
            return Some(branch);
        }
        if key.contains('.') {
            return key.split('.').try_fold(self, |branch, key| branch.further.get(key));
        }
        self.further.get(ANY)
    }

    /// What holds for any key holds for the named ones too.
    fn spread(&mut self) {
        if let Some(any) = self.further.get(ANY).cloned() {
            for (_, branch) in self.further.iter_mut().filter(|(key, _)| *key != ANY) {
                branch.absorb(&any);
            }
        }
        self.further.values_mut().for_each(Self::spread);
    }

    fn absorb(&mut self, other: &Self) {
        self.answers.extend(&other.answers);
        self.asks.extend(&other.asks);
        for (key, branch) in &other.further {
            self.further.entry(key.clone()).or_default().absorb(branch);
        }
    }
}

impl PathTree {
    fn insert<'s>(&mut self, steps: impl Iterator<Item = &'s str>, asks: bool) -> usize {
        let mut branch = &mut self.root;
        for key in steps {
            self.has_any |= key == ANY;
            branch = branch.further.entry(key.to_owned()).or_default();
        }
        let answer = self.answers;
        branch.answers.push(answer);
        if asks {
            branch.asks.push(answer);
        }
        self.answers += 1;
        answer
    }

    fn spread(&mut self) {
        if self.has_any {
            self.root.spread();
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.answers == 0
    }

    /// No answers yet.
    pub(super) fn answers(&self) -> Answers {
        Answers(vec![None; self.answers])
    }

    /// Picks the answers out of a whole document.
    pub(super) fn pick<'de, D: Deserializer<'de>>(
        &self,
        document: D,
        answers: &mut Answers,
    ) -> Result<(), D::Error> {
        Pick { branch: &self.root, answers }.deserialize(document)
    }

    /// Picks the answers out of one field of the document; none when no path enters it.
    pub(super) fn field<'a>(&'a self, key: &str, answers: &'a mut Answers) -> Option<Pick<'a>> {
        let branch = self.root.step(key)?;
        Some(Pick { branch, answers })
    }
}

/// What was found at the places of a [`PathTree`].
#[derive(Debug, Clone, Default)]
pub(super) struct Answers(Vec<Option<HintValue>>);

impl Answers {
    pub(super) fn get(&self, answer: usize) -> Option<&HintValue> {
        self.0.get(answer)?.as_ref()
    }

    /// The first answer stays.
    fn give(&mut self, answer: usize, value: &HintValue) {
        if let Some(slot @ None) = self.0.get_mut(answer) {
            *slot = Some(value.clone());
        }
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
            self.answers.give(*answer, value);
        }
    }

    /// There is something, whatever it is.
    fn confirm(&mut self) {
        for answer in &self.branch.asks {
            self.answers.give(*answer, &HintValue::Bool(true));
        }
    }

    fn step<'s>(&'s mut self, key: &str) -> Option<Pick<'s>> {
        let branch = self.branch.step(key)?;
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
            let pick =
                if self.branch.further.is_empty() { None } else { self.step(&index.to_string()) };
            let more = match pick {
                Some(pick) => items.next_element_seed(pick)?.is_some(),
                None => items.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                return Ok(());
            }
            if index == 0 {
                self.confirm();
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<(), A::Error> {
        while let Some(key) = fields.next_key::<Cow<'de, str>>()? {
            self.confirm();
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
        let tables = MessageTables {
            hints: paths,
            ..serde_json::from_str(
                r#"{
            "words": {"mapped": {"hit": true, "*": "other"}}
        }"#,
            )
            .unwrap()
        };
        let plan = HintPlan::new(&tables, &SystemId::new("gurps"), &[]);
        let mut answers = plan.message().answers();
        let mut document = serde_json::Deserializer::from_str(message);
        plan.message().pick(&mut document, &mut answers).unwrap();
        plan.hints(1, &answers, &Answers::default(), &[])
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
    fn any_place_dotted_keys_and_words_are_understood() {
        let message = r#"{"parts":{"a":{"type":""},"b":{"type":"hit","n":[{"x":7}]}},
            "options":{"dcc.isAttack":true,"dcc":{"isCrit":false}},"list":[{"crit":1},{"crit":2}],"empty":{},"full":{"k":null}}"#;
        let found = hints(
            &[
                ("mapped", &["message.parts.*.type"]),
                (
                    "type",
                    &[
                        "message.options.dcc.isCrit -> crit",
                        "message.options.dcc.isAttack -> attack",
                    ],
                ),
                ("deep", &["message.parts.b.n[0].x"]),
                ("exact", &["message.parts.b.type"]),
                ("own", &["message.list.{roll}.crit"]),
                ("present", &["message.empty -> 1", "message.full -> 2"]),
            ],
            message,
        );
        assert_eq!(found.get("mapped"), Some(&HintValue::from(true)));
        assert_eq!(found.get("type"), Some(&HintValue::from("attack")));
        assert_eq!(found.get("deep"), Some(&HintValue::from(7.0)));
        assert_eq!(found.get("exact"), Some(&HintValue::from("hit")));
        assert_eq!(found.get("own"), Some(&HintValue::from(2.0)));
        assert_eq!(found.get("present"), Some(&HintValue::from(2.0)));
    }

    #[test]
    fn an_attribute_may_hold_json() {
        let steps = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
        let json = r#"{"raw":{"dice":[3,9]}}"#;
        assert_eq!(within(json, &steps("raw.dice.1")), Some(HintValue::from(9.0)));
        assert_eq!(within(json, &steps("raw.none")), None);
        assert_eq!(within("no json", &steps("raw")), None);
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
