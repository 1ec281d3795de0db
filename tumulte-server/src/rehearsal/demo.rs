//! The demo: pairs every world of the script, prints the links, plays until dropped.

use std::{collections::BTreeMap, io::Write, time::Duration};

use tokio::time::sleep;

use super::{
    RehearsalError,
    chance::{document_id, random_word},
    gm::{GameMaster, Member},
    script::{Beat, Line, Script, World},
    table::{OfferedTable, Table, WorldFacts, now},
};

const GM_NAME: &str = "mj";
const LOOPBACK_PASSWORD: &str = "rehearsal";
const STREAMERS: [&str; 2] = ["Lumen", "Okapi"];

/// How the demo is played.
#[derive(Debug, Clone)]
pub struct DemoOptions {
    exposed: bool,
    seed: u64,
    speed: f64,
    rounds: Option<u64>,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self { exposed: false, seed: 1, speed: 1.0, rounds: None }
    }
}

impl DemoOptions {
    /// Says that others than this machine reach the server: the password is then drawn at random.
    #[must_use]
    pub const fn with_exposed(mut self, exposed: bool) -> Self {
        self.exposed = exposed;
        self
    }

    /// Chooses which dice are drawn where the script leaves them open.
    #[must_use]
    pub const fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Plays so many times faster; 0 leaves no pauses at all.
    #[must_use]
    pub const fn with_speed(mut self, speed: f64) -> Self {
        self.speed = speed;
        self
    }

    /// Plays the script so many times instead of for ever.
    #[must_use]
    pub const fn with_rounds(mut self, rounds: u64) -> Self {
        self.rounds = Some(rounds);
        self
    }
}

/// Plays the scripted game against the running server at `base_url`.
///
/// Prints a block of links to `out` first, then the scenes as they come. Without
/// [`DemoOptions::with_rounds`] it plays for ever: drop the future to stop, its connections close.
///
/// # Errors
///
/// Every code of [`RehearsalError`]; a single roll the server refuses is reported and skipped.
pub async fn run_demo<W: Write + Send>(
    base_url: &str,
    options: &DemoOptions,
    out: &mut W,
) -> Result<(), RehearsalError> {
    let script = Script::built_in()?;
    let password = if options.exposed { random_word()? } else { LOOPBACK_PASSWORD.to_owned() };
    let gm = GameMaster::sign_in(base_url, GM_NAME, &password).await?;
    let mut tables = BTreeMap::new();
    let mut members = Vec::new();
    for world in &script.worlds {
        let table = seat(base_url, &gm, world, &mut members).await?;
        tables.insert(world.key.clone(), table);
    }
    welcome(&gm, &password, &members, &script, out)?;

    let run = random_word()?;
    let mut round = 0;
    while options.rounds.is_none_or(|rounds| round < rounds) {
        for (index, line) in script.lines.iter().enumerate() {
            match line {
                Line::Scene(title) => writeln!(out, "  ♦ {title}")?,
                Line::Beat(beat) => {
                    sleep(pause(beat, options.speed)).await;
                    let id = document_id(&[&run, &round.to_string(), &index.to_string()]);
                    let world = script.world(&beat.world);
                    if let (Some(world), Some(table)) = (world, tables.get_mut(&beat.world)) {
                        let rolled = beat.rolled(options.seed, round, index);
                        let message = world.message(beat, &rolled, &id, now());
                        let actor = world.performer(&beat.who).map(|who| world.actor(who));
                        match table.roll(message, actor).await {
                            Ok(_) => {}
                            Err(RehearsalError::Refused { code, message, retry: false }) => {
                                writeln!(out, "    refused: {} ({code}: {message})", beat.flavor)?;
                            }
                            Err(error) => return Err(error),
                        }
                    }
                }
            }
            out.flush()?;
        }
        round += 1;
    }
    Ok(())
}

/// Pairs a world, imports it, tells its characters and gives them to the streamers. The first world
/// brings the streamers, the others are added to what their overlays show.
async fn seat(
    base_url: &str,
    gm: &GameMaster,
    world: &World,
    members: &mut Vec<Member>,
) -> Result<Table, RehearsalError> {
    let facts = WorldFacts {
        id: world.id(),
        name: world.name.clone(),
        gm_user_id: world.person(None),
        system: world.system_json(),
        core_version: world.foundry.clone(),
        characters: world.characters.iter().map(|who| world.character(who)).collect(),
    };
    let (mut table, campaign) = pair(base_url, gm, facts).await?;
    table.sync().await?;
    if members.is_empty() {
        for name in STREAMERS {
            members.push(gm.add_member(&campaign, name).await?);
        }
    } else {
        for member in members.iter() {
            gm.join(&campaign, member).await?;
        }
    }
    let characters = gm.characters(&campaign).await?;
    let played = characters.iter().filter(|character| character.character_type == "pc");
    for (character, member) in played.zip(members.iter().cycle()) {
        gm.assign(&campaign, &character.character_id, &member.streamer_id).await?;
    }
    Ok(table)
}

/// Offer, confirmation, claim, import: in the order people do it.
pub(super) async fn pair(
    base_url: &str,
    gm: &GameMaster,
    facts: WorldFacts,
) -> Result<(Table, String), RehearsalError> {
    let world_id = facts.id.clone();
    let offered = OfferedTable::offer(base_url, facts).await?;
    let paired = gm.confirm(&offered.code()).await?;
    let table = offered.claim().await?;
    let campaign = gm.import(&paired, &world_id).await?;
    Ok((table, campaign))
}

fn pause(beat: &Beat, speed: f64) -> Duration {
    if speed > 0.0 { Duration::from_secs_f64(beat.pause / speed) } else { Duration::ZERO }
}

fn welcome<W: Write>(
    gm: &GameMaster,
    password: &str,
    members: &[Member],
    script: &Script,
    out: &mut W,
) -> std::io::Result<()> {
    let door = gm.door();
    let seconds: f64 = script.beats().map(|(_, beat)| beat.pause).sum();
    writeln!(out)?;
    writeln!(
        out,
        "  Tumulte — {} tables are rehearsing, {:.0} minutes, then again with other dice.",
        script.worlds.len(),
        (seconds / 60.0).ceil()
    )?;
    writeln!(out)?;
    writeln!(out, "  Console   {}/", door.base())?;
    writeln!(out, "            name {}, password {password}", gm.name())?;
    for member in members {
        writeln!(out, "  Overlay   {}  ({})", door.link(&member.overlay_url), member.name)?;
    }
    writeln!(out)?;
    writeln!(out, "  In OBS    Sources → + → Browser, paste an overlay link, 1920 × 1080,")?;
    writeln!(out, "            \"Shutdown source when not visible\" off.")?;
    writeln!(out, "  To stop   Ctrl+C")?;
    writeln!(out)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_follow_the_speed_and_vanish_at_zero() {
        let script = Script::built_in().unwrap();
        let (_, first) = script.beats().next().unwrap();
        assert_eq!(pause(first, 1.0), Duration::from_secs(2));
        assert_eq!(pause(first, 4.0), Duration::from_millis(500));
        assert_eq!(pause(first, 0.0), Duration::ZERO);
    }
}
