//! A server as the system sees it: its processor time and its memory.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use crate::Fault;

/// The kernel counts processor time in hundredths of a second.
const TICKS: u64 = 100;

/// The processor the server has for itself, and the one of everybody else, where a run keeps them apart.
const SERVER_CORE: &str = "0";
const CLIENT_CORE: &str = "1";

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Process {
    /// Starts a program that says on one of its outputs where it listens. `is_pinned` gives it one core of its own.
    pub(crate) fn start(program: &str, arguments: &[&str], is_pinned: bool) -> Result<Self, Fault> {
        let mut command = if is_pinned {
            let mut command = Command::new("taskset");
            command.args(["-c", SERVER_CORE, program]);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("{program}: {error}"))?;
        let (said, heard) = mpsc::channel();
        if let Some(output) = child.stdout.take() {
            listen(output, said.clone());
        }
        if let Some(errors) = child.stderr.take() {
            listen(errors, said);
        }
        let mut process = Self { child, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        let mut last = String::new();
        while let Ok(line) = heard.recv_timeout(PATIENCE) {
            if let Some(port) = port(&line) {
                process.address.set_port(port);
                return Ok(process);
            }
            last = line;
        }
        Err(format!("{program} does not listen: {last}").into())
    }

    /// How much processor time it has taken.
    pub(crate) fn processor_time(&self) -> Duration {
        processor_time(self.child.id())
    }

    /// Its resident memory in bytes.
    pub(crate) fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let line = |status: &str| {
            let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        };
        status.ok().and_then(|status| line(&status)).unwrap_or_default() * 1024
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _gone = self.child.kill();
        }
        let _ended = self.child.wait();
    }
}

/// How much processor time a process has taken, its threads together.
pub(crate) fn processor_time(id: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // The name in parentheses may hold anything; the numbers follow it.
    let numbers = stat.rsplit_once(')').map_or("", |(_, numbers)| numbers);
    let times = numbers.split_whitespace().skip(11).take(2);
    let ticks: u64 = times.filter_map(|number| number.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1000 / TICKS)
}

/// How much processor time all of these processes have taken.
pub(crate) fn processor_time_of(ids: &[u32]) -> Duration {
    ids.iter().map(|id| processor_time(*id)).sum()
}

/// Keeps this process on the core that pinned servers do not use.
pub(crate) fn step_aside() -> Result<(), Fault> {
    stay_on(CLIENT_CORE)
}

/// Lets this process run anywhere again.
pub(crate) fn step_back() -> Result<(), Fault> {
    stay_on("0-1")
}

fn stay_on(cores: &str) -> Result<(), Fault> {
    let own = std::process::id().to_string();
    let mut command = Command::new("taskset");
    let status = command.args(["-a", "-c", "-p", cores, &own]).stdout(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err("taskset failed".into()) }
}

/// Hands over what a server says, and goes on reading when nobody listens any more.
fn listen(output: impl Read + Send + 'static, said: mpsc::Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if line.contains("\"ERROR\"") {
                eprintln!("{line}");
            }
            let _nobody = said.send(line);
        }
    });
}

/// The port in the line that says where a server listens.
fn port(line: &str) -> Option<u16> {
    let (_, after) = line.split_once("127.0.0.1:").filter(|_| line.contains("listen"))?;
    let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
    after.get(..end)?.parse().ok()
}
