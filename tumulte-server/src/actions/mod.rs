//! What people can do, whether they come through the REST routes or through the console's forms.

mod accounts;
mod campaigns;
mod connections;
mod pairing;

pub use accounts::{authenticate, register};
pub use campaigns::{
    add_streamer, assign_character, import, own_campaign, overlay_url, sync_characters,
};
pub use connections::{own_connection, remove_connection, revoke_connection};
pub use pairing::{
    Approval, Claimed, OfferReceipt, Tokens, approve, claim, find_offer, offer, refresh,
};
