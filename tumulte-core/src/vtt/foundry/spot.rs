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
        trail: &mut Vec<String>,
        show: &mut dyn FnMut(&str, &[String]),
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
            trail.push(name(key));
            each(json, rest, trail, show);
            trail.pop();
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
        self.each(way?, &mut Vec::new(), &mut |value, _| {
            if found.is_none() {
                found = T::read(&mut Scanner::<false>::new(value, MESSAGE)).ok();
            }
        });
        found
    }

    /// The first text at the end of a way that is not empty.
    pub(super) fn first_text(&self, way: Option<&Vec<String>>) -> Option<String> {
        let mut found = None;
        self.each(way?, &mut Vec::new(), &mut |value, _| {
            if found.is_none() {
                let text = Text::read(&mut Scanner::<false>::new(value, MESSAGE)).ok();
                found = text.map(|text| text.0.into_owned()).filter(|text| !text.is_empty());
            }
        });
        found
    }
}

/// A key as part of a roll's identity.
fn name(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).take(MAX_KEY).collect()
}

/// Follows a way through JSON, also through JSON inside its texts, and shows what stands at its end.
pub(super) fn each(
    json: &str,
    steps: &[String],
    trail: &mut Vec<String>,
    show: &mut dyn FnMut(&str, &[String]),
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
    trail: &mut Vec<String>,
    show: &mut dyn FnMut(&str, &[String]),
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
    let mut visit = |key: &str, scanner: &mut Scanner<'_, false>| {
        if step == ANY {
            trail.push(name(key));
            let followed = follow(scanner, rest, false, trail, show);
            trail.pop();
            return followed;
        }
        // There is no second one of that name.
        if is_found || step != key {
            return scanner.skip();
        }
        is_found = true;
        follow(scanner, rest, is_only, trail, show)?;
        if is_only { Err(scanner.here()) } else { Ok(()) }
    };
    match kind {
        Kind::List => scanner.list(|json| {
            index += 1;
            visit(&(index - 1).to_string(), json)
        }),
        Kind::Object => scanner.object(visit),
        _ => scanner.skip(),
    }
}
