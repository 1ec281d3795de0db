//! Places in JSON and the ways that lead on from them.

use std::borrow::Cow;

use super::{
    json::{Fault, Kind, Scanner},
    lenient::{Lenient, Text},
    limit::MESSAGE,
    paths::{ANY, Answers, PathTree, Values},
};

/// The longest key that becomes part of a roll's identity.
const MAX_KEY: usize = 32;

/// The steps of a way that any key could have taken, as they become part of a roll's identity:
/// `.attacks.0`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Trail(String);

impl Trail {
    /// The trail to one place of a list.
    pub(super) fn to(index: usize) -> Self {
        let mut trail = Self::default();
        trail.push(&Key::Index(index));
        trail
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    fn push(&mut self, key: &Key<'_>) {
        self.0.push('.');
        match key {
            Key::Name(name) => {
                self.0.extend(name.chars().filter(char::is_ascii_alphanumeric).take(MAX_KEY));
            }
            Key::Index(index) => push_number(&mut self.0, *index),
        }
    }

    /// Does something one step further on, and comes back.
    fn further<T>(&mut self, key: &Key<'_>, act: impl FnOnce(&mut Self) -> T) -> T {
        let here = self.0.len();
        self.push(key);
        let done = act(self);
        self.0.truncate(here);
        done
    }
}

/// Writes a number behind a text; most have one digit.
pub(super) fn push_number(text: &mut String, number: usize) {
    match u8::try_from(number) {
        Ok(digit @ 0..10) => text.push(char::from(b'0' + digit)),
        _ => text.push_str(&number.to_string()),
    }
}

/// What leads on from an object or a list.
enum Key<'k> {
    Name(&'k str),
    Index(usize),
}

impl Key<'_> {
    fn is(&self, step: &str) -> bool {
        match self {
            Self::Name(name) => *name == step,
            Self::Index(index) => step.parse() == Ok(*index),
        }
    }
}

/// A place that several ways lead on from: its fields are told apart once.
pub(super) struct Spot<'a> {
    json: &'a str,
    /// None where no object stands.
    fields: Option<Vec<(Cow<'a, str>, &'a str)>>,
}

impl<'a> Spot<'a> {
    pub(super) fn new(json: &'a str) -> Self {
        let mut scanner = Scanner::<false>::new(json, MESSAGE);
        let is_object = scanner.kind() == Ok(Kind::Object);
        let fields = is_object.then(|| scanner.fields().ok()).flatten();
        Self { json, fields }
    }

    /// Follows a way from here, as [`each`] does.
    pub(super) fn each(
        &self,
        steps: &[String],
        trail: &mut Trail,
        show: &mut dyn FnMut(&str, &mut Trail),
    ) {
        let (Some(fields), Some((step, rest))) = (&self.fields, steps.split_first()) else {
            return each(self.json, steps, trail, show);
        };
        if step != ANY {
            if let Some((_, json)) = fields.iter().find(|(key, _)| key == step) {
                each(json, rest, trail, show);
            }
            return;
        }
        for (key, json) in fields {
            trail.further(&Key::Name(key), |trail| each(json, rest, trail, show));
        }
    }

    /// The answers to paths that start here.
    pub(super) fn values(&self, tree: &PathTree) -> Values {
        let mut answers = Answers::default();
        // The place was read before, so nothing is left to go wrong.
        let _ = match &self.fields {
            _ if tree.is_empty() => Ok(()),
            Some(fields) if tree.root().is_way() => {
                let branches = fields.iter().map(|(key, json)| (tree.root().step(key), json));
                branches.filter_map(|(branch, json)| Some((branch?, json))).try_for_each(
                    |(branch, json)| {
                        branch.pick(&mut Scanner::<false>::new(json, MESSAGE), &mut answers)
                    },
                )
            }
            _ => tree.root().pick(&mut Scanner::<false>::new(self.json, MESSAGE), &mut answers),
        };
        answers.values
    }

    /// The first value at the end of a way.
    pub(super) fn first<T: for<'b> Lenient<'b>>(&self, way: Option<&Vec<String>>) -> Option<T> {
        let mut found = None;
        self.each(way?, &mut Trail::default(), &mut |value, _| {
            if found.is_none() {
                found = T::read(&mut Scanner::<false>::new(value, MESSAGE)).ok();
            }
        });
        found
    }

    /// The first text at the end of a way that is not empty.
    pub(super) fn first_text(&self, way: Option<&Vec<String>>) -> Option<String> {
        let mut found = None;
        self.each(way?, &mut Trail::default(), &mut |value, _| {
            if found.is_none() {
                let text = Text::read(&mut Scanner::<false>::new(value, MESSAGE)).ok();
                found = text.map(|text| text.0.into_owned()).filter(|text| !text.is_empty());
            }
        });
        found
    }
}

/// Follows a way through JSON, also through JSON inside its texts, and shows what stands at its end.
pub(super) fn each(
    json: &str,
    steps: &[String],
    trail: &mut Trail,
    show: &mut dyn FnMut(&str, &mut Trail),
) {
    let mut scanner = Scanner::<false>::new(json, MESSAGE);
    if steps.is_empty() && scanner.kind() != Ok(Kind::Text) {
        return show(json, trail);
    }
    // What was captured was read before, so nothing is left to go wrong.
    let _ = follow(&mut scanner, steps, true, trail, show);
}

/// Follows a way from the value that comes next and passes over it, once for all places the way leads
/// to. Where it leads to only one, reading ends there, with a fault.
fn follow(
    scanner: &mut Scanner<'_, false>,
    steps: &[String],
    is_only: bool,
    trail: &mut Trail,
    show: &mut dyn FnMut(&str, &mut Trail),
) -> Result<(), Fault> {
    let kind = scanner.kind()?;
    if kind == Kind::Text {
        let start = scanner.at();
        match scanner.raw_text()?.meaning() {
            Some(inside) if inside.trim_start().starts_with(['{', '[']) => {
                each(&inside, steps, trail, show);
            }
            _ if steps.is_empty() => show(scanner.since(start), trail),
            _ => {}
        }
        return Ok(());
    }
    let Some((step, rest)) = steps.split_first() else {
        show(scanner.value()?, trail);
        return Ok(());
    };
    let (mut index, mut is_found) = (0_usize, false);
    let mut visit = |key: &Key<'_>, scanner: &mut Scanner<'_, false>| {
        if step == ANY {
            return trail.further(key, |trail| follow(scanner, rest, false, trail, show));
        }
        // There is no second one of that name.
        if is_found || !key.is(step) {
            return scanner.skip();
        }
        is_found = true;
        follow(scanner, rest, is_only, trail, show)?;
        if is_only { Err(scanner.here()) } else { Ok(()) }
    };
    match kind {
        Kind::List => scanner.list(|json| {
            index += 1;
            visit(&Key::Index(index - 1), json)
        }),
        Kind::Object => scanner.object(|key, json| visit(&Key::Name(key), json)),
        _ => scanner.skip(),
    }
}
