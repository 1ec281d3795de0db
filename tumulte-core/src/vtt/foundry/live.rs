//! The live connection to a paired module.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use crate::vtt::{SubscriptionId, VttError};

/// Foundry has no REST API: the module in the game master's browser answers questions and tells
/// what happens, over the connection it opened itself.
///
/// Whoever holds that connection implements this: a server over Socket.IO, a test in memory.
#[async_trait]
pub trait LiveConnection: Send + Sync {
    /// The id of the world the connection was paired with.
    fn vtt_campaign_id(&self) -> &str;

    /// Whether a module is at the other end right now.
    fn is_live(&self) -> bool;

    /// Asks the module and waits for its acknowledgement, as it came: `{"ok": true, …}`.
    ///
    /// # Errors
    ///
    /// `vtt.not_connected` when nobody is there, `vtt.timeout` when nobody answers.
    async fn query(&self, event: &str, payload: Value) -> Result<Value, VttError>;

    /// Tells a listener every event the module sends, until it is dismissed.
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

/// Takes what a module sends.
#[async_trait]
pub trait LiveListener: Send + Sync {
    /// Takes one event, such as `dice:roll`, with its payload.
    async fn event(&self, event: &str, payload: &Value);
}
