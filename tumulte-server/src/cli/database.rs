//! The commands that look after the database.

use std::{
    error::Error,
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;

use crate::storage::{DatabaseUrl, Storage};

#[derive(Debug, Args)]
pub(super) struct DatabaseArgs {
    /// The database: `sqlite:FILE` or `postgres://USER:PASSWORD@HOST/NAME`.
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite:tumulte.sqlite"
    )]
    pub(super) database: DatabaseUrl,
}

#[derive(Debug, Args)]
pub(super) struct FileArgs {
    /// The file of the backup.
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(super) type Done = Result<ExitCode, Box<dyn Error>>;

pub(super) fn migrate(args: &DatabaseArgs) -> Done {
    let url = &args.database;
    let (before, after) = wait(async {
        let storage = Storage::open_as_it_is(url).await?;
        let versions = storage.migrate().await?;
        storage.close().await;
        Ok(versions)
    })?;
    let news = if before == after { "was and is" } else { "is now" };
    say(&format!("{url} {news} at schema {after}"))
}

pub(super) fn backup(args: &FileArgs) -> Done {
    let (url, file) = (&args.database.database, &args.file);
    wait(async { Ok(Storage::backup(url, file).await?) })?;
    say(&format!("{url} is copied to {}", file.display()))
}

pub(super) fn restore(args: &FileArgs) -> Done {
    let (url, file) = (&args.database.database, &args.file);
    wait(async { Ok(Storage::restore(url, file).await?) })?;
    say(&format!("{url} is restored from {}", file.display()))
}

pub(super) fn wait<T>(
    future: impl Future<Output = Result<T, Box<dyn Error>>>,
) -> Result<T, Box<dyn Error>> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future)
}

pub(super) fn say(news: &str) -> Done {
    writeln!(io::stdout(), "{news}")?;
    Ok(ExitCode::SUCCESS)
}
