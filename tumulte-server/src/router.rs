//! Every path, top to bottom, and nothing else.
//!
//! A route of the REST interface is described where it is handled; a page says here who it is for.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, Method, header, request::Parts},
    middleware,
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    auth::{self, same_origin_only, strict_headers},
    openapi::{
        Access::{Account, Anybody},
        Pages, Route, complete,
    },
    routes::{
        accounts, campaigns, connections, console, invitations, logins, members, overlay, overlays,
        pairing, pixels, polls, presence, relay, rules, sessions, status, streamer, votes,
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
    let rules = rules_pages().into_router().layer(DefaultBodyLimit::max(MAX_RULES_BYTES));
    let console = console_pages().into_router().merge(rules).merge(voting().into_router());
    let (rest, _) = rest().split_for_parts();
    let (elsewhere, _) = elsewhere().split_for_parts();
    let (tokens, _) = tokens().split_for_parts();
    Router::new()
        .merge(console.layer(middleware::from_fn(console::show_error)))
        .merge(elsewhere.layer(middleware::from_fn(console::show_error_to_people)))
        .merge(rest)
        .layer(middleware::from_fn(same_origin_only))
        .merge(tokens)
        .merge(viewers().into_router())
        .fallback(console::not_found)
        .method_not_allowed_fallback(console::not_allowed)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(auth::layer(state.storage.clone(), is_https))
        .layer(middleware::from_fn(move |request, next| strict_headers(is_https, request, next)))
        .with_state(state)
}

/// The description of the REST interface.
pub(crate) fn description() -> OpenApi {
    complete(rest().merge(elsewhere()).merge(tokens()).into_openapi())
}

/// The pages and forms, and who they are for.
pub(crate) fn pages() -> Vec<Route> {
    let console = console_pages().into_listed().into_iter().chain(rules_pages().into_listed());
    console.chain(voting().into_listed()).chain(viewers().into_listed()).collect()
}

/// Pages for people; errors are shown as pages too.
fn console_pages() -> Pages {
    Pages::default()
        .page(Account, "/", console::dashboard)
        .page(Anybody, "/login", console::login_page)
        .form(Anybody, "/login", console::login)
        .form(Anybody, "/register", console::register)
        .form(Anybody, "/logout", console::logout)
        .page(Account, "/pair", console::pair_page)
        .form(Account, "/pair", console::pair)
        .form(Account, "/pair/confirm", console::pair_confirm)
        .page(Account, "/connections", console::connections)
        .page(Account, "/dice", console::dice_page)
        .form(Account, "/dice", console::make_dice_table)
        .form(Account, "/dice/{id}", console::make_dice_address)
        .form(Account, "/dice/{id}/remove", console::remove_dice_address)
        .form(Account, "/connections/{id}/revoke", console::revoke)
        .form(Account, "/connections/{id}/readmit", console::readmit)
        .form(Account, "/connections/{id}/import", console::import)
        .page(Account, "/campaigns/{id}", console::campaign)
        .page(Account, "/campaigns/{id}/characters", console::characters)
        .page(Account, "/campaigns/{id}/overlay", console::overlay)
        .form(Account, "/campaigns/{id}/test-roll", console::test_roll)
        .form(Account, "/campaigns/{id}/streamers", console::add_streamer)
        .form(Account, "/campaigns/{id}/streamers/{streamer_id}/admit", console::admit_streamer)
        .form(Account, "/campaigns/{id}/streamers/{streamer_id}/remove", console::remove_streamer)
        .form(
            Account,
            "/campaigns/{id}/streamers/{streamer_id}/rotate",
            console::rotate_streamer_key,
        )
        .form(Account, "/campaigns/{id}/invitations", console::invite)
        .form(
            Account,
            "/campaigns/{id}/invitations/{invitation_id}/revoke",
            console::revoke_invitation,
        )
        .form(Account, "/campaigns/{id}/sync", console::sync)
        .form(Account, "/campaigns/{id}/characters/{character_id}/assign", console::assign)
        .page(Account, "/campaigns/{id}/polls", console::polls)
        .form(Account, "/campaigns/{id}/polls", console::ask)
        .form(Account, "/campaigns/{id}/polls/{poll_id}/end", console::end_poll)
        .form(Account, "/campaigns/{id}/polls/{poll_id}/cancel", console::cancel_poll)
        .page(Account, "/account", console::account)
        .form(Account, "/account/password", console::change_password)
        .form(Account, "/account/sessions/end", console::end_other_sessions)
        .form(Account, "/account/sessions/{session_id}/end", console::end_session)
        .form(Account, "/account/logins/{provider}/unlink", console::unlink_login)
        .page(Account, "/streamer", console::streamer)
        .form(Account, "/streamer/rotate-key", console::rotate_key)
        .form(Account, "/streamer/campaigns/{id}/leave-page", console::leave)
        .page(Anybody, "/join/{token}", console::join_page)
        .form(Account, "/join/{token}", console::join)
        .form(Account, "/campaigns/{id}/blank", console::blank_campaign)
        .page(Account, "/streamers/{id}/overlay", console::studio)
        .form(Account, "/streamers/{id}/overlay", console::save_studio)
        .form(Account, "/streamers/{id}/blank", console::blank_streamer)
        .page(Anybody, "/docs", console::docs)
}

