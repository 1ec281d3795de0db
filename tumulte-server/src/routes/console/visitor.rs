//! Who looks, in which language, and what they are shown when something goes wrong.

use askama::Template;
use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    auth::MaybeAccount,
    error::ApiError,
    pages::{self, Chrome, ErrorPage, Preferences},
    state::AppState,
};

/// Who looks, in which language, and at what.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(in crate::routes) chrome: Chrome,
    pub(in crate::routes) kept: Vec<String>,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let MaybeAccount(user) = MaybeAccount::from_request_parts(parts, state).await?;
        let chrome = Chrome::new(preferences(parts.uri.query(), &parts.headers), parts.uri.path());
        let chrome = match user {
            Some(user) => chrome.with_user(user.name),
            None => chrome,
        };
        Ok(Self { chrome, kept: Preferences::cookies(parts.uri.query()) })
    }
}

impl Visitor {
    /// The address a language switch leads back to, where it is not the request's own.
    pub(super) fn at(mut self, path: impl Into<String>) -> Self {
        self.chrome.path = path.into();
        self
    }

    pub(super) fn say(&self, error: &ApiError) -> String {
        self.chrome.locale.error(error.code(), error.message())
    }

    pub(in crate::routes) fn respond(
        kept: &[String],
        status: StatusCode,
        page: &impl Template,
    ) -> Result<Response, ApiError> {
        let html = page.render().map_err(|error| {
            tracing::error!(%error, "a page could not be rendered");
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "request.failed", "this page failed")
        })?;
        let mut response = (status, Html(html)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(pages::CONSOLE_POLICY),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for cookie in kept.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
            headers.append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

fn preferences(query: Option<&str>, headers: &HeaderMap) -> Preferences {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    Preferences::read(query, text(header::COOKIE), text(header::ACCEPT_LANGUAGE))
}

/// Shows an error as a page. Whoever is not signed in is sent to do so and comes back afterwards.
pub(crate) async fn show_error(request: Request, next: Next) -> Response {
    let uri = request.uri().clone();
    let preferences = preferences(uri.query(), request.headers());
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<ApiError>() else { return response };
    if error.code() == "auth.required" {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        return Redirect::to(&login_path(path)).into_response();
    }
    let status = error.status();
    let chrome = Chrome::new(preferences, "/").with_error(error.code(), error.message());
    let page = ErrorPage { chrome, status: status.as_u16(), code: error.code().to_owned() };
    Visitor::respond(&[], status, &page).unwrap_or(response)
}

/// Shows an error as a page to whoever asks for one, and as it is to programs.
pub(crate) async fn show_error_to_people(request: Request, next: Next) -> Response {
    if wants_page(request.headers()) {
        show_error(request, next).await
    } else {
        next.run(request).await
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Any path that is nobody's.
pub(crate) async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    let error = ApiError::not_found("page");
    if !wants_page(&headers) {
        return error.into_response();
    }
    let chrome = Chrome::new(preferences(uri.query(), &headers), "/");
    let page = ErrorPage { chrome, status: 404, code: error.code().to_owned() };
    Visitor::respond(&[], StatusCode::NOT_FOUND, &page).unwrap_or_else(IntoResponse::into_response)
}

/// A path of ours, asked in a way it does not answer. What it does answer stands in `Allow`.
pub(crate) async fn not_allowed() -> ApiError {
    let words = "this path does not answer this method";
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "request.method", words)
}

fn login_path(next: &str) -> String {
    match next {
        "/" => "/login".to_owned(),
        _ => format!("/login?next={}", utf8_percent_encode(next, NON_ALPHANUMERIC)),
    }
}

/// Only paths of ours: `//elsewhere` and `/\elsewhere` lead away.
pub(crate) fn is_own_path(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\")
}
