//! What a client is told when something goes wrong: a code and a sentence, never SQL or paths.

use crate::metrics::metrics;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tumulte_core::{
    pairing::{PairingError, TokenError},
    sync::{StoreError, SyncError},
    systems::{Location, RuleError},
    vtt::VttError,
};

/// An error on its way to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after_seconds: Option<u64>,
    location: Option<Location>,
}

impl ApiError {
    /// An error with this status, code and sentence.
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after_seconds: None, location: None }
    }

    /// The request is not of the shape it should have.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "request.invalid", message)
    }

    /// Nobody is signed in.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "auth.required", "sign in first")
    }

    /// There is no such thing, or it is somebody else's: the two look alike on purpose.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "request.not_found", format!("there is no such {what}"))
    }

    /// The code of [`unknown_channel`](Self::unknown_channel).
    pub(crate) const UNKNOWN_CHANNEL: &str = "channel.unknown";

    /// There is no such channel, or it is somebody else's.
    pub(crate) fn unknown_channel() -> Self {
        let words = "there is no such channel for you";
        Self::new(StatusCode::NOT_FOUND, Self::UNKNOWN_CHANNEL, words)
    }

    /// What should be stored can't be right now; the same can be tried again.
    pub(crate) fn busy(message: &str) -> Self {
        Self {
            retry_after_seconds: Some(1),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage.unavailable", message)
        }
    }

    /// Too many tries.
    pub(crate) fn rate_limited(retry_after_seconds: u64) -> Self {
        Self {
            retry_after_seconds: Some(retry_after_seconds),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "limit.rate",
                format!("too many tries, wait {retry_after_seconds} s"),
            )
        }
    }

    /// Too many wrong passwords for one name.
    pub(crate) fn locked(retry_after_seconds: u64) -> Self {
        Self {
            retry_after_seconds: Some(retry_after_seconds),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "auth.locked",
                format!("too many wrong passwords for this name, wait {retry_after_seconds} s"),
            )
        }
    }

    /// Somebody comes back from a login provider without having left from here.
    pub(crate) fn foreign_login() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "login.state", "this sign-in was not started here")
    }

    /// Where in a text that was sent along it is wrong.
    #[must_use]
    pub(crate) const fn location(&self) -> Option<Location> {
        self.location
    }

    /// The stable code.
    #[must_use]
    pub(crate) const fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence.
    #[must_use]
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The HTTP status.
    #[must_use]
    pub(crate) const fn status(&self) -> StatusCode {
        self.status
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        metrics().refused(self.code);
        let Self { code, message, .. } = &self;
        let error = match self.location {
            Some(Location { line, column }) => {
                json!({ "code": code, "message": message, "line": line, "column": column })
            }
            None => json!({ "code": code, "message": message }),
        };
        let body = json!({ "error": error });
        let mut response = (self.status, Json(body)).into_response();
        // The console's layer finds it there and shows a page instead.
        response.extensions_mut().insert(self.clone());
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<RuleError> for ApiError {
    fn from(error: RuleError) -> Self {
        Self {
            location: error.location(),
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.code(), error.to_string())
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the storage failed");
        let status = match error {
            StoreError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let error = SyncError::Store(error);
        Self::new(status, error.code(), error.to_string())
    }
}

impl From<tower_sessions::session::Error> for ApiError {
    fn from(error: tower_sessions::session::Error) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the session storage failed");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "storage.unavailable",
            "the storage did not answer",
        )
    }
}

impl From<PairingError> for ApiError {
    fn from(error: PairingError) -> Self {
        let status = match error.code() {
            "pairing.malformed"
            | "pairing.algorithm"
            | "pairing.oversized"
            | "pairing.critical_header" => StatusCode::BAD_REQUEST,
            "pairing.replayed" | "pairing.already_approved" | "pairing.already_claimed" => {
                StatusCode::CONFLICT
            }
            "pairing.unknown" => StatusCode::NOT_FOUND,
            _ => StatusCode::UNAUTHORIZED,
        };
        Self::new(status, error.code(), error.to_string())
    }
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, error.code(), error.to_string())
    }
}

impl From<VttError> for ApiError {
    fn from(error: VttError) -> Self {
        let status = match error {
            VttError::NotConnected | VttError::Timeout => StatusCode::CONFLICT,
            VttError::UnknownCampaign { .. } | VttError::UnknownCharacter { .. } => {
                StatusCode::NOT_FOUND
            }
            _ => StatusCode::BAD_GATEWAY,
        };
        Self::new(status, error.code(), error.to_string())
    }
}
