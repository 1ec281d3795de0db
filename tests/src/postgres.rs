//! A private PostgreSQL: a fresh cluster on a free port, gone with the process that started it.
//!
//! It needs Linux and its `setpriv`. Elsewhere tests use the cluster that `TUMULTE_TEST_POSTGRES` names, by an address without a
//! database, such as `postgres://me@127.0.0.1:5432`.

use std::{
    env, fs,
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    certificate::Certificates,
    keeper::{self, Keeper, free_port},
};

/// The account PostgreSQL runs under when root starts it: it refuses to be root itself.
const ACCOUNT: &str = "postgres";

/// The name of the cluster's superuser.
const USER: &str = "tumulte";

/// How many log files a cluster has after a busy evening, of 16 MB each: more than a run fills.
const LOG_FILES: usize = 40;

/// How long a cluster may take to be made, or to answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running cluster. It stops when this is dropped, and also when the process ends in any other way.
#[derive(Debug)]
pub struct Cluster {
    port: u16,
    folder: PathBuf,
    programs: PathBuf,
    certificates: Option<Certificates>,
    keeper: Option<Keeper>,
}

impl Cluster {
    /// Makes a cluster in a folder of its own under `parent` and starts it, with `fsync` on as in earnest.
    ///
    /// # Errors
    ///
    /// PostgreSQL is not installed, or does not start; the text says why.
    pub fn start(parent: &Path) -> Result<Self, String> {
        let mut cluster = Self::make(parent)?;
        cluster.restart()?;
        Ok(cluster)
    }

    /// Makes one that lets nobody in who does not speak TLS.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start), and when no certificates can be made.
    pub fn start_with_tls(parent: &Path) -> Result<Self, String> {
        let mut cluster = Self::make(parent)?;
        let certificates = Certificates::make(&cluster.folder)?;
        // It reads no key that belongs to somebody else.
        give_to_account(&certificates.server_key)?;
        let access = cluster.folder.join("data/pg_hba.conf");
        fs::write(&access, "hostssl all all all trust\n")
            .map_err(|error| format!("{}: {error}", access.display()))?;
        cluster.certificates = Some(certificates);
        cluster.restart()?;
        Ok(cluster)
    }

    fn make(parent: &Path) -> Result<Self, String> {
        let programs = programs()?;
        let folder = fresh_folder(parent)?;
        let data = folder.join("data");
        let mut initdb = unprivileged(&programs.join("initdb"));
        initdb.args(["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]);
        initdb.arg(format!("--username={USER}")).arg("--pgdata").arg(&data);
        let made = initdb.output().map_err(|error| format!("initdb does not start: {error}"))?;
        if !made.status.success() {
            return Err(format!("initdb failed: {}", String::from_utf8_lossy(&made.stderr)));
        }
        Ok(Self { port: free_port()?, folder, programs, certificates: None, keeper: None })
    }

    /// Gives it log files to write over, as a cluster that has run for a while has them: to make one takes tens of
    /// milliseconds, in which nothing is committed.
    ///
    /// # Errors
    ///
    /// `psql` is not there, or refuses; the text says why.
    pub fn wear_in(&self) -> Result<(), String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args([
            "--quiet",
            "--no-psqlrc",
            "--output=/dev/null",
            "--dbname",
            &self.url("postgres"),
        ]);
        for _ in 0..LOG_FILES {
            psql.args(["--command", "SELECT pg_logical_emit_message(true, 'wear', 'in')"]);
            psql.args(["--command", "SELECT pg_switch_wal()"]);
        }
        let ended = psql.args(["--command", "CHECKPOINT"]).output();
        let ended = ended.map_err(|error| format!("psql does not start: {error}"))?;
        if ended.status.success() {
            return Ok(());
        }
        Err(format!("psql failed: {}", String::from_utf8_lossy(&ended.stderr)))
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            keeper.kill();
        }
    }

