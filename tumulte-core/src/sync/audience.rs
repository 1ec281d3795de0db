//! One roll, three views. Privacy is a type here: a hidden roll's numbers fit into [`GmRoll`] only.

use serde::{Deserialize, Serialize};

use super::{
    CharacterEnd, CharacterNews, CharacterState, CombatEnd, CombatNews, CombatState, InventoryNews,
    ItemNews, JudgedRoll, StreamCombat, StreamItem, Topic,
};
use crate::model::{
    CampaignId, Character, CharacterId, Combat, Die, InventoryItem, Number, Outcome, Reason,
    RollId, Severity, Speaker, SystemId, Timestamp, TotalCheck, Visibility,
};

/// Who an event is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The game master of the campaign: sees everything.
    Gm,
    /// The people who watch: see what is public, and masks.
    Stream,
}

impl Audience {
    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gm => "gm",
            Self::Stream => "stream",
        }
    }
}

/// The character a card names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CharacterRef {
    /// Our id, once imported.
    pub id: Option<CharacterId>,
    /// The name to show.
    pub name: String,
    /// Where its portrait lies.
    pub avatar_url: Option<String>,
}

impl CharacterRef {
    /// The card's view of an imported character.
    #[must_use]
    pub fn of(id: CharacterId, character: &Character) -> Self {
        Self {
            id: Some(id),
            name: character.name.clone(),
            avatar_url: character.avatar_url.clone(),
        }
    }
}

/// A die as a stream sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamDie {
    /// How many faces.
    pub faces: u32,
    /// What it showed.
    pub result: Number,
    /// What it stands for, where that matters.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<String>,
    /// Whether it counts.
    pub active: bool,
}

impl From<&Die> for StreamDie {
    fn from(die: &Die) -> Self {
        Self { faces: die.faces, result: die.result, kind: die.kind.clone(), active: die.active }
    }
}

/// A public roll as streams see it. It can only be made from a public roll, by [`stream_view`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamRoll {
    roll_id: RollId,
    campaign_id: CampaignId,
    system: SystemId,
    character: Option<CharacterRef>,
    formula: String,
    result: Option<Number>,
    dice: Vec<StreamDie>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roll_type: Option<String>,
    is_hidden: bool,
    is_critical: bool,
    critical_type: Option<Outcome>,
    label: Option<String>,
    severity: Option<Severity>,
    rolled_at: Timestamp,
}

impl StreamRoll {
    /// Whether the rules called it critical.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        self.is_critical
    }
}

/// All a stream learns of a hidden roll: that it happened, and whose player character rolled.
///
/// Two masked rolls of one character differ in id and time alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MaskedRoll {
    roll_id: RollId,
    campaign_id: CampaignId,
    character: Option<CharacterRef>,
    formula: &'static str,
    result: &'static str,
    is_hidden: bool,
    rolled_at: Timestamp,
}

/// What a stream may see of a roll.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum StreamView {
    /// The roll was public.
    Open(StreamRoll),
    /// The roll was hidden.
    Masked(MaskedRoll),
}

/// Makes the stream's view of a roll: the numbers if it was public, a mask if not.
#[must_use]
pub fn stream_view(view: &GmRoll) -> StreamView {
    if view.visibility.is_hidden() {
        StreamView::Masked(MaskedRoll {
            roll_id: view.roll_id,
            campaign_id: view.campaign_id,
            character: view.character.clone().filter(|_| view.is_player_character),
            formula: "???",
            result: "???",
            is_hidden: true,
            rolled_at: view.rolled_at,
        })
    } else {
        StreamView::Open(StreamRoll {
            roll_id: view.roll_id,
            campaign_id: view.campaign_id,
            system: view.system.clone(),
            character: view.character.clone(),
            formula: view.formula.clone(),
            result: view.result,
            dice: view.dice.iter().map(StreamDie::from).collect(),
            roll_type: view.roll_type.clone(),
            is_hidden: false,
            is_critical: view.is_critical,
            critical_type: view.critical_type,
            label: view.label.clone(),
            severity: view.severity,
            rolled_at: view.rolled_at,
        })
    }
}

