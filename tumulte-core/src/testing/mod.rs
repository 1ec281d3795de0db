//! What tests of a store, of an adapter or of a whole service start from.
//!
//! [`MemoryStore`], [`RecordingPublisher`] and [`FixedPlatform`] are all a
//! [`SyncService`](crate::sync::SyncService) needs; [`store_contract`] is what any
//! [`Store`](crate::sync::Store) must pass. Needs the feature `testing`.

mod block_on;
mod fixed_platform;
mod memory_store;
mod recording_publisher;
pub mod store_contract;

pub use block_on::block_on;
pub use fixed_platform::FixedPlatform;
pub use memory_store::{DescribedWorld, MemoryStore};
pub use recording_publisher::RecordingPublisher;
