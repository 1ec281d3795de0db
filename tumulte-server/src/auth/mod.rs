//! Who somebody is: passwords, logins elsewhere, cookie sessions, and the limits on trying.

mod caller;
mod headers;
mod limits;
mod oauth;
mod origin;
mod password;
mod provider;
mod session;

pub(crate) use caller::Caller;
pub use caller::ForwardedHeader;
pub(crate) use headers::strict_headers;
pub(crate) use limits::{Limits, place};
pub(crate) use oauth::{Departure, arrive, depart};
pub(crate) use origin::same_origin_only;
pub(crate) use password::{hash_password, verify_password};
pub(crate) use provider::{Identity, Provider, ProviderSettings};
pub(crate) use session::{
    AGENT, Account, Agent, MaybeAccount, SEEN_AT, SESSION_COOKIE, STARTED_AT, layer, sign_in,
    sign_out,
};
