//! Offers, connections and refresh tokens.

use tumulte_core::model::{ConnectionId, SystemRef, UserId, VttKind};
use tumulte_core::sync::Store as _;
use tumulte_server::storage::{
    KeptOffer, NewConnection, NewOffer, OfferStatus, Redeemed, Storage, UserRow, next_second,
};

use super::{databases::Fresh, store_contract::NOW};

on_both_databases! {
    an_offer_is_confirmed_and_claimed_once
    a_world_that_is_paired_again_keeps_its_connection
    a_revoked_world_comes_back_by_its_own_offer_alone
    a_refresh_token_is_good_once
    a_token_whose_answer_was_lost_is_good_once_more
    of_three_who_redeem_a_token_at_once_one_is_too_late
}

fn offer<'a>(jti: &'a str, code: &'a str) -> NewOffer<'a> {
    NewOffer {
        jti,
        nonce: jti,
        code,
        offer_key: "key",
        vtt: VttKind::Foundry,
        world_id: "embers",
        world_name: "Embers",
        module_version: "0.1.0",
        expires_at: NOW.plus_seconds(300),
    }
}

async fn owner(storage: &Storage) -> UserId {
    let user_id = UserId::from_parts(NOW, [7; 10]);
    let (name, password_hash) = ("Mira".to_owned(), "unused".to_owned());
    assert!(storage.add_user(&UserRow { user_id, name, password_hash }, NOW).await.unwrap());
    user_id
}

fn world(owner_id: UserId, byte: u8) -> NewConnection {
    NewConnection {
        connection_id: ConnectionId::from_parts(NOW, [byte; 10]),
        owner_id,
        vtt: VttKind::Foundry,
        world_id: "embers".to_owned(),
        world_name: "Embers".to_owned(),
        module_version: "0.1.0".to_owned(),
    }
}

async fn paired(storage: &Storage) -> ConnectionId {
    let new = world(owner(storage).await, 1);
    assert!(storage.add_offer(&offer("first", "ABC-234"), NOW).await.unwrap());
    storage.approve_offer("first", &new, NOW).await.unwrap().unwrap()
}

async fn an_offer_is_confirmed_and_claimed_once(fresh: Fresh) {
    let storage = &fresh.storage;
    let new = world(owner(storage).await, 1);
    assert!(storage.add_offer(&offer("first", "ABC-234"), NOW).await.unwrap());
    assert!(!storage.add_offer(&offer("first", "XYZ-567"), NOW).await.unwrap(), "seen before");
    assert!(storage.add_offer(&offer("second", "ABC-234"), NOW).await.unwrap());
    assert_eq!(storage.open_offers("ABC-234", NOW).await.unwrap().len(), 2);
    assert!(storage.open_offers("ABC-234", NOW.plus_seconds(300)).await.unwrap().is_empty());

    assert!(!storage.claim_offer("first").await.unwrap(), "nobody confirmed it");
    let connection_id = storage.approve_offer("first", &new, NOW).await.unwrap();
    assert_eq!(connection_id, Some(new.connection_id));
    assert_eq!(storage.approve_offer("first", &new, NOW).await.unwrap(), None);
    assert!(storage.claim_offer("first").await.unwrap());
    assert!(!storage.claim_offer("first").await.unwrap());
    let claimed = storage.offer("first").await.unwrap().unwrap();
    assert_eq!((claimed.status, claimed.connection_id), (OfferStatus::Claimed, connection_id));
    assert_eq!(claimed.expires_at, NOW.plus_seconds(300));

    let expiry = NOW.plus_seconds(60);
    assert!(storage.remember_claim("nonce", expiry, NOW).await.unwrap());
    assert!(!storage.remember_claim("nonce", expiry, NOW).await.unwrap());
    assert!(storage.add_offer(&offer("third", "ABC-234"), NOW.plus_seconds(9000)).await.unwrap());
    assert!(storage.offer("first").await.unwrap().is_none(), "long over");
}

