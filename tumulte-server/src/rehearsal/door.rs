//! The server's HTTP door, as any browser or module enters it.

use std::time::Duration;

use reqwest::{Client, Method, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::RehearsalError;
use crate::platform;

const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(30);
const TRIES: u32 = 4;

/// A client of one server that keeps its cookies, as one browser does.
#[derive(Debug, Clone)]
pub(super) struct Door {
    client: Client,
    base: String,
}

impl Door {
    /// Prepares a client for `base_url`; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// `rehearsal.address` for anything but `http://host[:port]`.
    pub(super) fn new(base_url: &str) -> Result<Self, RehearsalError> {
        let base = base_url.trim_end_matches('/');
        let plain = base
            .strip_prefix("http://")
            .is_some_and(|host| !host.is_empty() && !host.contains('/'));
        let client = platform::http_client()
            .cookie_store(true)
            .timeout(REQUEST_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build();
        match client {
            Ok(client) if plain => Ok(Self { client, base: base.to_owned() }),
            _ => Err(RehearsalError::Address(base_url.to_owned())),
        }
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// A link as people click it: what the server gave, made absolute.
    pub(super) fn link(&self, path: &str) -> String {
        if path.starts_with('/') { format!("{}{path}", self.base) } else { path.to_owned() }
    }

    /// Reads with a cookie, or with a bearer token when one is given.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        bearer: Option<&str>,
    ) -> Result<T, RehearsalError> {
        self.ask(Method::GET, path, None, bearer).await
    }

    /// Changes something; the request names our own origin, as a page of the server's would.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
    ) -> Result<T, RehearsalError> {
        self.ask(Method::POST, path, Some(body), None).await
    }

    /// Asks, and asks again when told to come back later.
    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        bearer: Option<&str>,
    ) -> Result<T, RehearsalError> {
        let url = format!("{}{path}", self.base);
        let unreachable = |error: reqwest::Error| RehearsalError::Unreachable {
            url: url.clone(),
            reason: error.without_url().to_string(),
        };
        let mut tries = 1;
        loop {
            let mut request = self.client.request(method.clone(), &url);
            if let Some(body) = body {
                request = request.header(header::ORIGIN, &self.base).json(body);
            }
            if let Some(token) = bearer {
                request = request.bearer_auth(token);
            }
            let answer = request.send().await.map_err(unreachable)?;
            let status = answer.status();
            if status == StatusCode::TOO_MANY_REQUESTS && tries < TRIES {
                tries += 1;
                tokio::time::sleep(retry_after(answer.headers())).await;
                continue;
            }
            let bytes = answer.bytes().await.map_err(unreachable)?;
            if !status.is_success() {
                return Err(refusal(status, &bytes));
            }
            // 204 and friends: no content reads as null.
            let content: &[u8] = if bytes.is_empty() { b"null" } else { &bytes };
            return serde_json::from_slice(content).map_err(|error| {
                RehearsalError::Protocol(format!("{method} {} answered {error}", shown(path)))
            });
        }
    }
}

/// How long the server asks to wait, within reason.
fn retry_after(headers: &header::HeaderMap) -> Duration {
    let seconds = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    let seconds = seconds.and_then(|text| text.parse().ok()).unwrap_or(1);
    Duration::from_secs(seconds).min(LONGEST_RETRY_AFTER)
}

fn refusal(status: StatusCode, body: &[u8]) -> RehearsalError {
    let answer: Value = serde_json::from_slice(body).unwrap_or_else(|_| json!({}));
    let text = |key: &str| answer.pointer(&format!("/error/{key}")).and_then(Value::as_str);
    RehearsalError::Refused {
        code: text("code").map_or_else(|| format!("http.{}", status.as_u16()), str::to_owned),
        message: text("message")
            .unwrap_or_else(|| status.canonical_reason().unwrap_or(""))
            .to_owned(),
        retry: status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS,
    }
}

/// A path without its query: cursors and keys have no place in a message.
fn shown(path: &str) -> &str {
    path.split('?').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_a_path_or_tls_are_refused() {
        for base in ["", "http://", "https://127.0.0.1", "127.0.0.1:80", "http://host/path"] {
            assert_eq!(Door::new(base).unwrap_err().code(), "rehearsal.address", "{base:?}");
        }
        let door = Door::new("http://127.0.0.1:7070/").unwrap();
        assert_eq!(door.link("/overlay/k/dice"), "http://127.0.0.1:7070/overlay/k/dice");
        assert_eq!(door.link("https://elsewhere/x"), "https://elsewhere/x");
    }

    #[test]
    fn refusals_carry_the_servers_code_or_the_status() {
        let body = br#"{"error":{"code":"pairing.unknown","message":"no open offer"}}"#;
        assert_eq!(refusal(StatusCode::NOT_FOUND, body).refusal(), Some("pairing.unknown"));
        let bare = refusal(StatusCode::BAD_GATEWAY, b"<html>");
        assert_eq!((bare.refusal(), bare.may_retry()), (Some("http.502"), true));
    }
}
