//! What the companion remembers beside the log: its pairing, and how far the server has taken the log.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// The companion's memory, in a file that only its owner reads.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct State {
    /// The server it is paired with.
    pub(super) server: String,
    /// The name under which the table is paired.
    pub(super) world_id: String,
    /// Spent at every start; works once.
    pub(super) refresh_token: String,
    /// Up to where the server has taken the log, in bytes.
    pub(super) offset: u64,
    /// How often the log was begun anew.
    #[serde(default)]
    pub(super) generation: u64,
    #[serde(skip)]
    place: PathBuf,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("server", &self.server)
            .field("offset", &self.offset)
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl State {
    /// A new pairing, to be remembered at `place`.
    pub(super) fn new(place: &Path, server: &str, world_id: &str, refresh_token: String) -> Self {
        Self {
            server: server.to_owned(),
            world_id: world_id.to_owned(),
            refresh_token,
            offset: 0,
            generation: 0,
            place: place.to_owned(),
        }
    }

    /// What was remembered; none the first time.
    pub(super) fn load(place: &Path) -> io::Result<Option<Self>> {
        let bytes = match fs::read(place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let state: Self = serde_json::from_slice(&bytes).map_err(io::Error::other)?;
        Ok(Some(Self { place: place.to_owned(), ..state }))
    }

    /// Remembers, whole or not at all.
    pub(super) fn save(&self) -> io::Result<()> {
        let written = self.place.with_extension("part");
        fs::write(&written, serde_json::to_vec_pretty(self).map_err(io::Error::other)?)?;
        keep_private(&written)?;
        fs::rename(&written, &self.place)
    }

    /// Forgets the pairing, which is over.
    pub(super) fn forget(&self) -> io::Result<()> {
        fs::remove_file(&self.place)
    }
}

#[cfg(unix)]
fn keep_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn keep_private(_: &Path) -> io::Result<()> {
    Ok(())
}
