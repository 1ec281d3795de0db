//! Tables roll, overlays watch.

use std::{
    fmt,
    time::{Duration, Instant},
};

use clap::Args;
use mio::{Events, Poll, Token};

use crate::{
    Fault,
    backend::Backend,
    latencies::Latencies,
    process::{self, Process},
    stage::Stage,
    table::Sender,
    viewer::Viewer,
};

/// What is sent before is not measured.
const WARM_UP: Duration = Duration::from_secs(2);

/// How long a server may take to deliver what was sent to the end.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many things a poll tells at once.
const TOLD_AT_ONCE: usize = 1024;

/// The load.
#[derive(Debug, Clone, Args)]
pub(crate) struct Fanout {
    /// Who is under load.
    #[arg(long, value_enum, default_value_t = Backend::Tumulte)]
    pub(crate) against: Backend,
    /// How many overlays watch.
    #[arg(long, default_value_t = 1000)]
    pub(crate) overlays: usize,
    /// How many rooms they are spread over; each has a table.
    #[arg(long, default_value_t = 1)]
    pub(crate) rooms: usize,
    /// Rolls a second over all rooms. Without it, the next roll falls as soon as fewer than `--window` are on their way.
    #[arg(long)]
    pub(crate) rolls: Option<f64>,
    /// How many rolls may be on their way at once where no rate is given.
    #[arg(long, default_value_t = 64)]
    pub(crate) window: usize,
    /// How long it is measured.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// How many bytes an event of a peer has; ours has what it has.
    #[arg(long, default_value_t = 413)]
    pub(crate) bytes: usize,
    /// Leave server and client wherever the system puts them; else each has one core.
    #[arg(long)]
    pub(crate) unpinned: bool,
}

/// What came of it.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    load: Fanout,
    /// Deliveries a second.
    pub(crate) rate: f64,
    /// From the moment a roll was sent to each overlay's seeing it.
    pub(crate) waits: Latencies,
    /// How long the last deliveries took after the last roll had been sent.
    pub(crate) behind: Duration,
    /// The server's processor seconds for a million deliveries.
    pub(crate) processor: f64,
    /// The client's.
    pub(crate) client: f64,
    /// The server's memory for each overlay, in bytes.
    pub(crate) memory: u64,
    /// The server's memory before anybody came.
    pub(crate) idle_memory: u64,
    /// How long an event was on the wire.
    pub(crate) bytes: usize,
}

impl Fanout {
    /// Runs it.
    pub(crate) fn run(self) -> Result<Outcome, Fault> {
        let stage = self.against.stage(self.rooms)?;
        if !self.unpinned {
            process::step_aside()?;
        }
        let process = self.against.start(stage.as_ref(), !self.unpinned)?;
        let outcome = Run::begin(&self, stage.as_ref(), &process)?.end();
        process::step_back()?;
        outcome
    }
}

struct Run<'a> {
    load: &'a Fanout,
    process: &'a Process,
    poll: Poll,
    viewers: Vec<Viewer>,
    senders: Vec<Sender>,
    /// When each event of each room was sent.
    sent: Vec<Vec<Instant>>,
    events_sent: usize,
    deliveries: usize,
    expected: usize,
    waits: Latencies,
    measured_from: Instant,
    bytes: usize,
    memory: u64,
    idle_memory: u64,
}

impl<'a> Run<'a> {
    fn begin(load: &'a Fanout, stage: Option<&Stage>, process: &'a Process) -> Result<Self, Fault> {
        // A server is idle when it has settled.
        std::thread::sleep(Duration::from_secs(1));
        let idle_memory = process.memory();
        let entrances = load.against.entrances(stage, load.rooms);
        let mut viewers = Viewer::crowd(process.address, &entrances, load.overlays)?;
        std::thread::sleep(Duration::from_secs(1));
        let memory = process.memory().saturating_sub(idle_memory) / load.overlays.max(1) as u64;
        let mut senders = load.against.senders(process, stage, load.rooms, load.bytes)?;
        let poll = Poll::new()?;
        for (token, viewer) in viewers.iter_mut().enumerate() {
            viewer.register(poll.registry(), Token(token))?;
        }
        for (number, sender) in senders.iter_mut().enumerate() {
            sender.register(poll.registry(), Token(load.overlays + number))?;
        }
        Ok(Self {
            load,
            process,
            poll,
            viewers,
            senders,
            sent: vec![Vec::new(); load.rooms],
            events_sent: 0,
            deliveries: 0,
            expected: 0,
            waits: Latencies::default(),
            measured_from: Instant::now() + WARM_UP,
            bytes: 0,
            memory,
            idle_memory,
        })
    }

