//! Both databases keep the contract of every store.

use async_trait::async_trait;
use tumulte_core::{
    model::{Campaign, Timestamp, UserId, VttKind},
    sync::StoreError,
    testing::store_contract::StoreFixture,
};
use tumulte_server::storage::{NewConnection, NewOffer, Storage, UserRow};

use super::databases::{postgres, run, sqlite};

pub(super) const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

struct Sqlite;
struct Postgres;

#[async_trait]
impl StoreFixture for Sqlite {
    type Store = Storage;

    async fn open(&self) -> Result<Storage, StoreError> {
        Ok(sqlite().await.storage)
    }

    async fn import(&self, store: &Storage, campaign: Campaign) -> Result<Campaign, StoreError> {
        import(store, campaign).await
    }
}

#[async_trait]
impl StoreFixture for Postgres {
    type Store = Storage;

    async fn open(&self) -> Result<Storage, StoreError> {
        Ok(postgres().await.storage)
    }

    async fn import(&self, store: &Storage, campaign: Campaign) -> Result<Campaign, StoreError> {
        import(store, campaign).await
    }
}

mod sqlite_keeps_it {
    tumulte_core::store_contract!(super::Sqlite, super::run);
}

mod postgres_keeps_it {
    tumulte_core::store_contract!(super::Postgres, super::run);
}

/// Walks the road a game master walks: an account, an offer, its approval, the import.
pub(super) async fn import(store: &Storage, campaign: Campaign) -> Result<Campaign, StoreError> {
    let world_id = campaign.vtt_campaign_id.as_str();
    let owner_id = UserId::from_uuid(campaign.connection_id.as_uuid());
    let user = UserRow {
        user_id: owner_id,
        name: format!("game master of {world_id}"),
        password_hash: "unused".to_owned(),
    };
    assert!(store.add_user(&user, NOW).await?);
    let offer = NewOffer {
        jti: world_id,
        nonce: world_id,
        code: "ABC-234",
        offer_key: "unused",
        vtt: VttKind::Foundry,
        world_id,
        world_name: &campaign.name,
        module_version: "0.1.0",
        expires_at: NOW.plus_seconds(300),
    };
    assert!(store.add_offer(&offer, NOW).await?);
    let connection = NewConnection {
        connection_id: campaign.connection_id,
        owner_id,
        vtt: VttKind::Foundry,
        world_id: world_id.to_owned(),
        world_name: campaign.name.clone(),
        module_version: "0.1.0".to_owned(),
    };
    let connection_id = store.approve_offer(world_id, &connection, NOW).await?;
    assert_eq!(connection_id, Some(campaign.connection_id));
    let campaign_id = store.add_campaign(&campaign, owner_id, NOW).await?;
    Ok(Campaign { campaign_id, ..campaign })
}