    /// Ends it in order, whoever is connected.
    pub fn stop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            keeper.stop();
        }
    }

    /// Starts it again, at the same address and with what was committed.
    ///
    /// # Errors
    ///
    /// It does not start; the text says why.
    pub fn restart(&mut self) -> Result<(), String> {
        self.stop();
        let mut server = unprivileged(&self.programs.join("postgres"));
        server.arg("-D").arg(self.folder.join("data")).args(["-p", &self.port.to_string()]);
        for setting in
            ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
        {
            server.args(["-c", setting]);
        }
        if let Some(Certificates { server: shown, server_key, .. }) = &self.certificates {
            server.args(["-c", "ssl=on"]);
            server.arg("-c").arg(format!("ssl_cert_file={}", shown.display()));
            server.arg("-c").arg(format!("ssl_key_file={}", server_key.display()));
        }
        let log = fs::File::create(self.folder.join("log")).map_err(|error| error.to_string())?;
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let keeper = Keeper::start(server, "INT")?;
        self.wait(&keeper)?;
        self.keeper = Some(keeper);
        Ok(())
    }

    /// The address of one of its databases; `postgres` is there from the start.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        match self.certificates {
            Some(_) => format!("postgres://{USER}@localhost:{}/{database}", self.port),
            None => format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port),
        }
    }

    /// What vouches for it, where it speaks TLS.
    #[must_use]
    pub const fn certificates(&self) -> Option<&Certificates> {
        self.certificates.as_ref()
    }

    /// The processes of it that run now.
    #[must_use]
    pub fn processes(&self) -> Vec<u32> {
        let file = self.folder.join("data/postmaster.pid");
        let first = fs::read_to_string(file).unwrap_or_default();
        let Some(Ok(parent)) = first.lines().next().map(str::parse::<u32>) else {
            return Vec::new();
        };
        let of = |id: u32| {
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            // The name in parentheses may hold anything; its state and its parent follow it.
            stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse::<u32>().ok()
        };
        let all = fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        ids.filter(|id| *id == parent || of(*id) == Some(parent)).collect()
    }

    fn wait(&self, keeper: &Keeper) -> Result<(), String> {
        let is_ready = self.programs.join("pg_isready");
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let mut ask = Command::new(&is_ready);
            ask.args(["--quiet", "--host=127.0.0.1", &format!("--port={}", self.port)]);
            if ask.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            if keeper.has_ended() {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(format!("PostgreSQL does not answer: {log}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // What nobody will read need not reach the disk.
        if let Some(mut keeper) = self.keeper.take() {
            keeper.end("QUIT");
        }
        let _stays = fs::remove_dir_all(&self.folder);
    }
}

/// A command that runs as somebody PostgreSQL accepts, and ends with whoever started it.
fn unprivileged(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args([
            &format!("--reuid={ACCOUNT}"),
            &format!("--regid={ACCOUNT}"),
            "--clear-groups",
        ]);
    }
    command.args(["--pdeathsig", "INT", "--"]).arg(program).current_dir("/");
    command
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Whether this machine has what a cluster needs.
#[must_use]
pub fn is_installed() -> bool {
    programs().is_ok()
}

/// The folder of the newest PostgreSQL of this machine.
fn programs() -> Result<PathBuf, String> {
    let holds = |folder: &PathBuf| folder.join("initdb").is_file();
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, folder)| holds(folder))
        .collect();
    debian.sort_unstable();
    let on_path = || env::split_paths(&env::var_os("PATH")?).find(holds);
    debian.pop().map(|(_, folder)| folder).or_else(on_path).ok_or_else(|| {
        "PostgreSQL is not installed: `cargo xtask setup` does it, or `apt-get install postgresql`".to_owned()
    })
}

/// An empty folder that belongs to PostgreSQL's account. What processes that are gone left behind is removed.
fn fresh_folder(parent: &Path) -> Result<PathBuf, String> {
    let parent = if is_open_to_all(parent) { parent.to_owned() } else { env::temp_dir() };
    let folder = keeper::fresh_folder(&parent.join("tumulte-postgres"))?;
    give_to_account(&folder)?;
    Ok(folder)
}

/// Makes something belong to the account PostgreSQL runs under.
fn give_to_account(path: &Path) -> Result<(), String> {
    if !is_root() {
        return Ok(());
    }
    let id = |flag: &str| {
        let asked = Command::new("id").args([flag, ACCOUNT]).output();
        let text = asked.map(|asked| String::from_utf8_lossy(&asked.stdout).trim().to_owned());
        text.ok().and_then(|text| text.parse::<u32>().ok())
    };
    chown(path, id("-u"), id("-g")).map_err(|error| format!("{}: {error}", path.display()))
}

/// Whether another account may enter this folder.
fn is_open_to_all(folder: &Path) -> bool {
    let mut ancestors = folder.ancestors().filter(|ancestor| ancestor.is_absolute());
    folder.is_absolute()
        && ancestors.all(|one| fs::metadata(one).map_or(true, |found| found.mode() & 0o001 != 0))
}
