//! What a relay passes on becomes events of any tabletop.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::Value;

use super::{Guard, Source};
use crate::{
    model::{HintValue, Roll, SystemId, VttKind},
    vtt::{
        LiveListener, MessageContext, Reading, TableSource, VttError, VttEvent, VttEventHandler,
        field::{id, text, timestamp},
        live::{malformed, table_event, told, word},
        read_message,
    },
};

/// What judges rolls of a system nobody named.
const UNKNOWN_SYSTEM: &str = "unknown";

/// Reads what a relay passes on and hands it over once.
pub(super) struct Translator {
    pub(super) vtt_campaign_id: String,
    pub(super) vtt: VttKind,
    pub(super) system: Option<SystemId>,
    pub(super) handler: Arc<dyn VttEventHandler>,
    pub(super) tables: Arc<dyn TableSource>,
    pub(super) guard: Mutex<Guard>,
}

impl Translator {
    fn translate(&self, event: &str, payload: &Value) -> Result<Option<VttEvent>, VttError> {
        let world = payload.get("worldId").and_then(Value::as_str);
        if world.is_some_and(|world| world != self.vtt_campaign_id) {
            return Ok(None);
        }
        match event {
            "relay:joined" => {
                let moment = payload.get("ts").and_then(timestamp);
                let moment = moment.ok_or_else(|| malformed("the moment of joining", "none"))?;
                self.guard().join(moment);
                Ok(None)
            }
            "relay:message" => self.message(payload),
            "dice:delete" => {
                Ok(Some(VttEvent::RollsDeleted { message_id: word(payload, "messageId")? }))
            }
            _ => table_event(event, payload),
        }
    }

    fn message(&self, payload: &Value) -> Result<Option<VttEvent>, VttError> {
        let source = payload.get("source").and_then(text);
        // A relay that names no source speaks of the table it was made for.
        let source = Source::new(source.unwrap_or(self.vtt.as_str()));
        if payload.get("raw").is_none_or(Value::is_null) {
            return Err(malformed("a raw message", "none"));
        }
        let system = payload
            .pointer("/system/id")
            .and_then(text)
            .map(SystemId::new)
            .or_else(|| self.system.clone())
            .unwrap_or_else(|| SystemId::new(source.only_system().unwrap_or(UNKNOWN_SYSTEM)));
        let message_id = payload.get("id").and_then(id);
        let at = payload.get("ts").and_then(timestamp);

        let tables = self.tables.message_tables(&source.vtt(), &system);
        let said = ["id", "ts", "raw"].into_iter().filter_map(|name| {
            let value = payload.get(name).filter(|value| !value.is_null())?;
            Some((name.to_owned(), value.clone()))
        });
        let envelope: Value = said.collect();
        let context = MessageContext::new(system);
        let mut guard = self.guard();
        if !guard.admits(&source, message_id.as_deref(), at) {
            return Ok(None);
        }
        let mut reading = read_message(&source.vtt(), &envelope, &tables, &context);
        if let Ok(reading) = &mut reading {
            reading.rolls.retain(|roll| !self.is_rolled_again(&source, roll));
        }
        let is_nothing =
            |reading: &Reading| reading.rolls.is_empty() && reading.unreadable.is_empty();
        if reading.as_ref().is_ok_and(is_nothing) {
            return Ok(None);
        }
        guard.remember(&source, message_id.as_deref());
        let mut reading = reading?;
        guard.keep_new(&source, at, &mut reading);
        Ok((!is_nothing(&reading)).then_some(VttEvent::Rolls(reading)))
    }

    /// Whether the table itself rolls what Beyond20 told: it knows the extension, and its own dice
    /// count, not those of the page's fallback.
    fn is_rolled_again(&self, source: &Source, roll: &Roll) -> bool {
        matches!(self.vtt, VttKind::Roll20 | VttKind::Foundry)
            && source.vtt() == VttKind::Beyond20
            && roll.hints.get("rendered") == Some(&HintValue::from("fallback"))
    }

    fn guard(&self) -> std::sync::MutexGuard<'_, Guard> {
        self.guard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl LiveListener for Translator {
    async fn event(&self, event: &str, payload: &Value) {
        if let Some(told) = told(event, self.translate(event, payload)) {
            self.handler.handle(&self.vtt_campaign_id, told).await;
        }
    }
}
