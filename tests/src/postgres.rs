//! A private PostgreSQL: a fresh cluster on a free port, gone with the process that started it.
//!
//! It needs Linux and its `setpriv`. Elsewhere tests use the cluster that `TUMULTE_TEST_POSTGRES` names, by an address without a
//! database, such as `postgres://me@127.0.0.1:5432`.

use std::{
    env, fs,
    net::TcpListener,
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// The account PostgreSQL runs under when root starts it: it refuses to be root itself.
const ACCOUNT: &str = "postgres";

/// The name of the cluster's superuser.
const USER: &str = "tumulte";

/// How long a cluster may take to be made, or to answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running cluster. It stops when this is dropped, and also when the process ends in any other way.
#[derive(Debug)]
pub struct Cluster {
    port: u16,
    folder: PathBuf,
    stop: mpsc::Sender<()>,
    stopped: Option<thread::JoinHandle<()>>,
}

impl Cluster {
    /// Makes a cluster in a folder of its own under `parent` and starts it, with `fsync` on as in earnest.
    ///
    /// # Errors
    ///
    /// PostgreSQL is not installed, or does not start; the text says why.
    pub fn start(parent: &Path) -> Result<Self, String> {
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
        let port = free_port()?;
        let mut server = unprivileged(&programs.join("postgres"));
        server.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        for setting in
            ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"]
        {
            server.args(["-c", setting]);
        }
        let log = fs::File::create(folder.join("log")).map_err(|error| error.to_string())?;
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let (stop, stopped) = keep(server)?;
        let cluster = Self { port, folder, stop, stopped: Some(stopped) };
        cluster.wait(&programs.join("pg_isready"))?;
        Ok(cluster)
    }

    /// The address of one of its databases; `postgres` is there from the start.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    fn wait(&self, is_ready: &Path) -> Result<(), String> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            let mut ask = Command::new(is_ready);
            ask.args(["--quiet", "--host=127.0.0.1", &format!("--port={}", self.port)]);
            if ask.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            if self.stopped.as_ref().is_none_or(thread::JoinHandle::is_finished) {
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
        // A keeper that is gone has stopped its server.
        let _gone = self.stop.send(());
        if let Some(stopped) = self.stopped.take() {
            let _ended = stopped.join();
        }
        let _stays = fs::remove_dir_all(&self.folder);
    }
}

/// Runs the server from a thread that lives as long as the server shall: the system ends a child with the thread
/// that started it.
fn keep(mut server: Command) -> Result<(mpsc::Sender<()>, thread::JoinHandle<()>), String> {
    let (stop, stopping) = mpsc::channel();
    let (started, answer) = mpsc::channel();
    let keeper = thread::spawn(move || {
        let mut child = match server.spawn() {
            Ok(child) => {
                let _gone = started.send(Ok(()));
                child
            }
            Err(error) => {
                let _gone = started.send(Err(format!("PostgreSQL does not start: {error}")));
                return;
            }
        };
        while stopping.recv_timeout(Duration::from_millis(100))
            == Err(mpsc::RecvTimeoutError::Timeout)
        {
            if child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return;
            }
        }
        interrupt(&mut child);
    });
    answer.recv().map_err(|error| error.to_string())??;
    Ok((stop, keeper))
}

/// Asks for a fast end, and waits for it.
fn interrupt(child: &mut Child) {
    let asked = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    if !asked.is_ok_and(|status| status.success()) {
        let _gone = child.kill();
    }
    let _ended = child.wait();
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
    let parent = parent.join("tumulte-postgres");
    let told = |error: std::io::Error| format!("{}: {error}", parent.display());
    fs::create_dir_all(&parent).map_err(told)?;
    for entry in fs::read_dir(&parent).map_err(told)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.split('-').next().unwrap_or_default();
        if !Path::new("/proc").join(owner).exists() {
            let _stays = fs::remove_dir_all(entry.path());
        }
    }
    let number = Instant::now();
    let folder = parent.join(format!("{}-{:x}", std::process::id(), hash(&number)));
    fs::create_dir(&folder).map_err(told)?;
    if is_root() {
        let id = |flag: &str| {
            let asked = Command::new("id").args([flag, ACCOUNT]).output();
            let text = asked.map(|asked| String::from_utf8_lossy(&asked.stdout).trim().to_owned());
            text.ok().and_then(|text| text.parse::<u32>().ok())
        };
        chown(&folder, id("-u"), id("-g")).map_err(told)?;
    }
    Ok(folder)
}

fn hash(value: &impl std::hash::Hash) -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(value)
}

/// Whether another account may enter this folder.
fn is_open_to_all(folder: &Path) -> bool {
    let mut ancestors = folder.ancestors().filter(|ancestor| ancestor.is_absolute());
    folder.is_absolute()
        && ancestors.all(|one| fs::metadata(one).map_or(true, |found| found.mode() & 0o001 != 0))
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no port is free: {error}"))
}
