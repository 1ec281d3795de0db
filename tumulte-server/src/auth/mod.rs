//! Who somebody is: passwords, cookie sessions, and the limits on trying.

mod limits;
mod origin;
mod password;
mod session;

pub(crate) use limits::Limits;
pub(crate) use origin::same_origin_only;
pub(crate) use password::{hash_password, verify_password};
pub(crate) use session::{Account, MaybeAccount, layer, sign_in, sign_out};
