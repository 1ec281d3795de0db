//! The command line: the server, its rehearsals, and the library for people without a programming language.

mod configuration;
mod database;
mod dice;
mod doctor;
mod judge;
mod keys;
mod lines;
mod parse;
mod play;
mod settings;
mod tail;

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    ffi::OsString,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{
    CommandFactory as _, FromArgMatches as _, Parser, Subcommand,
    error::{ContextKind, ContextValue},
};

use self::{play::Play, settings::Settings};
use crate::Config;

/// Brings what happens at the role-playing table to the people who watch.
#[derive(Debug, Parser)]
#[command(name = "tumulte-server", version, about)]
pub struct Cli {
    /// The file with the configuration; by default `tumulte.toml` in the current folder, where it is there.
    #[arg(long, global = true, env = "TUMULTE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(Box<Config>),
    /// Show it off: a rehearsal table plays a scripted game on a database that is thrown away.
    Demo(play::DemoArgs),
    /// Play a file of Foundry messages (JSON lines) through a server on a database that is thrown away.
    Replay(play::ReplayArgs),
    /// Follow the chat log of Fantasy Grounds as it grows and send its rolls to a server, over a pairing of its own.
    Tail(tail::TailArgs),
    /// Bring the database's schema up to date.
    Migrate(database::DatabaseArgs),
    /// Copy the database to a new file, while the server runs (SQLite; PostgreSQL has `pg_dump`).
    Backup(database::FileArgs),
    /// Bring a backup back as a database that is not there yet (SQLite; PostgreSQL has `pg_restore`).
    Restore(database::FileArgs),
    /// Print the configuration file with every setting and what it is for.
    Config(Box<configuration::ConfigArgs>),
    /// Look whether everything is as it should be, and say what to do where it is not. Exit code 1 when something is broken.
    Doctor(Box<doctor::DoctorArgs>),
    /// Look after the keys that open the secrets in the database.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Read a tabletop's messages: JSON lines out, one for each, with rolls and verdicts. Exit code 2 when any failed.
    Parse(parse::ParseArgs),
    /// Judge rolls by the rules of a game system, a line each. Exit code 2 when any failed.
    Judge(judge::JudgeArgs),
    /// Roll dice formulas of Foundry, Roll20 or Avrae.
    Roll(dice::RollArgs),
    /// Work out what dice formulas can come to, and how likely that is.
    Odds(dice::OddsArgs),
}

impl Cli {
    /// Reads the command line of this process together with the environment and the configuration file. What can't be read
    /// ends the process with a word about it.
    #[must_use]
    pub fn read() -> Self {
        let arguments: Vec<OsString> = env::args_os().collect();
        let settings = Settings::find(&arguments).unwrap_or_else(|error| {
            Self::command().error(clap::error::ErrorKind::ValueValidation, error).exit()
        });
        let mut command = Self::command();
        if let Some(settings) = &settings {
            command = settings.onto(command);
        }
        let secret = secret_flags(&command);
        let matches = command.try_get_matches_from(arguments).unwrap_or_else(|mut error| {
            let refused = match error.get(ContextKind::InvalidValue) {
                Some(ContextValue::String(value)) => value.as_str(),
                _ => "",
            };
            let origin = settings.as_ref().and_then(|settings| settings.origin_of(refused));
            if let Some(path) = origin {
                // The complaint that follows names a flag nobody has given.
                let _unread = writeln!(io::stderr(), "in {}:", path.display());
            }
            if matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(flag)) if secret.contains(first_word(flag)))
            {
                error.insert(ContextKind::InvalidValue, ContextValue::String("***".to_owned()));
            }
            error.exit()
        });
        let mut cli = Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        if let (Command::Config(args), Some(("config", found))) =
            (&mut cli.command, matches.subcommand())
        {
            args.in_force = configuration::read(found);
        }
        cli
    }
}

/// The flags whose values nobody may see, not even in a complaint about them.
fn secret_flags(command: &clap::Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter(|argument| argument.is_hide_env_values_set());
    let own = own.filter_map(|argument| argument.get_long()).map(|name| format!("--{name}"));
    own.chain(command.get_subcommands().flat_map(secret_flags)).collect()
}

fn first_word(text: &str) -> &str {
    text.split([' ', '=']).next().unwrap_or_default()
}

/// Runs what the command line asks for until it is done or interrupted.
pub fn run(cli: Cli) -> ExitCode {
    let done = match cli.command {
        Command::Serve(config) => played(Play::Serve(config)),
        Command::Demo(args) => played(Play::Demo(args)),
        Command::Replay(args) => played(Play::Replay(args)),
        Command::Tail(args) => tail::run(args),
        Command::Migrate(args) => database::migrate(&args),
        Command::Backup(args) => database::backup(&args),
        Command::Restore(args) => database::restore(&args),
        Command::Config(args) => configuration::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Keys(command) => keys::run(command),
        Command::Parse(args) => written(parse::run(&args)),
        Command::Judge(args) => written(judge::run(&args)),
        Command::Roll(args) => written(dice::roll(&args)),
        Command::Odds(args) => written(dice::odds(&args)),
    };
    done.unwrap_or_else(|error| {
        // Nobody may be reading; there is no other place to complain.
        let _unread = writeln!(io::stderr(), "tumulte-server: {error}");
        ExitCode::FAILURE
    })
}

fn played(play: Play) -> Result<ExitCode, Box<dyn Error>> {
    Ok(play.run()?)
}

/// A reader who has seen enough and closed the pipe is no trouble.
fn written(done: io::Result<ExitCode>) -> Result<ExitCode, Box<dyn Error>> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        done => Ok(done?),
    }
}
