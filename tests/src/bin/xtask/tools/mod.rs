//! What the suites need from the machine, set up once and only when a suite asks.

mod debian;
mod node;
mod postgres;
mod python;
mod redis;
mod rust;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

pub(crate) use python::{Purpose, Python};
use tumulte_tests::postgres::Cluster;

use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    package, wasm,
    workspace::Workspace,
};

/// One thing a suite cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Need {
    /// A C compiler: SQLite is built from source.
    Compiler,
    Rustfmt,
    Clippy,
    /// The standard library for `wasm32-unknown-unknown`.
    WasmTarget,
    Node,
    /// The packages that the lock file of this folder names.
    Packages(&'static str),
    /// A Python of our own with what builds and tests the package, and its peers.
    Python,
    /// Schemathesis, in a Python of its own.
    Schemathesis,
    Chromium,
    /// A PostgreSQL of our own, running until the end; suites find it in `TUMULTE_TEST_POSTGRES`.
    Postgres,
    /// Redis, for tests that start one of their own.
    Redis,
    /// The server's executable, as `cargo test` builds it.
    Server,
    /// The wasm package, also where the Foundry module and the browser find it.
    Wasm,
    /// The archive that Foundry installs the module from; suites find it in `TUMULTE_MODULE_ZIP`.
    ModuleArchive,
    /// The Socket.IO client where the Foundry module finds it.
    SocketClient,
    /// The Node add-on beside its `index.js`.
    NodeAddon,
}

/// Sets needs up, each once, and remembers how that went; whoever asks meanwhile waits.
#[derive(Debug)]
pub(crate) struct Tools<'a> {
    workspace: &'a Workspace,
    needs: Mutex<HashMap<Need, Arc<OnceLock<Result<()>>>>>,
    cluster: OnceLock<Cluster>,
}

impl<'a> Tools<'a> {
    pub(crate) fn new(workspace: &'a Workspace) -> Self {
        Self { workspace, needs: Mutex::default(), cluster: OnceLock::new() }
    }

    /// Makes sure that a need is met; asking again is free.
    pub(crate) fn provide(&self, need: Need) -> Result<()> {
        let slot = {
            let mut needs = self.needs.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(needs.entry(need).or_default())
        };
        slot.get_or_init(|| self.set_up(need)).clone()
    }

    /// The address of the PostgreSQL of this run, without the name of a database.
    pub(crate) fn postgres(&self) -> Option<String> {
        self.cluster.get().map(|cluster| cluster.url("").trim_end_matches('/').to_owned())
    }

    fn set_up(&self, need: Need) -> Result<()> {
        let workspace = self.workspace;
        for first in before(need) {
            self.provide(*first)?;
        }
        let mut log = Log::create(workspace, &log_name(need))?;
        let result = match need {
            Need::Compiler => rust::compiler(workspace, &mut log),
            Need::Rustfmt => rust::component(workspace, &mut log, "rustfmt", "fmt"),
            Need::Clippy => rust::component(workspace, &mut log, "clippy", "clippy"),
            Need::WasmTarget => rust::wasm_target(workspace, &mut log),
            Need::Server => rust::test_binaries(workspace, &mut log),
            Need::Node => node::version(),
            Need::Packages(folder) => node::packages(workspace, &mut log, folder),
            Need::NodeAddon => node::addon(workspace, &mut log),
            Need::SocketClient => node::socket_client(workspace, &mut log),
            Need::Python => Python::set_up(workspace, Purpose::Packages, &mut log),
            Need::Schemathesis => Python::set_up(workspace, Purpose::Interface, &mut log),
            Need::Chromium => chromium(workspace, &mut log),
            Need::Postgres => postgres::cluster(workspace, &mut log, &self.cluster),
            Need::Redis => redis::install(workspace, &mut log),
            Need::Wasm => wasm::build(workspace, &mut log),
            Need::ModuleArchive => package::module(workspace).map(|_| ()),
        };
        result.map_err(|failure| {
            let tail = log.tail(25);
            if tail.is_empty() {
                return failure;
            }
            Failure::new(format!("{failure}\n{tail}\neverything: {}", log.path().display()))
        })
    }
}

/// What must be there before a need can be set up.
fn before(need: Need) -> &'static [Need] {
    match need {
        Need::Wasm => &[Need::Compiler, Need::WasmTarget, Need::Packages("bindings-wasm")],
        Need::Packages(_) => &[Need::Node],
        Need::NodeAddon => &[Need::Compiler, Need::Packages("bindings-node")],
        Need::SocketClient => &[Need::Packages("foundry-module")],
        Need::ModuleArchive => &[Need::Wasm, Need::SocketClient],
        Need::Server | Need::Python => &[Need::Compiler],
        _ => &[],
    }
}

fn log_name(need: Need) -> String {
    match need {
        Need::Packages(folder) => format!("setup-packages-{}", folder.replace('/', "-")),
        other => format!("setup-{other:?}").to_lowercase(),
    }
}

const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The browser for the browser suite: the one named by `TUMULTE_CHROMIUM`, else the first on the path.
pub(crate) fn browser() -> Option<PathBuf> {
    let named =
        std::env::var_os("TUMULTE_CHROMIUM").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| command::find(&BROWSERS))
}

fn chromium(workspace: &Workspace, log: &mut Log) -> Result<()> {
    if browser().is_some() {
        return Ok(());
    }
    debian::install(workspace, log, &["chromium"])?;
    let found = browser().map(|_| ());
    found.ok_or_else(|| Failure::new("chromium was installed but is not on the path"))
}
