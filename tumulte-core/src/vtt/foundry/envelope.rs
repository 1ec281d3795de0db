//! The fields of a chat message, read in one pass.

use super::{
    hints::HintPlan,
    json::{Fault, Kind, RawText, Scanner},
    lenient::{Lenient, Text, number_in},
    opened::OpenedRoll,
    paths::Answers,
    visibility::{Blind, DocumentId, Whisper},
};
use crate::{model::Timestamp, roll::RollError};

/// One place in the list of a message's rolls; nothing stands in some.
pub(super) type RollSlot = Option<Result<OpenedRoll, RollError>>;

/// The fields of a message.
#[derive(Debug, Default)]
pub(super) struct Envelope<'a> {
    id: DocumentId<'a>,
    /// A stored message says `_id`; this is what clients and relays call it.
    runtime_id: DocumentId<'a>,
    /// The person behind it: `author` since v12, `user` before.
    author: DocumentId<'a>,
    user: DocumentId<'a>,
    pub(super) speaker: SpeakerFields<'a>,
    pub(super) whisper: Whisper<'a>,
    pub(super) blind: Blind,
    pub(super) timestamp: Option<Timestamp>,
    pub(super) flavor: Text<'a>,
    pub(super) content: RawText<'a>,
    pub(super) rolls: Vec<RollSlot>,
    pub(super) answers: Answers<'a>,
}

impl<'a> Envelope<'a> {
    /// Reads a message; nothing when the document is no object.
    #[cfg_attr(not(target_family = "wasm"), inline)]
    pub(super) fn read(
        json: &mut Scanner<'a, false>,
        plan: &HintPlan<'_>,
    ) -> Result<Option<Self>, Fault> {
        if json.kind()? != Kind::Object {
            json.skip()?;
            json.end()?;
            return Ok(None);
        }
        let paths = plan.message();
        let mut envelope = Self::default();
        let mut single = None;
        json.object(|key, json| {
            let mut ahead = json.clone();
            let is_own = match key {
                "roll" => {
                    single = OpenedRoll::slot(json, plan)?;
                    true
                }
                _ => envelope.field(key, json, plan)?,
            };
            match paths.root().step(key) {
                Some(branch) if is_own => branch.pick(&mut ahead, &mut envelope.answers),
                Some(branch) => branch.pick(json, &mut envelope.answers),
                None if is_own => Ok(()),
                None => json.skip(),
            }
        })?;
        json.end()?;
        if envelope.rolls.is_empty() && single.is_some() {
            envelope.rolls.push(single);
        }
        Ok(Some(envelope))
    }

    /// Reads one of the message's own fields; whether it is one.
    #[cfg_attr(not(target_family = "wasm"), inline)]
    fn field(
        &mut self,
        key: &str,
        json: &mut Scanner<'a, false>,
        plan: &HintPlan<'_>,
    ) -> Result<bool, Fault> {
        match key {
            "_id" => self.id = DocumentId::read(json)?,
            "id" => self.runtime_id = DocumentId::read(json)?,
            "author" => self.author = DocumentId::read(json)?,
            "user" => self.user = DocumentId::read(json)?,
            "speaker" => self.speaker = SpeakerFields::read(json)?,
            "whisper" => self.whisper = Whisper::read(json)?,
            "blind" => self.blind = Blind::read(json)?,
            "timestamp" => self.timestamp = timestamp(json)?,
            "flavor" => self.flavor = Text::read(json)?,
            "content" if json.kind()? == Kind::Text => self.content = json.raw_text()?,
            "rolls" => self.rolls = rolls(json, plan)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether it has nothing a chat message has, but for an id.
    pub(super) fn is_bare(&self) -> bool {
        let speaker = &self.speaker;
        self.rolls.is_empty()
            && self.content.raw().is_empty()
            && self.whisper == Whisper::Nobody
            && speaker.alias.0.is_empty()
            && speaker.actor.get().is_none()
    }

    pub(super) fn message_id(&self) -> Option<&str> {
        self.id.get().or_else(|| self.runtime_id.get())
    }

    pub(super) fn author_id(&self) -> Option<&str> {
        self.author.get().or_else(|| self.user.get())
    }
}

/// The list of a message's rolls; a single one may stand without its list.
#[cfg_attr(not(target_family = "wasm"), inline)]
fn rolls(json: &mut Scanner<'_, false>, plan: &HintPlan<'_>) -> Result<Vec<RollSlot>, Fault> {
    // Most messages have one.
    let mut rolls = Vec::with_capacity(1);
    match json.kind()? {
        Kind::List => json.list(|json| {
            rolls.push(OpenedRoll::slot(json, plan)?);
            Ok(())
        })?,
        Kind::Text | Kind::Object => rolls.extend(OpenedRoll::slot(json, plan)?.map(Some)),
        _ => json.skip()?,
    }
    Ok(rolls)
}

#[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
fn timestamp(json: &mut Scanner<'_, false>) -> Result<Option<Timestamp>, Fault> {
    let millis = match json.kind()? {
        Kind::Number => json.number()?,
        Kind::Text => {
            let text = json.text()?;
            match number_in(&text) {
                Some(millis) => millis,
                None => return Ok(text.parse().ok()),
            }
        }
        _ => return json.skip().map(|()| None),
    };
    Ok((millis > 0.0).then(|| Timestamp::from_millis(millis as i64)))
}

/// Who speaks, as far as the message says.
#[derive(Debug, Default)]
pub(super) struct SpeakerFields<'a> {
    pub(super) alias: Text<'a>,
    pub(super) actor: DocumentId<'a>,
    pub(super) token: DocumentId<'a>,
}

impl<'a> Lenient<'a> for SpeakerFields<'a> {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        let mut speaker = Self::default();
        match json.kind()? {
            Kind::Object => json.object(|key, json| {
                match key {
                    "alias" => speaker.alias = Text::read(json)?,
                    "actor" => speaker.actor = DocumentId::read(json)?,
                    "token" => speaker.token = DocumentId::read(json)?,
                    _ => json.skip()?,
                }
                Ok(())
            })?,
            // Some worlds hold broken speakers: a list, empty or with nothing in it.
            Kind::List => {
                let mut is_first = true;
                json.list(|json| {
                    if core::mem::take(&mut is_first) && json.kind()? == Kind::Object {
                        speaker = Self::read(json)?;
                        return Ok(());
                    }
                    json.skip()
                })?;
            }
            _ => json.skip()?,
        }
        Ok(speaker)
    }
}
