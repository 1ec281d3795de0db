//! Tables roll; each roll is durable when it is acknowledged.

use std::{
    fmt,
    time::{Duration, Instant},
};

use clap::Args;
use mio::{Events, Poll, Token};
use tumulte_tests::postgres::Cluster;

use crate::{
    Fault,
    latencies::Latencies,
    process,
    stage::{Database, Stage},
    table::Sender,
};

/// What is sent before is not measured.
const WARM_UP: Duration = Duration::from_secs(2);

/// Acknowledgements come nearly in order: so many numbers are told apart.
const REMEMBERED: usize = 4096;

/// The load.
#[derive(Debug, Clone, Args)]
pub(crate) struct Ingest {
    /// Where the server keeps the rolls.
    #[arg(long, value_enum, default_value_t = Database::Sqlite)]
    pub(crate) database: Database,
    /// How many tables roll; each may send 200 rolls a second for long.
    #[arg(long, default_value_t = 100)]
    pub(crate) tables: usize,
    /// Rolls a second over all tables. Without it, a table rolls as soon as fewer than `--window` wait.
    #[arg(long)]
    pub(crate) rolls: Option<f64>,
    /// How many rolls of one table may wait for their acknowledgement where no rate is given.
    #[arg(long, default_value_t = 8)]
    pub(crate) window: usize,
    /// How long it is measured.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
}

/// What came of it.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    load: Ingest,
    /// Acknowledged rolls a second.
    pub(crate) rate: f64,
    /// From sending a roll to its acknowledgement.
    pub(crate) waits: Latencies,
    /// Rolls that were not taken.
    pub(crate) refused: u64,
    /// The server's processor time for a roll.
    pub(crate) processor: Duration,
    /// The database's, where it is a server of its own.
    pub(crate) database: Duration,
    /// The client's.
    pub(crate) client: Duration,
}

impl Ingest {
    /// Runs it on a fresh database.
    pub(crate) fn run(self) -> Result<Outcome, Fault> {
        let stage = Stage::set(self.database, self.tables)?;
        self.run_on(&stage)
    }

    /// Runs it on a database with as many rooms.
    fn run_on(self, stage: &Stage) -> Result<Outcome, Fault> {
        let process = stage.serve(false)?;
        let mut tables = Vec::with_capacity(self.tables);
        let poll = Poll::new()?;
        for (number, room) in stage.rooms.iter().enumerate() {
            let mut sender = Sender::table(process.address, room)?;
            sender.register(poll.registry(), Token(number))?;
            tables.push(Table { sender, sent: vec![Instant::now(); REMEMBERED], waiting: 0 });
        }
        let mut run =
            Run { load: &self, poll, tables, count: 0, refused: 0, waits: Latencies::default() };
        let mut events = Events::with_capacity(1024);
        let begun = Instant::now();
        while begun.elapsed() < WARM_UP {
            run.step(begun, &mut events)?;
        }
        run.waits = Latencies::default();
        let processor = process.processor_time();
        let postgres = stage.cluster().map(Cluster::processes).unwrap_or_default();
        let database = process::processor_time_of(&postgres);
        let client = process::processor_time(std::process::id());
        let measured = Instant::now();
        let lasting = Duration::from_secs(self.seconds);
        while measured.elapsed() < lasting {
            run.step(begun, &mut events)?;
        }
        let took = measured.elapsed();
        let (waits, refused) = (run.waits, run.refused);
        let processor = process.processor_time().saturating_sub(processor);
        let database = process::processor_time_of(&postgres).saturating_sub(database);
        let client = process::processor_time(std::process::id()).saturating_sub(client);
        let count = u32::try_from(waits.count().max(1))?;
        let rate = f64::from(count) / took.as_secs_f64();
        let of_one = |time: Duration| time / count;
        let (processor, database, client) = (of_one(processor), of_one(database), of_one(client));
        Ok(Outcome { load: self, rate, waits, refused, processor, database, client })
    }
}

struct Table {
    sender: Sender,
    /// When an event was sent, by the last digits of its number.
    sent: Vec<Instant>,
    waiting: usize,
}

struct Run<'a> {
    load: &'a Ingest,
    poll: Poll,
    tables: Vec<Table>,
    count: usize,
    refused: u64,
    waits: Latencies,
}

impl Run<'_> {
    fn step(&mut self, begun: Instant, events: &mut Events) -> Result<(), Fault> {
        let patience = if let Some(rate) = self.load.rolls {
            while self.count as f64 <= begun.elapsed().as_secs_f64() * rate {
                let place = self.count % self.tables.len();
                self.send(place);
            }
            let due = begun + Duration::from_secs_f64(self.count as f64 / rate);
            due.saturating_duration_since(Instant::now())
        } else {
            for place in 0..self.tables.len() {
                while self.tables.get(place).is_some_and(|table| table.waiting < self.load.window) {
                    self.send(place);
                }
            }
            Duration::from_millis(100)
        };
        for table in &mut self.tables {
            table.sender.flush()?;
        }
        self.poll.poll(events, Some(patience.min(Duration::from_millis(100))))?;
        for event in &*events {
            let Token(place) = event.token();
            let Some(table) = self.tables.get_mut(place) else { continue };
            let now = Instant::now();
            let Table { sender, sent, waiting } = table;
            sender.hear(|ack, is_taken| {
                *waiting -= 1;
                self.refused += u64::from(!is_taken);
                if let Some(sent) = sent.get(place_of(ack)) {
                    self.waits.add(now.saturating_duration_since(*sent));
                }
            })?;
        }
        Ok(())
    }

    fn send(&mut self, place: usize) {
        let number = self.count as u64;
        if let Some(Table { sender, sent, waiting }) = self.tables.get_mut(place) {
            let ack = sender.put(number);
            if let Some(sent) = sent.get_mut(place_of(ack)) {
                *sent = Instant::now();
            }
            *waiting += 1;
        }
        self.count += 1;
    }
}

fn place_of(ack: u64) -> usize {
    usize::try_from(ack).unwrap_or_default() % REMEMBERED
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ingest { database, tables, rolls, window, .. } = &self.load;
        let load = rolls.map_or_else(
            || format!("{window} waiting at each"),
            |rolls| format!("{rolls} rolls/s"),
        );
        write!(
            f,
            "{database:?}, {tables} tables, {load}: {:.0} acknowledged rolls/s, p50 {:?}, p99 {:?}, longest {:?}, {} refused; \
             processor time of a roll: server {:?}, database {:?}, client {:?}",
            self.rate,
            self.waits.at(500),
            self.waits.at(990),
            self.waits.longest(),
            self.refused,
            self.processor,
            self.database,
            self.client,
        )
    }
}
