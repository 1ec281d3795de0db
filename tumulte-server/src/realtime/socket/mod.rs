//! `WebSockets` as this server speaks them (RFC 6455): many listeners who say little.
//!
//! A socket is taken out of the HTTP server when it has been upgraded. From then on it costs what the kernel takes and
//! a few hundred bytes: no buffers of its own while nothing is under way.

mod decoder;
mod frame;
mod outlet;
mod upgrade;

pub(crate) use decoder::Heard;
pub(super) use frame::{close_frame, ping_frame, pong_frame, text_frame};
pub(crate) use outlet::{Gone, Outlet, Socket, Stir};
pub(crate) use upgrade::Upgrade;
