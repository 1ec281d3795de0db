//! Who may call a route.

use utoipa::openapi::{OpenApi, path::Operation};

/// Who a route is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// Whoever asks.
    Anybody,
    /// Whoever is signed in, each for what is their own.
    Account,
    /// A paired world, with its token.
    Connection,
}

/// A method and a path that the server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// The method: `GET`.
    pub method: String,
    /// The path, with its places in braces: `/campaigns/{id}`.
    pub path: String,
    /// Who it is for.
    pub access: Access,
    /// Whether it is a page or a form and not of the REST interface.
    pub is_page: bool,
}

/// The routes of a description, with whom they say they are for.
pub(super) fn described(api: &OpenApi) -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, item) in &api.paths.paths {
        let methods = [
            ("GET", &item.get),
            ("PUT", &item.put),
            ("POST", &item.post),
            ("DELETE", &item.delete),
            ("PATCH", &item.patch),
        ];
        for (method, operation) in methods {
            let Some(operation) = operation else { continue };
            routes.push(Route {
                method: method.to_owned(),
                path: path.clone(),
                access: access(operation),
                is_page: false,
            });
        }
    }
    routes
}

fn access(operation: &Operation) -> Access {
    let wanted = serde_json::to_string(&operation.security).unwrap_or_default();
    if wanted.contains("\"session\"") {
        Access::Account
    } else if wanted.contains("\"connection\"") {
        Access::Connection
    } else {
        Access::Anybody
    }
}
