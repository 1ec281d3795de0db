//! Pages and forms: no part of the REST interface, yet listed, so that tests walk them too.

use axum::{
    Router,
    handler::Handler,
    routing::{get, post},
};

use super::{Access, Route};
use crate::state::AppState;

/// A router of pages that knows what it has.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    router: Router<AppState>,
    listed: Vec<Route>,
}

impl Pages {
    /// A page.
    pub(crate) fn page<H, T>(mut self, access: Access, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.router = self.router.route(path, get(handler));
        self.list("GET", path, access)
    }

    /// What a form is sent to.
    pub(crate) fn form<H, T>(mut self, access: Access, path: &str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.router = self.router.route(path, post(handler));
        self.list("POST", path, access)
    }

    fn list(mut self, method: &str, path: &str, access: Access) -> Self {
        let (method, path) = (method.to_owned(), path.to_owned());
        self.listed.push(Route { method, path, access, is_page: true });
        self
    }

    /// The router, to be merged into the server's.
    pub(crate) fn into_router(self) -> Router<AppState> {
        self.router
    }

    /// What it has.
    pub(crate) fn into_listed(self) -> Vec<Route> {
        self.listed
    }
}
