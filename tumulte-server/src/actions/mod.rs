//! What people can do, whether they come through the REST routes or through the console's forms.

mod accounts;
mod campaigns;
mod connections;
mod dice;
mod overlays;
mod pairing;
mod presence;
mod rules;
mod test_roll;

pub(crate) use accounts::{authenticate, register};
pub(crate) use campaigns::{
    add_streamer, assign_character, import, import_world, overlay_url, overlay_view_url,
    own_campaign, sync_characters,
};
pub(crate) use connections::{adapter, own_connection, remove_connection, revoke_connection};
pub(crate) use dice::{make_dice_address, make_dice_table, remove_dice_address, take_die};
pub(crate) use overlays::{
    blank_campaign, blank_streamer, overlay_state, own_streamer, save_overlay_settings,
    test_overlays,
};
pub(crate) use pairing::{
    Approval, Claimed, OfferReceipt, Tokens, approve, claim, find_offer, offer, refresh,
};
pub(crate) use presence::{Attendance, OpenOverlays, Pulse, attendance, pulse};
pub(crate) use rules::{
    Judged, Preview, Proposal, Tried, present_rules, preview_rules, save_rules,
};
pub(crate) use test_roll::{Sample, TestRoll, test_roll};
