//! Records what a tabletop sent, once, and gives each audience its own view of it.
//!
//! [`SyncService`] is the straight line from a raw event to what people see: read, judge, record,
//! publish. It knows no SQL, no HTTP and no socket: [`Store`] and [`Publisher`] are traits, clock
//! and randomness come through [`Platform`].

mod acknowledgement;
mod audience;
mod belongings;
mod campaign_rules;
mod character_view;
mod combat_view;
mod combats;
mod dispatch;
mod envelope;
mod error;
mod group;
mod news;
mod platform;
mod publisher;
mod reading;
mod receipt;
mod relayed;
mod sent_character;
mod service;
mod snapshot;
mod store;
mod told;
mod twins;

pub use acknowledgement::Acknowledgement;
pub use audience::{
    Audience, CharacterRef, GmEvent, GmRoll, MaskedRoll, Retraction, RollPlace, StreamDie,
    StreamEvent, StreamRoll, StreamView, stream_view,
};
pub use campaign_rules::{CampaignRules, RuledCampaign};
pub use character_view::{StreamCharacter, StreamItem, stream_character};
pub use combat_view::{StreamCombat, StreamCombatant, stream_combat};
pub use envelope::{
    CampaignSync, CharacterDelete, CharacterUpdate, InventoryUpdate, ItemUse, MAX_EVENT_BYTES,
    MAX_EVENT_DEPTH, MAX_ID_BYTES, MessageDelete, Payload, RollEvent, parse_event,
};
pub use error::{StoreError, SyncError};
pub use group::{Incoming, ReadGroup};
pub use news::{
    CharacterEnd, CharacterNews, CharacterState, CombatEnd, CombatNews, CombatState, InventoryNews,
    ItemNews,
};
pub use platform::Platform;
pub use publisher::{Cursor, Publication, Publisher, Topic};
pub use reading::{JudgedRoll, judge_message, judge_message_by};
pub use receipt::{RecordedRoll, RollReceipt};
pub use service::SyncService;
pub use snapshot::snapshot;
pub use store::{
    Draft, NewMessage, NewRoll, RecordOutcome, RollRevision, SpeakingCharacter, Store,
    StoredCharacter, StoredRoll, ToldRoll,
};
pub use told::told_system;
