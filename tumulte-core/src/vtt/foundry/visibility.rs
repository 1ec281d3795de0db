//! Who may see a message.

use std::borrow::Cow;

use super::{
    json::{Fault, Kind, Scanner},
    lenient::{Lenient, Text},
};
use crate::model::Visibility;

/// Reads visibility from the stored message, the same in every generation.
///
/// Fields of an unexpected type hide: a message that can't be understood is shown to nobody.
pub(super) fn visibility(blind: Blind, whisper: &Whisper<'_>, author: Option<&str>) -> Visibility {
    if blind.0 {
        return Visibility::Blind;
    }
    match whisper {
        Whisper::Nobody => Visibility::Public,
        Whisper::To(users) if author.is_some() && users.iter().all(|user| user.get() == author) => {
            Visibility::SelfOnly
        }
        Whisper::To(_) | Whisper::Senseless => Visibility::GmOnly,
    }
}

/// Whether a message is blind; whatever is not clearly false counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Blind(bool);

impl<'a> Lenient<'a> for Blind {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        match json.kind()? {
            Kind::Number => json.number().map(|number| Self(number != 0.0)),
            kind => json.skip().map(|()| Self(!matches!(kind, Kind::Null | Kind::Flag(false)))),
        }
    }
}

/// Whom a message is whispered to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Whisper<'a> {
    #[default]
    Nobody,
    To(Vec<DocumentId<'a>>),
    Senseless,
}

impl<'a> Lenient<'a> for Whisper<'a> {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        match json.kind()? {
            Kind::Null => json.skip().map(|()| Self::Nobody),
            Kind::List => {
                let mut users = Vec::new();
                json.list(|json| {
                    users.push(DocumentId::read(json)?);
                    Ok(())
                })?;
                Ok(if users.is_empty() { Self::Nobody } else { Self::To(users) })
            }
            _ => json.skip().map(|()| Self::Senseless),
        }
    }
}

/// The id of a document: itself, or the one in the document that stands for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct DocumentId<'a>(Cow<'a, str>);

impl DocumentId<'_> {
    pub(super) fn get(&self) -> Option<&str> {
        (!self.0.is_empty()).then_some(&self.0)
    }
}

impl<'a> Lenient<'a> for DocumentId<'a> {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        match json.kind()? {
            Kind::Text => json.text().map(Self),
            Kind::Object => {
                let (mut stored, mut at_runtime) = (Text::default(), Text::default());
                json.object(|key, json| {
                    match key {
                        "_id" => stored = Text::read(json)?,
                        "id" => at_runtime = Text::read(json)?,
                        _ => json.skip()?,
                    }
                    Ok(())
                })?;
                Ok(Self(if stored.0.is_empty() { at_runtime.0 } else { stored.0 }))
            }
            _ => json.skip().map(|()| Self::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vtt::foundry::limit::MESSAGE;

    fn of(blind: &str, whisper: &str, author: Option<&str>) -> Visibility {
        let blind = Blind::read(&mut Scanner::<false>::new(blind, MESSAGE)).unwrap();
        let whisper = Whisper::read(&mut Scanner::<false>::new(whisper, MESSAGE)).unwrap();
        visibility(blind, &whisper, author)
    }

    #[test]
    fn whisper_and_blind_decide() {
        let of = |blind, whisper| of(blind, whisper, Some("gm"));
        assert_eq!(of("false", "[]"), Visibility::Public);
        assert_eq!(of("null", "null"), Visibility::Public);
        assert_eq!(of("true", "[]"), Visibility::Blind);
        assert_eq!(of("true", r#"["gm"]"#), Visibility::Blind);
        assert_eq!(of("false", r#"["gm"]"#), Visibility::SelfOnly);
        assert_eq!(of("false", r#"[{"_id": "gm"}]"#), Visibility::SelfOnly);
        assert_eq!(of("false", r#"["gm", "player"]"#), Visibility::GmOnly);
    }

    #[test]
    fn what_is_not_understood_is_hidden() {
        assert_eq!(of(r#""yes""#, "[]", None), Visibility::Blind);
        assert_eq!(of("false", r#"{"gm": true}"#, None), Visibility::GmOnly);
        assert_eq!(of("false", "[null]", None), Visibility::GmOnly);
    }
}
