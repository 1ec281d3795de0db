//! The description of the REST interface, generated from the routes themselves.
//!
//! A handler says what it takes and gives in `#[utoipa::path(…)]`; `router.rs` lists it with `routes!`. What is
//! the same for every route is added here: who may call it, and how it refuses.

mod access;
mod pages;
mod schema;

use std::{collections::HashSet, sync::LazyLock};

use utoipa::{
    PartialSchema as _, ToSchema as _,
    openapi::{
        Components, ContentBuilder, InfoBuilder, OpenApi, Ref, RefOr, ResponseBuilder, Server,
        path::{Operation, PathItem},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
        tag::TagBuilder,
    },
};

pub use self::access::{Access, Route};
pub(crate) use self::{
    pages::Pages,
    schema::{Listed, Problem, Reason, System, WorldView},
};

/// What the routes are about, in the order in which they are shown.
const TAGS: [(&str, &str); 9] = [
    ("accounts", "Registering, signing in, sessions, linked logins."),
    ("connections", "The worlds a game master has paired."),
    ("campaigns", "Campaigns of a game master: characters, rolls, rules."),
    ("members", "Who streams a campaign, and invitations to do so."),
    ("polls", "Asking the audience, and how the votes stand."),
    ("streamer", "What a streamer with an account sees and decides."),
    ("overlay", "What overlays read by their key."),
    ("pairing", "What a world's module asks, signed by its own key."),
    ("server", "How the server is."),
];

/// The complete description, as JSON.
pub(crate) static DOCUMENT: LazyLock<String> =
    LazyLock::new(|| serde_json::to_string(&crate::router::description()).unwrap_or_default());

/// Adds what all routes have in common to what they say of themselves.
pub(crate) fn complete(mut api: OpenApi) -> OpenApi {
    api.info = InfoBuilder::new()
        .title("Tumulte")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Brings what happens at the table to the people who watch. JSON in and out, keys in camelCase, \
             times in RFC 3339, UTC. Every refusal is `{\"error\":{\"code\",\"message\"}}` with a stable code.",
        ))
        .build();
    api.servers = Some(vec![Server::new("/")]);
    let tag =
        |(name, about): (&str, &str)| TagBuilder::new().name(name).description(Some(about)).build();
    api.tags = Some(TAGS.into_iter().map(tag).collect());
    let components = api.components.get_or_insert_with(Components::new);
    let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    for (name, scheme) in schemes() {
        components.add_security_scheme(name, scheme);
    }
    let mut ids = HashSet::new();
    for item in api.paths.paths.values_mut() {
        for operation in operations(item) {
            // A handler of two methods is two operations.
            if let Some(id) = operation.operation_id.as_mut()
                && !ids.insert(id.clone())
            {
                id.push_str("_too");
                ids.insert(id.clone());
            }
            let refusal = ResponseBuilder::new()
                .description("Refused, with a code and a sentence.")
                .content(
                    "application/json",
                    ContentBuilder::new()
                        .schema(Some(Ref::from_schema_name(Problem::name())))
                        .build(),
                )
                .build();
            operation.responses.responses.insert("default".to_owned(), RefOr::T(refusal));
        }
    }
    api
}

fn schemes() -> [(&'static str, SecurityScheme); 2] {
    let cookie = ApiKeyValue::with_description(
        crate::auth::SESSION_COOKIE,
        "The cookie that signing in sets. Browsers send it only for our own pages.",
    );
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("A token of a paired world, or a claim signed by the key of its offer."));
    [
        ("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
        ("connection", SecurityScheme::Http(bearer.build())),
    ]
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}

/// Every route that answers, those of the REST interface first, then pages and forms.
///
/// Tests walk through them all as everybody, so that none is left open by mistake.
///
/// ```
/// use tumulte_server::{Access, routes};
///
/// let login = routes().into_iter().find(|route| route.path == "/auth/login").unwrap();
/// assert_eq!((login.method.as_str(), login.access), ("POST", Access::Anybody));
/// ```
#[must_use]
pub fn routes() -> Vec<Route> {
    let described = access::described(&crate::router::description());
    described.into_iter().chain(crate::router::pages()).collect()
}
