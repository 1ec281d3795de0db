//! Runs a server of the tests' own, for as long as somebody wants it and never longer than this process.

use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// How long helpers of a killed server may take to be gone.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server that runs. It stops when this is dropped.
#[derive(Debug)]
pub(crate) struct Keeper {
    stop: mpsc::Sender<&'static str>,
    stopped: Option<thread::JoinHandle<()>>,
    signal: &'static str,
}

impl Keeper {
    /// Starts a server that ends in order at a signal of this name.
    ///
    /// It is run from a thread that lives as long as the server shall: the system ends a child with the thread that started
    /// it.
    pub(crate) fn start(mut server: Command, signal: &'static str) -> Result<Self, String> {
        let (stop, stopping) = mpsc::channel();
        let (started, answer) = mpsc::channel();
        let keeper = thread::spawn(move || {
            let mut child = match server.spawn() {
                Ok(child) => {
                    let _gone = started.send(Ok(()));
                    child
                }
                Err(error) => {
                    let name = server.get_program().to_string_lossy().into_owned();
                    let _gone = started.send(Err(format!("{name} does not start: {error}")));
                    return;
                }
            };
            loop {
                match stopping.recv_timeout(Duration::from_millis(100)) {
                    Err(mpsc::RecvTimeoutError::Timeout) => {
                        if child.try_wait().is_ok_and(|ended| ended.is_some()) {
                            return;
                        }
                    }
                    Ok(signal) => return end(&mut child, signal),
                    Err(mpsc::RecvTimeoutError::Disconnected) => return end(&mut child, "KILL"),
                }
            }
        });
        answer.recv().map_err(|error| error.to_string())??;
        Ok(Self { stop, stopped: Some(keeper), signal })
    }

    /// Whether the server has ended by itself.
    pub(crate) fn has_ended(&self) -> bool {
        self.stopped.as_ref().is_none_or(thread::JoinHandle::is_finished)
    }

    /// Asks for an end in order, and waits for it.
    pub(crate) fn stop(&mut self) {
        self.end(self.signal);
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.end("KILL");
    }

    /// Ends it by a signal, and waits for it.
    pub(crate) fn end(&mut self, signal: &'static str) {
        // A keeper that is gone has stopped its server.
        let _gone = self.stop.send(signal);
        if let Some(stopped) = self.stopped.take() {
            let _ended = stopped.join();
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop();
    }
}

fn end(child: &mut Child, signal: &str) {
    // A power cut spares nobody: helpers of a killed server would go on for a moment, and keep its memory.
    let helpers = if signal == "KILL" { children(child.id()) } else { Vec::new() };
    let ids = [child.id()].into_iter().chain(helpers.iter().copied()).map(|id| id.to_string());
    let asked = Command::new("kill").arg(format!("-{signal}")).args(ids).status();
    if !asked.is_ok_and(|status| status.success()) {
        let _gone = child.kill();
    }
    let _ended = child.wait();
    let began = Instant::now();
    while helpers.iter().any(|helper| is_running(*helper)) && began.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(5));
    }
}

/// The processes that one has started and that still run.
fn children(id: u32) -> Vec<u32> {
    let listed = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    listed.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// Whether a process still holds on to anything: one that only waits to be noted as ended does not.
fn is_running(id: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    state.rsplit(") ").next().is_some_and(|state| !state.is_empty() && !state.starts_with('Z'))
}

/// An empty folder in `parent`. What processes that are gone left behind is removed.
pub(crate) fn fresh_folder(parent: &Path) -> Result<PathBuf, String> {
    let told = |error: std::io::Error| format!("{}: {error}", parent.display());
    fs::create_dir_all(parent).map_err(told)?;
    for entry in fs::read_dir(parent).map_err(told)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.split('-').next().unwrap_or_default();
        if !Path::new("/proc").join(owner).exists() {
            let _stays = fs::remove_dir_all(entry.path());
        }
    }
    let folder = parent.join(format!("{}-{:x}", std::process::id(), hash(&Instant::now())));
    fs::create_dir(&folder).map_err(told)?;
    Ok(folder)
}

fn hash(value: &impl std::hash::Hash) -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(value)
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no port is free: {error}"))
}

/// The first program of this name on the path.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}
