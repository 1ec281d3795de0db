//! What people see: one file a page, each a plain view that renders itself.
//!
//! Handlers fetch data, fill a view and call `render`; nothing here knows a database or a socket.

mod account;
mod assets;
mod campaign;
mod chrome;
mod connections;
mod dashboard;
mod docs;
mod error;
mod feed;
mod login;
mod members;
mod pair;
mod preferences;
mod streamer;
mod text;

#[cfg(test)]
mod samples;

pub use account::{AccountLogin, AccountPage, AccountSession};
pub use assets::{Asset, CONSOLE_POLICY, OVERLAY_POLICY, asset, overlay_page};
pub use campaign::{CampaignPage, CharacterRow, StreamerRow};
pub use chrome::Chrome;
pub use connections::{ConnectionRow, ConnectionState, ConnectionsPage};
pub use dashboard::{CampaignCard, DashboardPage, NextStep};
pub use docs::{DocsAnswer, DocsField, DocsGroup, DocsPage, DocsRoute, DocsShape, DocsType};
pub use error::ErrorPage;
pub use feed::{DieView, RollOutcome, RollRow};
pub use login::{LoginPage, LoginProvider};
pub use members::{InvitationCard, MemberCard, MembersPanel, OverlayLink};
pub use pair::{PairConfirmPage, PairPage};
pub use preferences::{Preferences, Theme};
pub use streamer::{JoinPage, StreamedCard, StreamerPage};
pub use text::Locale;