/// A file of rules is longer than what other forms send.
fn rules_pages() -> Pages {
    Pages::default().page(Account, "/campaigns/{id}/rules", console::rules_page).form(
        Account,
        "/campaigns/{id}/rules",
        console::change_rules,
    )
}

/// Where the audience votes, with or without scripts; errors are shown as pages.
fn voting() -> Pages {
    Pages::default().page(Anybody, "/vote/{vote_key}", votes::page).form(
        Anybody,
        "/vote/{vote_key}",
        votes::vote_on_page,
    )
}

/// What is read by an unguessable key or by everybody.
fn viewers() -> Pages {
    Pages::default()
        .page(Anybody, "/overlay/{overlay_key}/dice", overlay::page)
        .page(Anybody, "/overlay/{overlay_key}/combat", overlay::page)
        .page(Anybody, "/overlay/{overlay_key}/characters", overlay::page)
        .page(Anybody, "/overlay/{overlay_key}/polls", overlay::page)
        .page(Anybody, "/overlay/{overlay_key}/all", overlay::page)
        .page(Anybody, "/vote/{vote_key}/qr.svg", votes::qr_code)
        .page(Anybody, "/ws", overlay::listen)
        .page(Anybody, "/assets/{*path}", status::asset)
        .page(Anybody, "/metrics", status::show_metrics)
}

/// The REST interface for people's programs and our own pages: with cookies, from our own origin only.
fn rest() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(accounts::register))
        .routes(routes!(accounts::login))
        .routes(routes!(accounts::logout))
        .routes(routes!(accounts::me))
        .routes(routes!(sessions::change_password))
        .routes(routes!(sessions::sessions, sessions::end_other_sessions))
        .routes(routes!(sessions::end_session))
        .routes(routes!(sessions::logins))
        .routes(routes!(sessions::unlink_login))
        .routes(routes!(pairing::confirm))
        .routes(routes!(connections::list, connections::create))
        .routes(routes!(connections::remove))
        .routes(routes!(connections::revoke))
        .routes(routes!(connections::readmit))
        .routes(routes!(connections::test))
        .routes(routes!(connections::campaigns))
        .routes(routes!(campaigns::list, campaigns::import))
        .routes(routes!(campaigns::show))
        .routes(routes!(campaigns::sync))
        .routes(routes!(campaigns::characters))
        .routes(routes!(campaigns::assign, campaigns::unassign))
        .routes(routes!(campaigns::rolls))
        .routes(routes!(members::members, members::add_member))
        .routes(routes!(members::remove_member))
        .routes(routes!(members::admit_member))
        .routes(routes!(members::rotate_member_key))
        .routes(routes!(invitations::invitations, invitations::invite))
        .routes(routes!(invitations::revoke_invitation))
        .routes(routes!(invitations::invitation))
        .routes(routes!(invitations::accept_invitation))
        .routes(routes!(streamer::streamed))
        .routes(routes!(streamer::my_character))
        .routes(routes!(streamer::leave))
        .routes(routes!(streamer::own_overlay))
        .routes(routes!(streamer::rotate_own_key))
        .routes(routes!(campaigns::test_roll))
        .routes(routes!(presence::presence))
        .routes(routes!(relay::take))
        .routes(routes!(pixels::make_table))
        .routes(routes!(pixels::make_address, pixels::remove_address))
        .merge(campaign_rules())
        .routes(routes!(overlay::criticals))
        .routes(routes!(overlays::settings, overlays::save_settings))
        .routes(routes!(overlays::test))
        .routes(routes!(overlays::blank, overlays::set_blank))
        .routes(routes!(overlays::campaign_blank, overlays::set_campaign_blank))
        .routes(routes!(polls::list, polls::ask))
        .routes(routes!(polls::show))
        .routes(routes!(polls::end))
        .routes(routes!(polls::cancel))
        .routes(routes!(polls::vote_for))
        .routes(routes!(votes::results))
        .routes(routes!(votes::vote))
        .routes(routes!(status::health))
        .routes(routes!(status::ready))
        .routes(routes!(status::description))
}

/// Signing in elsewhere: browsers come here, so that errors are shown as pages.
fn elsewhere() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(logins::login)).routes(routes!(logins::callback))
}

/// A file of rules is longer than other bodies.
fn campaign_rules() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(rules::show, rules::save))
        .routes(routes!(rules::preview))
        .layer(DefaultBodyLimit::max(MAX_RULES_BYTES))
}

/// The REST interface for modules, asked from pages of any origin, with tokens and never with cookies.
fn tokens() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(pairing::offer))
        .routes(routes!(pairing::claim))
        .routes(routes!(pairing::refresh))
        .routes(routes!(pixels::roll))
        .routes(routes!(pairing::status))
        .routes(routes!(pairing::come_back))
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
