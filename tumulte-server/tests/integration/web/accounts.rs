//! Passwords and sessions.

use serde_json::json;

use super::house::{House, PASSWORD};

#[tokio::test]
async fn ten_wrong_passwords_lock_a_name_and_nobody_who_is_signed_in() {
    let house =
        House::with(|config| config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()]).await;
    let mira = house.registered("mira").await;
    let nobody = house.nobody();
    let guess = async |name: &str, password: &str, from: u8| {
        let request = nobody.client.post(nobody.address("/auth/login"));
        let request = request.header("x-forwarded-for", format!("192.0.2.{from}"));
        nobody.send(request.json(&json!({ "name": name, "password": password }))).await
    };
    for name in ["Mira", "nobody at all"] {
        for from in 0..10 {
            let answer = guess(name, "wrong horse", from).await;
            assert_eq!(answer.code(), "auth.wrong_credentials", "{name}");
        }
        let answer = guess(name, PASSWORD, 77).await;
        assert_eq!((answer.status, answer.code()), (429, "auth.locked"), "{name}");
        let wait: u64 = answer.header("retry-after").parse().unwrap();
        assert!((600..=900).contains(&wait), "{wait} s");
    }
    assert_eq!(mira.get("/auth/me").await.status, 200);
}

#[tokio::test]
async fn a_right_password_forgives_the_wrong_ones_before_it() {
    let house =
        House::with(|config| config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()]).await;
    house.registered("mira").await;
    let nobody = house.nobody();
    for from in 0..18 {
        let request = nobody.client.post(nobody.address("/auth/login"));
        let request = request.header("x-forwarded-for", format!("192.0.2.{from}"));
        let password = if from == 8 { PASSWORD } else { "wrong horse" };
        let answer =
            nobody.send(request.json(&json!({ "name": "mira", "password": password }))).await;
        assert_eq!(answer.status, if from == 8 { 200 } else { 401 }, "try {from}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let house = House::open().await;
    let here = house.registered("mira").await;
    let elsewhere = house.nobody();
    let credentials = json!({ "name": "mira", "password": PASSWORD });
    assert_eq!(elsewhere.post("/auth/login", credentials.clone()).await.status, 200);

    let change =
        |current: &str, fresh: &str| json!({ "currentPassword": current, "newPassword": fresh });
    let answer = here.post("/auth/password", change("wrong horse", "another horse")).await;
    assert_eq!(answer.code(), "auth.wrong_credentials");
    let answer = here.post("/auth/password", change(PASSWORD, "short")).await;
    assert_eq!(answer.code(), "auth.password_length");
    assert_eq!(elsewhere.get("/auth/me").await.status, 200, "nothing has changed yet");
    let answer = here.post("/auth/password", change(PASSWORD, "another horse")).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
    assert_eq!(here.get("/auth/me").await.status, 200);
    assert_eq!(elsewhere.get("/auth/me").await.code(), "auth.required");
    assert_eq!(elsewhere.post("/auth/login", credentials).await.code(), "auth.wrong_credentials");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all() {
    let house = House::open().await;
    let here = house.registered("mira").await;
    let credentials = json!({ "name": "mira", "password": PASSWORD });
    let (phone, library) = (house.nobody(), house.nobody());
    for other in [&phone, &library] {
        assert_eq!(other.post("/auth/login", credentials.clone()).await.status, 200);
    }
    let listed = here.get("/auth/sessions").await.body;
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(items.iter().filter(|one| one["isCurrent"] == true).count(), 1);
    assert!(
        items
            .iter()
            .all(|one| one["agent"] == "Firefox/148.0 (Linux)" && one["startedAt"].is_string())
    );

    let seen_there = phone.get("/auth/sessions").await.body;
    let of_phone = seen_there["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["isCurrent"] == true)
        .unwrap();
    let path = format!("/auth/sessions/{}", of_phone["sessionId"].as_str().unwrap());
    let stranger = house.registered("other").await;
    assert_eq!(stranger.ask("DELETE", &path, None).await.status, 404);
    assert_eq!(here.ask("DELETE", &path, None).await.status, 204);
    assert_eq!(phone.get("/auth/me").await.status, 401);
    assert_eq!(library.get("/auth/me").await.status, 200);
    let ended = here.ask("DELETE", "/auth/sessions", None).await.body;
    assert_eq!(ended["ended"], 1);
    assert_eq!(library.get("/auth/me").await.status, 401);
    assert_eq!(stranger.get("/auth/me").await.status, 200);
}
