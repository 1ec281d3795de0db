use tumulte_tests::redis::is_installed;

use super::debian;
use crate::{command::Log, failure::Result, workspace::Workspace};

/// Installs Redis where it is missing; tests start their own.
pub(super) fn install(workspace: &Workspace, log: &mut Log) -> Result<()> {
    if is_installed() { Ok(()) } else { debian::install(workspace, log, &["redis-server"]) }
}
