//! What was told before, and what is history.

use std::collections::{HashSet, VecDeque};

use super::Source;
use crate::{
    model::{Roll, Timestamp},
    vtt::Reading,
};

/// How much older than the joining of the tab a message may be: clocks differ.
pub const HISTORY_GRACE_MILLIS: i64 = 8_000;

/// How far apart two sources may tell of the same roll.
pub const TWIN_MILLIS: i64 = 3_000;

/// How many messages and rolls are remembered.
const MAX_REMEMBERED: usize = 4_096;

/// Lets every roll through once.
///
/// A page streams its history in when it loads, a socket repeats itself when it reconnects, and
/// Beyond20 tells of a roll that Roll20 and the game log tell of as well. The clock is the messages'
/// own.
///
/// ```
/// use tumulte_core::{model::Timestamp, vtt::relay::{Guard, Source}};
///
/// let mut guard = Guard::new(Some(Timestamp::from_millis(60_000)));
/// let tab = Source::new("roll20.rtdb");
/// assert!(!guard.admits(&tab, Some("-K1"), Some(Timestamp::from_millis(51_000))));
/// assert!(guard.admits(&tab, Some("-K2"), Some(Timestamp::from_millis(52_000))));
/// guard.remember(&tab, Some("-K2"));
/// assert!(!guard.admits(&tab, Some("-K2"), Some(Timestamp::from_millis(52_000))));
/// ```
#[derive(Debug, Default)]
pub struct Guard {
    joined_at: Option<Timestamp>,
    /// The latest moment heard of, for messages that have none.
    now: Option<Timestamp>,
    messages: VecDeque<(Source, String)>,
    known: HashSet<(Source, String)>,
    rolls: VecDeque<Told>,
}

/// A roll that was let through.
#[derive(Debug)]
struct Told {
    source: Source,
    at: Option<Timestamp>,
    face: Face,
    /// Other sources that told of it since. Each tells of it once.
    twins: Vec<Source>,
}

/// What two tellings of one roll have in common.
#[derive(Debug, PartialEq)]
pub(crate) struct Face {
    actor: String,
    /// Faces and results of the dice that count, sorted.
    dice: Vec<(u32, i64)>,
    total: Option<i64>,
}

impl Guard {
    /// A guard for a tab that joined at this moment; without one nothing is history.
    #[must_use]
    pub fn new(joined_at: Option<Timestamp>) -> Self {
        Self { joined_at, ..Self::default() }
    }

    /// The tab joined, again perhaps: from here on older messages are history.
    pub const fn join(&mut self, moment: Timestamp) {
        self.joined_at = Some(moment);
    }

    /// Whether a message is new: neither history, nor remembered of this source.
    #[must_use]
    pub fn admits(&self, source: &Source, id: Option<&str>, at: Option<Timestamp>) -> bool {
        let message = |id: &str| (source.clone(), id.to_owned());
        !self.is_history(at) && !id.is_some_and(|id| self.known.contains(&message(id)))
    }

    /// Remembers a message that told something. One that told nothing yet may come again under its
    /// id: dice that still roll.
    pub fn remember(&mut self, source: &Source, id: Option<&str>) {
        let Some(id) = id else { return };
        let message = (source.clone(), id.to_owned());
        if !self.known.insert(message.clone()) {
            return;
        }
        self.messages.push_back(message);
        if self.messages.len() > MAX_REMEMBERED
            && let Some(oldest) = self.messages.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    fn is_history(&self, at: Option<Timestamp>) -> bool {
        match (self.joined_at, at) {
            (Some(joined), Some(at)) => joined.millis_since(at) > HISTORY_GRACE_MILLIS,
            _ => false,
        }
    }

    /// Takes the rolls out that are history, or that another source told of within three seconds.
    ///
    /// Rolls are the same when actor, the dice that count and the total are. One source telling of
    /// two equal rolls means two rolls.
    pub fn keep_new(&mut self, source: &Source, at: Option<Timestamp>, reading: &mut Reading) {
        for roll in core::mem::take(&mut reading.rolls) {
            let moment = at.or(roll.rolled_at);
            if self.is_history(moment) {
                continue;
            }
            self.now = self.now.max(moment);
            let moment = moment.or(self.now);
            let face = Face::of(&roll);
            if self.has_twin(source, moment, &face) {
                continue;
            }
            if self.rolls.len() >= MAX_REMEMBERED {
                self.rolls.pop_front();
            }
            self.rolls.push_back(Told {
                source: source.clone(),
                at: moment,
                face,
                twins: Vec::new(),
            });
            reading.rolls.push(roll);
        }
    }

    fn has_twin(&mut self, source: &Source, at: Option<Timestamp>, face: &Face) -> bool {
        if !face.is_known() {
            return false;
        }
        let twin = self.rolls.iter_mut().rev().find(|told| {
            told.source != *source
                && !told.twins.contains(source)
                && told.face == *face
                && may_be_one(told.at, at)
        });
        twin.map(|told| told.twins.push(source.clone())).is_some()
    }
}

/// Whether two tellings are close enough to be of one roll.
pub(crate) const fn may_be_one(told: Option<Timestamp>, at: Option<Timestamp>) -> bool {
    match (told, at) {
        (Some(told), Some(at)) => at.millis_since(told).abs() <= TWIN_MILLIS,
        _ => false,
    }
}

impl Face {
    /// Whether it can be recognised: a roll that shows nothing can't.
    pub(crate) const fn is_known(&self) -> bool {
        !self.dice.is_empty()
    }

    #[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
    pub(crate) fn of(roll: &Roll) -> Self {
        let thousandths = |value: f64| (value * 1000.0) as i64;
        let counting = roll.dice.iter().filter(|die| die.active);
        let mut dice: Vec<_> =
            counting.map(|die| (die.faces, thousandths(die.result.value()))).collect();
        dice.sort_unstable();
        let actor = roll.speaker.alias.as_deref().unwrap_or_default().trim().to_lowercase();
        Self { actor, dice, total: roll.total.map(|total| thousandths(total.value())) }
    }
}
