//! What each path does: extract, one call, respond. `router.rs` says which path is whose.

pub(crate) mod accounts;
pub(crate) mod campaigns;
pub(crate) mod connections;
pub(crate) mod console;
pub(crate) mod invitations;
pub(crate) mod logins;
pub(crate) mod members;
pub(crate) mod overlay;
pub(crate) mod overlays;
pub(crate) mod pairing;
pub(crate) mod pixels;
pub(crate) mod polls;
pub(crate) mod presence;
pub(crate) mod relay;
pub(crate) mod rules;
pub(crate) mod sessions;
pub(crate) mod status;
pub(crate) mod streamer;
pub(crate) mod votes;

use axum::{
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::JsonRejection},
    http::request::Parts,
};
use serde::de::DeserializeOwned;
use tumulte_core::model::InvalidId;

use crate::{error::ApiError, state::AppState};

/// A JSON body, refused in our own words when it is not of the shape it should have.
#[derive(Debug)]
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(refuse(&rejection)),
        }
    }
}

/// What an address asks for behind its `?`, refused in our own words as well.
#[derive(Debug)]
pub(crate) struct Parameters<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => Err(ApiError::invalid(rejection.body_text())),
        }
    }
}

fn refuse(rejection: &JsonRejection) -> ApiError {
    ApiError::new(rejection.status(), "request.invalid", rejection.body_text())
}

/// Reads an id of a path; a text that is none leads nowhere.
fn id<T: std::str::FromStr<Err = InvalidId>>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::not_found("thing with this id"))
}
