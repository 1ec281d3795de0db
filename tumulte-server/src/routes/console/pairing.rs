//! `/pair`: type the code, see whose world it is, confirm.

use std::collections::HashMap;

use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::visitor::Visitor;
use crate::{
    actions,
    auth::{Account, Caller},
    error::ApiError,
    pages::{PairConfirmPage, PairPage},
    state::AppState,
};

/// What the pairing forms send.
#[derive(Deserialize)]
pub(crate) struct PairForm {
    code: String,
    #[serde(default)]
    import: Option<String>,
}

/// `GET /pair`
pub(crate) async fn pair_page(
    Account(_): Account,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let code = query.get("code").cloned().unwrap_or_default();
    let page = PairPage { chrome: visitor.chrome, code, error: None };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// `POST /pair`: shows whose world it is; nothing is given to it yet.
pub(crate) async fn pair(
    State(state): State<AppState>,
    Caller(from): Caller,
    Account(_): Account,
    visitor: Visitor,
    Form(form): Form<PairForm>,
) -> Result<Response, ApiError> {
    let found = match state.limits.code(from) {
        Ok(()) => actions::find_offer(&state, &form.code).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(offer) => {
            let page = PairConfirmPage {
                chrome: visitor.at("/pair").chrome,
                code: form.code,
                world_id: offer.world_id().to_owned(),
                world_name: offer.world_name,
                vtt: offer.vtt.title().to_owned(),
                expires_at: offer.expires_at.to_string(),
            };
            Visitor::respond(&[], StatusCode::OK, &page)
        }
        Err(error) => pair_again(visitor, form.code, &error),
    }
}

/// `POST /pair/confirm`
pub(crate) async fn pair_confirm(
    State(state): State<AppState>,
    Caller(from): Caller,
    Account(user): Account,
    visitor: Visitor,
    Form(form): Form<PairForm>,
) -> Result<Response, ApiError> {
    let approved = async {
        state.limits.code(from)?;
        let offer = actions::find_offer(&state, &form.code).await?;
        actions::approve(&state, user.user_id, &offer, form.import.is_some()).await
    };
    match approved.await {
        Ok(approval) => Ok(Redirect::to(&match approval.campaign_id {
            Some(campaign_id) => format!("/campaigns/{campaign_id}"),
            None => "/connections".to_owned(),
        })
        .into_response()),
        Err(error) => pair_again(visitor, form.code, &error),
    }
}

fn pair_again(visitor: Visitor, code: String, error: &ApiError) -> Result<Response, ApiError> {
    let visitor = visitor.at("/pair");
    let text = visitor.say(error);
    let page = PairPage { chrome: visitor.chrome, code, error: Some(text) };
    Visitor::respond(&[], error.status(), &page)
}
