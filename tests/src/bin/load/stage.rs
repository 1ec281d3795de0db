//! What a run needs before it begins: a database of its own with paired worlds, imported campaigns and overlay keys.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use tumulte_core::{
    model::{
        Campaign, CampaignId, Connection, ConnectionId, StreamerId, Timestamp, UserId, VttKind,
        World,
    },
    pairing::{KeyPair, SessionKey},
};
use tumulte_server::{
    platform,
    sealing::Keyring,
    storage::{DatabaseUrl, NewConnection, NewOffer, Storage, StreamerRow, UserRow},
};
use tumulte_tests::postgres::Cluster;

use crate::{Fault, process::Process};

/// Who the server says it is in session tokens.
const ISSUER: &str = "tumulte:server";

/// Which database a server keeps its things in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Database {
    /// A file, `synchronous=FULL`.
    Sqlite,
    /// A cluster of the run's own, with `fsync`.
    Postgres,
}

/// A paired world whose campaign one streamer shows.
#[derive(Debug)]
pub(crate) struct Room {
    /// The tabletop's id of the world.
    pub(crate) world_id: String,
    /// The table's session.
    pub(crate) token: String,
    /// The key of the streamer's overlays.
    pub(crate) overlay_key: String,
    /// The paired world.
    pub(crate) connection: Connection,
}

/// A database with rooms; it is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Stage {
    folder: PathBuf,
    url: String,
    cluster: Option<Cluster>,
    /// The rooms.
    pub(crate) rooms: Vec<Room>,
}

impl Stage {
    /// Makes one with so many rooms.
    pub(crate) fn set(database: Database, rooms: usize) -> Result<Self, Fault> {
        let folder = scratch()?;
        let cluster = match database {
            Database::Sqlite => None,
            Database::Postgres => {
                let cluster = Cluster::start(&folder)?;
                cluster.wear_in()?;
                Some(cluster)
            }
        };
        let url = cluster.as_ref().map_or_else(
            || format!("sqlite:{}", folder.join("tumulte.sqlite").display()),
            |cluster| cluster.url("postgres"),
        );
        let mut stage = Self { folder, url, cluster, rooms: Vec::new() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let keys = Keyring::in_file(&stage.keys())?;
        stage.rooms = runtime.block_on(pair(&stage.database()?, &keys, rooms))?;
        Ok(stage)
    }

    /// The database's address.
    pub(crate) fn database(&self) -> Result<DatabaseUrl, Fault> {
        Ok(self.url.parse()?)
    }

    /// Where the run may keep files.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The address of the cluster, where there is one.
    pub(crate) fn cluster(&self) -> Option<&Cluster> {
        self.cluster.as_ref()
    }

    /// Where the key lies under which the database keeps its secrets.
    fn keys(&self) -> PathBuf {
        self.folder.join("tumulte.key")
    }

    /// Starts a server on it.
    pub(crate) fn serve(&self, is_pinned: bool) -> Result<Process, Fault> {
        let keys = self.keys().display().to_string();
        let database = ["--database", &self.url, "--key-file", &keys];
        let arguments =
            [&["serve", "--listen", "127.0.0.1:0", "--log-json"][..], &database].concat();
        Process::start(&server()?, &arguments, is_pinned)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The cluster lies inside the folder and stops first.
        self.cluster = None;
        let _stays = fs::remove_dir_all(&self.folder);
    }
}

/// The server beside this program, or the one that `TUMULTE_SERVER` names.
fn server() -> Result<String, Fault> {
    if let Ok(named) = std::env::var("TUMULTE_SERVER") {
        return Ok(named);
    }
    let beside = std::env::current_exe()?.with_file_name("tumulte-server");
    if beside.is_file() {
        return Ok(beside.to_string_lossy().into_owned());
    }
    Err(format!("{} is not built: cargo build --release -p tumulte-server", beside.display())
        .into())
}

/// A fresh folder on the disk of the build, which is a real one; the folder for temporary files may be memory.
fn scratch() -> Result<PathBuf, Fault> {
    let parent = std::env::current_exe()?.with_file_name("load-runs");
    let unique: [u8; 8] = platform::random();
    let folder = parent.join(format!("{:016x}", u64::from_ne_bytes(unique)));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

async fn pair(database: &DatabaseUrl, keys: &Keyring, rooms: usize) -> Result<Vec<Room>, Fault> {
    let storage = Storage::open(database).await?;
    let now = platform::now();
    let secret = storage.server_key(keys, "session", platform::random(), now).await?;
    let key = SessionKey::new(KeyPair::from_random(secret), ISSUER);
    let owner_id = UserId::from_parts(now, platform::random());
    let (name, password_hash) = ("Mira".to_owned(), "unused".to_owned());
    storage.add_user(&UserRow { user_id: owner_id, name, password_hash }, now).await?;
    let mut paired = Vec::with_capacity(rooms);
    for number in 0..rooms {
        paired.push(pair_one(&storage, &key, owner_id, number, now).await?);
    }
    storage.close().await;
    Ok(paired)
}

async fn pair_one(
    storage: &Storage,
    key: &SessionKey,
    owner_id: UserId,
    number: usize,
    now: Timestamp,
) -> Result<Room, Fault> {
    let world_id = format!("world-{number}");
    let offer = NewOffer {
        jti: &world_id,
        nonce: &world_id,
        vtt: VttKind::Foundry,
        code: "ABC-234",
        offer_key: "unused",
        world_id: &world_id,
        world_name: &world_id,
        module_version: "0.1.0",
        expires_at: now.plus_seconds(300),
    };
    storage.add_offer(&offer, now).await?;
    let connection_id = ConnectionId::from_parts(now, platform::random());
    let new = NewConnection {
        connection_id,
        owner_id,
        vtt: VttKind::Foundry,
        world_id: world_id.clone(),
        world_name: world_id.clone(),
        module_version: "0.1.0".to_owned(),
    };
    storage.approve_offer(&world_id, &new, now).await?;
    let campaign = Campaign {
        campaign_id: CampaignId::from_parts(now, platform::random()),
        connection_id,
        vtt_campaign_id: world_id.clone(),
        name: world_id.clone(),
        system: None,
    };
    storage.add_campaign(&campaign, owner_id, now).await?;
    let streamer = StreamerRow {
        streamer_id: StreamerId::from_parts(now, platform::random()),
        name: format!("streamer-{number}"),
        overlay_key: format!("{:032x}", u128::from_ne_bytes(platform::random())),
        user_id: None,
    };
    storage.add_streamer(campaign.campaign_id, &streamer, now).await?;
    let token = key.issue(connection_id, Some(campaign.campaign_id), platform::random(), now);
    let world = World { vtt_campaign_id: world_id.clone(), name: world_id.clone(), system: None };
    Ok(Room {
        world_id,
        token: token.text().to_owned(),
        overlay_key: streamer.overlay_key,
        connection: Connection { connection_id, vtt: VttKind::Foundry, world },
    })
}
