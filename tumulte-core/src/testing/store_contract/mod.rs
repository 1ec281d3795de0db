//! What any [`Store`] must do, whatever lies behind it.
//!
//! A store passes the contract when every function of this module returns `Ok` and none panics.
//! [`store_contract!`](crate::store_contract) makes a test of each:
//!
//! ```
//! use async_trait::async_trait;
//! use tumulte_core::{
//!     model::Campaign,
//!     store_contract,
//!     sync::StoreError,
//!     testing::{MemoryStore, block_on, store_contract::StoreFixture},
//! };
//!
//! struct InMemory;
//!
//! #[async_trait]
//! impl StoreFixture for InMemory {
//!     type Store = MemoryStore;
//!
//!     async fn open(&self) -> Result<MemoryStore, StoreError> {
//!         Ok(MemoryStore::new())
//!     }
//!
//!     async fn import(&self, store: &MemoryStore, campaign: Campaign) -> Result<Campaign, StoreError> {
//!         Ok(store.import(campaign))
//!     }
//! }
//!
//! store_contract!(InMemory, block_on);
//! # fn main() {}
//! ```

#![expect(
    clippy::missing_panics_doc,
    reason = "a broken contract panics: that is what they are for"
)]

mod characters;
mod combats;
mod groups;
mod rolls;
mod samples;

use async_trait::async_trait;

pub use characters::{
    a_character_that_comes_back_keeps_its_id, a_complete_sync_marks_the_others_as_gone,
    a_partial_sync_leaves_the_others_alone, a_removed_character_is_gone_once,
    a_world_describes_itself, who_is_there_is_listed,
};
pub use combats::{a_combat_is_kept_until_it_ends, combats_are_told_apart};
pub use groups::{
    a_refused_message_spoils_none_of_the_others, many_are_found_as_each_is,
    messages_recorded_together_are_told_in_their_order, what_was_made_between_two_moments_is_found,
};
pub use rolls::{
    a_hidden_roll_is_kept_whole, a_refused_record_leaves_nothing, a_retracted_roll_stays_retracted,
    a_revision_changes_the_roll_and_appends_its_events, a_roll_is_recorded_once,
    a_second_delivery_changes_nothing, an_unknown_campaign_takes_nothing,
    campaigns_do_not_share_rolls, cursors_grow_in_the_order_of_the_drafts, nothing_causes_nothing,
    rolls_of_a_message_come_in_the_order_of_their_ids,
};

use crate::{
    model::Campaign,
    sync::{Store, StoreError},
};

/// How the contract gets at a store, and at campaigns in it: importing is no business of [`Store`].
#[async_trait]
pub trait StoreFixture: Send + Sync {
    /// The store under test.
    type Store: Store;

    /// A store with nothing in it.
    ///
    /// # Errors
    ///
    /// It can't be opened.
    async fn open(&self) -> Result<Self::Store, StoreError>;

    /// Pairs a world as the campaign says and imports it; gives the campaign as it is stored. Ids may
    /// differ from the ones asked for.
    ///
    /// # Errors
    ///
    /// The store refuses.
    async fn import(&self, store: &Self::Store, campaign: Campaign)
    -> Result<Campaign, StoreError>;
}

/// Makes one test of each part of the contract: `store_contract!(fixture, run)`, where `run` brings
/// a future to its end, such as [`block_on`](crate::testing::block_on).
#[macro_export]
macro_rules! store_contract {
    ($fixture:expr, $run:expr) => {
        $crate::testing::store_contract::store_contract! { @tests $fixture, $run;
            a_roll_is_recorded_once
            a_second_delivery_changes_nothing
            a_hidden_roll_is_kept_whole
            cursors_grow_in_the_order_of_the_drafts
            rolls_of_a_message_come_in_the_order_of_their_ids
            a_revision_changes_the_roll_and_appends_its_events
            a_retracted_roll_stays_retracted
            a_refused_record_leaves_nothing
            an_unknown_campaign_takes_nothing
            nothing_causes_nothing
            campaigns_do_not_share_rolls
            messages_recorded_together_are_told_in_their_order
            a_refused_message_spoils_none_of_the_others
            many_are_found_as_each_is
            what_was_made_between_two_moments_is_found
            a_world_describes_itself
            a_partial_sync_leaves_the_others_alone
            a_complete_sync_marks_the_others_as_gone
            a_removed_character_is_gone_once
            a_character_that_comes_back_keeps_its_id
            who_is_there_is_listed
            a_combat_is_kept_until_it_ends
            combats_are_told_apart
        }
    };
    (@tests $fixture:expr, $run:expr; $($name:ident)*) => {$(
        #[test]
        fn $name() {
            let checked = $run($crate::testing::store_contract::$name(&$fixture));
            checked.expect("the store does its part");
        }
    )*};
}

// The macro calls itself by a path inside its own module.
#[doc(hidden)]
pub use store_contract;
