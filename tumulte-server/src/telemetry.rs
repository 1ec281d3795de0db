//! Logs: sentences for people, or JSON lines for machines.

use tracing_subscriber::EnvFilter;

/// What a server says: its own news, and the warnings of all.
pub const NEWS: &str = "warn,tumulte_server=info";

/// What a rehearsal says, whose own words are on the screen already.
pub const TROUBLE: &str = "warn";

/// Starts logging to standard error; `RUST_LOG` chooses what, else `usual` does.
///
/// A second call in one process changes nothing.
pub fn start(usual: &str, as_json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _second = if as_json { logs.json().try_init() } else { logs.try_init() };
}
