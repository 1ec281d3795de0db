//! Runs a private PostgreSQL or Redis for tests that are not written in Rust: `private postgres`, `private redis`, and
//! with `-tls` behind either.
//!
//! It prints the address as soon as the server answers, with the file of whoever vouches for it where it speaks TLS, and then obeys its standard input, a word a line: `kill` (as a power
//! cut would), `stop` (in order), `start` (again, at the same address). Each is answered by `done`. When the input ends, so
//! does everything.
#![expect(clippy::print_stdout, reason = "its standard output is what tests read")]

use std::{env, io, path::Path, process::ExitCode};

use tumulte_tests::{certificate::Certificates, postgres::Cluster, redis::Redis};

trait Private {
    fn kill(&mut self);
    fn stop(&mut self);
    fn start(&mut self) -> Result<(), String>;
}

impl Private for Cluster {
    fn kill(&mut self) {
        Self::kill(self);
    }

    fn stop(&mut self) {
        Self::stop(self);
    }

    fn start(&mut self) -> Result<(), String> {
        self.restart()
    }
}

impl Private for Redis {
    fn kill(&mut self) {
        Self::kill(self);
    }

    fn stop(&mut self) {
        Self::kill(self);
    }

    fn start(&mut self) -> Result<(), String> {
        self.restart()
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let parent = env::temp_dir();
    let (mut server, url) = open(&env::args().nth(1).unwrap_or_default(), &parent)?;
    println!("{url}");
    for line in io::stdin().lines() {
        match line.map_err(|error| error.to_string())?.trim() {
            "kill" => server.kill(),
            "stop" => server.stop(),
            "start" => server.start()?,
            other => return Err(format!("expected kill, stop or start, found {other:?}")),
        }
        println!("done");
    }
    Ok(())
}

fn open(kind: &str, parent: &Path) -> Result<(Box<dyn Private>, String), String> {
    match kind {
        "postgres" => Ok(postgres(Cluster::start(parent)?)),
        "postgres-tls" => Ok(postgres(Cluster::start_with_tls(parent)?)),
        "redis" => Ok(redis(Redis::start(parent)?)),
        "redis-tls" => Ok(redis(Redis::start_with_tls(parent)?)),
        other => Err(format!("expected postgres or redis, found {other:?}")),
    }
}

fn postgres(cluster: Cluster) -> (Box<dyn Private>, String) {
    let said = said(cluster.url("postgres"), cluster.certificates());
    (Box::new(cluster), said)
}

fn redis(redis: Redis) -> (Box<dyn Private>, String) {
    let said = said(redis.url(), redis.certificates());
    (Box::new(redis), said)
}

fn said(url: String, certificates: Option<&Certificates>) -> String {
    match certificates {
        Some(Certificates { authority, .. }) => format!("{url} {}", authority.display()),
        None => url,
    }
}
