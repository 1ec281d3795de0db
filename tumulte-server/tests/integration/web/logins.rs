//! Signing in elsewhere, against a provider in this process.

use std::sync::{Arc, Mutex};

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::{Value, json};
use std::collections::HashMap;
use tumulte_server::Config;

use super::house::{Answer, House, PASSWORD, Person};

/// What the provider was asked, and who it says comes back.
#[derive(Default)]
struct Told {
    asked: Vec<HashMap<String, String>>,
    user: Value,
}

type Shared = Arc<Mutex<Told>>;

/// Answers as Twitch and Discord do: each writes its scopes in another way.
async fn provider() -> (String, Shared) {
    let told = Shared::default();
    let router = Router::new()
        .route("/token", post(token))
        .route("/user", get(user))
        .with_state(Arc::clone(&told));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await });
    (url, told)
}

async fn token(
    State(told): State<Shared>,
    Form(form): Form<HashMap<String, String>>,
) -> impl IntoResponse {
    let is_good = form.get("code").is_some_and(|code| code == "good");
    told.lock().unwrap().asked.push(form);
    if !is_good {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    }
    let token =
        json!({ "access_token": "opaque", "token_type": "bearer", "expires_in": 9, "scope": [] });
    (StatusCode::OK, Json(token))
}

async fn user(State(told): State<Shared>, headers: HeaderMap) -> impl IntoResponse {
    let bearer = headers.get("authorization").is_some_and(|value| value == "Bearer opaque");
    let client = headers.get("client-id").is_some_and(|value| value == "our-id");
    if bearer && client {
        (StatusCode::OK, Json(told.lock().unwrap().user.clone()))
    } else {
        (StatusCode::UNAUTHORIZED, Json(json!({})))
    }
}

async fn house(provider: &str) -> House {
    let configure = |config: &mut Config| {
        config.allowed_targets = vec!["127.0.0.1".parse().unwrap()];
        let endpoints = ["authorize", "token", "user"].map(|path| format!("{provider}/{path}"));
        config.logins.twitch_client_id = Some("our-id".to_owned());
        config.logins.twitch_client_secret = Some("our secret".parse().unwrap());
        config.logins.twitch_endpoints = Some(endpoints.to_vec());
        config.logins.discord_client_id = Some("our-id".to_owned());
        config.logins.discord_client_secret = Some("our secret".parse().unwrap());
        config.logins.discord_endpoints = Some(endpoints.to_vec());
    };
    House::with(configure).await
}

fn twitch(id: &str, name: &str) -> Value {
    json!({ "data": [{ "id": id, "login": name.to_lowercase(), "display_name": name }] })
}

/// Leaves for a provider; gives what the provider is asked in the address.
async fn leave(person: &Person, path: &str) -> HashMap<String, String> {
    let answer = person.get(path).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let url = reqwest::Url::parse(answer.header("location")).unwrap();
    url.query_pairs().into_owned().collect()
}

async fn come_back(person: &Person, provider: &str, state: &str, code: &str) -> Answer {
    person.get(&format!("/auth/{provider}/callback?state={state}&code={code}")).await
}

async fn sign_in(person: &Person, provider: &str) -> Answer {
    let asked = leave(person, &format!("/auth/{provider}/login")).await;
    come_back(person, provider, &asked["state"], "good").await
}

#[tokio::test]
async fn a_login_elsewhere_opens_an_account_and_the_same_one_again() {
    let (url, told) = provider().await;
    let house = house(&url).await;
    told.lock().unwrap().user = twitch("44", "Lumen");
    let lumen = house.nobody();
    let asked = leave(&lumen, "/auth/twitch/login?next=/streamer").await;
    assert_eq!((asked["client_id"].as_str(), asked["response_type"].as_str()), ("our-id", "code"));
    assert_eq!(asked["redirect_uri"], format!("{}/auth/twitch/callback", house.url));
    assert_eq!(asked["code_challenge_method"], "S256");
    let answer = come_back(&lumen, "twitch", &asked["state"], "good").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/streamer"), "{}", answer.text);
    let me = lumen.get("/auth/me").await.body;
    assert_eq!((&me["name"], &me["hasPassword"]), (&json!("Lumen"), &json!(false)));
    let token = told.lock().unwrap().asked.pop().unwrap();
    assert_eq!(token["client_secret"], "our secret");
    assert!(token["code_verifier"].len() >= 43);

    let elsewhere = house.nobody();
    assert_eq!(sign_in(&elsewhere, "twitch").await.status, 303);
    assert_eq!(elsewhere.get("/auth/me").await.body, me);

    told.lock().unwrap().user = twitch("45", "Lumen");
    let namesake = house.nobody();
    assert_eq!(sign_in(&namesake, "twitch").await.status, 303);
    let name = namesake.get("/auth/me").await.body["name"].as_str().unwrap().to_owned();
    assert!(name.starts_with("Lumen-"), "{name}");
}

