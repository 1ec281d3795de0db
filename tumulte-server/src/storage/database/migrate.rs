//! The schema: one set of migrations for each database, with the same numbers.

use sqlx::migrate::{Migrate as _, MigrateError, Migrator};

use super::{Database, sqlite::Pools};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Why a schema can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// A newer server wrote it.
    #[error(
        "the database is at schema {found}, this tumulte-server knows {known}: run the newer tumulte-server that \
         brought it there, or restore a backup"
    )]
    Newer {
        /// The newest migration in the database.
        found: i64,
        /// The newest migration known here.
        known: i64,
    },
    /// An older server wrote it.
    #[error(
        "the database is at schema {found}, this tumulte-server needs {known}: run `tumulte-server migrate`"
    )]
    Older {
        /// The newest migration in the database.
        found: i64,
        /// The newest migration known here.
        known: i64,
    },
    /// A migration could not be applied.
    #[error("the schema can't be brought up to date: {0}")]
    Failed(#[source] MigrateError),
}

impl From<MigrateError> for SchemaError {
    fn from(error: MigrateError) -> Self {
        Self::Failed(error)
    }
}

impl From<sqlx::Error> for SchemaError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The newest migration in a database, and the newest this server knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaState {
    /// In the database; zero in an empty one.
    pub found: i64,
    /// Known here.
    pub known: i64,
}

impl Database {
    /// Brings the schema up to date; gives the versions before and after. Servers that start at once wait for each
    /// other.
    pub(in crate::storage) async fn migrate(&self) -> Result<(i64, i64), SchemaError> {
        let (found, known) = self.versions().await?;
        if found > known {
            return Err(SchemaError::Newer { found, known });
        }
        match self {
            Self::Sqlite(pools) => SQLITE.run(pools.writer()).await?,
            Self::Postgres(server) => POSTGRES.run(server.pool()).await?,
        }
        Ok((found, known))
    }

    /// Which version of the schema is there, and which is known here.
    pub(in crate::storage) async fn schema(&self) -> Result<SchemaState, SchemaError> {
        let (found, known) = self.versions().await?;
        Ok(SchemaState { found, known })
    }

    /// Makes sure that the schema is the one this server knows.
    pub(in crate::storage) async fn check_schema(&self) -> Result<(), SchemaError> {
        let (found, known) = self.versions().await?;
        match found.cmp(&known) {
            std::cmp::Ordering::Less => Err(SchemaError::Older { found, known }),
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => Err(SchemaError::Newer { found, known }),
        }
    }

    /// The newest migration in the database, and the newest known here.
    async fn versions(&self) -> Result<(i64, i64), SchemaError> {
        match self {
            Self::Sqlite(pools) => sqlite_versions(pools).await,
            Self::Postgres(server) => {
                let mut connection = server.pool().acquire().await?;
                connection.ensure_migrations_table(&POSTGRES.table_name).await?;
                let applied = connection.list_applied_migrations(&POSTGRES.table_name).await?;
                let found = applied.iter().map(|migration| migration.version).max();
                Ok((found.unwrap_or(0), newest(&POSTGRES)))
            }
        }
    }
}

async fn sqlite_versions(pools: &Pools) -> Result<(i64, i64), SchemaError> {
    let mut connection = pools.writer().acquire().await?;
    connection.ensure_migrations_table(&SQLITE.table_name).await?;
    let applied = connection.list_applied_migrations(&SQLITE.table_name).await?;
    let found = applied.iter().map(|migration| migration.version).max();
    Ok((found.unwrap_or(0), newest(&SQLITE)))
}

fn newest(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_migrations() {
        let names = |migrations: &Migrator| -> Vec<_> {
            migrations.iter().map(|one| (one.version, one.description.clone())).collect()
        };
        assert_eq!(names(&SQLITE), names(&POSTGRES));
    }
}
