//! Every route of the server, walked as nobody, as another game master, as a member and as the owner.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tumulte_server::{Access, Route, routes};

use super::house::{Answer, House, Person, Table};

/// Routes that answer everybody. Whoever adds one has thought about it.
const FOR_EVERYBODY: &[&str] = &[
    "GET /api/openapi.json",
    "GET /assets/{*path}",
    "GET /auth/{provider}/callback",
    "GET /auth/{provider}/login",
    "GET /docs",
    "GET /healthz",
    "GET /invitations/{token}",
    "GET /join/{token}",
    "GET /login",
    "GET /metrics",
    "GET /overlay/{overlay_key}/all",
    "GET /overlay/{overlay_key}/characters",
    "GET /overlay/{overlay_key}/combat",
    "GET /overlay/{overlay_key}/criticals",
    "GET /overlay/{overlay_key}/dice",
    "GET /overlay/{overlay_key}/polls",
    "GET /readyz",
    "GET /vote/{vote_key}",
    "GET /vote/{vote_key}/qr.svg",
    "GET /vote/{vote_key}/results",
    "GET /vtt/pixels/{key}",
    "GET /ws",
    "POST /auth/login",
    "POST /auth/logout",
    "POST /auth/register",
    "POST /login",
    "POST /logout",
    "POST /register",
    "POST /vote/{vote_key}",
    "POST /vote/{vote_key}/ballot",
    "POST /vtt/pair/offers",
    "POST /vtt/pixels/{key}",
    "POST /vtt/refresh-token",
];

/// What a streamer with an account may reach of their own, and of a campaign they stream.
const FOR_MEMBERS: &str = "/streamer";

/// What the game master and every active streamer of a campaign may reach alike.
const FOR_BOTH: [&str; 2] = ["/campaigns/{id}/polls", "/mj/campaigns/{id}/polls"];

/// Where nothing in the path is anybody's own.
const NOBODYS_PLACES: &[&str] = &["token", "provider", "session_id"];

struct Walk {
    house: House,
    table: Table,
    streamer_id: String,
    invitation_id: String,
    poll_id: String,
    token: String,
    document: Value,
}

impl Walk {
    /// The path with its places filled with what belongs to the owner.
    fn path(&self, route: &Route) -> String {
        let of_connection = route.path.contains("/connections/{id}");
        let id = if of_connection {
            self.table.connection_id.to_string()
        } else if route.path.starts_with("/streamers/{id}") {
            self.streamer_id.clone()
        } else {
            self.table.campaign_id.to_string()
        };
        let places = [
            ("{id}", id.as_str()),
            ("{character_id}", &self.table.character_id.to_string()),
            ("{streamer_id}", &self.streamer_id),
            ("{invitation_id}", &self.invitation_id),
            ("{poll_id}", &self.poll_id),
            ("{token}", &self.token),
            ("{provider}", "twitch"),
            ("{session_id}", "unknown"),
            ("{jti}", "00000000-0000-7000-8000-000000000000"),
        ];
        let path =
            places.iter().fold(route.path.clone(), |path, (place, with)| path.replace(place, with));
        assert!(!path.contains('{'), "this test does not know what to put into {path}");
        path
    }

    async fn ask(&self, person: &Person, route: &Route) -> Answer {
        let path = self.path(route);
        if route.is_page && route.method == "POST" {
            // Every field of every form: each form takes its own.
            let fields = [
                ("name", "Somebody"),
                ("code", "AAA-222"),
                ("streamerId", ""),
                ("uses", "1"),
                ("hours", "24"),
                ("fresh", "short"),
                ("sample", "success"),
                ("password", "short"),
            ];
            return person.form(&path, &BTreeMap::from(fields)).await;
        }
        person.ask(&route.method, &path, self.sample(route)).await
    }

    /// A body of the shape the description says.
    fn sample(&self, route: &Route) -> Option<Value> {
        let operation = &self.document["paths"][&route.path][route.method.to_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        schema.is_object().then(|| self.value(schema))
    }

    fn value(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            return self.value(&self.document["components"]["schemas"][name]);
        }
        if let Some(parts) = schema["allOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
            return parts.first().map_or(Value::Null, |part| self.value(part));
        }
        match schema["type"].as_str() {
            Some("object") => {
                let required = schema["required"].as_array().cloned().unwrap_or_default();
                let fields = required
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|name| (name.to_owned(), self.value(&schema["properties"][name])));
                Value::Object(fields.collect())
            }
            Some("array") => json!([]),
            Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
            Some("boolean") => json!(false),
            _ if schema["enum"].is_array() => schema["enum"][0].clone(),
            _ if schema["format"] == "uuid" => json!(self.streamer_id),
            // Long enough for whatever has a shortest length.
            _ => json!("somebody-new"),
        }
    }
}

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

