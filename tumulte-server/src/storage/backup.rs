//! Copies of an SQLite database, made while the server runs. PostgreSQL has tools of its own.

use std::{
    io,
    path::{Path, PathBuf},
};

use tumulte_core::sync::StoreError;

use super::{DatabaseUrl, Execute as _, OpenError, Storage, command, query};

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// The database is no file of ours.
    #[error(
        "PostgreSQL is backed up with its own tools: `pg_dump --format=custom --file=FILE \"$DATABASE_URL\"`, and \
         restored with `pg_restore --clean --if-exists --dbname=\"$DATABASE_URL\" FILE`"
    )]
    NotEmbedded,
    /// A file is there already.
    #[error("{0} is there already: choose another name, or move it away")]
    Exists(PathBuf),
    /// The file to restore is no sound database.
    #[error("{path} is no sound backup: {finding}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        finding: String,
    },
    /// The file can't be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The database can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database refused.
    #[error("the database can't be copied: {}", super::source_text(.0))]
    Storage(#[from] StoreError),
}

impl Storage {
    /// Copies the database, as it is at this moment, to a new file. Servers go on reading and writing.
    ///
    /// # Errors
    ///
    /// The database is PostgreSQL or not there, the file is there already or can't be written.
    pub async fn backup(url: &DatabaseUrl, file: &Path) -> Result<(), BackupError> {
        let DatabaseUrl::File(source) = url else { return Err(BackupError::NotEmbedded) };
        std::fs::metadata(source).map_err(at(source))?;
        refuse_existing(file)?;
        // A copy that was cut short must not look like a whole one.
        let partial = beside(file, ".partial");
        let _none = std::fs::remove_file(&partial);
        let storage = Self::open_as_it_is(url).await?;
        let copied = storage.copy_to(&partial).await;
        storage.close().await;
        finish(copied, &partial, file)
    }

    async fn copy_to(&self, file: &Path) -> Result<(), BackupError> {
        let name = file.to_string_lossy().into_owned();
        self.database.run(command("VACUUM INTO $1").bind(name)).await?;
        std::fs::File::open(file).and_then(|file| file.sync_all()).map_err(at(file))
    }

    /// Brings a backup back as the database at `url`, which must not be there yet. The schema of a backup that an older
    /// server wrote is brought up to date.
    ///
    /// # Errors
    ///
    /// The database is PostgreSQL or is there already; the backup is damaged or was written by a newer server.
    pub async fn restore(url: &DatabaseUrl, backup: &Path) -> Result<(), BackupError> {
        let DatabaseUrl::File(target) = url else { return Err(BackupError::NotEmbedded) };
        refuse_existing(target)?;
        // What another database left unwritten would be taken for this one's.
        refuse_existing(&beside(target, "-wal"))?;
        std::fs::metadata(backup).map_err(at(backup))?;
        let partial = beside(target, ".partial");
        let restored = match std::fs::copy(backup, &partial).map_err(at(&partial)) {
            Ok(_) => check(&partial, backup).await,
            Err(error) => Err(error),
        };
        finish(restored, &partial, target)
    }
}

/// Gives a finished file its name; an unfinished one is removed.
fn finish(
    written: Result<(), BackupError>,
    partial: &Path,
    file: &Path,
) -> Result<(), BackupError> {
    let kept = written.and_then(|()| std::fs::rename(partial, file).map_err(at(file)));
    if kept.is_err() {
        for ending in ["", "-wal", "-shm"] {
            let _none = std::fs::remove_file(beside(partial, ending));
        }
    }
    kept
}

/// Makes sure that a copy is whole and of a schema we know; what it leaves is a single file.
async fn check(copy: &Path, backup: &Path) -> Result<(), BackupError> {
    let damaged = |finding: String| BackupError::Damaged { path: backup.to_owned(), finding };
    let url = DatabaseUrl::File(copy.to_owned());
    let storage = Storage::open_as_it_is(&url).await.map_err(|error| damaged(error.to_string()))?;
    let checked = async {
        let row = storage.database.one(query("PRAGMA quick_check(1)")).await?;
        let finding: String = row.get("quick_check")?;
        let ours =
            query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'dice_rolls'");
        let is_ours = storage.database.optional(ours).await?.is_some();
        Ok::<_, StoreError>((finding, is_ours))
    };
    let checked = checked.await;
    let migrated = storage.migrate().await;
    storage.close().await;
    match checked.map_err(|error| damaged(super::source_text(&error)))? {
        (finding, _) if finding != "ok" => Err(damaged(finding)),
        (_, false) => Err(damaged("it holds no rolls of Tumulte".to_owned())),
        _ => migrated.map(|_| ()).map_err(|error| BackupError::Open(error.into())),
    }
}

fn refuse_existing(path: &Path) -> Result<(), BackupError> {
    if path.exists() { Err(BackupError::Exists(path.to_owned())) } else { Ok(()) }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    |source| BackupError::File { path, source }
}
