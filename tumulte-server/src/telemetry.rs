//! Logs: sentences for people, or JSON lines for machines.

use tracing_subscriber::EnvFilter;

/// Starts logging to standard error; `RUST_LOG` chooses what, `info` of our own by default.
///
/// A second call in one process changes nothing.
pub fn start(as_json: bool) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,tumulte_server=info"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _second = if as_json { logs.json().try_init() } else { logs.try_init() };
}
