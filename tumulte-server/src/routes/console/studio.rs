//! `/streamers/{id}/overlay`: the overlay studio, and the panic key's buttons.

use std::collections::BTreeMap;

use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tumulte_core::model::{CharacterKind, UserId};

use super::visitor::{Visitor, is_own_path};
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    overlay::OverlaySettings,
    pages::{Chrome, OverlayLink, StudioCampaign, StudioCharacter, StudioPage},
    routes::id,
    state::AppState,
    storage::StreamerRow,
};

/// `GET /streamers/{id}/overlay`
pub(crate) async fn studio(
    State(state): State<AppState>,
    Account(user): Account,
    Path(streamer_id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let streamer = actions::own_streamer(&state, user.user_id, id(&streamer_id)?).await?;
    let settings = state.storage.overlay_settings(streamer.streamer_id).await?;
    let mut chrome = visitor.chrome;
    if query.contains_key("saved") {
        chrome.notice = Some(chrome.say("studio.saved").to_owned());
    }
    let page = studio_page(&state, user.user_id, chrome, streamer, settings).await?;
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// `POST /streamers/{id}/overlay`: for browsers without scripts; the page itself asks the REST interface.
pub(crate) async fn save_studio(
    State(state): State<AppState>,
    Account(user): Account,
    Path(streamer_id): Path<String>,
    visitor: Visitor,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, ApiError> {
    let streamer = actions::own_streamer(&state, user.user_id, id(&streamer_id)?).await?;
    let path = format!("/streamers/{}/overlay", streamer.streamer_id);
    let saved = match settings_of(fields) {
        Ok(settings) => {
            actions::save_overlay_settings(&state, streamer.streamer_id, settings).await
        }
        Err(error) => Err(error),
    };
    let Err(error) = saved else {
        return Ok(Redirect::to(&format!("{path}?saved")).into_response());
    };
    let chrome = visitor.at(path).chrome.with_error(error.code(), error.message());
    let settings = state.storage.overlay_settings(streamer.streamer_id).await?;
    let page = studio_page(&state, user.user_id, chrome, streamer, settings).await?;
    Visitor::respond(&[], error.status(), &page)
}

/// The panic key's form.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BlankForm {
    is_blank: bool,
    next: Option<String>,
}

/// `POST /streamers/{id}/blank`
pub(crate) async fn blank_streamer(
    State(state): State<AppState>,
    Account(user): Account,
    Path(streamer_id): Path<String>,
    Form(form): Form<BlankForm>,
) -> Result<Redirect, ApiError> {
    let streamer = actions::own_streamer(&state, user.user_id, id(&streamer_id)?).await?;
    actions::blank_streamer(&state, streamer.streamer_id, form.is_blank).await?;
    let next = form.next.filter(|next| is_own_path(next));
    let next = next.unwrap_or_else(|| format!("/streamers/{}/overlay", streamer.streamer_id));
    Ok(Redirect::to(&next))
}

/// `POST /campaigns/{id}/blank`
pub(crate) async fn blank_campaign(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Form(form): Form<BlankForm>,
) -> Result<Redirect, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let campaign_id = row.campaign.campaign_id;
    actions::blank_campaign(&state, campaign_id, form.is_blank).await?;
    let next = form.next.filter(|next| is_own_path(next));
    Ok(Redirect::to(&next.unwrap_or_else(|| format!("/campaigns/{campaign_id}"))))
}

/// Reads the form: what the settings are by default says of what type each field is.
fn settings_of(fields: Vec<(String, String)>) -> Result<OverlaySettings, ApiError> {
    let defaults = json!(OverlaySettings::default());
    let mut settings = Map::new();
    // A box that is not ticked is not sent.
    for (name, default) in defaults.as_object().into_iter().flatten() {
        if default.is_boolean() {
            settings.insert(name.clone(), json!(false));
        }
    }
    for (name, text) in fields {
        let value = match defaults.get(&name) {
            Some(Value::Bool(_)) => json!(text == "true"),
            Some(Value::Number(_)) => {
                json!(text.parse::<u32>().map_err(|error| ApiError::invalid(error.to_string()))?)
            }
            Some(Value::Array(_)) => {
                let list = settings.entry(name.clone()).or_insert_with(|| json!([]));
                if let Some(list) = list.as_array_mut() {
                    list.push(json!(text));
                }
                continue;
            }
            _ => json!(text),
        };
        settings.insert(name, value);
    }
    serde_json::from_value(Value::Object(settings))
        .map_err(|error| ApiError::invalid(error.to_string()))
}

async fn studio_page(
    state: &AppState,
    user: UserId,
    chrome: Chrome,
    streamer: StreamerRow,
    settings: OverlaySettings,
) -> Result<StudioPage, ApiError> {
    let storage = &state.storage;
    let mut campaigns = Vec::new();
    let mut characters = Vec::new();
    for campaign_id in storage.campaigns_of_streamer(streamer.streamer_id).await? {
        let Some(row) = storage.campaign_by_id(campaign_id).await? else { continue };
        if row.owner_id != user {
            continue;
        }
        let is_blank = storage.is_campaign_blank(campaign_id).await?;
        let name = row.campaign.name;
        campaigns.push(StudioCampaign { id: campaign_id.to_string(), name, is_blank });
        let players = storage.characters_of(campaign_id).await?.into_iter();
        let players = players.filter(|row| row.character.character_type == CharacterKind::Pc);
        characters.extend(players.map(|row| StudioCharacter {
            id: row.character_id.to_string(),
            name: row.character.name,
        }));
    }
    let link = |view| OverlayLink { view, url: actions::overlay_view_url(state, &streamer, view) };
    Ok(StudioPage {
        chrome,
        id: streamer.streamer_id.to_string(),
        settings,
        links: ["all", "dice", "combat", "characters", "polls"].into_iter().map(link).collect(),
        preview_path: format!("/overlay/{}/all?preview&backdrop=busy", streamer.overlay_key),
        characters,
        campaigns,
        is_blank: storage.blank_of(streamer.streamer_id).await?.by_streamer,
        name: streamer.name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &[(&str, &str)]) -> Result<OverlaySettings, ApiError> {
        let pair = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        settings_of(form.iter().map(pair).collect())
    }

    #[test]
    fn a_box_that_is_not_ticked_is_off_and_the_rest_as_by_default() {
        let settings =
            read(&[("theme", "abyss"), ("volume", "40"), ("inventory", "true")]).unwrap();
        let expected = json!({ "theme": "abyss", "volume": 40, "sound": false, "others": false });
        let expected: OverlaySettings = serde_json::from_value(expected).unwrap();
        assert_eq!(settings, expected);
    }

    #[test]
    fn fields_that_are_none_are_refused() {
        for form in
            [("volume", "loud"), ("chosen", "nobody"), ("overlayKey", "x"), ("volume", "-1")]
        {
            assert_eq!(read(&[form]).unwrap_err().code(), "request.invalid", "{form:?}");
        }
    }
}
