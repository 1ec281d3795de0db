//! A server in this process, and people with a browser's cookies.

use std::collections::BTreeMap;

use reqwest::{Client, Method, header::HeaderMap, redirect::Policy};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tumulte_core::{
    model::{
        Campaign, CampaignId, Character, CharacterId, CharacterKind, ConnectionId, Timestamp,
        UserId, VttKind,
    },
    sync::Store as _,
};
use tumulte_server::{
    Config, Server, platform,
    storage::{NewConnection, NewOffer, Storage},
};

pub(super) const PASSWORD: &str = "correct horse battery";

/// A server with a database of its own; it ends with the test.
pub(super) struct House {
    pub(super) url: String,
    pub(super) storage: Storage,
    stopping: CancellationToken,
}

impl House {
    pub(super) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub(super) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::local();
        change(&mut config);
        let storage = Storage::in_memory().await.unwrap();
        let stopping = CancellationToken::new();
        let server = Server::bind(config, storage.clone(), stopping.clone()).await.unwrap();
        let url = server.local_url();
        tokio::spawn(server.run());
        Self { url, storage, stopping }
    }

    pub(super) fn nobody(&self) -> Person {
        let client = platform::http_client()
            .cookie_store(true)
            .redirect(Policy::none())
            .user_agent("Firefox/148.0 (Linux)");
        Person { client: client.build().unwrap(), url: self.url.clone() }
    }

    pub(super) async fn registered(&self, name: &str) -> Person {
        let person = self.nobody();
        let body = json!({ "name": name, "password": PASSWORD });
        let answer = person.ask("POST", "/auth/register", Some(body)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        person
    }

    /// A paired world of this person, imported, with one player character.
    pub(super) async fn table(&self, owner: &Person) -> Table {
        let now = platform::now();
        let owner_id: UserId =
            owner.get("/auth/me").await.body["userId"].as_str().unwrap().parse().unwrap();
        let world: String = format!("world-{owner_id}");
        let offer = NewOffer {
            jti: &world,
            nonce: &world,
            vtt: VttKind::Foundry,
            code: "ABC-234",
            offer_key: "unused",
            world_id: &world,
            world_name: "Embers",
            module_version: "0.1.0",
            expires_at: now.plus_seconds(300),
        };
        assert!(self.storage.add_offer(&offer, now).await.unwrap());
        let connection = NewConnection {
            connection_id: ConnectionId::from_parts(now, platform::random()),
            owner_id,
            vtt: VttKind::Foundry,
            world_id: world.clone(),
            world_name: "Embers".to_owned(),
            module_version: "0.1.0".to_owned(),
        };
        let approved = self.storage.approve_offer(&world, &connection, now).await.unwrap();
        let connection_id = approved.unwrap();
        let campaign = Campaign {
            campaign_id: CampaignId::from_parts(now, platform::random()),
            connection_id,
            vtt_campaign_id: world,
            name: "Embers".to_owned(),
            system: None,
        };
        let campaign_id = self.storage.add_campaign(&campaign, owner_id, now).await.unwrap();
        let character_id = self.character(campaign_id, now).await;
        Table { connection_id, campaign_id, character_id }
    }

    async fn character(&self, campaign_id: CampaignId, now: Timestamp) -> CharacterId {
        let character = Character {
            vtt_character_id: "ilse".to_owned(),
            name: "Ilse".to_owned(),
            avatar_url: None,
            character_type: CharacterKind::Pc,
            stats: [].into_iter().collect(),
            conditions: Vec::new(),
            inventory: Vec::new(),
            metadata: Value::Null,
        };
        let character_id = CharacterId::from_parts(now, platform::random());
        let characters = [(character_id, character)];
        let stored = self.storage.put_characters(campaign_id, &characters, true, now).await;
        assert_eq!(stored.unwrap().len(), 1);
        character_id
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

/// A world with its campaign and character.
#[expect(clippy::struct_field_names, reason = "they are ids of different things")]
pub(super) struct Table {
    pub(super) connection_id: ConnectionId,
    pub(super) campaign_id: CampaignId,
    pub(super) character_id: CharacterId,
}

impl Table {
    /// A path of its campaign: `{}` is the campaign's id.
    pub(super) fn path(&self, pattern: &str) -> String {
        pattern.replace("{}", &self.campaign_id.to_string())
    }
}

/// Somebody with a browser's cookies and no browser.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) client: Client,
    url: String,
}

/// What somebody was answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    pub(super) body: Value,
}

impl Answer {
    /// The code of a refusal; nothing for anything else.
    pub(super) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Person {
    pub(super) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, Some(body)).await
    }

    pub(super) async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let request = self.client.request(method.parse::<Method>().unwrap(), self.address(path));
        self.send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// Sends a form.
    pub(super) async fn form(&self, path: &str, fields: &BTreeMap<&str, &str>) -> Answer {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.client.post(self.address(path)).body(pairs.join("&"));
        self.send(request.header("content-type", "application/x-www-form-urlencoded")).await
    }

    pub(super) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or_default();
        Answer { status, headers, text, body }
    }

    /// A path, or a whole address of somebody else's.
    pub(super) fn address(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) }
    }
}
