use std::sync::OnceLock;

use tumulte_tests::postgres::{Cluster, is_installed};

use super::debian;
use crate::{
    command::Log,
    failure::{Failure, Result},
    workspace::Workspace,
};

/// Installs PostgreSQL where it is missing, and starts a cluster in the target folder. Whoever names a cluster in
/// `TUMULTE_TEST_POSTGRES` brings one along.
pub(super) fn cluster(
    workspace: &Workspace,
    log: &mut Log,
    running: &OnceLock<Cluster>,
) -> Result<()> {
    if std::env::var_os("TUMULTE_TEST_POSTGRES").is_some() {
        return Ok(());
    }
    if !is_installed() {
        debian::install(workspace, log, &["postgresql"])?;
    }
    let cluster = Cluster::start(workspace.target()).map_err(Failure::new)?;
    log.note(&format!("PostgreSQL answers at {}", cluster.url("postgres")))?;
    // It was asked for once: there is none yet.
    let _first = running.set(cluster);
    Ok(())
}
