//! `/docs`: the REST interface, to read.

use axum::{http::StatusCode, response::Response};

use super::visitor::Visitor;
use crate::{error::ApiError, openapi::DOCUMENT, pages::DocsPage};

/// `GET /docs`
pub(crate) async fn docs(visitor: Visitor) -> Result<Response, ApiError> {
    let page = DocsPage::new(visitor.chrome, &DOCUMENT);
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}
