//! Every path, top to bottom, and nothing else.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, Method, header, request::Parts},
    middleware,
    routing::{get, post},
};
use tower_http::{
    cors::{AllowOrigin, CorsLayer},
    set_header::SetResponseHeaderLayer,
};

use crate::{
    auth::{self, same_origin_only},
    routes::{
        accounts, campaigns, connections, console, overlay, pairing, pixels, relay, rules, status,
    },
    state::AppState,
};

/// Largest request body, in bytes; what tables send comes over sockets with limits of their own.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Largest body with a file of rules, in bytes; what core reads is half of it, the rest is how it is written.
const MAX_RULES_BYTES: usize = 512 * 1024;

/// Every route of the server.
pub(crate) fn router(state: AppState) -> Router {
    let is_https = state.public_url.starts_with("https://");
    Router::new()
        .merge(console_pages().merge(rules_page()).layer(middleware::from_fn(console::show_error)))
        .merge(rest())
        .merge(campaign_rules())
        .layer(middleware::from_fn(same_origin_only))
        .merge(modules())
        .route("/overlay/{overlay_key}/dice", get(overlay::page))
        .route("/overlay/{overlay_key}/criticals", get(overlay::criticals))
        .route("/ws", get(overlay::listen))
        .route("/assets/{*path}", get(status::asset))
        .route("/healthz", get(status::health))
        .fallback(console::not_found)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(auth::layer(state.storage.clone(), is_https))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .with_state(state)
}

fn console_pages() -> Router<AppState> {
    Router::new()
        .route("/", get(console::dashboard))
        .route("/login", get(console::login_page).post(console::login))
        .route("/register", post(console::register))
        .route("/logout", post(console::logout))
        .route("/pair", get(console::pair_page).post(console::pair))
        .route("/pair/confirm", post(console::pair_confirm))
        .route("/connections", get(console::connections))
        .route("/dice", get(console::dice_page).post(console::make_dice_table))
        .route("/dice/{id}", post(console::make_dice_address))
        .route("/dice/{id}/remove", post(console::remove_dice_address))
        .route("/connections/{id}/revoke", post(console::revoke))
        .route("/connections/{id}/import", post(console::import))
        .route("/campaigns/{id}", get(console::campaign))
        .route("/campaigns/{id}/streamers", post(console::add_streamer))
        .route("/campaigns/{id}/sync", post(console::sync))
        .route("/campaigns/{id}/characters/{character_id}/assign", post(console::assign))
}

fn rest() -> Router<AppState> {
    Router::new()
        .route("/auth/register", post(accounts::register))
        .route("/auth/login", post(accounts::login))
        .route("/auth/logout", post(accounts::logout))
        .route("/auth/me", get(accounts::me))
        .route("/vtt/pair", post(pairing::confirm))
        .route("/mj/vtt/connections", get(connections::list).post(connections::create))
        .route("/mj/vtt/connections/{id}", axum::routing::delete(connections::remove))
        .route("/mj/vtt/connections/{id}/revoke", post(connections::revoke))
        .route("/mj/vtt/connections/{id}/test", post(connections::test))
        .route("/mj/vtt/connections/{id}/campaigns", get(connections::campaigns))
        .route("/mj/campaigns", get(campaigns::list).post(campaigns::import))
        .route("/mj/campaigns/{id}", get(campaigns::show))
        .route("/mj/campaigns/{id}/sync", post(campaigns::sync))
        .route("/mj/campaigns/{id}/characters", get(campaigns::characters))
        .route(
            "/mj/campaigns/{id}/characters/{character_id}/assign",
            post(campaigns::assign).delete(campaigns::unassign),
        )
        .route("/mj/campaigns/{id}/rolls", get(campaigns::rolls))
        .route("/mj/campaigns/{id}/relay", post(relay::take))
        .route("/mj/vtt/pixels", post(pixels::make_table))
        .route(
            "/mj/vtt/connections/{id}/pixels",
            post(pixels::make_address).delete(pixels::remove_address),
        )
        .route("/mj/campaigns/{id}/members", get(campaigns::members).post(campaigns::add_member))
}

/// A file of rules is longer than what forms send.
fn campaign_rules() -> Router<AppState> {
    Router::new()
        .route("/mj/campaigns/{id}/rules", get(rules::show).put(rules::save))
        .route("/mj/campaigns/{id}/rules/preview", post(rules::preview))
        .layer(DefaultBodyLimit::max(MAX_RULES_BYTES))
}

fn rules_page() -> Router<AppState> {
    Router::new()
        .route("/campaigns/{id}/rules", get(console::rules_page).post(console::change_rules))
        .layer(DefaultBodyLimit::max(MAX_RULES_BYTES))
}

/// What modules ask from pages of any origin, with tokens and never with cookies.
fn modules() -> Router<AppState> {
    Router::new()
        .route("/vtt/pair/offers", post(pairing::offer))
        .route("/vtt/pair/offers/{jti}", get(pairing::claim))
        .route("/vtt/refresh-token", post(pairing::refresh))
        .route("/vtt/pixels/{key}", get(pixels::roll).post(pixels::roll))
        .route("/vtt/connections/{id}/status", get(pairing::status))
}

/// Foundry is served from addresses nobody knows beforehand: its pages may ask, without cookies.
pub(crate) fn cors() -> CorsLayer {
    let is_for_modules = |_: &HeaderValue, parts: &Parts| {
        let path = parts.uri.path();
        path.starts_with("/socket.io/") || (path.starts_with("/vtt/") && path != "/vtt/pair")
    };
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(is_for_modules))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([HeaderName::from_static("retry-after")])
        .allow_private_network(true)
        .max_age(std::time::Duration::from_hours(1))
}
