//! Looks at an installation and says in words what is well, what is not, and what to do about it.

mod database;
mod finding;
mod network;

use crate::Config;

pub use self::finding::{Finding, Health};
pub(crate) use self::network::DOCTOR_HEADER;

/// Checks everything, in the order in which an operator would.
pub async fn examine(config: &Config, overlay: Option<&str>) -> Vec<Finding> {
    let mut findings = database::examine(config).await;
    findings.push(network::redis(config).await);
    findings.extend(network::examine(config, overlay).await);
    findings
}

/// Whether the server can do its work: nothing found is broken.
#[must_use]
pub fn is_well(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.health != Health::Broken)
}
