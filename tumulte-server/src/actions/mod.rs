//! What people can do, whether they come through the REST routes or through the console's forms.

mod accounts;
mod campaigns;
mod connections;
mod invitations;
mod logins;
mod members;
mod pairing;

pub(crate) use accounts::{authenticate, change_password, register};
pub(crate) use campaigns::{assign_character, import, own_campaign, sync_characters};
pub(crate) use connections::{adapter, own_connection, remove_connection, revoke_connection};
pub(crate) use invitations::{accept, find_invitation, invitation_url, invite};
pub(crate) use logins::{enter_with, unlink};
pub(crate) use members::{
    add_streamer, admit, leave, overlay_url, own_streamer, remove_member, rotate_key,
    rotate_key_of_member, streamed_campaign,
};
pub(crate) use pairing::{
    Approval, Claimed, OfferReceipt, Tokens, approve, claim, find_offer, offer, refresh,
};
