//! The commands that look after the master keys.

use clap::{Args, Subcommand};

use super::database::{DatabaseArgs, Done, say, wait};
use crate::{
    config::KeyArgs,
    platform,
    sealing::{Keyring, MasterKey},
    storage::Storage,
};

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Make a key for `TUMULTE_SECRET_KEY` and print it.
    Make,
    /// Seal the database's secrets with a new key. Earlier keys stay on the ring, so that backups can be opened; servers that
    /// run go on, and take the new key at their next start.
    Rotate(RingArgs),
    /// Name the keys, the one that seals first. Keys themselves are never shown.
    List(RingArgs),
}

#[derive(Debug, Args)]
pub(super) struct RingArgs {
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    keys: KeyArgs,
}

pub(super) fn run(command: KeysCommand) -> Done {
    match command {
        KeysCommand::Make => say(&MasterKey::from_random(platform::random()).reveal()),
        KeysCommand::Rotate(args) => rotate(&args),
        KeysCommand::List(args) => {
            let ring = args.keys.keyring(&args.database.database)?;
            let ids: Vec<String> = ring.ids().map(ToString::to_string).collect();
            say(&ids.join("\n"))
        }
    }
}

fn rotate(args: &RingArgs) -> Done {
    let url = &args.database.database;
    let ring = args.keys.keyring(url)?;
    let (ring, resealed) = wait(async {
        let storage = Storage::open(url).await?;
        // What can't be opened is found before anything changes.
        storage.reseal(&ring).await?;
        let ring = turned(ring)?;
        let resealed = storage.reseal(&ring).await?;
        storage.close().await;
        Ok((ring, resealed))
    })?;
    let total = resealed.total;
    let current = ring.current();
    match (ring.file(), ring.ids().count()) {
        (Some(file), _) => say(&format!(
            "{total} secrets of {url} are sealed with the new key {current} of {}",
            file.display()
        )),
        (None, 1) => say(&format!(
            "{total} secrets of {url} are sealed with {current}, the only key in TUMULTE_SECRET_KEY. To change it, put a \
             new one (`tumulte-server keys make`) and a comma before it, and run this again"
        )),
        (None, _) => say(&format!(
            "{total} secrets of {url} are sealed with {current}, the first key in TUMULTE_SECRET_KEY; the others are \
             needed for backups alone"
        )),
    }
}

/// Keys in a file get a new one before them. Those that were given come with it: whoever gave them has put it first.
fn turned(ring: Keyring) -> Result<Keyring, crate::sealing::SealingError> {
    if ring.file().is_some() { ring.turn() } else { Ok(ring) }
}
