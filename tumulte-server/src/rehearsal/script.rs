//! The scripted game: worlds with their characters, and the beats they play.
//!
//! The data lies in `tumulte-server/rehearsal/`: `worlds.json` names worlds, people and characters,
//! `script.jsonl` has one scene heading or one beat a line. A beat with `faces` is a fixed moment and
//! may say which verdict it `expect`s; a beat without rolls its dice anew in every round.

use serde::Deserialize;
use tumulte_core::model::Visibility;

use super::{
    RehearsalError,
    chance::Chance,
    notation::{Formula, Rolled},
};

const WORLDS: &str = include_str!("../../rehearsal/worlds.json");
const BEATS: &str = include_str!("../../rehearsal/script.jsonl");

/// The whole play.
#[derive(Debug, Clone)]
pub(super) struct Script {
    pub(super) worlds: Vec<World>,
    pub(super) lines: Vec<Line>,
}

/// A world of the rehearsal: one game system, one campaign.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct World {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) system: String,
    pub(super) system_version: String,
    /// The Foundry version whose message format it speaks.
    pub(super) foundry: String,
    pub(super) characters: Vec<Performer>,
}

/// A character of a world.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Performer {
    pub(super) key: String,
    pub(super) name: String,
    /// The person who plays it; a player character when there is one.
    #[serde(default)]
    pub(super) player: Option<String>,
    #[serde(default)]
    pub(super) hit_points: u32,
    #[serde(default)]
    pub(super) carries: Vec<String>,
}

/// One line of the play.
#[derive(Debug, Clone)]
pub(super) enum Line {
    /// A heading, for the person who watches the terminal.
    Scene(String),
    /// Somebody rolls.
    Beat(Box<Beat>),
}

/// One roll of the play.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Beat {
    pub(super) world: String,
    pub(super) who: String,
    /// The roll type in words of the world's game system.
    pub(super) kind: String,
    /// What exactly is checked: a skill, an ability, a kind of damage.
    #[serde(default)]
    pub(super) detail: Option<String>,
    pub(super) flavor: String,
    pub(super) roll: Notation,
    /// What the dice show; drawn anew in every round when absent.
    #[serde(default)]
    pub(super) faces: Option<Vec<u32>>,
    /// Difficulty, armour class or skill value.
    #[serde(default)]
    pub(super) target: Option<i64>,
    /// From which face on an attack is critical, where that is not 20.
    #[serde(default)]
    pub(super) crit_at: Option<u32>,
    #[serde(default = "public", deserialize_with = "visibility")]
    pub(super) visibility: Visibility,
    /// Whether the roll stands inside a sentence instead of being the message's own.
    #[serde(default)]
    pub(super) inline: bool,
    #[serde(default)]
    pub(super) expect: Option<Expectation>,
    /// Seconds of silence before it.
    pub(super) pause: f64,
}

/// Which verdict the game system's rules must give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Expectation {
    Success,
    Failure,
    None,
}

/// A formula that parsed.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Notation(pub(super) Formula);

impl TryFrom<String> for Notation {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Formula::parse(&text).map(Self)
    }
}

const fn public() -> Visibility {
    Visibility::Public
}

/// In the script a whisper is `gm`, as the table says; the rest is spelled as on the wire.
fn visibility<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Visibility, D::Error> {
    match String::deserialize(from)?.as_str() {
        "gm" => Ok(Visibility::GmOnly),
        "blind" => Ok(Visibility::Blind),
        "self" => Ok(Visibility::SelfOnly),
        other => {
            Err(serde::de::Error::custom(format!("expected gm, blind or self, found {other:?}")))
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawLine {
    Scene { scene: String },
    Beat(Box<serde_json::Value>),
}

impl Script {
    /// Reads and checks the play that is built in.
    ///
    /// # Errors
    ///
    /// `rehearsal.script` with file and line.
    pub(super) fn built_in() -> Result<Self, RehearsalError> {
        Self::parse(WORLDS, BEATS)
    }

    /// Reads worlds (JSON) and lines (JSON lines, empty ones are skipped).
    pub(super) fn parse(worlds: &str, lines: &str) -> Result<Self, RehearsalError> {
        let worlds: Vec<World> = serde_json::from_str(worlds)
            .map_err(|error| problem("worlds.json".to_owned(), &error))?;
        let mut script = Self { worlds, lines: Vec::new() };
        for (index, text) in lines.lines().enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            let place = || format!("script.jsonl line {}", index + 1);
            let raw = serde_json::from_str(text).map_err(|error| problem(place(), &error))?;
            let line = match raw {
                RawLine::Scene { scene } => Line::Scene(scene),
                RawLine::Beat(value) => {
                    let beat: Beat =
                        serde_json::from_value(*value).map_err(|error| problem(place(), &error))?;
                    script.check(&beat).map_err(|error| problem(place(), &error))?;
                    Line::Beat(Box::new(beat))
                }
            };
            script.lines.push(line);
        }
        Ok(script)
    }

    pub(super) fn world(&self, key: &str) -> Option<&World> {
        self.worlds.iter().find(|world| world.key == key)
    }

    /// Every beat in order with its place in the play.
    pub(super) fn beats(&self) -> impl Iterator<Item = (usize, &Beat)> {
        self.lines.iter().enumerate().filter_map(|(index, line)| match line {
            Line::Beat(beat) => Some((index, &**beat)),
            Line::Scene(_) => None,
        })
    }

    fn check(&self, beat: &Beat) -> Result<(), String> {
        let world = self.world(&beat.world).ok_or_else(|| format!("no world {:?}", beat.world))?;
        world.performer(&beat.who).ok_or_else(|| format!("nobody called {:?}", beat.who))?;
        if !(0.0..=10.0).contains(&beat.pause) {
            return Err(format!("expected a pause of 0 to 10 s, found {}", beat.pause));
        }
        match &beat.faces {
            None if beat.expect.is_some() => Err("drawn dice can't expect a verdict".to_owned()),
            None => Ok(()),
            Some(faces) => {
                let dice: Vec<_> = beat.roll.0.dice().collect();
                let fits = dice.len() == faces.len()
                    && dice.iter().zip(faces).all(|(die, face)| (1..=die.faces()).contains(face));
                let complaint = || format!("{faces:?} don't fit on {}", beat.roll.0);
                fits.then_some(()).ok_or_else(complaint)
            }
        }
    }
}

impl Beat {
    /// Rolls its dice: the fixed faces, or faces that belong to this round and this place.
    pub(super) fn rolled(&self, seed: u64, round: u64, index: usize) -> Rolled {
        let mut chance = Chance::of_beat(seed, round, index);
        let mut fixed = self.faces.iter().flatten();
        self.roll.0.roll(|die| fixed.next().copied().unwrap_or_else(|| chance.face(die.faces())))
    }
}

impl World {
    pub(super) fn performer(&self, key: &str) -> Option<&Performer> {
        self.characters.iter().find(|performer| performer.key == key)
    }

    /// The id by which the server knows the world: the same in every run.
    pub(super) fn id(&self) -> String {
        format!("rehearsal-{}", self.key)
    }

    /// Foundry's generation: the number before the first dot.
    pub(super) fn generation(&self) -> u32 {
        self.foundry.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}

fn problem(place: String, problem: &impl ToString) -> RehearsalError {
    RehearsalError::Script { place, problem: problem.to_string() }
}
