//! The command line: the server, its rehearsals, and the library for people without a programming language.

mod database;
mod dice;
mod judge;
mod keys;
mod lines;
mod parse;
mod play;
mod tail;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use self::play::Play;
use crate::Config;

/// Brings what happens at the role-playing table to the people who watch.
#[derive(Debug, Parser)]
#[command(name = "tumulte-server", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(Config),
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
