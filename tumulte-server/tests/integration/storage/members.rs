//! Members, invitations, linked logins, sessions of an account.

use std::collections::HashMap;

use serde_json::json;
use time::{Duration, OffsetDateTime};
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};
use tumulte_core::model::{CampaignId, StreamerId, Timestamp, UserId};
use tumulte_server::storage::{
    InvitationRow, LoginRow, Membership, Storage, StreamerRow, UserRow, session_handle,
};
use uuid::Uuid;

use super::{databases::Fresh, store_contract::NOW, table::campaign};

on_both_databases! {
    a_link_lets_in_as_many_as_it_says
    a_link_that_is_over_or_taken_back_lets_nobody_in
    whoever_must_be_agreed_to_waits
    who_leaves_shows_nothing_and_may_come_back
    an_account_is_one_streamer
    a_login_elsewhere_opens_one_account
    failures_are_counted_and_forgotten
    sessions_of_an_account_are_ended_for_good
}

fn link(campaign_id: CampaignId, token: &str, byte: u8) -> InvitationRow {
    InvitationRow {
        invitation_id: Uuid::from_bytes([byte; 16]),
        campaign_id,
        token: token.to_owned(),
        needs_approval: false,
        max_uses: None,
        uses: 0,
        created_at: NOW,
        expires_at: NOW.plus_seconds(60),
        revoked_at: None,
    }
}

async fn account(storage: &Storage, name: &str, byte: u8) -> UserId {
    let user_id = UserId::from_parts(NOW, [byte; 10]);
    let user = UserRow { user_id, name: name.to_owned(), password_hash: String::new() };
    assert!(storage.add_user(&user, NOW).await.unwrap());
    user_id
}

fn fresh_streamer(user_id: UserId, name: &str, byte: u8) -> StreamerRow {
    StreamerRow {
        streamer_id: StreamerId::from_parts(NOW, [byte; 10]),
        name: name.to_owned(),
        overlay_key: format!("{name}{byte}"),
        user_id: Some(user_id),
    }
}

async fn streamer(storage: &Storage, name: &str, byte: u8) -> StreamerId {
    let user_id = account(storage, name, byte).await;
    let streamer = fresh_streamer(user_id, name, byte);
    storage.put_streamer(&streamer, NOW).await.unwrap().streamer_id
}

async fn a_link_lets_in_as_many_as_it_says(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    let invitation = InvitationRow { max_uses: Some(1), ..link(campaign_id, "t", 1) };
    storage.add_invitation(&invitation).await.unwrap();
    let (lumen, brume) =
        (streamer(storage, "lumen", 21).await, streamer(storage, "brume", 22).await);
    let accept = async |who| storage.accept_invitation("t", who, NOW).await.unwrap();
    let (one, other) = tokio::join!(accept(lumen), accept(brume));
    let let_in = [one, other].into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(let_in, [(campaign_id, Membership::Active)], "one of two who come at once");
    assert_eq!(storage.members_of(campaign_id).await.unwrap().len(), 1);
    assert!(storage.invitations_of(campaign_id, NOW).await.unwrap().is_empty(), "used up");

    storage.add_invitation(&link(campaign_id, "open", 2)).await.unwrap();
    for _ in 0..2 {
        let accepted = storage.accept_invitation("open", lumen, NOW).await.unwrap();
        assert_eq!(accepted, Some((campaign_id, Membership::Active)));
    }
    assert!(storage.invitations_of(campaign_id, NOW).await.unwrap()[0].uses <= 1);
}

