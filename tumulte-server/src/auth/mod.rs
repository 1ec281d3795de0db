//! Who somebody is: passwords, cookie sessions, and the limits on trying.

mod limits;
mod origin;
mod password;
mod session;

pub use limits::Limits;
pub use origin::same_origin_only;
pub use password::{hash_password, verify_password};
pub use session::{Account, MaybeAccount, layer, sign_in, sign_out};
