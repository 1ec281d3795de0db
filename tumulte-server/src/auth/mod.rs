//! Who somebody is: passwords, cookie sessions, and the limits on trying.

mod caller;
mod limits;
mod network;
mod origin;
mod password;
mod session;

pub(crate) use caller::Caller;
pub use caller::ForwardedHeader;
pub(crate) use limits::Limits;
pub use network::{InvalidNetwork, Network};
pub(crate) use origin::same_origin_only;
pub(crate) use password::{hash_password, verify_password};
pub(crate) use session::{Account, MaybeAccount, SESSION_COOKIE, layer, sign_in, sign_out};
