use std::sync::{Mutex, PoisonError};

use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::Workspace,
};

/// apt works for one at a time.
static APT: Mutex<()> = Mutex::new(());

/// Installs packages with apt, as root or through sudo; elsewhere says what to install by hand.
pub(crate) fn install(workspace: &Workspace, log: &mut Log, packages: &[&str]) -> Result<()> {
    let named = packages.join(", ");
    if command::find(&["apt-get"]).is_none() {
        return Err(Failure::new(format!(
            "missing: {named}; this system has no apt, so install it with your package manager and run again"
        )));
    }
    let is_root = command::answer("id", ["-u"]).is_some_and(|id| id == "0");
    if !is_root && command::answer("sudo", ["-n", "true"]).is_none() {
        return Err(Failure::new(format!(
            "missing: {named}; run `apt-get install {}` as root, or run again where sudo asks for no password",
            packages.join(" ")
        )));
    }
    let _one_at_a_time = APT.lock().unwrap_or_else(PoisonError::into_inner);
    eprintln!("setting up: {named} (apt)");
    let mut run = |arguments: &[&str]| {
        let mut apt = command::command(workspace, if is_root { "apt-get" } else { "sudo" });
        if !is_root {
            apt.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        }
        apt.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
        log.must(&mut apt)
    };
    run(&["update"])?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    run(&install)?;
    Ok(())
}