async fn a_world_that_is_paired_again_keeps_its_connection(fresh: Fresh) {
    let storage = &fresh.storage;
    let connection_id = paired(storage).await;
    assert!(storage.revoke_connection(connection_id, NOW).await.unwrap());
    assert!(!storage.revoke_connection(connection_id, NOW).await.unwrap());
    let row = storage.connection(connection_id).await.unwrap().unwrap();
    assert!(row.is_revoked);

    assert!(storage.add_offer(&offer("again", "ABC-234"), NOW).await.unwrap());
    let again = storage.approve_offer("again", &world(row.owner_id, 2), NOW).await.unwrap();
    assert_eq!(again, Some(connection_id));
    let later = NOW.plus_seconds(1);
    storage.see_connection(connection_id, later).await.unwrap();
    let system = SystemRef { id: "pf2e".into(), version: None };
    storage.describe_world(connection_id, Some("Ashes"), &system, None).await.unwrap();
    let rows = storage.connections_of(row.owner_id).await.unwrap();
    let [row] = rows.as_slice() else { panic!("one connection, not {rows:?}") };
    assert!(!row.is_revoked);
    assert_eq!((row.created_at, row.last_seen_at), (NOW, Some(later)));
    assert_eq!(row.connection.world.name, "Ashes");
    assert_eq!(row.connection.world.system, Some(system));

    assert!(storage.delete_connection(connection_id).await.unwrap());
    assert!(storage.connection(connection_id).await.unwrap().is_none());
    assert_eq!(storage.offer("again").await.unwrap().unwrap().connection_id, None);
}

async fn a_revoked_world_comes_back_by_its_own_offer_alone(fresh: Fresh) {
    let storage = &fresh.storage;
    let id = paired(storage).await;
    let row = || async { storage.connection(id).await.unwrap().unwrap() };
    assert!(storage.revoke_connection(id, NOW).await.unwrap());
    assert!(!storage.readmit_connection(id, NOW).await.unwrap(), "nobody can prove to be it");
    let kept = KeptOffer { jti: "first".to_owned(), key: "key".to_owned() };
    storage.keep_offer(id, Some(&kept)).await.unwrap();
    let since = next_second(NOW);
    assert!(!storage.return_connection(id, since, NOW).await.unwrap(), "nobody has agreed");
    assert!(storage.readmit_connection(id, NOW).await.unwrap());
    assert!(row().await.is_readmitted && row().await.is_revoked);
    assert!(storage.return_connection(id, since, NOW).await.unwrap());
    assert!(!storage.return_connection(id, since, NOW).await.unwrap(), "once");
    let back = row().await;
    assert_eq!((back.offer, back.returned_at, back.is_readmitted), (Some(kept), Some(NOW), false));
    assert!(row().await.takes_tokens_of(since) && !row().await.takes_tokens_of(NOW));
    assert!(!storage.readmit_connection(id, NOW).await.unwrap(), "it is not revoked");

    storage.revoke_connection(id, NOW).await.unwrap();
    assert!(!row().await.takes_tokens_of(since));
    storage.readmit_connection(id, NOW).await.unwrap();
    assert!(storage.add_offer(&offer("anew", "ABC-234"), NOW).await.unwrap());
    let owner_id = row().await.owner_id;
    let later = NOW.plus_seconds(5);
    storage.approve_offer("anew", &world(owner_id, 2), later).await.unwrap();
    let paired_anew = row().await;
    assert_eq!((paired_anew.offer, paired_anew.is_readmitted), (None, false));
    assert_eq!(paired_anew.tokens_since, Some(next_second(later)));
}

