//! The store in memory keeps the contract of every store.

use async_trait::async_trait;
use tumulte_core::{
    model::Campaign,
    store_contract,
    sync::StoreError,
    testing::{MemoryStore, block_on, store_contract::StoreFixture},
};

struct InMemory;

#[async_trait]
impl StoreFixture for InMemory {
    type Store = MemoryStore;

    async fn open(&self) -> Result<MemoryStore, StoreError> {
        Ok(MemoryStore::new())
    }

    async fn import(
        &self,
        store: &MemoryStore,
        campaign: Campaign,
    ) -> Result<Campaign, StoreError> {
        Ok(store.import(campaign))
    }
}

store_contract!(InMemory, block_on);
