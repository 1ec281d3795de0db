//! How the operator wants the server. Flags and `TUMULTE_…` variables say the same.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use tumulte_core::pairing::{PairingError, SharedSecret};

/// Where the server listens, keeps its data, and is reached.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Address and port to listen on.
    #[arg(long, env = "TUMULTE_LISTEN", default_value = "127.0.0.1:7878")]
    pub listen: SocketAddr,

    /// The database file, made at the first start.
    #[arg(long, env = "TUMULTE_DATABASE", default_value = "tumulte.sqlite")]
    pub database: PathBuf,

    /// The address people reach the server under; by default the one it listens on.
    #[arg(long, env = "TUMULTE_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// A shared secret of at least 32 bytes: modules may then sign pairing offers with it (HS256).
    #[arg(long, env = "TUMULTE_PAIRING_SECRET", hide_env_values = true, value_parser = read_secret)]
    pub pairing_secret: Option<SharedSecret>,

    /// Let nobody register any more; those who have an account keep it.
    #[arg(long, env = "TUMULTE_CLOSED_REGISTRATION")]
    pub closed_registration: bool,

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
            database: PathBuf::from(":memory:"),
            public_url: None,
            pairing_secret: None,
            closed_registration: false,
            log_json: false,
        }
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

fn read_secret(text: &str) -> Result<SharedSecret, PairingError> {
    SharedSecret::new(text)
}
