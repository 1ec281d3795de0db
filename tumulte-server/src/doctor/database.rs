//! The database, its schema, its clock, and the keys to its secrets.

use std::{path::Path, time::Instant};

use tumulte_core::model::Timestamp;

use super::Finding;
use crate::{
    Config, platform,
    sealing::Keyring,
    storage::{DatabaseUrl, SchemaState, Storage},
};

/// A clock may differ so much: tokens are judged with ten minutes of patience, and nothing else is.
const TOLERATED_MILLIS: u64 = 30_000;

/// No clock that is right says less than this: the first of January 2026.
const EARLIEST_MILLIS: i64 = 1_767_225_600_000;

pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let url = &config.database;
    if let DatabaseUrl::File(path) = url
        && !path.exists()
    {
        let seen = format!("{url} is not there yet");
        let advice = "the first start makes it; if it should be there, look at `database` in the configuration";
        return vec![Finding::doubtful("database", seen, advice), clock(None)];
    }
    let storage = match Storage::open_as_it_is(url).await {
        Ok(storage) => storage,
        Err(error) => {
            let advice =
                "is the address right, is the database running, and may this account open it?";
            return vec![Finding::broken("database", error.to_string(), advice), clock(None)];
        }
    };
    let began = Instant::now();
    let there = storage.clock().await;
    let took = began.elapsed().as_millis();
    let mut findings = Vec::new();
    findings.push(match &there {
        Ok(_) => Finding::well("database", format!("{url} answers within {took} ms")),
        Err(error) => Finding::broken("database", error.to_string(), "see the database's own logs"),
    });
    findings.push(schema(&storage).await);
    findings.push(secrets(config, &storage).await);
    findings.push(clock(there.ok()));
    storage.close().await;
    findings
}

async fn schema(storage: &Storage) -> Finding {
    match storage.schema().await {
        Ok(SchemaState { found, known }) if found == known => {
            Finding::well("schema", format!("version {found}, the one this server knows"))
        }
        Ok(SchemaState { found, known }) if found < known => Finding::doubtful(
            "schema",
            format!("version {found}, this server knows {known}"),
            "the next start brings it up to date, or `tumulte-server migrate` does; make a backup before",
        ),
        Ok(SchemaState { found, known }) => Finding::broken(
            "schema",
            format!("version {found} was written by a newer server, this one knows {known}"),
            "start the newer server, or restore a backup of before",
        ),
        Err(error) => Finding::broken("schema", error.to_string(), "see the database's own logs"),
    }
}

async fn secrets(config: &Config, storage: &Storage) -> Finding {
    let ring = match config.keyring() {
        Ok(ring) => ring,
        Err(error) => {
            return Finding::broken(
                "secrets",
                error.to_string(),
                "the server can't start without its keys",
            );
        }
    };
    if let Err(error) = storage.check_secrets(&ring).await {
        let advice = "give this server the key file or the `TUMULTE_SECRET_KEY` of the one that made the database";
        return Finding::broken("secrets", error.to_string(), advice);
    }
    let seen = format!("everything opens; {} seals", ring.current());
    if is_open_to_others(&ring) {
        let advice = "others on this machine can read the key file: `chmod 600` it";
        return Finding::doubtful("secrets", seen, advice);
    }
    Finding::well("secrets", seen)
}

#[cfg(unix)]
fn is_open_to_others(ring: &Keyring) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| path.metadata().map(|found| found.permissions().mode());
    ring.file().is_some_and(|path| mode(path).is_ok_and(|mode| mode & 0o077 != 0))
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Keyring) -> bool {
    false
}

fn clock(database: Option<Timestamp>) -> Finding {
    const ADVICE: &str = "let the system keep its time (systemd-timesyncd, chrony): pairing compares it with the GM's";
    let here = platform::now();
    if here.as_millis() < EARLIEST_MILLIS {
        return Finding::broken("clock", format!("it says {here}"), ADVICE);
    }
    match database {
        None => Finding::well(
            "clock",
            format!("it says {here}, and there is no other to compare it with"),
        ),
        Some(there) => {
            let apart = here.as_millis().abs_diff(there.as_millis());
            let seen = format!("it says {here}, {apart} ms from the database's");
            if apart > TOLERATED_MILLIS {
                Finding::doubtful("clock", seen, ADVICE)
            } else {
                Finding::well("clock", seen)
            }
        }
    }
}
