//! Paths that share their beginnings, walked while JSON is read.
//!
//! What no path asks for is passed over; nothing is built.

use super::{
    json::{Fault, Kind, Scanner},
    lenient::number_in,
};
use crate::model::{HintValue, Number, Parts};

/// The longest word a hint may hold, in bytes; longer ones are no facts but texts.
const MAX_WORD: usize = 1024;

/// The step that any key and any place in a list takes.
pub(super) const ANY: &str = "*";

/// A text as a hint: a number or a switch when it spells one, nothing when it is empty.
pub(super) fn word(text: &str) -> Option<HintValue> {
    if text.is_empty() || text.len() > MAX_WORD {
        return None;
    }
    Some(match (number_in(text), text) {
        (Some(number), _) => HintValue::Number(Number::new(number)),
        (None, "true") => HintValue::Bool(true),
        (None, "false") => HintValue::Bool(false),
        (None, _) => HintValue::Text(text.to_owned()),
    })
}

/// All paths into one kind of document.
#[derive(Debug, Clone, Default)]
pub(super) struct PathTree {
    root: Branch,
    answers: usize,
    captures: usize,
    has_any: bool,
}

/// One place that paths lead to or through.
#[derive(Debug, Clone, Default)]
pub(super) struct Branch {
    /// The answers this very place gives.
    answers: Vec<usize>,
    /// Those that only ask whether there is anything.
    asks: Vec<usize>,
    /// Those that want the JSON as it stands.
    captures: Vec<usize>,
    further: Vec<(String, Branch)>,
    /// A bit for each first letter that leads on: most keys of a message lead nowhere.
    letters: u64,
}

/// The bit of a key's first letter. Some letters share one.
#[inline]
fn letter(key: &str) -> u64 {
    key.as_bytes().first().map_or(u64::MAX, |first| 1 << (first & 63))
}

impl Branch {
    fn child(&self, key: &str) -> Option<&Self> {
        self.further.iter().find(|(name, _)| name == key).map(|(_, branch)| branch)
    }

    fn child_mut(&mut self, key: &str) -> &mut Self {
        let place = self.further.iter().position(|(name, _)| name == key);
        let place = place.unwrap_or_else(|| {
            self.letters |= if key == ANY { u64::MAX } else { letter(key) };
            self.further.push((key.to_owned(), Self::default()));
            self.further.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "found or pushed above")]
        &mut self.further[place].1
    }

    /// Whether paths only lead through here, and none ends.
    pub(super) fn is_way(&self) -> bool {
        self.answers.is_empty() && self.asks.is_empty() && self.captures.is_empty()
    }

    /// Where a key leads.
    #[inline]
    pub(super) fn step(&self, key: &str) -> Option<&Self> {
        if self.letters & letter(key) == 0 { None } else { self.named(key) }
    }

    fn named(&self, key: &str) -> Option<&Self> {
        let (mut any, mut is_dotted) = (None, false);
        let first = key.as_bytes().first();
        for (name, branch) in &self.further {
            // Cheaper than to compare all of it.
            if name.as_bytes().first() != first && name != ANY && !name.is_empty() {
                continue;
            }
            match key.as_bytes().strip_prefix(name.as_bytes()) {
                Some([]) => return Some(branch),
                Some([b'.', ..]) => is_dotted = true,
                _ if name == ANY => any = Some(branch),
                _ => {}
            }
        }
        if is_dotted {
            return key.split('.').try_fold(self, |branch, key| branch.child(key));
        }
        // A key with dots stands for several, a star for one.
        any.filter(|_| !key.has("."))
    }

    fn item(&self, index: usize) -> Option<&Self> {
        let is_here = |name: &str| name.parse() == Ok(index);
        let exact = self.further.iter().find(|(name, _)| is_here(name)).map(|(_, branch)| branch);
        exact.or_else(|| self.child(ANY))
    }

    /// What holds for any key holds for the named ones too.
    fn spread(&mut self) {
        if let Some(any) = self.child(ANY).cloned() {
            for (_, branch) in self.further.iter_mut().filter(|(key, _)| *key != ANY) {
                branch.absorb(&any);
            }
        }
        self.further.iter_mut().for_each(|(_, branch)| branch.spread());
    }

