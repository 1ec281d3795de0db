//! A private Redis on a free port, gone with the process that started it. It keeps nothing on disk.
//!
//! It needs Linux and its `setpriv`.

use std::{
    fs,
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    certificate::Certificates,
    keeper::{Keeper, free_port, fresh_folder, program},
};

/// How long Redis may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A Redis that can be killed and started again on the same port.
#[derive(Debug)]
pub struct Redis {
    port: u16,
    folder: PathBuf,
    certificates: Option<Certificates>,
    keeper: Option<Keeper>,
}

/// Whether this machine has one.
#[must_use]
pub fn is_installed() -> bool {
    program("redis-server").is_some()
}

impl Redis {
    /// Starts one in a folder of its own under `parent`.
    ///
    /// # Errors
    ///
    /// Redis is not installed, or does not start; the text says why.
    pub fn start(parent: &Path) -> Result<Self, String> {
        Self::open(parent, |_| Ok(None))
    }

    /// Starts one that speaks nothing but TLS.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start), and when no certificates can be made.
    pub fn start_with_tls(parent: &Path) -> Result<Self, String> {
        Self::open(parent, |folder| Certificates::make(folder).map(Some))
    }

    fn open(
        parent: &Path,
        certify: impl FnOnce(&Path) -> Result<Option<Certificates>, String>,
    ) -> Result<Self, String> {
        let folder = fresh_folder(&parent.join("tumulte-redis"))?;
        let certificates = certify(&folder)?;
        let mut redis = Self { port: free_port()?, folder, certificates, keeper: None };
        redis.restart()?;
        Ok(redis)
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        match self.certificates {
            Some(_) => format!("rediss://localhost:{}", self.port),
            None => format!("redis://127.0.0.1:{}", self.port),
        }
    }

    /// What vouches for it, where it speaks TLS.
    #[must_use]
    pub const fn certificates(&self) -> Option<&Certificates> {
        self.certificates.as_ref()
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            keeper.kill();
        }
    }

    /// Starts it again, empty, on the same port.
    ///
    /// # Errors
    ///
    /// It does not start; the text says why.
    pub fn restart(&mut self) -> Result<(), String> {
        self.kill();
        let program = program("redis-server").ok_or_else(|| {
            "Redis is not installed: `cargo xtask setup` does it, or `apt-get install redis-server`".to_owned()
        })?;
        let mut server = Command::new("setpriv");
        server.args(["--pdeathsig", "KILL", "--"]).arg(program).current_dir(&self.folder);
        let port = self.port.to_string();
        if let Some(Certificates { authority, server: shown, server_key }) = &self.certificates {
            server.args(["--port", "0", "--tls-port", &port, "--tls-auth-clients", "no"]);
            server.arg("--tls-ca-cert-file").arg(authority);
            server.arg("--tls-cert-file").arg(shown).arg("--tls-key-file").arg(server_key);
        } else {
            server.args(["--port", &port]);
        }
        server.args(["--bind", "127.0.0.1"]);
        server.args(["--save", "", "--appendonly", "no"]);
        let log = fs::File::create(self.folder.join("log")).map_err(|error| error.to_string())?;
        server.stdin(Stdio::null()).stdout(log).stderr(Stdio::null());
        let keeper = Keeper::start(server, "TERM")?;
        let address = SocketAddr::from(([127, 0, 0, 1], self.port));
        let started = Instant::now();
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            if keeper.has_ended() || started.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                return Err(format!("Redis does not answer: {log}"));
            }
            thread::sleep(Duration::from_millis(20));
        }
        self.keeper = Some(keeper);
        Ok(())
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
        let _stays = fs::remove_dir_all(&self.folder);
    }
}
