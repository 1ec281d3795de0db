//! The console's pages and forms: fetch, fill the view, render.

mod campaign;
mod connections;
mod dashboard;
mod docs;
mod pairing;
mod rules;
mod session;
mod studio;
mod visitor;

pub(crate) use campaign::{add_streamer, assign, campaign, characters, overlay, sync, test_roll};
pub(crate) use connections::{connections, import, revoke};
pub(crate) use dashboard::dashboard;
pub(crate) use docs::docs;
pub(crate) use pairing::{pair, pair_confirm, pair_page};
pub(crate) use rules::{change_rules, rules_page};
pub(crate) use session::{login, login_page, logout, register};
pub(crate) use studio::{blank_campaign, blank_streamer, save_studio, studio};
pub(crate) use visitor::{not_allowed, not_found, show_error};
