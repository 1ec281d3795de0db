//! Asking the audience: a question, a handful of answers, a while to vote.
//!
//! ```text
//! routes ──► Desk ──► storage (votes, in groups) ──► teller ──► Fanout ──► overlays, phones, console
//!                                keep_time, at its end, on one server ──► the same, and the table
//! ```

mod ballot;
mod desk;
mod poll;
mod telling;

pub use self::poll::{Outcome, Poll, PollStatus};
pub(crate) use self::{
    ballot::{Ballots, VoterId},
    desk::{Desk, over},
    poll::{PollView, vote_url},
    telling::{begin, finish, keep_time, present},
};
