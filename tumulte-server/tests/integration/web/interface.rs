//! The description of the interface, and what every answer has.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tumulte_server::{config::ForwardedHeader, platform, routes};

use super::house::{House, PASSWORD};

#[tokio::test]
async fn the_description_is_complete() {
    let house = House::open().await;
    let answer = house.nobody().get("/api/openapi.json").await;
    assert_eq!(answer.header("content-type"), "application/json");
    let document = answer.body;
    let mut ids = BTreeSet::new();
    for route in routes().iter().filter(|route| !route.is_page) {
        let operation = &document["paths"][&route.path][route.method.to_lowercase()];
        let name = format!("{} {}", route.method, route.path);
        assert!(operation["summary"].is_string(), "{name} does not say what it does");
        assert!(operation["tags"][0].is_string(), "{name} is about nothing");
        assert!(
            operation["responses"]["default"].is_object(),
            "{name} does not say how it refuses"
        );
        let id = operation["operationId"].as_str().unwrap().to_owned();
        assert!(ids.insert(id.clone()), "two routes are called {id}: give one an `operation_id`");
        let places = route.path.matches('{').count();
        let described = operation["parameters"].as_array().into_iter().flatten();
        assert_eq!(described.filter(|one| one["in"] == "path").count(), places, "{name}");
    }
    for reference in references(&document) {
        let shape = reference.rsplit('/').next().unwrap();
        assert!(document["components"]["schemas"][shape].is_object(), "{shape} is not described");
    }
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str).map(ToOwned::to_owned);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn a_method_that_a_path_does_not_answer_is_refused_in_our_words() {
    let house = House::open().await;
    let answer = house.nobody().ask("PATCH", "/auth/login", None).await;
    assert_eq!((answer.status, answer.code()), (405, "request.method"));
    assert_eq!(answer.header("allow"), "POST");
}

#[tokio::test]
async fn every_answer_tells_browsers_what_not_to_do() {
    let house = House::open().await;
    for path in ["/auth/me", "/login", "/healthz", "/assets/console/main.mjs", "/nowhere"] {
        let answer = house.nobody().get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}");
    }
}

#[tokio::test]
async fn cookies_are_kept_from_scripts_and_other_sites_and_over_https_from_the_open_net() {
    let cookie = async |house: &House| {
        let body = json!({ "name": "mira", "password": PASSWORD });
        let answer = house.nobody().post("/auth/register", body).await;
        (
            answer.header("set-cookie").to_owned(),
            answer.header("strict-transport-security").to_owned(),
        )
    };
    let (plain, _) = cookie(&House::open().await).await;
    assert!(plain.contains("HttpOnly") && plain.contains("SameSite=Lax"), "{plain}");
    assert!(!plain.contains("Secure"), "{plain}");
    let https = |config: &mut tumulte_server::Config| {
        config.public_url = Some("https://tumulte.example".to_owned());
    };
    let (secure, forever) = cookie(&House::with(https).await).await;
    assert!(secure.contains("Secure"), "{secure}");
    assert!(forever.starts_with("max-age="), "{forever}");
}

#[tokio::test]
async fn nothing_is_changed_for_a_foreign_page() {
    let house = House::open().await;
    let owner = house.registered("owner").await;
    for route in routes().iter().filter(|route| route.method != "GET") {
        // What modules ask carries no cookie that a foreign page could use.
        if route.path.starts_with("/vtt/") && route.path != "/vtt/pair" {
            continue;
        }
        let path = route.path.replace("{id}", "x").replace(['{', '}'], "");
        let method: reqwest::Method = route.method.parse().unwrap();
        let foreign = [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
        ];
        for (name, value) in foreign {
            let request = owner.client.request(method.clone(), owner.address(&path));
            let answer = owner.send(request.header(name, value)).await;
            assert_eq!(answer.status, 403, "{} {path} with {name}: {value}", route.method);
        }
    }
    assert_eq!(owner.get("/auth/me").await.status, 200, "the session is as it was");
}

#[tokio::test]
async fn a_body_has_a_largest_size() {
    let house = House::open().await;
    let body = json!({ "name": "x".repeat(70_000), "password": PASSWORD });
    let answer = house.nobody().post("/auth/login", body).await;
    assert_eq!((answer.status, answer.code()), (413, "request.invalid"), "{}", answer.text);
}

#[tokio::test]
async fn a_trusted_proxy_speaks_for_its_visitors_and_nobody_else_does() {
    // Never the same name twice: that has a limit of its own.
    let guess = async |house: &House, header: &str, value: &str| {
        let nobody = house.nobody();
        let name = format!("{:x}", u64::from_ne_bytes(platform::random()));
        let request = nobody.client.post(nobody.address("/auth/login")).header(header, value);
        nobody.send(request.json(&json!({ "name": name, "password": "wrong" }))).await.status
    };
    let trusting = House::with(|config| {
        config.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    for visitor in 0..40 {
        let visitor = format!("198.51.100.{visitor}");
        assert_ne!(guess(&trusting, "x-forwarded-for", &visitor).await, 429, "{visitor}");
    }
    // All at once: shares grow while somebody waits.
    let one = (0..30).map(|_| guess(&trusting, "x-forwarded-for", "203.0.113.7"));
    assert!(join_all(one).await.contains(&429), "one visitor has one share");

    let standard = House::with(|config| {
        config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        config.forwarded_header = ForwardedHeader::Forwarded;
    })
    .await;
    let doubting = House::open().await;
    let spoofed: Vec<_> = (0..30).map(|visitor| format!("198.51.100.{visitor}")).collect();
    for house in [&standard, &doubting] {
        let many = spoofed.iter().map(|visitor| guess(house, "x-forwarded-for", visitor));
        let is_limited = join_all(many).await.contains(&429);
        assert!(is_limited, "what a stranger writes changes nothing");
    }
    assert_ne!(guess(&standard, "forwarded", "for=192.0.2.44").await, 429);
}
