//! Replays a file of Foundry messages through the front door, in the rhythm it was played in.

use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    RehearsalError,
    chance::random_word,
    demo::pair,
    game_system::{GameSystem, find_system},
    gm::GameMaster,
    message_source::{LineContent, MessageSource, file_error},
    table::{Table, WorldFacts, now},
};

/// The longest silence at speed 1; tables take breaks that nobody wants to watch.
const LONGEST_PAUSE: f64 = 5.0;

/// What to replay, and how.
#[derive(Debug, Clone)]
pub struct ReplayOptions {
    file: PathBuf,
    speed: f64,
    system: Option<String>,
    exposed: bool,
    streamer: String,
}

impl ReplayOptions {
    /// Replays `file` at its original speed.
    #[must_use]
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self {
            file: file.into(),
            speed: 1.0,
            system: None,
            exposed: false,
            streamer: "Lumen".to_owned(),
        }
    }

    /// Plays so many times faster; 0 sends as fast as acknowledgements come.
    #[must_use]
    pub const fn with_speed(mut self, speed: f64) -> Self {
        self.speed = speed;
        self
    }

    /// Names the game system instead of looking for it in the file.
    #[must_use]
    pub fn with_system(mut self, system: impl Into<String>) -> Self {
        self.system = Some(system.into());
        self
    }

    /// Says that others than this machine reach the server: the password is then drawn at random.
    #[must_use]
    pub const fn with_exposed(mut self, exposed: bool) -> Self {
        self.exposed = exposed;
        self
    }
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplaySummary {
    /// Lines read.
    pub lines: u64,
    /// Lines that were no JSON or too long.
    pub bad_lines: u64,
    /// Messages sent.
    pub sent: u64,
    /// Messages the server recorded or had recorded before.
    pub acknowledged: u64,
    /// Rolls in them.
    pub rolls: u64,
    /// Rolls judged critical.
    pub criticals: u64,
    /// Rolls the stream sees masked.
    pub hidden: u64,
    /// Refused messages by the server's code.
    pub refused: BTreeMap<String, u64>,
}

impl ReplaySummary {
    /// Whether every line was read and every message acknowledged.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.bad_lines == 0 && self.refused.is_empty()
    }
}

/// Replays a file against the running server at `base_url`, as a world of its own.
///
/// Prints links first, a line for every line it can't read or the server refuses, then the
/// summary. Message times are set to now, so that an overlay takes them for what just happened.
///
/// # Errors
///
/// `rehearsal.file` when the file can't be read; otherwise every code of [`RehearsalError`] that
/// ends the whole replay. Bad lines and refused messages do not.
pub async fn run_replay<W: Write + Send>(
    base_url: &str,
    options: &ReplayOptions,
    out: &mut W,
) -> Result<ReplaySummary, RehearsalError> {
    let system = find_system(&options.file, options.system.as_deref()).await?;
    let mut source = MessageSource::open(&options.file).await?;
    let password = if options.exposed { random_word()? } else { "rehearsal".to_owned() };
    let gm = GameMaster::sign_in(base_url, "mj", &password).await?;
    let (mut table, campaign) = pair(base_url, &gm, facts(&options.file, &system)?).await?;
    table.sync().await?;
    let member = gm.add_member(&campaign, &options.streamer).await?;
    writeln!(out, "\n  Replaying {} as {}", options.file.display(), system.id)?;
    writeln!(out, "  Console   {}/  name {}, password {password}", gm.door().base(), gm.name())?;
    writeln!(out, "  Overlay   {}\n", gm.door().link(&member.overlay_url))?;
    out.flush()?;

    let mut summary = ReplaySummary::default();
    let mut before = None;
    let broken = |source| file_error(&options.file, source);
    while let Some(line) = source.next().await.map_err(broken)? {
        summary.lines += 1;
        match line.content {
            LineContent::Nothing => {}
            LineContent::Bad(problem) => {
                summary.bad_lines += 1;
                writeln!(out, "  line {}: {problem}", line.number)?;
            }
            LineContent::Messages(messages) => {
                for message in messages {
                    sleep(rhythm(&mut before, &message, options.speed)).await;
                    let place = format!("line {}", line.number);
                    send(&mut table, message, &place, &mut summary, out).await?;
                }
            }
        }
    }
    let tally = gm.tally(&campaign).await?;
    (summary.criticals, summary.hidden) = (tally.criticals, tally.hidden);
    report(&summary, out)?;
    Ok(summary)
}