async fn a_link_that_is_over_or_taken_back_lets_nobody_in(fresh: Fresh) {
    let storage = &fresh.storage;
    let (campaign_id, elsewhere) =
        (campaign(storage, "embers").await, campaign(storage, "ashes").await);
    let lumen = streamer(storage, "lumen", 21).await;
    storage.add_invitation(&link(campaign_id, "t", 1)).await.unwrap();
    let late = NOW.plus_seconds(60);
    assert_eq!(storage.accept_invitation("t", lumen, late).await.unwrap(), None);
    assert!(storage.invitations_of(campaign_id, late).await.unwrap().is_empty());
    let found = storage.invited_to("t").await.unwrap().unwrap();
    assert_eq!(
        (found.campaign.as_str(), found.game_master.as_str()),
        ("embers", "game master of embers")
    );
    assert!(found.invitation.is_open(NOW) && !found.invitation.is_open(late));
    let id = found.invitation.invitation_id;
    assert!(!storage.revoke_invitation(elsewhere, id, NOW).await.unwrap(), "it is another's");
    assert!(storage.revoke_invitation(campaign_id, id, NOW).await.unwrap());
    assert!(!storage.revoke_invitation(campaign_id, id, NOW).await.unwrap());
    assert_eq!(storage.accept_invitation("t", lumen, NOW).await.unwrap(), None);
    assert_eq!(storage.accept_invitation("nothing", lumen, NOW).await.unwrap(), None);
    assert!(storage.invited_to("nothing").await.unwrap().is_none());
    assert!(storage.members_of(campaign_id).await.unwrap().is_empty());
    assert!(storage.forget_expired(NOW.plus_seconds(9000)).await.unwrap() >= 1);
    assert!(storage.invited_to("t").await.unwrap().is_none());
}

async fn whoever_must_be_agreed_to_waits(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    let invitation = InvitationRow { needs_approval: true, ..link(campaign_id, "t", 1) };
    storage.add_invitation(&invitation).await.unwrap();
    let lumen = streamer(storage, "lumen", 21).await;
    for _ in 0..2 {
        let accepted = storage.accept_invitation("t", lumen, NOW).await.unwrap();
        assert_eq!(accepted, Some((campaign_id, Membership::Pending)));
    }
    assert_eq!(storage.invitations_of(campaign_id, NOW).await.unwrap()[0].uses, 1);
    assert!(storage.campaigns_of_streamer(lumen).await.unwrap().is_empty());
    assert!(storage.streamers_of(campaign_id).await.unwrap().is_empty());
    assert_eq!(storage.members_of(campaign_id).await.unwrap()[0].status, Membership::Pending);
    assert!(storage.admit_member(campaign_id, lumen).await.unwrap());
    assert!(!storage.admit_member(campaign_id, lumen).await.unwrap());
    assert_eq!(storage.campaigns_of_streamer(lumen).await.unwrap(), [campaign_id]);
    assert_eq!(storage.membership(campaign_id, lumen).await.unwrap(), Some(Membership::Active));
}

async fn who_leaves_shows_nothing_and_may_come_back(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    let lumen = streamer(storage, "lumen", 21).await;
    assert!(!storage.end_membership(campaign_id, lumen).await.unwrap());
    let key = storage.rotate_overlay_key(lumen, "lumen's").await.unwrap().unwrap();
    let shown = || async {
        let keys = [key.as_str(), "lumen's", "lumen's"];
        storage.campaigns_by_overlay_key(&keys).await.unwrap()
    };
    assert_eq!(shown().await, HashMap::from([("lumen's".to_owned(), Vec::new())]));
    storage.join_campaign(campaign_id, lumen, NOW).await.unwrap();
    assert_eq!(shown().await, HashMap::from([("lumen's".to_owned(), vec![campaign_id])]));
    assert_eq!(storage.character_of_streamer(campaign_id, lumen).await.unwrap(), None);
    assert!(storage.end_membership(campaign_id, lumen).await.unwrap());
    assert!(!storage.end_membership(campaign_id, lumen).await.unwrap());
    assert!(storage.campaigns_of_streamer(lumen).await.unwrap().is_empty());
    assert_eq!(shown().await, HashMap::from([("lumen's".to_owned(), Vec::new())]));
    assert!(storage.streamed_campaigns(lumen).await.unwrap().is_empty());
    storage.join_campaign(campaign_id, lumen, NOW).await.unwrap();
    let streamed = storage.streamed_campaigns(lumen).await.unwrap();
    let [row] = streamed.as_slice() else { panic!("one campaign, not {streamed:?}") };
    assert_eq!((row.name.as_str(), row.status), ("embers", Membership::Active));
}

