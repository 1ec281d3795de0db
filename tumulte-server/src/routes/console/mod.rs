//! The console's pages and forms: fetch, fill the view, render.

mod account;
mod campaign;
mod connections;
mod dashboard;
mod docs;
mod members;
mod pairing;
mod session;
mod streamer;
mod visitor;

pub(crate) use account::{account, change_password, end_other_sessions, end_session, unlink_login};
pub(crate) use campaign::{assign, campaign, sync};
pub(crate) use connections::{connections, import, revoke};
pub(crate) use dashboard::dashboard;
pub(crate) use docs::docs;
pub(crate) use members::{
    add_streamer, admit_streamer, invite, remove_streamer, revoke_invitation, rotate_streamer_key,
};
pub(crate) use pairing::{pair, pair_confirm, pair_page};
pub(crate) use session::{login, login_page, logout, register};
pub(crate) use streamer::{join, join_page, leave, rotate_key, streamer};
pub(crate) use visitor::{is_own_path, not_allowed, not_found, show_error, show_error_to_people};
