//! The commands that run a server: `serve`, `demo`, `replay`.

use std::{io, net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::Args;
use tokio_util::sync::CancellationToken;

use crate::{
    Config, Server, ServerError,
    rehearsal::{self, DemoOptions, RehearsalError, ReplayOptions},
    storage::{DatabaseUrl, Storage},
    telemetry,
};

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Address and port; a free port is taken when this one is in use.
    #[arg(long, env = "TUMULTE_LISTEN", default_value = "127.0.0.1:7878")]
    listen: SocketAddr,
    /// Chooses the dice where the script leaves them open.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many times faster than life; 0 leaves no pauses.
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
    /// Stop after playing the script so many times.
    #[arg(long)]
    rounds: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct ReplayArgs {
    /// The file: one chat message a line.
    file: PathBuf,
    /// How many times faster than it was recorded; 0 as fast as the server acknowledges.
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
    /// The game system, where the file does not tell.
    #[arg(long)]
    system: Option<String>,
    /// Address and port; a free port is taken when this one is in use.
    #[arg(long, env = "TUMULTE_LISTEN", default_value = "127.0.0.1:7878")]
    listen: SocketAddr,
    /// Keep the server running when the file has been played.
    #[arg(long)]
    stay: bool,
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum PlayError {
    #[error(transparent)]
    Server(#[from] ServerError),
    #[error(transparent)]
    Rehearsal(#[from] RehearsalError),
    #[error("can't start: {0}")]
    Runtime(#[source] io::Error),
    #[error("the server stopped before the game was over")]
    Stopped,
    #[error("can't make a place for the database: {0}")]
    Scratch(#[source] io::Error),
}

/// What to run a server for.
#[derive(Debug)]
pub(super) enum Play {
    Serve(Box<Config>),
    Demo(DemoArgs),
    Replay(ReplayArgs),
}

impl Play {
    /// Plays until it is done or interrupted.
    pub(super) fn run(self) -> Result<ExitCode, PlayError> {
        let runtime = tokio::runtime::Runtime::new().map_err(PlayError::Runtime)?;
        runtime.block_on(async {
            let stopping = CancellationToken::new();
            tokio::spawn({
                let stopping = stopping.clone();
                async move {
                    interrupted().await;
                    stopping.cancel();
                }
            });
            match self {
                Self::Serve(config) => serve(*config, stopping).await,
                Self::Demo(args) => demo(args, stopping).await,
                Self::Replay(args) => replay(args, stopping).await,
            }
        })
    }
}

async fn serve(config: Config, stopping: CancellationToken) -> Result<ExitCode, PlayError> {
    telemetry::start(telemetry::NEWS, config.log_json);
    let storage = if config.manual_migration {
        Storage::open_migrated(&config.database).await
    } else {
        Storage::open(&config.database).await
    };
    let server = Server::bind(config, storage.map_err(ServerError::Open)?, stopping).await?;
    tracing::info!(url = server.public_url(), "Tumulte listens");
    server.run().await?;
    tracing::info!("Tumulte has stopped");
    Ok(ExitCode::SUCCESS)
}

async fn demo(args: DemoArgs, stopping: CancellationToken) -> Result<ExitCode, PlayError> {
    let exposed = !args.listen.ip().is_loopback();
    let mut options =
        DemoOptions::default().with_exposed(exposed).with_seed(args.seed).with_speed(args.speed);
    if let Some(rounds) = args.rounds {
        options = options.with_rounds(rounds);
    }
    with_scratch_server(args.listen, stopping, async |url| {
        Box::pin(rehearsal::run_demo(&url, &options, &mut io::stdout())).await?;
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn replay(args: ReplayArgs, stopping: CancellationToken) -> Result<ExitCode, PlayError> {
    let mut options = ReplayOptions::new(args.file).with_speed(args.speed);
    if let Some(system) = args.system {
        options = options.with_system(system);
    }
    let staying = stopping.clone();
    with_scratch_server(args.listen, stopping, async |url| {
        let summary = Box::pin(rehearsal::run_replay(&url, &options, &mut io::stdout())).await?;
        if args.stay {
            staying.cancelled().await;
        }
        Ok(if summary.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(2) })
    })
    .await
}

/// Runs a server on a database of its own while something plays against it; both end together.
async fn with_scratch_server(
    listen: SocketAddr,
    stopping: CancellationToken,
    play: impl AsyncFnOnce(String) -> Result<ExitCode, PlayError>,
) -> Result<ExitCode, PlayError> {
    telemetry::start(telemetry::TROUBLE, false);
    let scratch = Scratch::new().map_err(PlayError::Scratch)?;
    let storage = Storage::open(&scratch.database()).await.map_err(ServerError::Open)?;
    let config = Config { listen, ..Config::local() };
    let server = match Server::bind(config.clone(), storage.clone(), stopping.clone()).await {
        Err(ServerError::Listen { source, .. }) if source.kind() == io::ErrorKind::AddrInUse => {
            let free = SocketAddr::new(listen.ip(), 0);
            Server::bind(Config { listen: free, ..config }, storage, stopping.clone()).await?
        }
        bound => bound?,
    };
    let url = server.local_url();
    let serving = tokio::spawn(server.run());
    let played = tokio::select! {
        played = play(url) => played,
        () = stopping.cancelled() => Ok(ExitCode::SUCCESS),
    };
    stopping.cancel();
    match serving.await {
        Ok(ended) => ended?,
        Err(_) => return Err(PlayError::Stopped),
    }
    played
}

/// A folder for a database that nobody wants to keep.
#[derive(Debug)]
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> io::Result<Self> {
        let name = u64::from_ne_bytes(crate::platform::random());
        let path = std::env::temp_dir().join(format!("tumulte-{name:016x}"));
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }

    fn database(&self) -> DatabaseUrl {
        DatabaseUrl::File(self.0.join("tumulte.sqlite"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays behind lies in the system's own folder for such things.
        let _stays = std::fs::remove_dir_all(&self.0);
    }
}

/// Waits for Ctrl-C, or for the system to ask for an end.
async fn interrupted() {
    #[cfg(unix)]
    if let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
