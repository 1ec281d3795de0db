//! A roll as a tabletop told it: formula, results and total, checked.

use serde::{Deserialize, Serialize};

use super::{Die, Hints, Number, Speaker, Timestamp, Visibility};

/// One roll read from a tabletop: what was rolled, by whom, and who may see it. Not judged yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Roll {
    /// The tabletop's own identity of this roll: `messageId#0` for a roll of the message, `#i0` for an
    /// inline roll, `#attack.0` for a result on a card. The same after every resend and update.
    pub vtt_roll_id: String,
    /// The formula as it was rolled: `2d20kh1 + 7`.
    pub formula: String,
    /// The total the tabletop gave; none where it gave none.
    pub total: Option<Number>,
    /// Every die of the roll in reading order, dropped and rerolled ones included.
    pub dice: Vec<Die>,
    /// Whether the dice add up to the total.
    pub total_check: TotalCheck,
    /// What kind of roll it is in words of the game system: `attack`, `save`, `skill-check` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll_type: Option<String>,
    /// The text the table shows beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flavor: Option<String>,
    /// Who rolled.
    pub speaker: Speaker,
    /// Who may see it.
    pub visibility: Visibility,
    /// Where in the message it stood.
    pub origin: RollOrigin,
    /// Named facts for the rules of the game system.
    #[serde(default, skip_serializing_if = "Hints::is_empty")]
    pub hints: Hints,
    /// When the tabletop says it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rolled_at: Option<Timestamp>,
}

/// Where in its message a roll stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RollOrigin {
    /// One of the message's own rolls.
    Message,
    /// An inline roll inside the message's text.
    Inline,
    /// A result the game system keeps on its card, outside the message's rolls.
    Card,
}

/// Whether the dice add up to the total the tabletop gave, or the reason why not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status", try_from = "Checked")]
#[non_exhaustive]
pub enum TotalCheck {
    /// The recomputed total equals the given one.
    Agrees,
    /// The tabletop gave no total: the roll was never evaluated.
    NoTotal,
    /// A term the formula needs has no known value.
    UnknownTerm {
        /// The class name of the term.
        class: String,
    },
    /// The given total counts some dice twice (exalted's doubled tens).
    DoubledSuccesses,
    /// More dice lie there than the formula threw: some were added after the total was made
    /// (exalted's rerolls).
    AddedDice {
        /// What all of them add up to.
        recomputed: Number,
    },
    /// The recomputed total differs and no known custom of the system explains it.
    Differs {
        /// What the dice add up to.
        recomputed: Number,
    },
}

/// A check with the fields of all of them, as it is read.
#[derive(Deserialize)]
struct Checked {
    status: Status,
    class: Option<String>,
    recomputed: Option<Number>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Agrees,
    NoTotal,
    UnknownTerm,
    DoubledSuccesses,
    AddedDice,
    Differs,
}

impl TryFrom<Checked> for TotalCheck {
    type Error = &'static str;

    fn try_from(checked: Checked) -> Result<Self, Self::Error> {
        let recomputed = checked.recomputed.ok_or("missing field `recomputed`");
        Ok(match checked.status {
            Status::Agrees => Self::Agrees,
            Status::NoTotal => Self::NoTotal,
            Status::UnknownTerm => {
                Self::UnknownTerm { class: checked.class.ok_or("missing field `class`")? }
            }
            Status::DoubledSuccesses => Self::DoubledSuccesses,
            Status::AddedDice => Self::AddedDice { recomputed: recomputed? },
            Status::Differs => Self::Differs { recomputed: recomputed? },
        })
    }
}