    fn end(mut self) -> Result<Outcome, Fault> {
        let mut events = Events::with_capacity(TOLD_AT_ONCE);
        let mut buffer = vec![0; 256 * 1024];
        let begun = Instant::now();
        while Instant::now() < self.measured_from {
            self.step(begun, &mut events, &mut buffer)?;
        }
        let (deliveries, processor) = (self.deliveries, self.process.processor_time());
        let client = process::processor_time(std::process::id());
        let measured = Instant::now();
        let lasting = Duration::from_secs(self.load.seconds);
        while measured.elapsed() < lasting {
            self.step(begun, &mut events, &mut buffer)?;
        }
        let took = measured.elapsed();
        let processor = self.process.processor_time().saturating_sub(processor);
        let client = process::processor_time(std::process::id()).saturating_sub(client);
        let delivered = (self.deliveries - deliveries) as f64;

        let stopped = Instant::now();
        while self.deliveries < self.expected && stopped.elapsed() < PATIENCE {
            self.poll.poll(&mut events, Some(Duration::from_millis(100)))?;
            self.hear(&events, &mut buffer)?;
        }
        let millions = delivered / 1e6;
        Ok(Outcome {
            load: self.load.clone(),
            rate: delivered / took.as_secs_f64(),
            waits: self.waits,
            behind: stopped.elapsed(),
            processor: processor.as_secs_f64() / millions,
            client: client.as_secs_f64() / millions,
            memory: self.memory,
            idle_memory: self.idle_memory,
            bytes: self.bytes,
        })
    }

    /// Sends what is due, then waits for what comes, until the next is due.
    fn step(
        &mut self,
        begun: Instant,
        events: &mut Events,
        buffer: &mut [u8],
    ) -> Result<(), Fault> {
        let patience = if let Some(rate) = self.load.rolls {
            while self.events_sent as f64 <= begun.elapsed().as_secs_f64() * rate {
                self.send()?;
            }
            let due = begun + Duration::from_secs_f64(self.events_sent as f64 / rate);
            due.saturating_duration_since(Instant::now())
        } else {
            let each = self.load.overlays.div_ceil(self.load.rooms).max(1);
            while (self.expected - self.deliveries) / each < self.load.window {
                self.send()?;
            }
            Duration::from_millis(100)
        };
        self.poll.poll(events, Some(patience.min(Duration::from_millis(100))))?;
        self.hear(events, buffer)
    }

    fn send(&mut self) -> Result<(), Fault> {
        let room = self.events_sent % self.load.rooms;
        if let (Some(sender), Some(sent)) = (self.senders.get_mut(room), self.sent.get_mut(room)) {
            sender.put(self.events_sent as u64);
            sent.push(Instant::now());
            sender.flush()?;
        }
        self.events_sent += 1;
        self.expected += self.load.overlays / self.load.rooms
            + usize::from(room < self.load.overlays % self.load.rooms);
        Ok(())
    }

    fn hear(&mut self, events: &Events, buffer: &mut [u8]) -> Result<(), Fault> {
        for event in events {
            let Token(place) = event.token();
            let Some(viewer) = self.viewers.get_mut(place) else {
                if let Some(sender) = self.senders.get_mut(place - self.load.overlays) {
                    sender.flush()?;
                    sender.hear(|_, _| {})?;
                }
                continue;
            };
            let (heard, length) = viewer.hear(buffer)?;
            if heard == 0 {
                continue;
            }
            self.deliveries += heard;
            self.bytes = length;
            let now = Instant::now();
            let sent = self.sent.get(viewer.room).map_or(&[][..], Vec::as_slice);
            for sent in sent.get(viewer.heard - heard..viewer.heard).unwrap_or_default() {
                if *sent >= self.measured_from {
                    self.waits.add(now.saturating_duration_since(*sent));
                }
            }
        }
        Ok(())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fanout { against, overlays, rooms, rolls, window, .. } = &self.load;
        let load = rolls
            .map_or_else(|| format!("{window} on their way"), |rolls| format!("{rolls} rolls/s"));
        write!(
            f,
            "{:<10} {overlays} overlays, {rooms} rooms, {load}: {:.0} deliveries/s of {} B, p50 {:?}, p99 {:?}, longest {:?}, behind {:?}; \
             {:.2} CPU s a million (client {:.2}), {:.1} kB each, idle {:.1} MB",
            against.name(),
            self.rate,
            self.bytes,
            self.waits.at(500),
            self.waits.at(990),
            self.waits.longest(),
            self.behind,
            self.processor,
            self.client,
            self.memory as f64 / 1e3,
            self.idle_memory as f64 / 1e6,
        )
    }
}