/// What views tell of a roll that the tabletop does not: our ids, the character, the time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RollPlace {
    /// Our id; nil for a roll that nobody recorded.
    pub roll_id: RollId,
    /// The campaign; nil outside one.
    pub campaign_id: CampaignId,
    /// Who rolled, as a card names them.
    pub character: Option<CharacterRef>,
    /// Whether this is a player character; only then may a mask name it.
    pub is_player_character: bool,
    /// When it was rolled, where that is known better than the message tells.
    pub rolled_at: Option<Timestamp>,
}

/// A roll as its game master sees it: everything, hidden or not, and why the verdict is what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GmRoll {
    /// Our id.
    pub roll_id: RollId,
    /// The campaign.
    pub campaign_id: CampaignId,
    /// The game system that judged.
    pub system: SystemId,
    /// Who rolled, as a card names them.
    pub character: Option<CharacterRef>,
    /// Whether the one who rolled is a player character; only then may a mask name it.
    pub is_player_character: bool,
    /// The formula.
    pub formula: String,
    /// The total.
    pub result: Option<Number>,
    /// Every die.
    pub dice: Vec<Die>,
    /// The roll type in words of the game system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll_type: Option<String>,
    /// Whether a stream sees only a mask.
    pub is_hidden: bool,
    /// Whether the rules called it critical.
    pub is_critical: bool,
    /// Which way.
    pub critical_type: Option<Outcome>,
    /// The system's word for it.
    pub label: Option<String>,
    /// How much of a moment it is.
    pub severity: Option<Severity>,
    /// When it was rolled.
    pub rolled_at: Timestamp,
    /// The tabletop's own identity.
    pub vtt_roll_id: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// The text the table shows beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flavor: Option<String>,
    /// Who rolled, as the message names them.
    pub speaker: Speaker,
    /// Whether the dice add up.
    pub total_check: TotalCheck,
    /// Labels of further outcomes that hold at the same time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Why the verdict is what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

impl GmRoll {
    /// Puts a judged roll into the GM's view.
    ///
    /// A roll without a character goes by the name its speaker has at the table; one without a time
    /// by the time its message tells.
    #[must_use]
    pub fn new(judged: &JudgedRoll, place: RollPlace) -> Self {
        let JudgedRoll { roll, verdict, system } = judged;
        let alias = || {
            let name = roll.speaker.alias.clone()?;
            Some(CharacterRef { id: None, name, avatar_url: None })
        };
        Self {
            roll_id: place.roll_id,
            campaign_id: place.campaign_id,
            system: system.clone(),
            is_player_character: place.is_player_character && place.character.is_some(),
            character: place.character.or_else(alias),
            formula: roll.formula.clone(),
            result: roll.total,
            dice: roll.dice.clone(),
            roll_type: roll.roll_type.clone(),
            is_hidden: roll.visibility.is_hidden(),
            is_critical: verdict.is_critical(),
            critical_type: verdict.outcome,
            label: verdict.label.clone(),
            severity: verdict.severity,
            rolled_at: place.rolled_at.or(roll.rolled_at).unwrap_or_default(),
            vtt_roll_id: roll.vtt_roll_id.clone(),
            visibility: roll.visibility,
            flavor: roll.flavor.clone(),
            speaker: roll.speaker.clone(),
            total_check: roll.total_check.clone(),
            also: verdict.also.clone(),
            reason: verdict.reason.clone(),
        }
    }
}

/// A roll whose message was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Retraction {
    /// The roll.
    pub roll_id: RollId,
}

/// What a stream is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum StreamEvent {
    /// `dice:critical`
    Critical(StreamRoll),
    /// `dice:roll`
    Roll(StreamRoll),
    /// `dice:hidden`
    Hidden(MaskedRoll),
    /// `dice:revealed`
    Revealed(StreamRoll),
    /// `dice:retracted`
    Retracted(Retraction),
    /// `combat:start`, `combat:turn`, `combat:round`, `combat:update`
    Combat(CombatNews<StreamCombat>),
    /// `combat:end`
    CombatEnded(CombatEnd),
    /// `combat:state`
    Combats(CombatState<StreamCombat>),
    /// `character:update`
    CharacterUpdated(CharacterNews),
    /// `character:delete`
    CharacterRemoved(CharacterEnd),
    /// `character:state`
    Characters(CharacterState),
    /// `inventory:update`
    Inventory(InventoryNews<StreamItem>),
    /// `inventory:item-used`
    ItemUsed(ItemNews<StreamItem>),
}

