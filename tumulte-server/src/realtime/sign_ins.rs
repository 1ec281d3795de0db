//! Which sign-ins have a connection open on this server, so that it ends with them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use tumulte_core::model::UserId;

/// Which sign-ins of an account are over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum SignedOut {
    /// This one.
    One {
        /// The hash of the session's id.
        session: String,
    },
    /// All of an account but this one.
    Others {
        /// The account.
        user_id: UserId,
        /// The hash of the id of the session that goes on.
        kept: String,
    },
}

#[derive(Debug)]
struct SignIn {
    user_id: UserId,
    ended: CancellationToken,
}

type Open = Arc<Mutex<HashMap<String, Arc<SignIn>>>>;

/// The sign-ins behind open connections. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub(crate) struct SignIns {
    open: Open,
}

/// A connection of somebody who is signed in; it is forgotten when dropped.
#[derive(Debug)]
pub(crate) struct Stay {
    open: Open,
    session: String,
    sign_in: Arc<SignIn>,
}

impl SignIns {
    /// Notes that a connection was opened under a session, named by the hash of its id. Whether the session goes on is to
    /// be looked up afterwards: what ends from now on is told.
    pub(crate) fn stay(&self, user_id: UserId, session: String) -> Stay {
        let mut open = lock(&self.open);
        let sign_in = open
            .entry(session.clone())
            .or_insert_with(|| Arc::new(SignIn { user_id, ended: CancellationToken::new() }));
        Stay { open: Arc::clone(&self.open), sign_in: Arc::clone(sign_in), session }
    }

    /// Ends the connections of sign-ins that are over.
    pub(crate) fn end(&self, over: &SignedOut) {
        lock(&self.open).retain(|session, sign_in| {
            let is_over = match over {
                SignedOut::One { session: one } => session == one,
                SignedOut::Others { user_id, kept } => {
                    sign_in.user_id == *user_id && session != kept
                }
            };
            if is_over {
                sign_in.ended.cancel();
            }
            !is_over
        });
    }

    /// The sessions that have connections, by the hashes of their ids.
    pub(crate) fn sessions(&self) -> Vec<String> {
        lock(&self.open).keys().cloned().collect()
    }
}

impl Stay {
    /// The session, by the hash of its id.
    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    /// Waits until the sign-in is over.
    pub(crate) async fn ended(&self) {
        self.sign_in.ended.cancelled().await;
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        let is_last = open.get(&self.session).is_some_and(|sign_in| {
            // This one's, and the map's own.
            Arc::ptr_eq(sign_in, &self.sign_in) && Arc::strong_count(sign_in) == 2
        });
        if is_last {
            open.remove(&self.session);
        }
    }
}

fn lock(open: &Open) -> std::sync::MutexGuard<'_, HashMap<String, Arc<SignIn>>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use tumulte_core::model::Timestamp;

    use super::*;

    fn user(seed: u8) -> UserId {
        UserId::from_parts(Timestamp::from_millis(1), [seed; 10])
    }

    fn is_over(stay: &Stay) -> bool {
        stay.sign_in.ended.is_cancelled()
    }

    #[test]
    fn one_sign_in_ends_with_all_its_connections_and_no_other() {
        let sign_ins = SignIns::default();
        let stay = |user_id, session: &str| sign_ins.stay(user_id, session.to_owned());
        let (first, second) = (stay(user(1), "a"), stay(user(1), "a"));
        let other = stay(user(1), "b");
        sign_ins.end(&SignedOut::One { session: "a".to_owned() });
        assert_eq!([&first, &second, &other].map(is_over), [true, true, false]);
    }

    #[test]
    fn the_others_of_an_account_end_and_nobody_elses() {
        let sign_ins = SignIns::default();
        let stay = |user_id, session: &str| sign_ins.stay(user_id, session.to_owned());
        let (kept, other, stranger) = (stay(user(1), "a"), stay(user(1), "b"), stay(user(2), "c"));
        sign_ins.end(&SignedOut::Others { user_id: user(1), kept: "a".to_owned() });
        assert_eq!([&kept, &other, &stranger].map(is_over), [false, true, false]);
    }

    #[test]
    fn who_leaves_leaves_nothing_behind_and_takes_nobody_along() {
        let sign_ins = SignIns::default();
        let stay = || sign_ins.stay(user(1), "a".to_owned());
        let (first, second) = (stay(), stay());
        drop(first);
        assert_eq!(sign_ins.sessions(), ["a"]);
        sign_ins.end(&SignedOut::One { session: "a".to_owned() });
        let again = stay();
        drop(second);
        assert_eq!(sign_ins.sessions(), ["a"], "the new connection of the same session stays");
        drop(again);
        assert!(sign_ins.sessions().is_empty());
    }
}