    fn absorb(&mut self, other: &Self) {
        self.answers.extend(&other.answers);
        self.asks.extend(&other.asks);
        self.captures.extend(&other.captures);
        for (key, branch) in &other.further {
            self.child_mut(key).absorb(branch);
        }
    }

    /// Reads the next value, keeping only what is asked for.
    pub(super) fn pick<'a, const INSIDE: bool>(
        &self,
        json: &mut Scanner<'a, INSIDE>,
        found: &mut Answers<'a>,
    ) -> Result<(), Fault> {
        let kind = json.kind()?;
        let start = json.at();
        match kind {
            Kind::Flag(flag) if !self.answers.is_empty() => {
                self.answer(HintValue::Bool(flag), found);
                json.skip()?;
            }
            Kind::Number if !self.answers.is_empty() => {
                self.answer(HintValue::Number(Number::new(json.number()?)), found);
            }
            Kind::Text if !self.answers.is_empty() => {
                if let Some(word) = word(&json.text()?) {
                    self.answer(word, found);
                }
            }
            Kind::List if !self.further.is_empty() || !self.asks.is_empty() => {
                let mut index = 0_usize;
                json.list(|json| {
                    if index == 0 {
                        self.confirm(found);
                    }
                    index += 1;
                    match self.item(index - 1) {
                        Some(branch) => branch.pick(json, found),
                        None => json.skip(),
                    }
                })?;
            }
            Kind::Object if !self.further.is_empty() || !self.asks.is_empty() => {
                json.object(|key, json| {
                    self.confirm(found);
                    match self.step(key) {
                        Some(branch) => branch.pick(json, found),
                        None => json.skip(),
                    }
                })?;
            }
            _ => json.skip()?,
        }
        for capture in &self.captures {
            if found.captured(*capture).is_none() {
                found.captures.push((*capture, json.since(start)));
            }
        }
        Ok(())
    }

    fn answer(&self, value: HintValue, found: &mut Answers<'_>) {
        let Some((last, others)) = self.answers.split_last() else { return };
        for answer in others {
            found.give(*answer, value.clone());
        }
        found.give(*last, value);
    }

    /// There is something, whatever it is.
    fn confirm(&self, found: &mut Answers<'_>) {
        for answer in &self.asks {
            found.give(*answer, HintValue::Bool(true));
        }
    }
}

impl PathTree {
    fn place<'s>(&mut self, steps: impl Iterator<Item = &'s str>) -> &mut Branch {
        let mut branch = &mut self.root;
        for key in steps {
            self.has_any |= key == ANY;
            branch = branch.child_mut(key);
        }
        branch
    }

    /// One more path; gives the number of its answer. One that asks is content with anything.
    pub(super) fn insert<'s>(&mut self, steps: impl Iterator<Item = &'s str>, asks: bool) -> usize {
        let answer = self.answers;
        self.answers += 1;
        let branch = self.place(steps);
        branch.answers.push(answer);
        if asks {
            branch.asks.push(answer);
        }
        answer
    }

    /// One more path whose JSON is wanted as it stands; gives the number of the capture.
    pub(super) fn capture<'s>(&mut self, steps: impl Iterator<Item = &'s str>) -> usize {
        let capture = self.captures;
        self.captures += 1;
        self.place(steps).captures.push(capture);
        capture
    }

    /// To be called when all paths are in.
    pub(super) fn spread(&mut self) {
        if self.has_any {
            self.root.spread();
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.answers == 0 && self.captures == 0
    }

    pub(super) const fn root(&self) -> &Branch {
        &self.root
    }
}

/// What was found at the places of a [`PathTree`]: of many paths, few lead anywhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Answers<'a> {
    pub(super) values: Values,
    captures: Vec<(usize, &'a str)>,
}

impl<'a> Answers<'a> {
    /// The JSON that stands at a captured path.
    pub(super) fn captured(&self, capture: usize) -> Option<&'a str> {
        self.captures.iter().find(|(number, _)| *number == capture).map(|(_, json)| *json)
    }

    /// The first answer stays.
    fn give(&mut self, answer: usize, value: HintValue) {
        if self.values.get(answer).is_none() {
            self.values.0.push((answer, value));
        }
    }
}

/// The answers alone, each with its number.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Values(Vec<(usize, HintValue)>);

impl Values {
    pub(super) fn get(&self, answer: usize) -> Option<&HintValue> {
        self.0.iter().find(|(number, _)| *number == answer).map(|(_, value)| value)
    }
}
