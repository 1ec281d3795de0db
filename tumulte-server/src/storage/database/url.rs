//! Which database.

use std::{fmt, path::PathBuf, str::FromStr};

use sqlx::postgres::PgConnectOptions;

/// Which database to use: `sqlite:FILE`, `postgres://USER:PASSWORD@HOST/NAME`, or a bare file name.
///
/// ```
/// use tumulte_server::storage::DatabaseUrl;
///
/// let url: DatabaseUrl = "postgres://tumulte:secret@db.example/rolls".parse()?;
/// assert_eq!(url.to_string(), "postgres://tumulte@db.example:5432/rolls");
/// assert_eq!("rolls.sqlite".parse::<DatabaseUrl>()?.to_string(), "sqlite:rolls.sqlite");
/// # Ok::<(), tumulte_server::storage::InvalidDatabaseUrl>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum DatabaseUrl {
    /// An SQLite file.
    File(PathBuf),
    /// SQLite in memory, gone with the process.
    Memory,
    /// A PostgreSQL server.
    Postgres(Box<PgConnectOptions>),
}

/// A text that names no database we know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME, found {found}")]
pub struct InvalidDatabaseUrl {
    /// What was found, without what may be a password.
    found: String,
}

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        let invalid = || {
            let scheme = text.split_once(':').map_or(text, |(scheme, _)| scheme);
            InvalidDatabaseUrl { found: format!("{scheme}:…") }
        };
        if let Some(file) = text.strip_prefix("sqlite:") {
            let file = file.strip_prefix("//").unwrap_or(file);
            return match file {
                "" => Err(invalid()),
                ":memory:" => Ok(Self::Memory),
                file => Ok(Self::File(file.into())),
            };
        }
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(text).map_err(|_| invalid())?;
            return Ok(Self::Postgres(Box::new(options)));
        }
        match text {
            "" => Err(InvalidDatabaseUrl { found: "nothing".to_owned() }),
            text if text.contains("://") => Err(invalid()),
            file => Ok(Self::File(file.into())),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "sqlite:{}", path.display()),
            Self::Memory => f.write_str("sqlite::memory:"),
            Self::Postgres(options) => {
                let (user, host, port) =
                    (options.get_username(), options.get_host(), options.get_port());
                write!(f, "postgres://{user}@{host}:{port}/")?;
                f.write_str(options.get_database().unwrap_or(user))
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_by_its_scheme_or_is_a_file() {
        let shown = |text: &str| text.parse().map(|url: DatabaseUrl| url.to_string());
        assert_eq!(shown("sqlite:///var/lib/t.sqlite").unwrap(), "sqlite:/var/lib/t.sqlite");
        assert_eq!(shown("t.sqlite").unwrap(), "sqlite:t.sqlite");
        assert_eq!(shown("sqlite::memory:").unwrap(), "sqlite::memory:");
        assert_eq!(shown("postgresql://gm@db/t").unwrap(), "postgres://gm@db:5432/t");
        for text in ["", "sqlite:", "mysql://gm:secret@db/t"] {
            let error = shown(text).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let url: DatabaseUrl = "postgres://gm:secret@db/t".parse().unwrap();
        assert!(!format!("{url} {url:?}").contains("secret"));
    }
}
