//! One message as a relay passes it on.

use serde_json::Value;

use super::{Guard, Source, guard::HISTORY_GRACE_MILLIS};
use crate::{
    model::{
        HintValue, Hints, Roll, RollOrigin, Speaker, SystemId, Timestamp, TotalCheck, Visibility,
        VttKind,
    },
    vtt::{
        MessageContext, Reading, TableSource, VttError,
        field::{below, id, is_on, text, timestamp},
        live::malformed,
        read_message,
    },
};

/// What judges rolls of a system nobody named.
const UNKNOWN_SYSTEM: &str = "unknown";

/// A message that a tab heard, with what the relay says about it.
///
/// ```
/// use serde_json::json;
/// use tumulte_core::{model::VttKind, systems::Catalog, vtt::relay::RelayMessage};
///
/// let die = json!({"pixelId": 7, "faceValue": 20, "dieType": "d20"});
/// let message = RelayMessage::parse(&json!({"source": "pixels", "id": "p1", "raw": die}), &VttKind::Roll20)?;
/// let reading = message.read(&VttKind::Roll20, Catalog::built_in(), &message.system(None))?;
/// assert_eq!(reading.rolls[0].vtt_roll_id, "p1#0");
///
/// // What a tab keeps to itself it may announce, without a number in it.
/// let stub = RelayMessage::parse(&json!({"source": "ddb", "id": "d1", "secret": true}), &VttKind::Ddb)?;
/// let reading = stub.read(&VttKind::Ddb, Catalog::built_in(), &"dnd5e".into())?;
/// assert!(reading.rolls[0].visibility.is_hidden() && reading.rolls[0].dice.is_empty());
/// # Ok::<(), tumulte_core::vtt::VttError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RelayMessage {
    source: Source,
    id: Option<String>,
    at: Option<Timestamp>,
    joined_at: Option<Timestamp>,
    system: Option<SystemId>,
    content: Content,
}

#[derive(Debug, Clone, PartialEq)]
enum Content {
    /// The message inside its envelope, as the readers take it.
    Told(Value),
    /// Somebody rolled in secret, and nothing more.
    Secret { id: String },
}

impl RelayMessage {
    /// Reads the payload of `relay:message`; one that names no source speaks of the table `vtt`.
    ///
    /// # Errors
    ///
    /// `vtt.malformed` without a message, and for a secret without an id.
    pub fn parse(payload: &Value, vtt: &VttKind) -> Result<Self, VttError> {
        let source = payload.get("source").and_then(text);
        let message_id = payload.get("id").and_then(id);
        let content = if payload.get("secret").is_some_and(is_on) {
            let id = message_id.clone().ok_or_else(|| malformed("the id of a secret", "none"))?;
            Content::Secret { id }
        } else if payload.get("raw").is_none_or(Value::is_null) {
            return Err(malformed("a raw message", "none"));
        } else {
            let said = ["id", "ts", "raw"].into_iter().filter_map(|name| {
                let value = payload.get(name).filter(|value| !value.is_null())?;
                Some((name.to_owned(), value.clone()))
            });
            Content::Told(said.collect())
        };
        Ok(Self {
            source: Source::new(source.unwrap_or(vtt.as_str())),
            id: message_id,
            at: payload.get("ts").and_then(timestamp),
            joined_at: payload.get("joinedAt").and_then(timestamp),
            system: below(payload, "/system/id").and_then(text).map(SystemId::new),
            content,
        })
    }

    /// How the relay heard of it.
    #[must_use]
    pub const fn source(&self) -> &Source {
        &self.source
    }

    /// The relay's id of it.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// When it happened, as the relay says.
    #[must_use]
    pub const fn at(&self) -> Option<Timestamp> {
        self.at
    }

    /// The game system it is judged by: the one it names, else this one, else the only one its
    /// source plays.
    #[must_use]
    pub fn system(&self, table: Option<&SystemId>) -> SystemId {
        let only = || SystemId::new(self.source.only_system().unwrap_or(UNKNOWN_SYSTEM));
        self.system.clone().or_else(|| table.cloned()).unwrap_or_else(only)
    }

    /// Whether it is older than the moment at which its own tab joined.
    #[must_use]
    pub fn is_history(&self) -> bool {
        match (self.joined_at, self.at) {
            (Some(joined), Some(at)) => joined.millis_since(at) > HISTORY_GRACE_MILLIS,
            _ => false,
        }
    }

    /// Whether the guard lets it through.
    pub(super) fn is_new(&self, guard: &Guard) -> bool {
        !self.is_history() && guard.admits(&self.source, self.id(), self.at)
    }

    /// Reads its rolls, as `table` tells them: what that tabletop rolls again by itself is left out.
    ///
    /// # Errors
    ///
    /// As [`read_message`].
    pub fn read(
        &self,
        table: &VttKind,
        tables: &dyn TableSource,
        system: &SystemId,
    ) -> Result<Reading, VttError> {
        let envelope = match &self.content {
            Content::Told(envelope) => envelope,
            Content::Secret { id } => {
                let rolls = vec![secret(id, self.at)];
                return Ok(Reading { rolls, ..Reading::default() });
            }
        };
        let vtt = self.source.vtt();
        let tables = tables.message_tables(&vtt, system);
        let context = MessageContext::new(system.clone());
        let mut reading = read_message(&vtt, envelope, &tables, &context)?;
        reading.rolls.retain(|roll| !is_rolled_again(table, &vtt, roll));
        Ok(reading)
    }

    /// Who told of a message that was kept by [`into_raw`](Self::into_raw), and when; none when no relay did.
    pub(crate) fn teller(raw: &str) -> Option<(Source, Option<Timestamp>)> {
        let raw: Value = serde_json::from_str(raw).ok()?;
        let source = raw.get("source").and_then(text)?;
        Some((Source::new(source), raw.get("ts").and_then(timestamp)))
    }

    /// What it was read from, to be kept beside its rolls.
    #[must_use]
    pub fn into_raw(self) -> Value {
        let mut raw = match self.content {
            Content::Told(envelope) => envelope,
            Content::Secret { id } => serde_json::json!({ "id": id, "secret": true }),
        };
        if let Value::Object(fields) = &mut raw {
            let source = self.source.as_str().to_owned();
            fields.insert("source".to_owned(), Value::String(source));
        }
        raw
    }
}

/// Whether the table itself rolls what Beyond20 told: it knows the extension, and its own dice
/// count, not those of the page's fallback.
fn is_rolled_again(table: &VttKind, vtt: &VttKind, roll: &Roll) -> bool {
    matches!(table, VttKind::Roll20 | VttKind::Foundry)
        && *vtt == VttKind::Beyond20
        && roll.hints.get("rendered") == Some(&HintValue::from("fallback"))
}

/// A roll of which nothing is known but that it happened.
fn secret(id: &str, at: Option<Timestamp>) -> Roll {
    Roll {
        vtt_roll_id: format!("{id}#0"),
        formula: String::new(),
        total: None,
        dice: Vec::new(),
        total_check: TotalCheck::NoTotal,
        roll_type: None,
        flavor: None,
        speaker: Speaker::default(),
        visibility: Visibility::GmOnly,
        origin: RollOrigin::Message,
        hints: Hints::new(),
        rolled_at: at,
    }
}
