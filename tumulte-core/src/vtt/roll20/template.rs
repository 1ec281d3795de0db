//! The text of a sheet's message: `{{rname=^{stealth-u}}} {{r1=$[[0]]}} {{normal=1}} charname=Ember`.

use super::{card::Mode, text};
use crate::model::Parts;

/// More fields than any sheet has.
const MAX_FIELDS: usize = 1000;

/// More references to rolls than any text has.
const MAX_PLACES: usize = 2000;

/// A message's text, taken apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Content {
    /// `{{name=value}}` in order.
    pub(super) fields: Vec<(String, String)>,
    /// What follows `charname=` behind the fields.
    pub(super) character: Option<String>,
    /// Each `$[[n]]` with the field it stands in and what stands before it.
    pub(super) places: Vec<Place>,
}

/// Where an inline roll stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) inline: usize,
    pub(super) key: String,
    pub(super) label: String,
}

impl Content {
    /// Takes a text apart in one pass.
    pub(super) fn read(text: &str) -> Self {
        let mut content = Self::default();
        let mut rest = text;
        while let Some((outside, inside)) = rest.parted("{{") {
            content.outside(outside);
            let Some(end) = inside.place_of("}}") else { break };
            // A value may end with a brace of its own: `{{rname=^{stealth-u}}}`.
            let braces = inside.get(end..).unwrap_or_default();
            let run = braces.len() - braces.trim_start_matches('}').len();
            let end = end + run - 2;
            let (field, after) = inside.split_at_checked(end).unwrap_or((inside, ""));
            rest = after.get(2..).unwrap_or_default();
            if content.fields.len() >= MAX_FIELDS {
                break;
            }
            let (key, value) = field.split_once('=').unwrap_or((field, ""));
            content.references(key.trim(), value);
            content.fields.push((key.trim().to_owned(), value.trim().to_owned()));
        }
        content.outside(rest);
        content
    }

    fn outside(&mut self, text: &str) {
        if let Some((_, name)) = text.parted("charname=") {
            let name = text::words(name);
            self.character = self.character.take().or_else(|| (!name.is_empty()).then_some(name));
        }
        self.references("", text);
    }

    fn references(&mut self, key: &str, text: &str) {
        let mut rest = text;
        let mut label = String::new();
        while let Some((before, after)) = rest.parted("$[[") {
            let Some((number, behind)) = after.parted("]]") else { return };
            if self.places.len() >= MAX_PLACES {
                return;
            }
            if label.len() < text::MAX_LABEL {
                label.push_str(before);
            }
            if let Ok(inline) = number.trim().parse() {
                let is_free = key.is_empty();
                let label = if is_free { String::new() } else { text::words(&label) };
                self.places.push(Place { inline, key: key.to_owned(), label });
            }
            rest = behind;
        }
    }

    /// The value of a field.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(key, value)| key.eq_ignore_ascii_case(name) && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    fn is_set(&self, name: &str) -> bool {
        self.field(name).is_some_and(|value| value != "0")
    }

    /// Which of two d20s the message means.
    pub(super) fn mode(&self) -> Mode {
        if self.is_set("advantage") {
            Mode::Advantage
        } else if self.is_set("disadvantage") {
            Mode::Disadvantage
        } else if self.is_set("always") {
            Mode::Always
        } else {
            Mode::Single
        }
    }

    /// What the card is called.
    pub(super) fn title(&self) -> String {
        let title = ["rname", "title", "header", "name", "subheader", "action"]
            .iter()
            .find_map(|name| self.field(name));
        title.map(plain).unwrap_or_default()
    }

    /// The character a link in the fields belongs to.
    pub(super) fn owner(&self) -> Option<String> {
        self.fields.iter().find_map(|(_, value)| {
            let (_, link) = value.parted("](")?;
            text::owner(link)
        })
    }
}

/// Text as people read it: `^{stealth-u}` is `stealth`, `[Dagger](~link)` is `Dagger`.
pub(super) fn plain(value: &str) -> String {
    let linked = value
        .strip_prefix('[')
        .and_then(|value| value.parted("]("))
        .map_or(value, |(text, _)| text);
    let mut plain = String::new();
    let mut rest = linked;
    while let Some((before, key)) = rest.parted("^{") {
        plain.push_str(before);
        let (key, after) = key.split_once('}').unwrap_or((key, ""));
        let key = key.strip_suffix("-u").unwrap_or(key);
        plain.push_str(&key.replaced("-", " "));
        rest = after;
    }
    plain.push_str(rest);
    text::words(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_end_with_a_brace() {
        let content = Content::read(
            " {{rname=^{stealth-u}}} {{mod=4}} {{r1=$[[0]]}} {{advantage=1}} {{r2=$[[1]]}} charname=Old Ember",
        );
        assert_eq!(content.title(), "stealth");
        assert_eq!(content.mode(), Mode::Advantage);
        assert_eq!(content.character.as_deref(), Some("Old Ember"));
        let places: Vec<_> = content.places.iter().map(|p| (p.inline, p.key.as_str())).collect();
        assert_eq!(places, [(0, "r1"), (1, "r2")]);
    }

    #[test]
    fn several_rolls_may_stand_in_one_field() {
        let content = Content::read("{{Damage=$[[0]] fire and $[[1]] cold}} {{broken=$[[x]] $[[2");
        let labels: Vec<_> = content.places.iter().map(|p| p.label.as_str()).collect();
        assert_eq!(labels, ["", "fire and"]);
    }

    #[test]
    fn names_are_written_as_people_read_them() {
        assert_eq!(plain("[Great Axe](~-Mabc|repeating_attack)"), "Great Axe");
        assert_eq!(plain("^{death-save-u}"), "death save");
        assert_eq!(plain("^{broken"), "broken");
    }
}