async fn an_account_is_one_streamer(fresh: Fresh) {
    let storage = &fresh.storage;
    let user_id = account(storage, "lumen", 21).await;
    assert_eq!(storage.streamer_of(user_id).await.unwrap(), None);
    let first = storage.put_streamer(&fresh_streamer(user_id, "lumen", 1), NOW).await.unwrap();
    let second = storage.put_streamer(&fresh_streamer(user_id, "lumen", 2), NOW).await.unwrap();
    assert_eq!(first, second);
    let old = storage.rotate_overlay_key(first.streamer_id, "other key").await.unwrap();
    assert_eq!(old.as_deref(), Some("lumen1"));
    assert!(storage.streamer_by_key("lumen1").await.unwrap().is_none());
    let found = storage.streamer_by_key("other key").await.unwrap().unwrap();
    assert_eq!(found.user_id, Some(user_id));
    let nobody = StreamerId::from_parts(NOW, [99; 10]);
    assert_eq!(storage.rotate_overlay_key(nobody, "x").await.unwrap(), None);
}

async fn a_login_elsewhere_opens_one_account(fresh: Fresh) {
    let storage = &fresh.storage;
    let (lumen, brume) = (account(storage, "lumen", 21).await, account(storage, "brume", 22).await);
    let login = |provider: &str, subject: &str| LoginRow {
        provider: provider.to_owned(),
        subject: subject.to_owned(),
        name: "Lumen".to_owned(),
        created_at: NOW,
    };
    assert!(storage.link_login(lumen, &login("twitch", "44")).await.unwrap());
    assert!(!storage.link_login(brume, &login("twitch", "44")).await.unwrap(), "it opens another");
    assert!(!storage.link_login(lumen, &login("twitch", "45")).await.unwrap(), "one of each");
    assert!(storage.link_login(lumen, &login("discord", "44")).await.unwrap());
    assert_eq!(storage.account_of_login("twitch", "44").await.unwrap(), Some(lumen));
    assert_eq!(storage.account_of_login("twitch", "45").await.unwrap(), None);
    let logins = storage.logins_of(lumen).await.unwrap();
    assert_eq!(logins, [login("discord", "44"), login("twitch", "44")]);
    assert!(storage.unlink_login(lumen, "twitch").await.unwrap());
    assert!(!storage.unlink_login(lumen, "twitch").await.unwrap());
    storage.set_password(lumen, "hashed").await.unwrap();
    assert_eq!(storage.user(lumen).await.unwrap().unwrap().password_hash, "hashed");
}

async fn failures_are_counted_and_forgotten(fresh: Fresh) {
    let storage = &fresh.storage;
    let long_ago = NOW.plus_seconds(-900);
    for _ in 0..3 {
        storage.count_sign_in_failure("Mira", long_ago, NOW).await.unwrap();
    }
    assert_eq!(storage.sign_in_failures("mIRA").await.unwrap(), Some((3, NOW)));
    let later = NOW.plus_seconds(1000);
    storage.count_sign_in_failure("mira", later.plus_seconds(-900), later).await.unwrap();
    assert_eq!(storage.sign_in_failures("Mira").await.unwrap(), Some((1, later)));
    storage.forget_sign_in_failures("MIRA").await.unwrap();
    assert_eq!(storage.sign_in_failures("Mira").await.unwrap(), None);
}

async fn sessions_of_an_account_are_ended_for_good(fresh: Fresh) {
    let storage = &fresh.storage;
    let (mira, other) = (account(storage, "mira", 21).await, account(storage, "other", 22).await);
    let session = async |user_id: UserId| {
        let data = HashMap::from([("user".to_owned(), json!(user_id))]);
        let expiry_date = OffsetDateTime::now_utc() + Duration::hours(1);
        let mut record = Record { id: Id::default(), data, expiry_date };
        storage.create(&mut record).await.unwrap();
        record
    };
    let (here, phone, theirs) = (session(mira).await, session(mira).await, session(other).await);
    let now = Timestamp::from_millis(OffsetDateTime::now_utc().unix_timestamp() * 1000);
    assert_eq!(storage.sessions_of(mira, now).await.unwrap().len(), 2);
    assert!(!storage.end_session(other, &session_handle(&phone.id)).await.unwrap());
    assert!(storage.end_session(mira, &session_handle(&phone.id)).await.unwrap());
    storage.save(&phone).await.unwrap();
    assert!(storage.load(&phone.id).await.unwrap().is_none(), "what is saved late stays ended");
    session(mira).await;
    let ended = storage.end_other_sessions(mira, &session_handle(&here.id)).await.unwrap();
    assert_eq!(ended, 1);
    assert!(storage.load(&here.id).await.unwrap().is_some());
    assert!(storage.load(&theirs.id).await.unwrap().is_some());
}
