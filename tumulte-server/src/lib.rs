//! The Tumulte server: tabletops come in over Socket.IO, overlays and consoles listen over
//! `WebSockets`, and the road between is `tumulte_core::sync`.
//!
//! [`Server`] is the whole of it: bind, then run until told to stop.

mod actions;
mod auth;
mod cache;
pub mod cli;
pub mod companion;
pub mod config;
mod discreet;
pub mod doctor;
mod error;
mod jobs;
mod metrics;
mod openapi;
pub mod overlay;
pub mod pages;
pub mod platform;
pub mod polls;
mod realtime;
pub mod rehearsal;
mod router;
mod routes;
pub mod sealing;
mod state;
pub mod storage;
pub mod telemetry;

use std::{io, net::SocketAddr, time::Duration};

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use crate::{
    config::Config,
    openapi::{Access, Route, routes},
};
use crate::{
    router::router,
    state::AppState,
    storage::{OpenError, SecretError, Storage},
};

/// How long a stopping server waits for open connections.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long it waits for the database to take what tables have sent.
const DRAIN: Duration = Duration::from_secs(5);

/// Why the server could not start or had to stop.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The address is taken or not allowed.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The database can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database stopped answering, or its secrets can't be opened.
    #[error("can't use the database: {0}")]
    Secrets(#[from] SecretError),
    /// Nobody can vouch for Redis.
    #[error(transparent)]
    Redis(#[from] config::RedisCaError),
    /// The network failed while serving.
    #[error("serving failed: {0}")]
    Serve(#[source] io::Error),
}

/// A server that listens but does not serve yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    state: AppState,
    asked_to_stop: CancellationToken,
}

impl Server {
    /// Opens the database and the port. `stopping` is cancelled when the server shall stop.
    ///
    /// # Errors
    ///
    /// The port or the database can't be opened, or nobody can vouch for Redis.
    pub async fn bind(
        mut config: Config,
        storage: Storage,
        stopping: CancellationToken,
    ) -> Result<Self, ServerError> {
        platform::prepare_tls();
        config.redis = config.vouched_redis()?;
        let address = config.listen;
        let listen = |source| ServerError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let public_url = config.public_url(address);
        let state = AppState::new(config, public_url, storage, CancellationToken::new()).await?;
        Ok(Self { listener, address, state, asked_to_stop: stopping })
    }

    /// The address people reach it under.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.state.public_url
    }

    /// The address to reach it from this machine.
    #[must_use]
    pub fn local_url(&self) -> String {
        let port = self.address.port();
        match self.address {
            SocketAddr::V4(v4) if v4.ip().is_unspecified() => format!("http://127.0.0.1:{port}"),
            SocketAddr::V6(v6) if v6.ip().is_unspecified() => format!("http://[::1]:{port}"),
            address => format!("http://{address}"),
        }
    }

    /// Serves until told to stop. What tables have sent until then is stored, acknowledged and published; then every
    /// socket is told, and the database closed.
    ///
    /// # Errors
    ///
    /// The network failed.
    pub async fn run(self) -> Result<(), ServerError> {
        let Self { listener, state, asked_to_stop, .. } = self;
        let (layer, io) = realtime::layer();
        realtime::attach(&io, &state);
        let routes = router(state.clone()).layer(layer).layer(router::cors());
        let service = routes.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(jobs::run(state.clone()));
        tokio::spawn(polls::keep_time(state.clone()));
        let overdue = state.stopping.clone();
        let ending = {
            let state = state.clone();
            async move {
                asked_to_stop.cancelled().await;
                if tokio::time::timeout(DRAIN, state.ingest.drain()).await.is_err() {
                    tracing::warn!(
                        "the database did not take everything in time: tables will send it again"
                    );
                }
                let _late = tokio::time::timeout(DRAIN, state.fanout.settle()).await;
                io.close().await;
                state.stopping.cancel();
            }
        };
        // What is said is short and meant for now.
        let listener = listener.tap_io(|stream| {
            // A connection that is gone already needs no haste.
            let _gone = stream.set_nodelay(true);
        });
        let served = axum::serve(listener, service).with_graceful_shutdown(ending);
        let late = async {
            overdue.cancelled().await;
            tokio::time::sleep(PATIENCE).await;
        };
        tokio::select! {
            served = served.into_future() => served.map_err(ServerError::Serve)?,
            // Somebody keeps a connection open; what was acknowledged is stored all the same.
            () = late => tracing::warn!("connections were still open when the server stopped"),
        }
        state.storage.close().await;
        Ok(())
    }
}

/// The front page's example, kept true by running it.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct FrontPage;