async fn a_refresh_token_is_good_once(fresh: Fresh) {
    let storage = &fresh.storage;
    let id = paired(storage).await;
    let expiry = NOW.plus_seconds(60);
    storage.start_refresh_family(id, b"first", expiry).await.unwrap();
    let redeem = async |token: &[u8], successor: &[u8], now| {
        storage.redeem_refresh_token(token, successor, expiry, now, now).await.unwrap()
    };
    let later = NOW.plus_seconds(1);
    assert_eq!(redeem(b"other", b"x", NOW).await, Redeemed::Unknown);
    assert_eq!(redeem(b"first", b"second", NOW).await, Redeemed::Renewed(id));
    assert_eq!(redeem(b"second", b"x", expiry).await, Redeemed::Expired);
    assert_eq!(redeem(b"second", b"third", NOW).await, Redeemed::Renewed(id), "it was not used up");
    assert_eq!(redeem(b"third", b"fourth", NOW).await, Redeemed::Renewed(id));
    assert_eq!(redeem(b"third", b"x", later).await, Redeemed::Reused(id), "too long ago");
    assert!(storage.connection(id).await.unwrap().unwrap().is_revoked);
    assert_eq!(redeem(b"fourth", b"x", NOW).await, Redeemed::Unknown);
}

async fn a_token_whose_answer_was_lost_is_good_once_more(fresh: Fresh) {
    let storage = &fresh.storage;
    let expiry = NOW.plus_seconds(60);
    let redeem = async |token: &[u8], successor: &[u8]| {
        let (now, lost_since) = (NOW.plus_seconds(1), NOW);
        storage.redeem_refresh_token(token, successor, expiry, now, lost_since).await.unwrap()
    };
    let id = paired(storage).await;
    storage.start_refresh_family(id, b"first", expiry).await.unwrap();
    assert_eq!(redeem(b"first", b"lost").await, Redeemed::Renewed(id));
    assert_eq!(redeem(b"first", b"second").await, Redeemed::Renewed(id));
    assert_eq!(redeem(b"second", b"third").await, Redeemed::Renewed(id));
    assert_eq!(redeem(b"first", b"x").await, Redeemed::Reused(id), "once more, not twice");
    assert!(storage.connection(id).await.unwrap().unwrap().is_revoked);

    for (tokens, stolen) in [
        (["a", "b", "c"], "a is known to have arrived: b was used"),
        (["d", "e", "e"], "nobody but a thief has the lost one"),
    ] {
        let owner_id = storage.connection(id).await.unwrap().unwrap().owner_id;
        let [first, second, last] = tokens.map(str::as_bytes);
        assert!(storage.add_offer(&offer(tokens[0], "ABC-234"), NOW).await.unwrap());
        storage.approve_offer(tokens[0], &world(owner_id, 1), NOW).await.unwrap().unwrap();
        storage.start_refresh_family(id, first, expiry).await.unwrap();
        assert_eq!(redeem(first, second).await, Redeemed::Renewed(id));
        if last == second {
            assert_eq!(redeem(first, b"f").await, Redeemed::Renewed(id));
            assert_eq!(redeem(last, b"x").await, Redeemed::Reused(id), "{stolen}");
        } else {
            assert_eq!(redeem(second, last).await, Redeemed::Renewed(id));
            assert_eq!(redeem(first, b"x").await, Redeemed::Reused(id), "{stolen}");
        }
    }
}

async fn of_three_who_redeem_a_token_at_once_one_is_too_late(fresh: Fresh) {
    let storage = &fresh.storage;
    let id = paired(storage).await;
    let owner_id = storage.connection(id).await.unwrap().unwrap().owner_id;
    let expiry = NOW.plus_seconds(60);
    for round in 1..=250u8 {
        let offer_id = format!("again {round}");
        assert!(storage.add_offer(&offer(&offer_id, "ABC-234"), NOW).await.unwrap());
        storage.approve_offer(&offer_id, &world(owner_id, 1), NOW).await.unwrap().unwrap();
        storage.start_refresh_family(id, &[round], expiry).await.unwrap();
        let redeem = async |successor: u8| {
            let successor = [round, successor];
            storage.redeem_refresh_token(&[round], &successor, expiry, NOW, NOW).await.unwrap()
        };
        let (one, other, third) = tokio::join!(redeem(1), redeem(2), redeem(3));
        let mut all = [one, other, third];
        all.sort_by_key(|redeemed| *redeemed == Redeemed::Reused(id));
        assert_eq!(all, [Redeemed::Renewed(id), Redeemed::Renewed(id), Redeemed::Reused(id)]);
    }
}
