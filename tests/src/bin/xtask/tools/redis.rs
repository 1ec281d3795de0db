use tumulte_tests::{certificate, redis::is_installed};

use super::debian;
use crate::{command::Log, failure::Result, workspace::Workspace};

/// Installs Redis where it is missing, and what makes the certificates it shows; tests start their own.
pub(super) fn install(workspace: &Workspace, log: &mut Log) -> Result<()> {
    let mut missing = Vec::new();
    if !is_installed() {
        missing.push("redis-server");
    }
    if !certificate::can_be_made() {
        missing.push("openssl");
    }
    if missing.is_empty() { Ok(()) } else { debian::install(workspace, log, &missing) }
}
