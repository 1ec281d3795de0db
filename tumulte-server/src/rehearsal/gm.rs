//! The game master at the console: what a browser would click, over REST.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{RehearsalError, chance::random_word, door::Door};

/// A signed-in game master.
#[derive(Debug)]
pub(super) struct GameMaster {
    door: Door,
    name: String,
}

/// What confirming a pairing code gave.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Paired {
    pub(super) connection_id: String,
    #[serde(default)]
    pub(super) campaign_id: Option<String>,
}

/// A streamer of a campaign with the overlay to put into OBS.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Member {
    pub(super) streamer_id: String,
    pub(super) name: String,
    pub(super) overlay_key: String,
    pub(super) overlay_url: String,
}

/// A character of a campaign.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListedCharacter {
    #[serde(alias = "id")]
    pub(super) character_id: String,
    pub(super) character_type: String,
}

#[derive(Deserialize)]
struct Imported {
    #[serde(rename = "campaignId", alias = "id")]
    campaign_id: String,
}

#[derive(Deserialize)]
struct List<T> {
    items: Vec<T>,
    #[serde(default)]
    cursor: Option<String>,
}

/// How a campaign's recorded rolls were judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) criticals: u64,
    pub(super) hidden: u64,
}

impl GameMaster {
    /// Registers, or signs in when the account exists.
    ///
    /// An account of the same name with another password is left alone: a fresh name is taken.
    ///
    /// # Errors
    ///
    /// `rehearsal.refused` and `rehearsal.unreachable`.
    pub(super) async fn sign_in(
        base_url: &str,
        name: &str,
        password: &str,
    ) -> Result<Self, RehearsalError> {
        let door = Door::new(base_url)?;
        let account = json!({ "name": name, "password": password });
        let registered = door.post::<Value>("/auth/register", &account).await;
        let entered = match registered {
            Err(RehearsalError::Refused { retry: false, .. }) => {
                door.post::<Value>("/auth/login", &account).await
            }
            other => other,
        };
        let name = match entered {
            Ok(_) => name.to_owned(),
            Err(RehearsalError::Refused { retry: false, .. }) => {
                let word = random_word()?.to_ascii_lowercase();
                let other = format!("{name}-{}", word.get(..6).unwrap_or("again"));
                let account = json!({ "name": other, "password": password });
                door.post::<Value>("/auth/register", &account).await?;
                other
            }
            Err(error) => return Err(error),
        };
        Ok(Self { door, name })
    }

    /// The name it is signed in under.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) const fn door(&self) -> &Door {
        &self.door
    }

    /// Types the code a world shows.
    pub(super) async fn confirm(&self, code: &str) -> Result<Paired, RehearsalError> {
        self.door.post("/vtt/pair", &json!({ "code": code })).await
    }

    /// Imports a paired world; the answer is the campaign's id.
    pub(super) async fn import(
        &self,
        paired: &Paired,
        world_id: &str,
    ) -> Result<String, RehearsalError> {
        if let Some(campaign) = &paired.campaign_id {
            return Ok(campaign.clone());
        }
        let what = json!({ "vttConnectionId": paired.connection_id, "vttCampaignId": world_id });
        let imported: Imported = self.door.post("/mj/campaigns", &what).await?;
        Ok(imported.campaign_id)
    }

    /// Lets a new streamer show the campaign.
    pub(super) async fn add_member(
        &self,
        campaign: &str,
        name: &str,
    ) -> Result<Member, RehearsalError> {
        self.door.post(&members(campaign), &json!({ "name": name })).await
    }

    /// Lets a streamer of another campaign show this one too, on the same overlay.
    pub(super) async fn join(&self, campaign: &str, member: &Member) -> Result<(), RehearsalError> {
        let body = json!({ "name": member.name, "overlayKey": member.overlay_key });
        self.door.post::<Value>(&members(campaign), &body).await.map(drop)
    }

    /// The characters of a campaign, first page.
    pub(super) async fn characters(
        &self,
        campaign: &str,
    ) -> Result<Vec<ListedCharacter>, RehearsalError> {
        let path = format!("/mj/campaigns/{campaign}/characters");
        Ok(self.door.get::<List<ListedCharacter>>(&path, None).await?.items)
    }

    /// Gives a character to a streamer.
    pub(super) async fn assign(
        &self,
        campaign: &str,
        character: &str,
        streamer: &str,
    ) -> Result<(), RehearsalError> {
        let path = format!("/mj/campaigns/{campaign}/characters/{character}/assign");
        let assigned = self.door.post::<Value>(&path, &json!({ "streamerId": streamer })).await;
        assigned.map(drop)
    }

    /// Counts criticals and hidden rolls of a campaign, page by page.
    pub(super) async fn tally(&self, campaign: &str) -> Result<Tally, RehearsalError> {
        const MOST_PAGES: usize = 100_000;
        let mut tally = Tally::default();
        let mut cursor = None::<String>;
        for _ in 0..MOST_PAGES {
            let from =
                cursor.as_deref().map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
            let path = format!("/mj/campaigns/{campaign}/rolls?limit=100{from}");
            let page: List<Value> = self.door.get(&path, None).await?;
            for roll in &page.items {
                let is = |key: &str| roll.get(key).and_then(Value::as_bool).unwrap_or(false);
                tally.criticals += u64::from(is("isCritical"));
                tally.hidden += u64::from(is("isHidden"));
            }
            cursor = page.cursor;
            if cursor.is_none() || page.items.is_empty() {
                return Ok(tally);
            }
        }
        Err(RehearsalError::Protocol("the list of rolls has no end".to_owned()))
    }
}

fn members(campaign: &str) -> String {
    format!("/mj/campaigns/{campaign}/members")
}
