//! The names of the `/vtt` namespace, each with what it does.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Acknowledgement, Platform, Publisher, Store, SyncError, SyncService,
    group::{Message, is_message},
};
use crate::model::Connection;

/// How many events one `outbox:replay` may carry.
const MAX_REPLAY: usize = 100;

#[derive(Deserialize)]
struct Replayed {
    event: String,
    payload: Value,
}

impl<S: Store, P: Publisher, E: Platform> SyncService<S, P, E> {
    /// Takes one event as it came over the wire, whatever it is, and gives the answer to send back.
    ///
    /// A refusal comes with the error, for whoever logs it; the answer is complete without it.
    pub async fn handle(
        &self,
        connection: &Connection,
        event: &str,
        payload: Value,
    ) -> (Acknowledgement, Option<SyncError>) {
        let taken = if event == "outbox:replay" {
            self.replay(connection, payload).await
        } else {
            self.dispatch(connection, event, payload).await
        };
        match taken {
            Ok(acknowledgement) => (acknowledgement, None),
            Err(error) => ((&error).into(), Some(error)),
        }
    }

    async fn dispatch(
        &self,
        connection: &Connection,
        event: &str,
        payload: Value,
    ) -> Result<Acknowledgement, SyncError> {
        Ok(match event {
            "dice:roll" => Acknowledgement::taken(&self.record(connection, payload).await?),
            "dice:update" => Acknowledgement::taken(&self.update(connection, payload).await?),
            "dice:delete" => {
                self.delete(connection, payload).await?;
                Acknowledgement::taken(&Value::Null)
            }
            "campaign:sync" => {
                let imported = self.sync_campaign(connection, payload).await?;
                Acknowledgement::taken(&json!({ "imported": imported }))
            }
            "character:update" => {
                let id = self.update_character(connection, payload).await?;
                Acknowledgement::taken(&json!({ "characterId": id }))
            }
            "character:delete" => {
                self.delete_character(connection, payload).await?;
                Acknowledgement::taken(&Value::Null)
            }
            "relay:message" => Acknowledgement::taken(&self.relay(connection, payload).await?),
            "inventory:update" => {
                let id = self.update_inventory(connection, payload).await?;
                Acknowledgement::taken(&json!({ "characterId": id }))
            }
            "inventory:item-used" => {
                let id = self.use_item(connection, payload).await?;
                Acknowledgement::taken(&json!({ "characterId": id }))
            }
            "combat:start" | "combat:turn" | "combat:round" | "combat:update" | "combat:end" => {
                self.take_combat(connection, event, payload).await?;
                Acknowledgement::taken(&Value::Null)
            }
            // Adapters that listen go by who joined; what is recorded goes by each message's own `joinedAt`.
            "pong" | "table:status" | "relay:joined" => Acknowledgement::taken(&Value::Null),
            other => return Err(SyncError::Unknown(other.chars().take(64).collect())),
        })
    }

    /// Takes the events of an outage in order. Each has its own answer; one refusal stops none of the others.
    async fn replay(
        &self,
        connection: &Connection,
        payload: Value,
    ) -> Result<Acknowledgement, SyncError> {
        let Value::Array(events) = payload else {
            return Err(SyncError::Malformed("expected a list of events".to_owned()));
        };
        if events.len() > MAX_REPLAY {
            let found = events.len();
            return Err(SyncError::Malformed(format!(
                "{found} events at once, at most {MAX_REPLAY} are allowed"
            )));
        }
        let mut results = Vec::with_capacity(events.len());
        let mut rolls = Vec::new();
        for replayed in events {
            let result = match serde_json::from_value(replayed) {
                Ok(Replayed { event, payload }) if is_message(&event) => {
                    rolls.push(Message::of(connection, &event, payload.into()));
                    continue;
                }
                Ok(Replayed { event, payload }) => {
                    results.extend(self.take_rolls(&mut rolls).await);
                    self.dispatch(connection, &event, payload).await
                }
                Err(error) => {
                    results.extend(self.take_rolls(&mut rolls).await);
                    Err(SyncError::Malformed(error.to_string()))
                }
            };
            results.push(result);
        }
        results.extend(self.take_rolls(&mut rolls).await);
        let results: Vec<Acknowledgement> = results
            .into_iter()
            .map(|result| result.unwrap_or_else(|error| (&error).into()))
            .collect();
        Ok(Acknowledgement::taken(&json!({ "results": results })))
    }
}
