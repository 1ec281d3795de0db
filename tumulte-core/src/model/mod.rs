//! The nouns that cross the wire: ids, rolls, dice, verdicts, speakers, characters, campaigns.
//!
//! Nothing here has behaviour beyond construction, conversion and serde; nothing knows a tabletop.
//! Vocabularies that tabletops extend at will (roll types, actor types, visibilities) are open:
//! an unknown word round-trips.

mod base64;
mod campaign;
mod card;
mod character;
mod civil;
mod combat;
mod decimal;
mod die;
mod few;
mod hint_path;
mod hints;
mod id;
mod inventory;
mod json;
mod letter;
mod lower;
mod map;
mod math;
mod number;
mod order;
mod part;
mod quoted;
mod roll;
mod scalar;
mod speaker;
mod stat;
mod system;
mod time;
mod verdict;
mod visibility;
mod vtt;

pub(crate) use base64::{from_base64, from_base64url, from_base64url_into, to_base64url};
pub use campaign::{Campaign, Connection, World};
pub use card::{CardDice, CardTable};
pub use character::{Character, CharacterKind};
pub use combat::{Combat, CombatChange, Combatant, Disposition};
pub(crate) use decimal::Decimal;
pub use die::Die;
pub(crate) use few::{Few, SeldomFew};
pub(crate) use hint_path::{HintPath, HintPlace};
pub use hints::{DieKinds, HintPaths, HintValue, HintWords, Hints, MessageTables};
pub use id::{
    CampaignId, CharacterId, ConnectionId, InvalidId, RollId, StreamerId, TraceId, UserId,
};
pub use inventory::InventoryItem;
pub use json::{JsonError, json_text, read_json};
pub(crate) use json::{parse_real, plain_json, read_seed};
pub(crate) use letter::{is_letter, is_letter_or_digit};
pub(crate) use lower::lower_case;
pub(crate) use map::{Map, Set};
pub(crate) use math::{cube_root, remainder};
pub use number::Number;
pub(crate) use order::{gathered, sort_by};
#[cfg(any(test, target_family = "wasm"))]
pub(crate) use part::place_in;
pub(crate) use part::{Parts, joined_by};
pub(crate) use quoted::{Legible, Quoted, QuotedList};
pub use roll::{Roll, RollOrigin, TotalCheck};
pub(crate) use scalar::{Scalar, Texts};
pub use speaker::{Actor, Speaker};
pub use stat::{Gauge, Stat, StatValue, Stats};
pub use system::{SystemId, SystemRef};
pub use time::{InvalidTimestamp, Timestamp};
pub use verdict::{Outcome, Reason, Severity, Verdict};
pub use visibility::Visibility;
pub use vtt::VttKind;
