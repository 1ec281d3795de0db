//! What a relay passes on becomes events of any tabletop.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde_json::Value;

use super::{Guard, RelayMessage};
use crate::{
    model::{SystemId, VttKind},
    vtt::{
        LiveListener, Reading, TableSource, VttError, VttEvent, VttEventHandler,
        field::timestamp,
        live::{malformed, table_event, told, word},
    },
};

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
        let message = RelayMessage::parse(payload, &self.vtt)?;
        let mut guard = self.guard();
        if !message.is_new(&guard) {
            return Ok(None);
        }
        let system = message.system(self.system.as_ref());
        let reading = message.read(&self.vtt, &*self.tables, &system);
        let is_nothing =
            |reading: &Reading| reading.rolls.is_empty() && reading.unreadable.is_empty();
        if reading.as_ref().is_ok_and(is_nothing) {
            return Ok(None);
        }
        guard.remember(message.source(), message.id());
        let mut reading = reading?;
        guard.keep_new(message.source(), message.at(), &mut reading);
        Ok((!is_nothing(&reading)).then_some(VttEvent::Rolls(reading)))
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
