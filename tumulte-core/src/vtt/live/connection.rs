//! The live connection to whoever speaks for a table.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use crate::vtt::{SubscriptionId, VttError};

/// No tabletop has a REST API for what happens at its tables: a module or a relay in somebody's
/// browser answers questions and tells what happens, over the connection it opened itself.
///
/// Whoever holds that connection implements this: a server over Socket.IO, a test in memory.
#[async_trait]
pub trait LiveConnection: Send + Sync {
    /// The id of the world the connection was paired with.
    fn vtt_campaign_id(&self) -> &str;

    /// Whether somebody is at the other end right now.
    fn is_live(&self) -> bool;

    /// Asks the other end and waits for its acknowledgement, as it came: `{"ok": true, …}`.
    ///
    /// # Errors
    ///
    /// `vtt.not_connected` when nobody is there, `vtt.timeout` when nobody answers.
    async fn query(&self, event: &str, payload: Value) -> Result<Value, VttError>;

    /// Tells a listener every event that comes, until it is dismissed.
    ///
    /// # Errors
    ///
    /// `vtt.not_connected` when the connection is gone for good.
    async fn listen(&self, listener: Arc<dyn LiveListener>) -> Result<SubscriptionId, VttError>;

    /// Dismisses a listener.
    ///
    /// # Errors
    ///
    /// `vtt.unknown_subscription`
    async fn dismiss(&self, subscription: SubscriptionId) -> Result<(), VttError>;
}

/// Takes what the other end sends.
#[async_trait]
pub trait LiveListener: Send + Sync {
    /// Takes one event, such as `dice:roll`, with its payload.
    async fn event(&self, event: &str, payload: &Value);
}