#[tokio::test]
async fn who_did_not_leave_from_here_does_not_come_back() {
    let (url, told) = provider().await;
    let house = house(&url).await;
    told.lock().unwrap().user = twitch("44", "Lumen");
    let victim = house.nobody();
    let attacker = house.nobody();
    let theirs = leave(&attacker, "/auth/twitch/login").await;
    let answer = come_back(&victim, "twitch", &theirs["state"], "good").await;
    assert_eq!((answer.status, answer.code()), (400, "login.state"));
    let own = leave(&victim, "/auth/twitch/login").await;
    assert_eq!(come_back(&victim, "twitch", &theirs["state"], "good").await.code(), "login.state");
    let late = come_back(&victim, "twitch", &own["state"], "good").await;
    assert_eq!(late.code(), "login.state", "one try is all there is");
    let own = leave(&victim, "/auth/twitch/login").await;
    assert_eq!(come_back(&victim, "discord", &own["state"], "good").await.code(), "login.state");
    let own = leave(&victim, "/auth/twitch/login").await;
    let answer = come_back(&victim, "twitch", &own["state"], "bad").await;
    assert_eq!((answer.status, answer.code()), (502, "login.refused"));
    assert_eq!(victim.get("/auth/me").await.status, 401);
    let next = leave(&victim, "/auth/twitch/login?next=//evil.example").await;
    let answer = come_back(&victim, "twitch", &next["state"], "good").await;
    assert_eq!(answer.header("location"), "/", "only paths of ours");
}

#[tokio::test]
async fn logins_are_linked_to_an_account_and_the_last_way_in_stays() {
    let (url, told) = provider().await;
    let house = house(&url).await;
    let greta = house.registered("greta").await;
    told.lock().unwrap().user = twitch("44", "Greta_Live");
    let answer = sign_in(&greta, "twitch").await;
    assert_eq!(answer.header("location"), "/account", "{}", answer.text);
    let linked = greta.get("/auth/logins").await.body;
    assert_eq!(linked["items"][0]["name"], "Greta_Live");
    let elsewhere = house.nobody();
    sign_in(&elsewhere, "twitch").await;
    assert_eq!(elsewhere.get("/auth/me").await.body["name"], "greta");

    let other = house.registered("other").await;
    let answer = sign_in(&other, "twitch").await;
    assert_eq!((answer.status, answer.code()), (409, "login.taken"));
    assert_eq!(other.get("/auth/me").await.body["name"], "other");

    told.lock().unwrap().user = json!({ "id": "81", "username": "brume", "global_name": null });
    let brume = house.nobody();
    sign_in(&brume, "discord").await;
    let answer = brume.ask("DELETE", "/auth/logins/discord", None).await;
    assert_eq!((answer.status, answer.code()), (409, "login.last"));
    let answer = brume.post("/auth/password", json!({ "newPassword": PASSWORD })).await;
    assert_eq!(answer.status, 204, "the first password needs none before it: {}", answer.text);
    assert_eq!(brume.ask("DELETE", "/auth/logins/discord", None).await.status, 204);
    assert_eq!(brume.ask("DELETE", "/auth/logins/discord", None).await.status, 404);
    let back =
        house.nobody().post("/auth/login", json!({ "name": "brume", "password": PASSWORD })).await;
    assert_eq!(back.status, 200);
}

#[tokio::test]
async fn a_provider_in_a_private_network_is_asked_only_where_the_operator_allows_it() {
    let (url, _) = provider().await;
    let house = House::with(|config| {
        let endpoints = ["authorize", "token", "user"].map(|path| format!("{url}/{path}"));
        config.logins.twitch_client_id = Some("our-id".to_owned());
        config.logins.twitch_client_secret = Some("our secret".parse().unwrap());
        config.logins.twitch_endpoints = Some(endpoints.to_vec());
    })
    .await;
    let answer = sign_in(&house.nobody(), "twitch").await;
    assert_eq!((answer.status, answer.code()), (502, "login.unavailable"));
    assert_eq!(house.nobody().get("/auth/discord/login").await.status, 404, "it is not set up");
}
