//! What every request may use.

use std::{ops::Deref, sync::Arc};

use tokio_util::sync::CancellationToken;
use tumulte_core::{
    pairing::{KeyPair, SessionKey},
    sync::StoreError,
    vtt::AdapterRegistry,
};

use crate::{
    auth::Limits,
    config::Config,
    platform::{self, Outbound},
    realtime::{Hub, Ingest, Listeners, Presence},
    storage::Storage,
};

/// Who the server says it is in the session tokens it makes.
const ISSUER: &str = "tumulte:server";

/// Everything that lives as long as the server. Cloning shares it.
#[derive(Debug, Clone)]
pub(crate) struct AppState(Arc<Shared>);

/// The shared parts, reached through [`AppState`].
#[derive(Debug)]
pub(crate) struct Shared {
    /// How the operator wants it.
    pub config: Config,
    /// The address people reach the server under, without a slash at the end.
    pub public_url: String,
    /// Where everything is kept.
    pub storage: Storage,
    /// Where events meet viewers.
    pub hub: Hub,
    /// The way in for what tables send.
    pub ingest: Ingest,
    /// Which tables are connected.
    pub presence: Presence,
    /// Who listens to tables beside the road their events take.
    pub listeners: Listeners,
    /// Makes the adapter of a tabletop by its name.
    pub adapters: AdapterRegistry,
    /// Signs and checks session tokens.
    pub session_key: SessionKey,
    /// How often somebody may try something.
    pub limits: Limits,
    /// The way to addresses that somebody typed.
    pub outbound: Outbound,
    /// Cancelled when the server stops.
    pub stopping: CancellationToken,
}

impl AppState {
    /// Puts the state together; the session key comes from the database, or is made at the first start.
    ///
    /// # Errors
    ///
    /// The database does not answer.
    pub(crate) async fn new(
        config: Config,
        public_url: String,
        storage: Storage,
        stopping: CancellationToken,
    ) -> Result<Self, StoreError> {
        let secret = storage.server_key("session", platform::random(), platform::now()).await?;
        let hub = Hub::default();
        let listeners = Listeners::default();
        let ingest = Ingest::start(storage.clone(), hub.clone(), listeners.clone());
        let outbound = Outbound::new(config.allowed_targets.clone());
        Ok(Self(Arc::new(Shared {
            config,
            public_url,
            storage,
            hub,
            ingest,
            presence: Presence::default(),
            listeners,
            adapters: AdapterRegistry::default(),
            session_key: SessionKey::new(KeyPair::from_random(secret), ISSUER),
            limits: Limits::default(),
            outbound,
            stopping,
        })))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
