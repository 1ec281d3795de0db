//! What every request may use.

use std::{ops::Deref, sync::Arc};

use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;
use tumulte_core::{
    model::StreamerId,
    pairing::{KeyPair, SessionKey},
    vtt::AdapterRegistry,
};

use crate::{
    auth::Limits,
    cache::{self, Cached},
    config::Config,
    overlay::{Controls, Signal},
    platform::{self, Outbound},
    polls::{Ballots, Desk},
    realtime::{
        Here, Hub, Ingest, Listeners, Notice, Presence, SignIns,
        fanout::{Everybody, Fanout, Local, Redis, RedisLink, Sequencer},
    },
    storage::{SecretError, Storage},
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
    /// Where events meet this server's viewers. What happens is told through [`fanout`](Self::fanout).
    pub hub: Hub,
    /// The way to the viewers and tables of every server.
    pub fanout: Arc<dyn Fanout>,
    /// The way in for what tables send.
    pub ingest: Ingest,
    /// Which tables are connected.
    pub presence: Presence,
    /// Who listens to tables beside the road their events take.
    pub listeners: Listeners,
    /// Reaches overlays that are open.
    pub overlays: Controls,
    /// Who is signed in behind open connections.
    pub sign_ins: SignIns,
    /// All of those together.
    here: Here,
    /// Makes the adapter of a tabletop by its name.
    pub adapters: AdapterRegistry,
    /// Signs and checks session tokens.
    pub session_key: SessionKey,
    /// Where votes are handed in.
    pub desk: Desk,
    /// Signs the cookies of those who vote.
    pub ballots: Ballots,
    /// How often somebody may try something.
    pub limits: Limits,
    /// The way to addresses that somebody typed.
    pub outbound: Outbound,
    /// Cancelled when the server stops.
    pub stopping: CancellationToken,
}

impl AppState {
    /// Puts the state together; the session key comes from the database, or is made at the first start. `stopping` is
    /// cancelled when viewers shall leave.
    ///
    /// # Errors
    ///
    /// The database does not answer, or its secrets can't be opened.
    pub(crate) async fn new(
        config: Config,
        public_url: String,
        storage: Storage,
        stopping: CancellationToken,
    ) -> Result<Self, SecretError> {
        let keyring = config.keyring()?;
        let (fresh, now) = (platform::random(), platform::now());
        let secret = storage.server_key(&keyring, "session", fresh, now).await?;
        let fresh = platform::random();
        let ballots = Ballots::new(storage.server_key(&keyring, "votes", fresh, now).await?);
        let session_pair = KeyPair::from_random(secret);
        let (here, listeners) = (Here::default(), Listeners::default());
        let redis = config.redis.as_ref().map(|url| RedisLink::new(url, &house(&session_pair)));
        let storage = storage.with_cache(match &redis {
            Some(link) => Cached::new(link.clone()),
            None => Cached::new(cache::Local::default()),
        });
        let sequencer =
            Sequencer::start(here.hub.clone(), storage.clone(), stopping.clone()).await?;
        let fanout: Arc<dyn Fanout> = match &redis {
            Some(link) => Arc::new(Redis::start(
                link.clone(),
                sequencer,
                here.clone(),
                storage.clone(),
                stopping.clone(),
            )),
            None => Arc::new(Local::new(sequencer)),
        };
        let everybody = Everybody(Arc::clone(&fanout));
        let ingest = Ingest::start(storage.clone(), everybody, listeners.clone());
        let desk =
            Desk::start(storage.clone(), Arc::clone(&fanout), public_url.clone(), stopping.clone());
        let outbound = Outbound::new(config.allowed_targets.clone());
        let Here { hub, presence, overlays, sign_ins } = here.clone();
        Ok(Self(Arc::new(Shared {
            config,
            public_url,
            storage,
            hub,
            fanout,
            ingest,
            presence,
            listeners,
            overlays,
            sign_ins,
            here,
            desk,
            ballots,
            adapters: AdapterRegistry::default(),
            session_key: SessionKey::new(session_pair, ISSUER),
            limits: Limits::default(),
            outbound,
            stopping,
        })))
    }

    /// Acts on something that concerns every server, and tells the others.
    pub(crate) fn announce(&self, notice: Notice) {
        self.here.act(&notice);
        self.fanout.announce(notice);
    }

    /// Tells every open overlay of these streamers, whichever server it is connected to.
    pub(crate) fn tell_overlays(
        &self,
        streamers: impl IntoIterator<Item = StreamerId>,
        signal: Signal,
    ) {
        let streamers: Vec<_> = streamers.into_iter().collect();
        self.overlays.tell(streamers.iter().copied(), signal);
        self.fanout.tell_overlays(&streamers, signal);
    }
}

/// What the servers of one database have in common and tell nobody else's by.
fn house(session_pair: &KeyPair) -> String {
    let digest = Sha256::digest(session_pair.public().to_string());
    format!("{:016x}", digest.first_chunk().copied().map_or(0, u64::from_be_bytes))
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
