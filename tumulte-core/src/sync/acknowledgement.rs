//! What the sender of an event is told.

use serde::Serialize;
use serde_json::Value;

use super::SyncError;

/// The answer to one event: taken with what came of it, or refused with a code and whether sending
/// it again can help.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Acknowledgement {
    /// Whether it was taken.
    pub ok: bool,
    /// The stable code of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The refusal in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether sending a refused event again later can succeed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry: Option<bool>,
    /// What came of it; its fields stand beside `ok`.
    #[serde(flatten, skip_serializing_if = "Value::is_null")]
    pub body: Value,
}

impl Acknowledgement {
    /// The event was taken.
    #[must_use]
    pub fn taken(body: &impl Serialize) -> Self {
        let body = serde_json::to_value(body).unwrap_or_default();
        Self { ok: true, code: None, message: None, retry: None, body }
    }

    /// The event was refused.
    #[must_use]
    pub fn refused(code: &'static str, message: impl Into<String>, retry: bool) -> Self {
        Self {
            ok: false,
            code: Some(code),
            message: Some(message.into()),
            retry: Some(retry),
            body: Value::Null,
        }
    }
}

impl From<&SyncError> for Acknowledgement {
    fn from(error: &SyncError) -> Self {
        Self::refused(error.code(), error.to_string(), error.retry())
    }
}
