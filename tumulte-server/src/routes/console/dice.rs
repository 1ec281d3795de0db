//! `/dice`: addresses for dice that call by themselves.

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{Redirect, Response},
};
use serde::Deserialize;

use super::visitor::Visitor;
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    pages::{DicePage, DiceRow},
    routes::id,
    state::AppState,
    storage::UserRow,
};

/// What the form for a new table sends.
#[derive(Deserialize)]
pub(crate) struct TableForm {
    name: String,
}

/// `GET /dice`
pub(crate) async fn dice_page(
    State(state): State<AppState>,
    Account(user): Account,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    show(&state, &user, visitor, None).await
}

/// `POST /dice`: a table of nothing but dice.
pub(crate) async fn make_dice_table(
    State(state): State<AppState>,
    Account(user): Account,
    visitor: Visitor,
    Form(form): Form<TableForm>,
) -> Result<Response, ApiError> {
    let made = actions::make_dice_table(&state, user.user_id, &form.name, Some("dnd5e")).await?;
    show(&state, &user, visitor, Some(made.url)).await
}

/// `POST /dice/{id}`: an address for a table that is paired; an earlier one ends.
pub(crate) async fn make_dice_address(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let url = actions::make_dice_address(&state, user.user_id, id(&connection_id)?).await?;
    show(&state, &user, visitor.at("/dice"), Some(url)).await
}

/// `POST /dice/{id}/remove`
pub(crate) async fn remove_dice_address(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<Redirect, ApiError> {
    actions::remove_dice_address(&state, user.user_id, id(&connection_id)?).await?;
    Ok(Redirect::to("/dice"))
}

async fn show(
    state: &AppState,
    user: &UserRow,
    visitor: Visitor,
    made: Option<String>,
) -> Result<Response, ApiError> {
    let mut tables = Vec::new();
    for row in state.storage.connections_of(user.user_id).await? {
        if row.is_revoked {
            continue;
        }
        let connection_id = row.connection.connection_id;
        tables.push(DiceRow {
            id: connection_id.to_string(),
            name: row.connection.world.name,
            vtt: row.connection.vtt.title().to_owned(),
            has_address: state.storage.has_dice_key(connection_id).await?,
        });
    }
    let page = DicePage { chrome: visitor.chrome, tables, made };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}