/// A fresh world per replay: the same file twice is two games, not duplicates.
fn facts(file: &Path, system: &GameSystem) -> Result<WorldFacts, RehearsalError> {
    let name = file.file_stem().map_or_else(|| "Replay".into(), |stem| stem.to_string_lossy());
    Ok(WorldFacts {
        id: format!("replay-{}", random_word()?.to_ascii_lowercase()),
        name: name.into_owned(),
        gm_user_id: random_word()?,
        system: json!({ "id": system.id, "version": system.version }),
        core_version: system.core_version.clone().unwrap_or_default(),
        characters: vec![],
    })
}

async fn send<W: Write>(
    table: &mut Table,
    mut message: Value,
    place: &str,
    summary: &mut ReplaySummary,
    out: &mut W,
) -> Result<(), RehearsalError> {
    if let Some(fields) = message.as_object_mut() {
        fields.insert("timestamp".to_owned(), json!(now().as_millis()));
    }
    let actor = actor(&message);
    summary.sent += 1;
    match table.roll(message, actor).await {
        Ok(receipt) => {
            summary.acknowledged += 1;
            summary.rolls += receipt.rolls as u64;
        }
        Err(RehearsalError::Refused { code, message, retry: false }) => {
            writeln!(out, "  {place}: refused with {code}: {message}")?;
            *summary.refused.entry(code).or_default() += 1;
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Facts about the speaker, as far as a message alone holds them: never that a player owns it, so
/// that a masked roll names nobody.
fn actor(message: &Value) -> Option<Value> {
    let of_speaker =
        |key: &str| message.pointer(&format!("/speaker/{key}")).and_then(Value::as_str);
    let (id, name) = (of_speaker("actor")?, of_speaker("alias")?);
    Some(json!({ "id": id, "name": name, "img": null, "type": null, "hasPlayerOwner": false }))
}

/// The silence before a message: as long as it was at the table, within bounds.
fn rhythm(before: &mut Option<f64>, message: &Value, speed: f64) -> Duration {
    let moment = message.get("timestamp").and_then(Value::as_f64);
    let gap = match (*before, moment) {
        (Some(before), Some(moment)) => ((moment - before) / 1000.0).clamp(0.0, LONGEST_PAUSE),
        _ => 0.0,
    };
    *before = moment.or(*before);
    if speed > 0.0 {
        Duration::try_from_secs_f64(gap / speed).unwrap_or_default()
    } else {
        Duration::ZERO
    }
}

fn report<W: Write>(summary: &ReplaySummary, out: &mut W) -> std::io::Result<()> {
    let ReplaySummary { lines, bad_lines, sent, acknowledged, rolls, criticals, hidden, refused } =
        summary;
    writeln!(out, "  {lines} lines, {bad_lines} unreadable")?;
    writeln!(out, "  {sent} messages sent, {acknowledged} acknowledged")?;
    writeln!(out, "  {rolls} rolls, {criticals} criticals, {hidden} hidden")?;
    for (code, count) in refused {
        writeln!(out, "  {count} refused with {code}")?;
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rhythm_keeps_the_tables_own_pauses_within_bounds() {
        let at = |millis: i64| json!({ "timestamp": millis });
        let mut before = None;
        let mut next = |message: &Value, speed| rhythm(&mut before, message, speed).as_millis();
        assert_eq!(next(&at(1_000_000), 1.0), 0);
        assert_eq!(next(&at(1_002_000), 1.0), 2000);
        assert_eq!(next(&at(1_004_000), 4.0), 500);
        assert_eq!(next(&at(9_000_000), 1.0), 5000);
        assert_eq!(next(&at(8_000_000), 1.0), 0, "time never runs backwards");
        assert_eq!(next(&json!({}), 1.0), 0);
        assert_eq!(next(&at(8_001_000), 0.0), 0);
    }

    #[test]
    fn a_speaker_without_an_actor_stays_nameless() {
        let named = json!({ "speaker": { "actor": "a", "alias": "Maëlle" } });
        assert_eq!(actor(&named).unwrap()["hasPlayerOwner"], json!(false));
        assert_eq!(actor(&json!({ "speaker": { "alias": "Maëlle" } })), None);
    }

    #[test]
    fn the_summary_names_refusals_by_code() {
        let refused = BTreeMap::from([("roll.malformed".to_owned(), 2)]);
        let mut out = Vec::new();
        report(
            &ReplaySummary { sent: 3, acknowledged: 1, refused, ..Default::default() },
            &mut out,
        )
        .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("3 messages sent, 1 acknowledged"), "{text}");
        assert!(text.contains("2 refused with roll.malformed"), "{text}");
    }
}
