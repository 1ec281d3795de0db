//! What people can do, whether they come through the REST routes or through the console's forms.

mod accounts;
mod campaigns;
mod connections;
mod dice;
mod invitations;
mod logins;
mod members;
mod overlays;
mod pairing;
mod polls;
mod presence;
mod returning;
mod rules;
mod test_roll;

pub(crate) use accounts::{
    authenticate, change_password, end_other_sessions, end_session, register,
};
pub(crate) use campaigns::{assign_character, import, import_world, own_campaign, sync_characters};
pub(crate) use connections::{
    adapter, own_connection, readmit_connection, remove_connection, revoke_connection,
};
pub(crate) use dice::{make_dice_address, make_dice_table, remove_dice_address, take_die};
pub(crate) use invitations::{accept, find_invitation, invitation_url, invite};
pub(crate) use logins::{enter_with, unlink};
pub(crate) use members::{
    add_streamer, admit, leave, overlay_url, overlay_view_url, remove_member, rotate_key,
    rotate_key_of_member, streamed_campaign, streamer_of_account,
};
pub(crate) use overlays::{
    blank_campaign, blank_streamer, overlay_state, own_streamer, save_overlay_settings,
    test_overlays,
};
pub(crate) use pairing::{
    Approval, Claimed, OfferReceipt, Tokens, approve, claim, find_offer, offer, refresh,
};
pub(crate) use polls::{
    MAX_OPTIONS, ask, asked_campaign, close_poll, find_poll, longest_delay, poll_of, vote, vote_for,
};
pub(crate) use presence::{Attendance, OpenOverlays, Pulse, attendance, pulse};
pub(crate) use returning::{Returning, come_back};
pub(crate) use rules::{
    Judged, Preview, Proposal, Tried, present_rules, preview_rules, save_rules,
};
pub(crate) use test_roll::{Sample, TestRoll, test_roll};
