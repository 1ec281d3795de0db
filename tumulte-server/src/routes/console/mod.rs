//! The console's pages and forms: fetch, fill the view, render.

mod account;
mod campaign;
mod connections;
mod dashboard;
mod dice;
mod docs;
mod members;
mod pairing;
mod polls;
mod rules;
mod session;
mod streamer;
mod studio;
mod visitor;

pub(crate) use account::{account, change_password, end_other_sessions, end_session, unlink_login};
pub(crate) use campaign::{assign, campaign, characters, overlay, sync, test_roll};
pub(crate) use connections::{connections, import, readmit, revoke};
pub(crate) use dashboard::dashboard;
pub(crate) use dice::{dice_page, make_dice_address, make_dice_table, remove_dice_address};
pub(crate) use docs::docs;
pub(crate) use members::{
    add_streamer, admit_streamer, invite, remove_streamer, revoke_invitation, rotate_streamer_key,
};
pub(crate) use pairing::{pair, pair_confirm, pair_page};
pub(crate) use polls::{ask, cancel_poll, end_poll, polls};
pub(crate) use rules::{change_rules, rules_page};
pub(crate) use session::{login, login_page, logout, register};
pub(crate) use streamer::{join, join_page, leave, rotate_key, streamer};
pub(crate) use studio::{blank_campaign, blank_streamer, save_studio, studio};
pub(crate) use visitor::{
    Visitor, is_own_path, not_allowed, not_found, show_error, show_error_to_people,
};
