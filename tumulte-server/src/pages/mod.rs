//! What people see: one file a page, each a plain view that renders itself.
//!
//! Handlers fetch data, fill a view and call `render`; nothing here knows a database or a socket.

mod account;
mod assets;
mod campaign;
mod chrome;
mod connections;
mod dashboard;
mod dice;
mod docs;
mod error;
mod feed;
mod login;
mod members;
mod pair;
mod polls;
mod preferences;
mod rules;
mod streamer;
mod studio;
mod text;

#[cfg(test)]
mod samples;

pub use account::{AccountLogin, AccountPage, AccountSession};
pub use assets::{Asset, CONSOLE_POLICY, OVERLAY_POLICY, asset, overlay_page};
pub(crate) use campaign::is_reachable;
pub use campaign::{CampaignPage, CharacterRow, CharactersPage, StreamerRow};
pub use chrome::{CampaignPlace, Chrome};
pub use connections::{ConnectionRow, ConnectionState, ConnectionsPage};
pub use dashboard::{CampaignCard, DashboardPage, NextStep, OverlayCount};
pub use dice::{DicePage, DiceRow};
pub use docs::{DocsAnswer, DocsField, DocsGroup, DocsPage, DocsRoute, DocsShape, DocsType};
pub use error::ErrorPage;
pub use feed::{DieView, RollOutcome, RollRow};
pub use login::{LoginPage, LoginProvider};
pub use members::{InvitationCard, MemberCard, MembersPanel, OverlayAddress};
pub use pair::{PairConfirmPage, PairPage};
pub use polls::{PollCard, PollDraft, PollLine, PollsPage, VotePage};
pub use preferences::{Preferences, Theme};
pub use rules::{
    ChangedRoll, LabelField, OptionField, OutcomeLine, RuleProblem, RulesPage, RulesPreview,
    VerdictCell, VersionLine,
};
pub(crate) use rules::{
    label_fields, option_fields, outcome_lines, rules_summary, severity_word, starting_text,
};
pub use streamer::{JoinPage, StreamedCard, StreamerPage};
pub use studio::{OverlayLink, StudioCampaign, StudioCharacter, StudioPage};
pub use text::Locale;