fn is_for_both(route: &Route) -> bool {
    FOR_BOTH.iter().any(|path| route.path.starts_with(path))
}

/// Whether something in the path belongs to somebody.
fn is_owned(route: &Route) -> bool {
    let places = route.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    places.filter(|place| !NOBODYS_PLACES.contains(place)).count() > 0
}

#[tokio::test]
async fn every_route_is_for_whom_it_says() {
    let house = House::open().await;
    let owner = house.registered("owner").await;
    let (other, member) = (house.registered("other").await, house.registered("member").await);
    let table = house.table(&owner).await;
    let invited = owner.post(&table.path("/mj/campaigns/{}/invitations"), json!({})).await;
    assert_eq!(invited.status, 201, "{}", invited.text);
    let url = invited.body["url"].as_str().unwrap();
    let token = url.rsplit('/').next().unwrap().to_owned();
    let joined = member.post(&format!("/invitations/{token}/accept"), json!({})).await;
    assert_eq!(joined.body["status"], "active", "{}", joined.text);
    let members = owner.get(&table.path("/mj/campaigns/{}/members")).await;
    let streamer_id = members.body["items"][0]["streamerId"].as_str().unwrap().to_owned();
    let assigned =
        format!("{}/characters/{}/assign", table.path("/mj/campaigns/{}"), table.character_id);
    assert_eq!(owner.post(&assigned, json!({ "streamerId": streamer_id })).await.status, 204);
    let question =
        json!({ "question": "Open it?", "options": ["Yes", "No"], "durationSeconds": 60 });
    let asked = member.post(&table.path("/mj/campaigns/{}/polls"), question).await;
    assert_eq!(asked.status, 201, "a streamer may ask: {}", asked.text);
    let poll_id = asked.body["pollId"].as_str().unwrap().to_owned();
    let document = house.nobody().get("/api/openapi.json").await.body;
    let invitation_id = invited.body["invitationId"].as_str().unwrap().to_owned();
    let walk = Walk { house, table, streamer_id, invitation_id, poll_id, token, document };

    let routes = routes();
    assert!(routes.len() > 60, "only {} routes", routes.len());
    let open: Vec<_> =
        routes.iter().filter(|route| route.access == Access::Anybody).map(name).collect();
    for route in &open {
        assert!(
            FOR_EVERYBODY.contains(&route.as_str()),
            "{route} is open to everybody: is that wanted?"
        );
    }
    let guarded: Vec<_> = routes.iter().filter(|route| route.access != Access::Anybody).collect();
    for route in &guarded {
        refuses_nobody(&walk, route).await;
    }
    for route in guarded.iter().filter(|route| route.access == Access::Account && is_owned(route)) {
        looks_like_nothing(&walk, &other, route).await;
        if !route.path.starts_with(FOR_MEMBERS) && !is_for_both(route) {
            looks_like_nothing(&walk, &member, route).await;
        }
    }
    for route in
        guarded.iter().filter(|route| route.access == Access::Account && route.method == "GET")
    {
        let whose = match () {
            () if is_for_both(route) => vec![&member, &owner],
            () if route.path.starts_with(FOR_MEMBERS) => vec![&member],
            () => vec![&owner],
        };
        for who in whose {
            let answer = walk.ask(who, route).await;
            assert!(
                matches!(answer.status, 200 | 303),
                "{} as whose it is: {}",
                name(route),
                answer.text
            );
        }
    }
}

async fn refuses_nobody(walk: &Walk, route: &Route) {
    let answer = walk.ask(&walk.house.nobody(), route).await;
    let name = name(route);
    if route.is_page {
        assert_eq!(answer.status, 303, "{name} as nobody: {}", answer.text);
        assert!(
            answer.header("location").starts_with("/login"),
            "{name} leads to {}",
            answer.header("location")
        );
    } else {
        assert_eq!(answer.status, 401, "{name} as nobody: {}", answer.text);
        let expected =
            if route.access == Access::Account { "auth.required" } else { "token.malformed" };
        assert_eq!(answer.code(), expected, "{name}");
    }
}

async fn looks_like_nothing(walk: &Walk, person: &Person, route: &Route) {
    let answer = walk.ask(person, route).await;
    // A body that is made up may be refused before anybody looks whose it is.
    let has_body = matches!(route.method.as_str(), "POST" | "PUT");
    let is_refused = answer.status == 404 || has_body && matches!(answer.status, 400 | 422);
    assert!(is_refused, "{} as somebody else: {} {}", name(route), answer.status, answer.text);
}
