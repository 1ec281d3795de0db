//! Every figure the server is held to, each beside its peers in the same run.

use std::time::Duration;

use clap::Args;

use crate::{
    Fault,
    backend::Backend,
    fanout::{self, Fanout},
    ingest::{self, Ingest},
    stage::{Database, Stage},
    storage::{self, Storage, WAITING},
};

/// What to measure.
#[derive(Debug, Clone, Args)]
pub(crate) struct Figures {
    /// How long each load is measured.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

/// One line of the table.
struct Line {
    figure: &'static str,
    found: String,
    wanted: &'static str,
    is_reached: bool,
}

impl Figures {
    /// Measures, prints the table, and fails where a figure is not reached.
    pub(crate) fn run(self) -> Result<(), Fault> {
        let mut lines = Vec::new();
        self.capacity(&mut lines)?;
        self.steady(&mut lines)?;
        self.crowd(&mut lines)?;
        self.lone_roll(&mut lines)?;
        self.ingest(&mut lines)?;
        self.storage(&mut lines)?;
        println!("\n{:<66} {:>22}   {:<10}", "figure", "found", "wanted");
        for Line { figure, found, wanted, is_reached } in &lines {
            let mark = if *is_reached { "" } else { "MISSED" };
            println!("{figure:<66} {found:>22}   {wanted:<10} {mark}");
        }
        if lines.iter().all(|line| line.is_reached) {
            Ok(())
        } else {
            Err("some figures are not reached".into())
        }
    }

    fn fanout(
        &self,
        against: Backend,
        overlays: usize,
        rolls: Option<f64>,
        bytes: usize,
    ) -> Result<fanout::Outcome, Fault> {
        let load = Fanout {
            against,
            overlays,
            rooms: 1,
            rolls,
            window: 64,
            seconds: self.seconds,
            bytes,
            unpinned: false,
        };
        let outcome = load.run()?;
        println!("{outcome}");
        Ok(outcome)
    }

    /// Five thousand overlays in one room, as fast as the server can.
    fn capacity(&self, lines: &mut Vec<Line>) -> Result<(), Fault> {
        let ours = self.fanout(Backend::Tumulte, 5000, None, 0)?;
        let socket_io = self.fanout(Backend::SocketIo, 5000, None, ours.bytes)?;
        self.fanout(Backend::Ws, 5000, None, ours.bytes)?;
        let epoll = self.fanout(Backend::Epoll, 5000, None, ours.bytes)?;
        let ratio = ours.rate / socket_io.rate;
        lines.push(Line {
            figure: "5,000 overlays in one room, deliveries/s: times socket.io",
            found: format!("{ratio:.2}"),
            wanted: ">= 2.6",
            is_reached: ratio >= 2.6,
        });
        let ratio = ours.rate / epoll.rate;
        lines.push(Line {
            figure: "5,000 overlays in one room, deliveries/s: times a bare epoll loop",
            found: format!("{ratio:.2}"),
            wanted: ">= 1",
            is_reached: ratio >= 1.0,
        });
        lines.push(Line {
            figure: "memory for each overlay, kB",
            found: format!("{:.1}", ours.memory as f64 / 1e3),
            wanted: "<= 8",
            is_reached: ours.memory <= 8_000,
        });
        lines.push(Line {
            figure: "memory of an idle server, MB",
            found: format!("{:.1}", ours.idle_memory as f64 / 1e6),
            wanted: "<= 25",
            is_reached: ours.idle_memory <= 25_000_000,
        });
        Ok(())
    }

    /// A thousand overlays, two hundred events a second.
    fn steady(&self, lines: &mut Vec<Line>) -> Result<(), Fault> {
        let ours = self.fanout(Backend::Tumulte, 1000, Some(200.0), 0)?;
        let socket_io = self.fanout(Backend::SocketIo, 1000, Some(200.0), ours.bytes)?;
        self.fanout(Backend::Epoll, 1000, Some(200.0), ours.bytes)?;
        let behind = ours.behind;
        lines.push(Line {
            figure: "1,000 overlays x 200 events/s: last delivery after the last event",
            found: format!("{behind:.1?}"),
            wanted: "<= 100 ms",
            is_reached: behind <= Duration::from_millis(100),
        });
        lines.push(times(
            "1,000 overlays x 200 events/s: p99, times socket.io's",
            &ours,
            &socket_io,
            0.05,
            "<= 0.05",
        ));
        Ok(())
    }

