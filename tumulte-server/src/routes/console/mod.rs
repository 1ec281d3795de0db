//! The console's pages and forms: fetch, fill the view, render.

mod campaign;
mod connections;
mod dashboard;
mod dice;
mod pairing;
mod rules;
mod session;
mod visitor;

pub(crate) use campaign::{add_streamer, assign, campaign, sync};
pub(crate) use connections::{connections, import, revoke};
pub(crate) use dashboard::dashboard;
pub(crate) use dice::{dice_page, make_dice_address, make_dice_table, remove_dice_address};
pub(crate) use pairing::{pair, pair_confirm, pair_page};
pub(crate) use rules::{change_rules, rules_page};
pub(crate) use session::{login, login_page, logout, register};
pub(crate) use visitor::{not_found, show_error};
