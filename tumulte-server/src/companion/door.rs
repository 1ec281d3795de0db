//! The server's HTTP door, for a program that carries tokens and no cookies.

use std::time::Duration;

use reqwest::Client;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{platform, rehearsal::RehearsalError};

const PATIENCE: Duration = Duration::from_secs(15);

/// A client of one server.
#[derive(Debug, Clone)]
pub(super) struct Door {
    client: Client,
    base: String,
}

impl Door {
    /// Prepares a client; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// `rehearsal.address` for anything but `https://` and `http://`.
    pub(super) fn new(base_url: &str) -> Result<Self, RehearsalError> {
        let base = base_url.trim().trim_end_matches('/').to_owned();
        let wrong = || RehearsalError::Address(base_url.to_owned());
        if !["https://", "http://"].iter().any(|scheme| base.starts_with(scheme)) {
            return Err(wrong());
        }
        let client = platform::http_client().timeout(PATIENCE).build().map_err(|_| wrong())?;
        Ok(Self { client, base })
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
    ) -> Result<T, RehearsalError> {
        self.answer(self.client.post(format!("{}{path}", self.base)).json(body), path).await
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        bearer: &str,
    ) -> Result<T, RehearsalError> {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(bearer);
        self.answer(request, path).await
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
        path: &str,
    ) -> Result<T, RehearsalError> {
        let unreachable = |error: reqwest::Error| RehearsalError::Unreachable {
            url: self.base.clone(),
            reason: platform::innermost(&error),
        };
        let answer = request.send().await.map_err(unreachable)?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(unreachable)?;
        if status.is_success() {
            return serde_json::from_slice(&bytes)
                .map_err(|error| RehearsalError::Protocol(format!("{path} answered {error}")));
        }
        let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let text = |key: &str| body.pointer(&format!("/error/{key}")).and_then(Value::as_str);
        Err(RehearsalError::Refused {
            code: text("code").map_or_else(|| format!("http.{}", status.as_u16()), str::to_owned),
            message: text("message").unwrap_or_default().to_owned(),
            retry: status.is_server_error() || status.as_u16() == 429,
        })
    }
}
