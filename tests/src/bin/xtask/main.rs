//! The chores of the repository: `cargo xtask help` lists them.
#![expect(clippy::print_stdout, reason = "a command line tool speaks to its terminal")]

mod audit;
mod bench;
mod command;
mod dependencies;
mod failure;
mod features;
mod freshness;
mod fuzz;
mod lane;
mod layers;
mod package;
mod parse;
mod report;
mod run;
mod suites;
mod tally;
mod tools;
mod versions;
mod wasm;
mod workspace;

use std::{env, process::ExitCode};

use command::Log;
use failure::{Failure, Result};
use suites::{READY, SUITES, Suite};
use tools::{Need, Tools};
use workspace::Workspace;

const HELP: &str = "\
cargo xtask COMMAND

  test [--list] [--only SUITE]…  sets up what is missing, runs every suite, ends with `N passed, N failed`
  ready                          what must hold before a push: format, versions, layers, lints, docs, wasm
  setup                          only sets up what the suites need
  wasm                           builds the wasm package and copies it into the Foundry module
  vendor                         fills the Foundry module's vendor folder: wasm and Socket.IO client
  package                        makes the archives: the Foundry module's, the browser relay's and its userscript
  bench [core | bindings | server]
                                 measures core, the packages of other languages, or the server under load against their peers in release
  audit                          looks the dependencies over: licences, sources, and what is known against them; needs the network
  fuzz SECONDS [TARGET]          feeds core's readers what nobody would send; needs nightly and cargo-fuzz
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match perform(&words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(words: &[&str]) -> Result<bool> {
    let (command, options) = words.split_first().unwrap_or((&"help", &[]));
    if *command == "test" && options == ["--list"] {
        for suite in SUITES {
            println!("{:<14} {}", suite.name, suite.about);
        }
        return Ok(true);
    }
    match (*command, options) {
        ("test", []) => test(&SUITES.iter().collect::<Vec<_>>()),
        ("test", only) => test(&chosen(only)?),
        ("ready", []) => test(&named(&READY)?),
        ("setup", []) => set_up(),
        ("wasm", []) => provide(&[Need::Wasm]),
        ("vendor", []) => provide(&[Need::Wasm, Need::SocketClient]),
        ("package", []) => package(),
        ("bench", []) => {
            let workspace = Workspace::open()?;
            let is_reached = bench::core(&workspace)? & bench::bindings(&workspace)?;
            Ok(is_reached & bench::server(&workspace)?)
        }
        ("bench", ["core"]) => bench::core(&Workspace::open()?),
        ("bench", ["bindings"]) => bench::bindings(&Workspace::open()?),
        ("bench", ["server"]) => bench::server(&Workspace::open()?),
        ("audit", []) => audit::run(&Workspace::open()?).map(|()| true),
        ("fuzz", [seconds]) => fuzz(seconds, None),
        ("fuzz", [seconds, target]) => fuzz(seconds, Some(target)),
        ("help" | "--help" | "-h", _) => {
            print!("{HELP}");
            Ok(true)
        }
        _ => Err(Failure::new(format!("`{}` is no command\n\n{HELP}", words.join(" ")))),
    }
}

/// The suites after `--only`.
fn chosen(options: &[&str]) -> Result<Vec<&'static Suite>> {
    let mut names = Vec::new();
    for pair in options.chunks(2) {
        match pair {
            ["--only", name] => names.push(*name),
            _ => return Err(Failure::new("`test` takes `--list` or `--only SUITE`")),
        }
    }
    named(&names)
}

fn named(names: &[&str]) -> Result<Vec<&'static Suite>> {
    let unknown = |name: &str| {
        Failure::new(format!("no suite is called `{name}`; see `cargo xtask test --list`"))
    };
    names
        .iter()
        .map(|name| SUITES.iter().find(|suite| suite.name == *name).ok_or_else(|| unknown(name)))
        .collect()
}

fn test(suites: &[&Suite]) -> Result<bool> {
    let workspace = Workspace::open()?;
    freshness::restore(&workspace)?;
    let tools = Tools::new(&workspace);
    report::recordings(&workspace);
    let total = lane::run(&workspace, &tools, suites)?;
    report::total(total);
    Ok(total.failed == 0 && total.passed > 0)
}

fn set_up() -> Result<bool> {
    let workspace = Workspace::open()?;
    let tools = Tools::new(&workspace);
    let missing = run::set_up(&tools, &SUITES.iter().collect::<Vec<_>>());
    for sentence in &missing {
        eprintln!("{sentence}");
    }
    Ok(missing.is_empty())
}

fn provide(needs: &[Need]) -> Result<bool> {
    let workspace = Workspace::open()?;
    let tools = Tools::new(&workspace);
    needs.iter().try_for_each(|need| tools.provide(*need))?;
    Ok(true)
}

fn package() -> Result<bool> {
    provide(&[Need::Wasm, Need::SocketClient, Need::Packages("bindings-wasm/relay")])?;
    let workspace = Workspace::open()?;
    println!("{}", package::module(&workspace)?.display());
    let mut log = Log::create(&workspace, "package-relay")?;
    for made in package::relay(&workspace, &mut log)? {
        println!("{}", made.display());
    }
    Ok(true)
}

fn fuzz(seconds: &str, target: Option<&str>) -> Result<bool> {
    let seconds = seconds.parse().map_err(|_| Failure::new("`fuzz` takes a number of seconds"))?;
    fuzz::run(&Workspace::open()?, target, seconds)?;
    Ok(true)
}
