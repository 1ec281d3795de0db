//! Streamers with an account: how they come to a campaign, what they see, how they go.

use serde_json::{Value, json};

use super::house::{House, Person, Table};

async fn invite(owner: &Person, table: &Table, body: Value) -> (String, String) {
    let answer = owner.post(&table.path("/mj/campaigns/{}/invitations"), body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let url = answer.body["url"].as_str().unwrap();
    let token = url.rsplit('/').next().unwrap().to_owned();
    (token, answer.body["invitationId"].as_str().unwrap().to_owned())
}

async fn accept(person: &Person, token: &str) -> super::house::Answer {
    person.post(&format!("/invitations/{token}/accept"), json!({})).await
}

#[tokio::test]
async fn a_link_for_one_lets_one_in() {
    let house = House::open().await;
    let owner = house.registered("greta").await;
    let (lumen, brume) = (house.registered("lumen").await, house.registered("brume").await);
    let table = house.table(&owner).await;
    let (token, _) = invite(&owner, &table, json!({ "maxUses": 1 })).await;

    let told = house.nobody().get(&format!("/invitations/{token}")).await.body;
    assert_eq!((&told["campaign"], &told["gameMaster"]), (&json!("Embers"), &json!("greta")));
    assert_eq!(accept(&lumen, &token).await.body["status"], "active");
    let answer = accept(&brume, &token).await;
    assert_eq!((answer.status, answer.code()), (410, "invitation.over"));
    assert_eq!(
        house.nobody().get(&format!("/invitations/{token}")).await.code(),
        "invitation.over"
    );
    let open = owner.get(&table.path("/mj/campaigns/{}/invitations")).await.body;
    assert_eq!(open["items"], json!([]));

    let streamed = lumen.get("/streamer/campaigns").await.body;
    assert_eq!(streamed["items"][0]["name"], "Embers");
    assert_eq!(streamed["items"][0]["gameMaster"], "greta");
    let members = owner.get(&table.path("/mj/campaigns/{}/members")).await.body;
    let member = &members["items"][0];
    assert_eq!((&member["hasAccount"], &member["overlayKey"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn a_member_who_opens_the_link_again_uses_nothing_up() {
    let house = House::open().await;
    let owner = house.registered("greta").await;
    let (lumen, brume) = (house.registered("lumen").await, house.registered("brume").await);
    let table = house.table(&owner).await;
    let (token, _) = invite(&owner, &table, json!({ "maxUses": 2 })).await;
    for _ in 0..3 {
        assert_eq!(accept(&lumen, &token).await.body["status"], "active");
    }
    assert_eq!(accept(&brume, &token).await.body["status"], "active");
}

#[tokio::test]
async fn a_game_master_may_agree_to_each_and_take_links_back() {
    let house = House::open().await;
    let owner = house.registered("greta").await;
    let (lumen, brume) = (house.registered("lumen").await, house.registered("brume").await);
    let table = house.table(&owner).await;
    let (token, invitation_id) = invite(&owner, &table, json!({ "needsApproval": true })).await;
    assert_eq!(accept(&lumen, &token).await.body["status"], "pending");
    let members = owner.get(&table.path("/mj/campaigns/{}/members")).await.body;
    let streamer_id = members["items"][0]["streamerId"].as_str().unwrap().to_owned();
    assert_eq!(members["items"][0]["status"], "pending");
    let assign =
        format!("{}/characters/{}/assign", table.path("/mj/campaigns/{}"), table.character_id);
    let answer = owner.post(&assign, json!({ "streamerId": streamer_id })).await;
    assert_eq!(answer.status, 404, "who waits shows nothing: {}", answer.text);
    let mine = lumen.get(&table.path("/streamer/campaigns/{}/my-character")).await;
    assert_eq!(mine.status, 404);

    let member = format!("{}/members/{streamer_id}", table.path("/mj/campaigns/{}"));
    assert_eq!(owner.post(&format!("{member}/admit"), json!({})).await.status, 204);
    assert_eq!(
        owner.post(&format!("{member}/admit"), json!({})).await.status,
        404,
        "once is enough"
    );
    assert_eq!(owner.post(&assign, json!({ "streamerId": streamer_id })).await.status, 204);
    let mine = lumen.get(&table.path("/streamer/campaigns/{}/my-character")).await;
    assert_eq!(mine.body["name"], "Ilse", "{}", mine.text);

    let invitation = format!("{}/invitations/{invitation_id}", table.path("/mj/campaigns/{}"));
    assert_eq!(owner.ask("DELETE", &invitation, None).await.status, 204);
    assert_eq!(accept(&brume, &token).await.code(), "invitation.over");
    assert_eq!(owner.ask("DELETE", &member, None).await.status, 204);
    assert_eq!(lumen.get("/streamer/campaigns").await.body["items"], json!([]));
}

#[tokio::test]
async fn a_streamer_leaves_and_what_they_showed_is_nobodys() {
    let house = House::open().await;
    let owner = house.registered("greta").await;
    let lumen = house.registered("lumen").await;
    let table = house.table(&owner).await;
    let (token, _) = invite(&owner, &table, json!({})).await;
    accept(&lumen, &token).await;
    let members = owner.get(&table.path("/mj/campaigns/{}/members")).await.body;
    let streamer_id = members["items"][0]["streamerId"].clone();
    let assign =
        format!("{}/characters/{}/assign", table.path("/mj/campaigns/{}"), table.character_id);
    assert_eq!(owner.post(&assign, json!({ "streamerId": streamer_id })).await.status, 204);
    assert_eq!(
        lumen.post(&table.path("/streamer/campaigns/{}/leave"), json!({})).await.status,
        204
    );
    assert_eq!(
        lumen.post(&table.path("/streamer/campaigns/{}/leave"), json!({})).await.status,
        404
    );
    let characters = owner.get(&table.path("/mj/campaigns/{}/characters")).await.body;
    assert_eq!(characters["items"][0]["streamerId"], Value::Null);
    assert_eq!(owner.get(&table.path("/mj/campaigns/{}/members")).await.body["items"], json!([]));
    assert_eq!(accept(&lumen, &token).await.body["status"], "active", "and may come back");
}

#[tokio::test]
async fn an_overlay_with_another_key_leaves_nothing_behind_the_old_one() {
    let house = House::open().await;
    let owner = house.registered("greta").await;
    let table = house.table(&owner).await;
    // One person can be game master and streamer.
    let (token, _) = invite(&owner, &table, json!({})).await;
    accept(&owner, &token).await;
    let before = owner.get("/streamer/overlay").await.body;
    let again = owner.get("/streamer/overlay").await.body;
    assert_eq!(before, again, "a link is for keeps");
    let rotated = owner.post("/streamer/overlay/rotate-key", json!({})).await.body;
    let page = async |overlay: &Value| {
        let path = format!("/overlay/{}/dice", overlay["overlayKey"].as_str().unwrap());
        house.nobody().get(&path).await.status
    };
    assert_eq!((page(&before).await, page(&rotated).await), (404, 200));

    let made =
        owner.post(&table.path("/mj/campaigns/{}/members"), json!({ "name": "Lumen" })).await.body;
    let path = format!(
        "{}/members/{}/rotate-key",
        table.path("/mj/campaigns/{}"),
        made["streamerId"].as_str().unwrap()
    );
    let rotated = owner.post(&path, json!({})).await.body;
    assert_eq!((page(&made).await, page(&rotated).await), (404, 200));
    let own = owner.get("/streamer/overlay").await.body["streamerId"].as_str().unwrap().to_owned();
    let path = format!("{}/members/{own}/rotate-key", table.path("/mj/campaigns/{}"));
    assert_eq!(owner.post(&path, json!({})).await.status, 404, "an account looks after its own");
}

#[tokio::test]
async fn a_link_has_limits() {
    let house = House::open().await;
    let owner = house.registered("greta").await;
    let table = house.table(&owner).await;
    for body in [json!({ "hours": 0 }), json!({ "hours": 721 }), json!({ "maxUses": 0 })] {
        let answer = owner.post(&table.path("/mj/campaigns/{}/invitations"), body).await;
        assert_eq!((answer.status, answer.code()), (400, "invitation.limits"));
    }
}
