//! How the operator wants the server. Flags and `TUMULTE_…` variables say the same.

mod login;

use std::{net::SocketAddr, path::PathBuf, str::FromStr as _};

use clap::Args;
use tumulte_core::pairing::{PairingError, SharedSecret};

pub use self::login::{Logins, Secret};
pub use crate::{
    auth::ForwardedHeader,
    platform::{InvalidNetwork, Network},
    realtime::fanout::{InvalidAuthority, InvalidRedisUrl, RedisUrl},
};
use crate::{
    discreet::Discreet,
    sealing::{Keyring, MasterKeys, SealingError},
    storage::DatabaseUrl,
};

/// Where the server listens, keeps its data, and is reached.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Address and port to listen on.
    #[arg(long, env = "TUMULTE_LISTEN", default_value = "127.0.0.1:7878")]
    pub listen: SocketAddr,

    /// The database: `sqlite:FILE` (made at the first start) or `postgres://USER:PASSWORD@HOST/NAME`.
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_parser = Discreet(DatabaseUrl::from_str),
        default_value = "sqlite:tumulte.sqlite"
    )]
    pub database: DatabaseUrl,

    /// The keys that open the secrets in the database.
    #[command(flatten)]
    pub keys: KeyArgs,

    /// A Redis to share with other servers of the same database: `redis://[:PASSWORD@]HOST[:PORT][/NUMBER]`, or
    /// `rediss://…` over TLS.
    #[arg(long, env = "REDIS_URL", hide_env_values = true)]
    pub redis: Option<RedisUrl>,

    /// A file with the certificates (PEM) of those who vouch for a Redis over TLS; by default this machine's own.
    #[arg(long, env = "TUMULTE_REDIS_CA")]
    pub redis_ca: Option<PathBuf>,

    /// Don't bring the database's schema up to date at start: `tumulte-server migrate` does.
    #[arg(long, env = "TUMULTE_MANUAL_MIGRATION")]
    pub manual_migration: bool,

    /// For how many days rolls are kept; for ever where nothing is said.
    #[arg(long, env = "TUMULTE_KEEP_ROLLS_DAYS")]
    pub keep_rolls_days: Option<u32>,

    /// The address people reach the server under; by default the one it listens on.
    #[arg(long, env = "TUMULTE_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// A shared secret of at least 32 bytes: modules may then sign pairing offers with it (HS256).
    #[arg(long, env = "TUMULTE_PAIRING_SECRET", hide_env_values = true, value_parser = Discreet(read_secret))]
    pub pairing_secret: Option<SharedSecret>,

    /// Let nobody register any more; those who have an account keep it.
    #[arg(long, env = "TUMULTE_CLOSED_REGISTRATION")]
    pub closed_registration: bool,

    /// Proxies that may say whom they speak for, as addresses or ranges: limits then count their visitors.
    #[arg(long, env = "TUMULTE_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,

    /// The header in which they say it; the other one is not read.
    #[arg(long, env = "TUMULTE_FORWARDED_HEADER", value_enum, default_value_t)]
    pub forwarded_header: ForwardedHeader,

    /// Addresses or ranges in private networks that the server may ask when it is given an address.
    #[arg(long, env = "TUMULTE_ALLOWED_TARGETS", value_delimiter = ',')]
    pub allowed_targets: Vec<Network>,

    /// Signing in with an account elsewhere.
    #[command(flatten)]
    pub logins: Logins,

    /// Write logs as JSON lines.
    #[arg(long, env = "TUMULTE_LOG_JSON")]
    pub log_json: bool,
}

impl Config {
    /// A configuration for a server that lives on this machine only, on a free port.
    #[must_use]
    pub fn local() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            database: DatabaseUrl::Memory,
            keys: KeyArgs::default(),
            redis: None,
            redis_ca: None,
            manual_migration: false,
            keep_rolls_days: None,
            public_url: None,
            pairing_secret: None,
            closed_registration: false,
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::default(),
            allowed_targets: Vec::new(),
            logins: Logins::default(),
            log_json: false,
        }
    }

    /// The keys that open the secrets in the database.
    ///
    /// # Errors
    ///
    /// The key file can't be read or made.
    pub fn keyring(&self) -> Result<Keyring, SealingError> {
        self.keys.keyring(&self.database)
    }

    /// The Redis to share through, with those who vouch for it.
    ///
    /// # Errors
    ///
    /// The file with their certificates can't be read, or nobody is asked for one.
    pub fn vouched_redis(&self) -> Result<Option<RedisUrl>, RedisCaError> {
        let (Some(url), Some(path)) = (&self.redis, &self.redis_ca) else {
            return Ok(self.redis.clone());
        };
        let wrong = |source| RedisCaError { path: path.clone(), source };
        let authorities = std::fs::read(path).map_err(|error| wrong(error.into()))?;
        url.vouched_for_by(&authorities).map(Some).map_err(|error| wrong(error.into()))
    }

    /// The address people reach the server under, given where it really listens.
    #[must_use]
    pub fn public_url(&self, listening: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None if listening.ip().is_unspecified() => {
                format!("http://localhost:{}", listening.port())
            }
            None => format!("http://{listening}"),
        }
    }
}

/// The certificates of those who vouch for a Redis can't be used.
#[derive(Debug, thiserror::Error)]
#[error("redis_ca {}: {source}", .path.display())]
pub struct RedisCaError {
    path: PathBuf,
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// Where the master keys are.
#[derive(Debug, Clone, Default, Args)]
pub struct KeyArgs {
    /// The key that seals secrets in the database, before earlier ones that still open what they sealed, with commas
    /// between. Every server of a database needs the same.
    #[arg(long, env = "TUMULTE_SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<MasterKeys>,

    /// The file with these keys where `secret_key` gives none: by default the database's name with `.key` behind it, or
    /// `tumulte.key` for PostgreSQL. It is made at the first start.
    #[arg(long, env = "TUMULTE_KEY_FILE")]
    pub key_file: Option<PathBuf>,
}

impl KeyArgs {
    /// The keys for a database.
    ///
    /// # Errors
    ///
    /// The key file can't be read or made.
    pub fn keyring(&self, database: &DatabaseUrl) -> Result<Keyring, SealingError> {
        if let Some(given) = self.secret_key.clone().and_then(Keyring::given) {
            return Ok(given);
        }
        let usual = || match database {
            DatabaseUrl::File(path) => {
                let mut name = path.as_os_str().to_owned();
                name.push(".key");
                Some(name.into())
            }
            DatabaseUrl::Memory => None,
            DatabaseUrl::Postgres(_) => Some("tumulte.key".into()),
        };
        match self.key_file.clone().or_else(usual) {
            Some(path) => Keyring::in_file(&path),
            None => Ok(Keyring::fresh()),
        }
    }
}

fn read_secret(text: &str) -> Result<SharedSecret, PairingError> {
    SharedSecret::new(text)
}
