//! Asking the audience and voting, over HTTP.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::house::{Answer, House, Person, Table};

const FOR_A_MINUTE: u32 = 60;

async fn ask(owner: &Person, table: &Table, seconds: u32) -> Answer {
    let body = json!({
        "question": "Does the rogue open the door?",
        "options": ["Yes", "No", "<b>Run</b>"],
        "durationSeconds": seconds,
    });
    owner.post(&table.path("/mj/campaigns/{}/polls"), body).await
}

/// The path at which people vote.
fn booth(asked: &Answer) -> String {
    let url = asked.body["voteUrl"].as_str().unwrap();
    url[url.find("/vote/").unwrap()..].to_owned()
}

async fn votes(voter: &Person, booth: &str, option: usize) -> Answer {
    voter.post(&format!("{booth}/ballot"), json!({ "option": option })).await
}

async fn counts(house: &House, booth: &str) -> Vec<u64> {
    let results = house.nobody().get(&format!("{booth}/results")).await;
    let options = results.body["options"].as_array().unwrap().clone();
    options.iter().map(|option| option["votes"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn viewers_vote_once_change_their_minds_and_bots_read_the_results() {
    let house = House::open().await;
    let owner = house.registered("owner").await;
    let table = house.table(&owner).await;
    let asked = ask(&owner, &table, FOR_A_MINUTE).await;
    assert_eq!(asked.status, 201, "{}", asked.text);
    let booth = booth(&asked);
    let (one, other) = (house.nobody(), house.nobody());
    let first = votes(&one, &booth, 0).await;
    assert_eq!(first.body, json!({ "option": 0 }), "{}", first.text);
    let cookie = first.header("set-cookie");
    assert!(cookie.contains("HttpOnly; SameSite=Lax") && cookie.contains("Path=/vote"), "{cookie}");
    assert_eq!(votes(&other, &booth, 0).await.status, 200);
    assert_eq!(votes(&one, &booth, 2).await.header("set-cookie"), "", "a voter stays the same");
    assert_eq!(counts(&house, &booth).await, [1, 0, 1]);

    let results = house.nobody().get(&format!("{booth}/results")).await.body;
    assert_eq!(results["voters"], 2);
    assert_eq!((&results["status"], &results["winner"]), (&json!("running"), &Value::Null));
    let again = ask(&owner, &table, FOR_A_MINUTE).await;
    assert_eq!((again.status, again.code()), (409, "poll.already_running"));

    let path = format!("{}/{}", table.path("/mj/campaigns/{}/polls"), text(&asked, "pollId"));
    let ended = owner.post(&format!("{path}/end"), json!({})).await;
    assert_eq!(ended.body["tie"], json!(["Yes", "<b>Run</b>"]), "{}", ended.text);
    assert_eq!(ended.body["winner"], Value::Null, "a tie has no winner");
    let late = votes(&house.nobody(), &booth, 0).await;
    assert_eq!((late.status, late.code()), (409, "poll.over"));
    let twice = owner.post(&format!("{path}/cancel"), json!({})).await;
    assert_eq!((twice.status, twice.code()), (409, "poll.over"));
    let listed = owner.get(&table.path("/mj/campaigns/{}/polls")).await;
    assert_eq!(listed.body["items"][0], ended.body);
}

fn text(answer: &Answer, field: &str) -> String {
    answer.body[field].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn votes_beyond_those_of_one_address_and_forged_cookies_are_refused() {
    let house = House::open().await;
    let owner = house.registered("owner").await;
    let table = house.table(&owner).await;
    let booth = booth(&ask(&owner, &table, FOR_A_MINUTE).await);
    let mut crowded = 0;
    for _ in 0..35 {
        // A browser that forgets its cookie every time.
        let vote = votes(&house.nobody(), &booth, 1).await;
        if vote.status != 200 {
            assert_eq!((vote.status, vote.code()), (429, "poll.crowded"));
            crowded += 1;
        }
    }
    assert_eq!(crowded, 5);
    assert_eq!(counts(&house, &booth).await, [0, 30, 0]);
    let stranger = house.nobody();
    let request = stranger.client.post(stranger.address(&format!("{booth}/ballot")));
    let forged = "tumulte_voter=AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let answer = request.header("cookie", forged).json(&json!({ "option": 0 })).send().await;
    assert_eq!(answer.unwrap().status(), 429, "it is a new voter like any other");
    // Whom an account of the campaign vouches for has no address.
    let listed = owner.get(&table.path("/mj/campaigns/{}/polls")).await;
    let poll_id = listed.body["items"][0]["pollId"].as_str().unwrap();
    let votes = format!("{}/{poll_id}/votes", table.path("/mj/campaigns/{}/polls"));
    for option in [0, 2] {
        let said = owner.post(&votes, json!({ "voter": "twitch:7", "option": option })).await;
        assert_eq!(said.status, 204, "{}", said.text);
    }
    assert_eq!(counts(&house, &booth).await, [0, 30, 1]);
    let nobody = owner.post(&votes, json!({ "voter": " ", "option": 0 })).await;
    assert_eq!((nobody.status, nobody.code()), (400, "poll.voter"));
}

#[tokio::test]
async fn questions_that_are_none_are_refused() {
    let house = House::open().await;
    let owner = house.registered("owner").await;
    let table = house.table(&owner).await;
    let path = table.path("/mj/campaigns/{}/polls");
    let many: Vec<_> = (0..7).map(|number| number.to_string()).collect();
    for (question, options, seconds, code) in [
        ("", json!(["Yes", "No"]), 60, "poll.question"),
        ("Why?", json!(["Yes"]), 60, "poll.options"),
        ("Why?", json!(["Yes", "yes "]), 60, "poll.options"),
        ("Why?", json!(many), 60, "poll.options"),
        ("Why?", json!(["Yes", "No"]), 14, "poll.duration"),
        ("Why?", json!(["Yes", "No"]), 601, "poll.duration"),
    ] {
        let body = json!({ "question": question, "options": options, "durationSeconds": seconds });
        let answer = owner.post(&path, body).await;
        assert_eq!((answer.status, answer.code()), (400, code), "{question} {options} {seconds}");
    }
    assert_eq!(owner.get(&path).await.body["items"], json!([]));
}

#[tokio::test]
async fn the_page_works_without_scripts() {
    let house = House::open().await;
    let owner = house.registered("owner").await;
    let table = house.table(&owner).await;
    let asked = ask(&owner, &table, FOR_A_MINUTE).await;
    let booth = booth(&asked);
    let viewer = house.nobody();
    let page = viewer.get(&format!("{booth}?lang=fr")).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Touchez une réponse") && page.text.contains("&#60;b&#62;Run"));
    assert!(!page.text.contains("http-equiv"), "nobody is interrupted while choosing");
    let vote = async |option| viewer.form(&booth, &BTreeMap::from([("option", option)])).await;
    let voted = vote("1").await;
    assert_eq!((voted.status, voted.header("location")), (303, booth.as_str()));
    let page = viewer.get(&booth).await.text;
    assert!(page.contains(r#"value="1" type="submit" aria-pressed="true""#), "{page}");
    assert!(page.contains(r#"<meta http-equiv="refresh" content="10">"#));
    assert_eq!(vote("9").await.status, 400);

    let path = format!("{}/{}", table.path("/campaigns/{}/polls"), text(&asked, "pollId"));
    let ended = owner.form(&format!("{path}/end"), &BTreeMap::new()).await;
    assert_eq!(ended.status, 303, "{}", ended.text);
    let late = vote("0").await;
    assert_eq!(late.status, 409);
    assert!(
        late.text.contains("No\u{202f}» l’emporte") && late.text.contains("Le vote est terminé.")
    );
    let picture = viewer.get(&format!("{booth}/qr.svg")).await;
    assert_eq!(picture.header("content-type"), "image/svg+xml");
    assert!(picture.text.contains("<svg"));
    let unknown = viewer.get("/vote/guessed").await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.text.contains("<html"), "people see a page");
}

#[tokio::test]
async fn the_console_asks_and_keeps_what_was_typed() {
    let house = House::open().await;
    let owner = house.registered("owner").await;
    let table = house.table(&owner).await;
    let path = table.path("/campaigns/{}/polls");
    let form = |question: &'static str, option: &'static str| {
        BTreeMap::from([("question", question), ("option", option), ("seconds", "120")])
    };
    let refused = owner.form(&path, &form("Who goes <first>?", "Ilse")).await;
    assert_eq!(refused.status, 400, "one answer is none");
    assert!(refused.text.contains("Who goes &#60;first&#62;?"), "{}", refused.text);
    assert!(refused.text.contains(r#"<option value="120" selected>"#));
    assert_eq!(ask(&owner, &table, 15).await.status, 201);
    let shown = owner.get(&path).await.text;
    assert!(shown.contains("/qr.svg") && shown.contains("End now"), "{shown}");
}

#[tokio::test]
async fn a_poll_waits_for_the_slowest_stream() {
    let house = House::open().await;
    let owner = house.registered("owner").await;
    let table = house.table(&owner).await;
    let member =
        owner.post(&table.path("/mj/campaigns/{}/members"), json!({ "name": "Lumen" })).await;
    let settings = format!("/streamer/overlays/{}/settings", text(&member, "streamerId"));
    assert_eq!(owner.ask("PUT", &settings, Some(json!({ "delaySeconds": 20 }))).await.status, 200);
    let asked = ask(&owner, &table, FOR_A_MINUTE).await;
    let moment = |field| text(&asked, field).parse::<tumulte_core::model::Timestamp>().unwrap();
    assert_eq!(moment("endsAt").millis_since(moment("startedAt")), 80_000);
}
