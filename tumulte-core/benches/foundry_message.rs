//! One Foundry message to all its rolls and verdicts, over real tables' messages.
//!
//! `cargo bench -p tumulte-core --bench foundry_message` reads the recordings in place (from
//! `TUMULTE_DATA`, else `../shared/data`), alternates the contenders and prints ratios at the end:
//! a `serde_json` reader of the same fields into borrowed types, and Node's `JSON.parse`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a benchmark measures and prints"
)]

#[path = "foundry_message/corpus.rs"]
mod corpus;
#[path = "foundry_message/peer.rs"]
mod peer;

use std::{collections::BTreeMap, hint::black_box, process::Command, time::Instant};

use self::corpus::{Corpus, Prepared, corpus};
use criterion::Criterion;

/// Rounds of which the median counts.
const ROUNDS: usize = 15;

fn main() {
    let Some(corpus) = corpus() else { return };
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("foundry_message");
    group.sample_size(20);
    group.bench_function("read and judge", |bencher| bencher.iter(|| ours(&corpus)));
    group.bench_function("serde_json typed", |bencher| bencher.iter(|| theirs(&corpus)));
    group.finish();
    criterion.final_summary();
    // Under a profiler only the group above is of interest.
    if !std::env::args().any(|argument| argument == "--profile-time") {
        ratios(&corpus);
        shares(&corpus);
    }
}

fn ours(corpus: &Corpus) -> usize {
    let read = |(system, text): &(Prepared, String)| {
        let rolls = system.reader.read(text.as_str(), None).unwrap().rolls;
        let verdicts = rolls.iter().map(|roll| system.judge(roll));
        verdicts.map(|verdict| black_box(verdict).is_critical()).count()
    };
    corpus.messages.iter().map(read).sum()
}

fn theirs(corpus: &Corpus) -> usize {
    corpus.messages.iter().map(|(_, text)| black_box(peer::read(text)).len()).sum()
}

/// Nanoseconds per message.
fn timed(messages: usize, run: impl Fn() -> usize) -> f64 {
    let start = Instant::now();
    black_box(run());
    start.elapsed().as_secs_f64() * 1e9 / messages as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn ratios(corpus: &Corpus) {
    let count = corpus.messages.len();
    let (mut own, mut peer, mut each) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (a, b) = (timed(count, || ours(corpus)), timed(count, || theirs(corpus)));
        own.push(a);
        peer.push(b);
        each.push(a / b);
    }
    let (own, peer) = (median(own), median(peer));
    println!("{count} messages of {} bytes on average", corpus.bytes / count);
    println!("rolls: ours {}, serde_json {}", ours(corpus), theirs(corpus));
    println!("ours (read, check, judge)   {own:7.0} ns per message");
    println!("serde_json typed (read)     {peer:7.0} ns per message");
    println!("ratio to serde_json typed   {:7.2}  (median of {ROUNDS} rounds)", median(each));
    let list = std::env::temp_dir().join(format!("foundry-messages-{}.jsonl", std::process::id()));
    let lines: Vec<&str> = corpus.messages.iter().map(|(_, text)| text.as_str()).collect();
    std::fs::write(&list, lines.join("\n")).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/foundry_message.mjs");
    let node = Command::new("node").arg(script).arg(&list).arg(ROUNDS.to_string()).output();
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

/// What judging costs beside reading, and what the peer takes, per game system.
fn shares(corpus: &Corpus) {
    let mut systems = BTreeMap::<&str, Vec<&(Prepared, String)>>::new();
    for message in &corpus.messages {
        systems.entry(message.0.id.as_str()).or_default().push(message);
    }
    println!("system          messages  rolls  read ns  judge ns  share  serde_json ns  ratio");
    for (system, messages) in systems {
        let Some((prepared, _)) = messages.first() else { continue };
        let read = || -> Vec<_> {
            let read = |(_, text): &&(Prepared, String)| prepared.reader.read(text.as_str(), None);
            messages.iter().map(|message| read(message).unwrap().rolls).collect()
        };
        let rolls: Vec<_> = read().into_iter().flatten().collect();
        let judge = || rolls.iter().map(|roll| black_box(prepared.judge(roll))).count();
        let theirs = || messages.iter().map(|(_, text)| black_box(peer::read(text)).len()).sum();
        let (mut reading, mut judging, mut peer) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            reading.push(timed(messages.len(), || black_box(read()).len()));
            judging.push(timed(messages.len(), judge));
            peer.push(timed(messages.len(), theirs));
        }
        let (reading, judging, peer) = (median(reading), median(judging), median(peer));
        let (share, ratio) = (judging / reading * 100.0, (reading + judging) / peer);
        let (count, rolls) = (messages.len(), rolls.len());
        println!(
            "{system:15} {count:8} {rolls:6} {reading:8.0} {judging:9.0} {share:5.1} % {peer:13.0} {ratio:6.2}"
        );
    }
}