impl StreamEvent {
    /// The event's name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Critical(_) => "dice:critical",
            Self::Roll(_) => "dice:roll",
            Self::Hidden(_) => "dice:hidden",
            Self::Revealed(_) => "dice:revealed",
            Self::Retracted(_) => "dice:retracted",
            Self::Combat(news) => news.step.name(),
            Self::CombatEnded(_) => "combat:end",
            Self::Combats(_) => "combat:state",
            Self::CharacterUpdated(_) => "character:update",
            Self::CharacterRemoved(_) => "character:delete",
            Self::Characters(_) => "character:state",
            Self::Inventory(_) => "inventory:update",
            Self::ItemUsed(_) => "inventory:item-used",
        }
    }

    /// The topic whose channel carries it.
    #[must_use]
    pub const fn topic(&self) -> Topic {
        match self {
            Self::Combat(_) | Self::CombatEnded(_) | Self::Combats(_) => Topic::Combat,
            Self::CharacterUpdated(_)
            | Self::CharacterRemoved(_)
            | Self::Characters(_)
            | Self::Inventory(_)
            | Self::ItemUsed(_) => Topic::Characters,
            _ => Topic::Dice,
        }
    }
}

/// What a game master is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum GmEvent {
    /// `dice:critical`
    Critical(Box<GmRoll>),
    /// `dice:roll`
    Roll(Box<GmRoll>),
    /// `dice:hidden-gm`
    Hidden(Box<GmRoll>),
    /// `dice:revealed`
    Revealed(Box<GmRoll>),
    /// `dice:retracted`
    Retracted(Retraction),
    /// `character:update`
    CharacterUpdated {
        /// Our id.
        id: CharacterId,
        /// The character as the tabletop sent it.
        character: Box<Character>,
    },
    /// `character:delete`
    CharacterRemoved {
        /// Our id.
        id: CharacterId,
    },
    /// `campaign:sync`
    CampaignSynced {
        /// How many characters it has now.
        characters: usize,
    },
    /// `combat:start`, `combat:turn`, `combat:round`, `combat:update`
    Combat(CombatNews<Combat>),
    /// `combat:end`
    CombatEnded(CombatEnd),
    /// `combat:state`
    Combats(CombatState<Combat>),
    /// `inventory:update`
    Inventory(InventoryNews<InventoryItem>),
    /// `inventory:item-used`
    ItemUsed(ItemNews<InventoryItem>),
}

impl GmEvent {
    /// The event's name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Critical(_) => "dice:critical",
            Self::Roll(_) => "dice:roll",
            Self::Hidden(_) => "dice:hidden-gm",
            Self::Revealed(_) => "dice:revealed",
            Self::Retracted(_) => "dice:retracted",
            Self::CharacterUpdated { .. } => "character:update",
            Self::CharacterRemoved { .. } => "character:delete",
            Self::CampaignSynced { .. } => "campaign:sync",
            Self::Combat(news) => news.step.name(),
            Self::CombatEnded(_) => "combat:end",
            Self::Combats(_) => "combat:state",
            Self::Inventory(_) => "inventory:update",
            Self::ItemUsed(_) => "inventory:item-used",
        }
    }

    /// The topic whose channel carries it.
    #[must_use]
    pub const fn topic(&self) -> Topic {
        match self {
            Self::CharacterUpdated { .. }
            | Self::CharacterRemoved { .. }
            | Self::CampaignSynced { .. }
            | Self::Inventory(_)
            | Self::ItemUsed(_) => Topic::Characters,
            Self::Combat(_) | Self::CombatEnded(_) | Self::Combats(_) => Topic::Combat,
            _ => Topic::Dice,
        }
    }
}