    /// Ten thousand overlays, five events a second.
    fn crowd(&self, lines: &mut Vec<Line>) -> Result<(), Fault> {
        let ours = self.fanout(Backend::Tumulte, 10_000, Some(5.0), 0)?;
        let socket_io = self.fanout(Backend::SocketIo, 10_000, Some(5.0), ours.bytes)?;
        self.fanout(Backend::Epoll, 10_000, Some(5.0), ours.bytes)?;
        lines.push(times(
            "10,000 overlays x 5 events/s: p99, times socket.io's",
            &ours,
            &socket_io,
            0.6,
            "<= 0.6",
        ));
        Ok(())
    }

    /// One overlay, ten rolls a second: nothing else to do.
    fn lone_roll(&self, lines: &mut Vec<Line>) -> Result<(), Fault> {
        let folder = Stage::set(Database::Sqlite, 0)?;
        let [flush, next] = storage::flushes(folder.folder(), Duration::from_millis(50))?;
        println!("a flush of the disk: {flush:?} by itself, {next:?} after another");
        let load = Fanout {
            against: Backend::Tumulte,
            overlays: 1,
            rooms: 1,
            rolls: Some(20.0),
            window: 1,
            seconds: self.seconds * 2,
            bytes: 0,
            unpinned: true,
        };
        let outcome = load.run()?;
        println!("{outcome}");
        let flushes = outcome.waits.at(990).as_secs_f64() / flush.as_secs_f64();
        lines.push(Line {
            figure: "a lone roll from socket to overlay: p99 in flushes of the disk",
            found: format!("{flushes:.1}"),
            wanted: "<= 20",
            is_reached: flushes <= 20.0,
        });
        Ok(())
    }

    fn ingest(&self, lines: &mut Vec<Line>) -> Result<(), Fault> {
        for (database, rate_of, wait_of) in [
            (
                Database::Sqlite,
                "acknowledged rolls/s, SQLite",
                "acknowledgement at 1,000 rolls/s: p99, times that at 10, SQLite",
            ),
            (
                Database::Postgres,
                "acknowledged rolls/s, PostgreSQL",
                "acknowledgement at 1,000 rolls/s: p99, times that at 10, PostgreSQL",
            ),
        ] {
            let run = |rolls: Option<f64>| -> Result<ingest::Outcome, Fault> {
                let load =
                    Ingest { database, tables: 100, rolls, window: 8, seconds: self.seconds };
                let outcome = load.run()?;
                println!("{outcome}");
                Ok(outcome)
            };
            let most = run(None)?;
            lines.push(Line {
                figure: rate_of,
                found: format!("{:.0}", most.rate),
                wanted: ">= 8000",
                is_reached: most.rate >= 8000.0 && most.refused == 0,
            });
            let (few, many) = (run(Some(10.0))?, run(Some(1000.0))?);
            let ratio = many.waits.at(990).as_secs_f64() / few.waits.at(990).as_secs_f64();
            lines.push(Line {
                figure: wait_of,
                found: format!("{ratio:.2}"),
                wanted: "<= 5",
                is_reached: ratio <= 5.0 && many.refused == 0,
            });
        }
        Ok(())
    }

    fn storage(&self, lines: &mut Vec<Line>) -> Result<(), Fault> {
        let load = Storage { waiting: WAITING, seconds: self.seconds };
        for (database, figure, least, wanted) in [
            (
                Database::Sqlite,
                "storage with many waiting, rows/s: times better-sqlite3",
                2.5,
                ">= 2.5",
            ),
            (
                Database::Postgres,
                "storage with many waiting, rows/s: times a pool of 16 in pg",
                3.0,
                ">= 3",
            ),
        ] {
            let outcome = load.measure(database)?;
            println!(
                "{database:?}: {:.0} rolls/s, p99 {:?}; peer {:.0} rows/s",
                outcome.rolls,
                outcome.waits.at(990),
                outcome.peer
            );
            let ratio = outcome.ratio();
            let found = format!("{ratio:.2}");
            lines.push(Line { figure, found, wanted, is_reached: ratio >= least });
        }
        Ok(())
    }
}

fn times(
    figure: &'static str,
    ours: &fanout::Outcome,
    theirs: &fanout::Outcome,
    most: f64,
    wanted: &'static str,
) -> Line {
    let ratio = ours.waits.at(990).as_secs_f64() / theirs.waits.at(990).as_secs_f64();
    Line { figure, found: format!("{ratio:.3}"), wanted, is_reached: ratio <= most }
}
