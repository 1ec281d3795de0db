//! One Foundry message to all its rolls and verdicts, over real tables' messages.
//!
//! `cargo bench --bench foundry_message` in this folder reads the recordings in place (from
//! `TUMULTE_DATA`, else `shared/data` beside the checkout), alternates the contenders and prints ratios
//! at the end: a `serde_json` reader of the same fields into borrowed types, and Node's `JSON.parse`.

#[path = "foundry_message/corpus.rs"]
mod corpus;
#[path = "foundry_message/peer.rs"]
mod peer;

use std::{
    collections::BTreeMap,
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use self::corpus::{Corpus, Prepared, corpus};
use criterion::Criterion;

/// Rounds, contenders taking turns.
const ROUNDS: usize = 31;

/// Messages looked at as one piece of work.
const PIECE: usize = 48;

fn main() {
    let Some(corpus) = corpus() else { return };
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("foundry_message");
    group.sample_size(20);
    group.bench_function("read and judge", |bencher| bencher.iter(|| ours(&corpus.messages)));
    group.bench_function("serde_json typed", |bencher| bencher.iter(|| theirs(&corpus.messages)));
    group.finish();
    criterion.final_summary();
    // Under a profiler only the group above is of interest.
    if !std::env::args().any(|argument| argument == "--profile-time") {
        ratios(&corpus);
        shares(&corpus);
    }
}

type Messages = [(Prepared, String)];

fn ours(messages: &Messages) -> usize {
    let read = |(system, text): &(Prepared, String)| {
        let rolls = system.reader.read(text.as_str(), None).unwrap().rolls;
        let verdicts = rolls.iter().map(|roll| system.judge(roll));
        verdicts.filter(|verdict| black_box(verdict).is_critical()).count()
    };
    messages.iter().map(read).sum()
}

fn theirs(messages: &Messages) -> usize {
    messages.iter().map(|(_, text)| black_box(peer::read(text)).len()).sum()
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

/// How long each piece of the work took at its best, for each contender. A whole pass over the
/// messages lies between two looks at the same piece, and on a busy machine a short piece has a
/// chance to run undisturbed.
struct Contest {
    best: Vec<Vec<f64>>,
    count: usize,
}

impl Contest {
    /// Runs contenders in turns over pieces of the messages. Each says how long its piece took.
    fn run<T>(pieces: &[T], count: usize, contenders: &[&dyn Fn(&T) -> Duration]) -> Self {
        let mut best = vec![vec![f64::INFINITY; pieces.len()]; contenders.len()];
        for _ in 0..ROUNDS {
            for (contender, best) in contenders.iter().zip(&mut best) {
                for (piece, best) in pieces.iter().zip(best) {
                    *best = best.min(contender(piece).as_secs_f64() * 1e9);
                }
            }
        }
        Self { best, count }
    }

    /// Nanoseconds per message.
    fn time(&self, contender: usize) -> f64 {
        self.best[contender].iter().sum::<f64>() / self.count as f64
    }
}

fn ratios(corpus: &Corpus) {
    let count = corpus.messages.len();
    let pieces: Vec<&Messages> = corpus.messages.chunks(PIECE).collect();
    let contest = Contest::run(
        &pieces,
        count,
        &[&|piece| timed(|| ours(piece)), &|piece| timed(|| theirs(piece))],
    );
    let (own, peer) = (contest.time(0), contest.time(1));
    println!("{count} messages of {} bytes on average", corpus.bytes / count);
    let rolls = |(system, text): &(Prepared, String)| system.reader.read(text.as_str(), None);
    let rolls = corpus.messages.iter().map(|message| rolls(message).unwrap().rolls.len());
    println!("rolls: ours {}, serde_json {}", rolls.sum::<usize>(), theirs(&corpus.messages));
    println!("ours (read, check, judge)   {own:7.0} ns per message");
    println!("serde_json typed (read)     {peer:7.0} ns per message");
    println!("ratio to serde_json typed   {:7.2}", own / peer);
    let list = std::env::temp_dir().join(format!("foundry-messages-{}.jsonl", std::process::id()));
    let lines: Vec<&str> = corpus.messages.iter().map(|(_, text)| text.as_str()).collect();
    std::fs::write(&list, lines.join("\n")).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/foundry_message.mjs");
    let mut node = Command::new("node");
    let node = node.arg(script).arg(&list);
    let node = node.arg(ROUNDS.to_string()).arg(PIECE.to_string()).output();
    std::fs::remove_file(&list).unwrap();
    match node {
        Ok(output) if output.status.success() => {
            let text = String::from_utf8(output.stdout).unwrap();
            let (time, rolls) = text.trim().split_once(' ').unwrap();
            let time: f64 = time.parse().unwrap();
            println!("Node JSON.parse and by hand {time:7.0} ns per message, {rolls} rolls");
            println!("ratio to Node               {:7.2}", own / time);
        }
        _ => println!("skipped: Node is not at hand"),
    }
}

/// What judging costs beside reading, and what the peer takes, per game system. Rolls are judged as
/// they are in use: right after they were read.
fn shares(corpus: &Corpus) {
    let mut systems = BTreeMap::<&str, Vec<&(Prepared, String)>>::new();
    for message in &corpus.messages {
        systems.entry(message.0.id.as_str()).or_default().push(message);
    }
    println!("system          messages  rolls  read ns  judge ns  share  serde_json ns  ratio");
    for (system, messages) in systems {
        let Some((prepared, _)) = messages.first() else { continue };
        let pieces: Vec<&[&(Prepared, String)]> = messages.chunks(PIECE).collect();
        let read = |piece: &[&(Prepared, String)]| {
            let rolls = piece.iter().map(|(_, text)| prepared.reader.read(text.as_str(), None));
            rolls.map(|read| read.unwrap().rolls).collect::<Vec<_>>()
        };
        let rolls: usize =
            pieces.iter().flat_map(|piece| read(piece)).map(|rolls| rolls.len()).sum();
        let contest = Contest::run(
            &pieces,
            messages.len(),
            &[
                &|piece| {
                    timed(|| {
                        let read = |message: &&(Prepared, String)| {
                            let reading = prepared.reader.read(message.1.as_str(), None);
                            black_box(reading.unwrap()).rolls.len()
                        };
                        piece.iter().map(read).sum::<usize>()
                    })
                },
                &|piece| {
                    let rolls = read(piece);
                    timed(|| {
                        let rolls = rolls.iter().flatten();
                        rolls.filter(|roll| black_box(prepared.judge(roll)).is_critical()).count()
                    })
                },
                &|piece| {
                    timed(|| piece.iter().map(|(_, text)| peer::read(text).len()).sum::<usize>())
                },
            ],
        );
        let (reading, judging, peer) = (contest.time(0), contest.time(1), contest.time(2));
        let (share, ratio) = (judging / reading * 100.0, (reading + judging) / peer);
        let count = messages.len();
        println!(
            "{system:15} {count:8} {rolls:6} {reading:8.0} {judging:9.0} {share:5.1} % {peer:13.0} {ratio:6.2}"
        );
    }
}
