//! From an HTTP request to a bare socket.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, Method, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use hyper::upgrade::OnUpgrade;
use hyper_util::{rt::TokioIo, server::conn::auto::upgrade::downcast};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::Socket;
use crate::error::ApiError;

/// A request to become a `WebSocket`.
#[derive(Debug)]
pub(crate) struct Upgrade {
    accept: String,
    on_upgrade: OnUpgrade,
}

impl Upgrade {
    /// Agrees, and lets `serve` have the socket.
    pub(crate) fn agree<F>(self, serve: impl FnOnce(Socket) -> F + Send + 'static) -> Response
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let Self { accept, on_upgrade } = self;
        tokio::spawn(async move {
            // Who leaves before the answer is written needs no socket.
            let Ok(upgraded) = on_upgrade.await else { return };
            let Ok(parts) = downcast::<TokioIo<TcpStream>>(upgraded) else {
                tracing::error!("only TCP connections can become WebSockets");
                return;
            };
            // A task of its own: it keeps no room for the upgrade that is over.
            tokio::spawn(serve(Socket::new(parts.io.into_inner(), &parts.read_buf)));
        });
        let headers = [
            (header::CONNECTION, "upgrade".to_owned()),
            (header::UPGRADE, "websocket".to_owned()),
            (header::SEC_WEBSOCKET_ACCEPT, accept),
        ];
        (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Upgrade {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let refuse = |words: &str| {
            Err(ApiError::new(StatusCode::UPGRADE_REQUIRED, "request.invalid", words.to_owned()))
        };
        let headers = &parts.headers;
        if parts.method != Method::GET {
            return refuse("a WebSocket begins with GET");
        }
        if !lists(headers, header::CONNECTION, "upgrade")
            || !lists(headers, header::UPGRADE, "websocket")
        {
            return refuse("expected an upgrade to a WebSocket");
        }
        if !lists(headers, header::SEC_WEBSOCKET_VERSION, "13") {
            return refuse("expected version 13 of the WebSocket protocol");
        }
        let Some(key) = headers.get(header::SEC_WEBSOCKET_KEY) else {
            return refuse("expected a Sec-WebSocket-Key");
        };
        let accept = derive_accept_key(key.as_bytes());
        let Some(on_upgrade) = parts.extensions.remove::<OnUpgrade>() else {
            return refuse("this connection can't be upgraded");
        };
        Ok(Self { accept, on_upgrade })
    }
}

/// Whether a header's list has this word.
fn lists(headers: &HeaderMap, name: HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|item| item.trim().eq_ignore_ascii_case(word))
}
