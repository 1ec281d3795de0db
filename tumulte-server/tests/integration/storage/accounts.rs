//! Accounts, sessions and the server's own keys.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use time::{Duration, OffsetDateTime};
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};
use tumulte_core::model::{Timestamp, UserId};
use tumulte_server::{
    sealing::{Keyring, MasterKey, SealingError},
    storage::{SecretError, UserRow, session_handle},
};

use super::{databases::Fresh, store_contract::NOW};

on_both_databases! {
    an_account_is_found_whatever_the_case_of_its_name
    a_session_lives_until_it_is_over
    a_key_is_made_once
    secrets_are_sealed_and_can_be_sealed_anew
}

async fn an_account_is_found_whatever_the_case_of_its_name(fresh: Fresh) {
    let storage = &fresh.storage;
    let user = |name: &str, byte| UserRow {
        user_id: UserId::from_parts(NOW, [byte; 10]),
        name: name.to_owned(),
        password_hash: "unused".to_owned(),
    };
    let mira = user("Mira", 1);
    assert!(storage.add_user(&mira, NOW).await.unwrap());
    assert!(!storage.add_user(&user("MIRA", 2), NOW).await.unwrap(), "the name is taken");
    assert!(storage.add_user(&user("Mira2", 3), NOW).await.unwrap());

    let found = storage.user_by_name("mIRA").await.unwrap().unwrap();
    assert_eq!((found.user_id, found.name.as_str()), (mira.user_id, "Mira"));
    assert_eq!(storage.user(mira.user_id).await.unwrap().unwrap().name, "Mira");
    assert!(storage.user_by_name("nobody").await.unwrap().is_none());
}

async fn a_session_lives_until_it_is_over(fresh: Fresh) {
    let storage = &fresh.storage;
    let now = OffsetDateTime::now_utc();
    let data = HashMap::from([("user".to_owned(), json!({ "name": "Mira\0" }))]);
    let mut record = Record { id: Id::default(), data, expiry_date: now + Duration::hours(1) };
    storage.create(&mut record).await.unwrap();
    let mut twin = record.clone();
    storage.create(&mut twin).await.unwrap();
    assert_ne!(twin.id, record.id, "an id that is taken is drawn again");

    let moment = Timestamp::from_millis(now.unix_timestamp() * 1000);
    let asked = [session_handle(&record.id), "nobody's".to_owned()];
    let going_on = storage.sessions_going_on(&asked, moment).await.unwrap();
    assert_eq!(going_on, HashSet::from([session_handle(&record.id)]));
    let later = moment.plus_seconds(2 * 3600);
    assert!(storage.sessions_going_on(&asked, later).await.unwrap().is_empty());
    assert!(storage.sessions_going_on(&[], moment).await.unwrap().is_empty());

    let loaded = storage.load(&record.id).await.unwrap().unwrap();
    assert_eq!(loaded.data.keys().collect::<Vec<_>>(), ["user"]);
    assert_eq!(loaded.expiry_date.unix_timestamp(), record.expiry_date.unix_timestamp());
    record.expiry_date = now - Duration::hours(2);
    storage.save(&record).await.unwrap();
    assert!(storage.load(&record.id).await.unwrap().is_none(), "it is over");
    let now = Timestamp::from_millis(now.unix_timestamp() * 1000);
    assert_eq!(storage.forget_expired(now).await.unwrap(), 1);

    storage.delete(&twin.id).await.unwrap();
    assert!(storage.load(&twin.id).await.unwrap().is_none());
}

async fn a_key_is_made_once(fresh: Fresh) {
    let ring = Keyring::fresh();
    let first = fresh.storage.server_key(&ring, "session", [1; 32], NOW).await.unwrap();
    let second = fresh.storage.server_key(&ring, "session", [2; 32], NOW).await.unwrap();
    assert_eq!((first, second), ([1; 32], [1; 32]));
}

fn ring(keys: &[u8]) -> Keyring {
    let texts: Vec<_> =
        keys.iter().map(|byte| MasterKey::from_random([*byte; 32]).reveal().to_string()).collect();
    Keyring::given(texts.join(",").parse().unwrap()).unwrap()
}

async fn secrets_are_sealed_and_can_be_sealed_anew(fresh: Fresh) {
    let storage = &fresh.storage;
    let key =
        |keys: Keyring| async move { storage.server_key(&keys, "session", [9; 32], NOW).await };
    storage.server_key(&ring(&[1]), "session", [7; 32], NOW).await.unwrap();
    let foreign = key(ring(&[2])).await.unwrap_err();
    assert!(matches!(foreign, SecretError::Sealing(SealingError::UnknownKey(_))), "{foreign}");
    assert!(storage.reseal(&ring(&[2])).await.is_err(), "what can't be opened is left as it is");

    let resealed = storage.reseal(&ring(&[2, 1])).await.unwrap();
    assert_eq!((resealed.changed, resealed.total), (1, 1));
    assert_eq!(storage.reseal(&ring(&[2, 1])).await.unwrap().changed, 0);
    assert_eq!(key(ring(&[2])).await.unwrap(), [7; 32]);
    assert!(key(ring(&[1])).await.is_err());
}
