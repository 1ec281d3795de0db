//! Requests that change something must come from our own pages.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::error::ApiError;

/// Refuses requests that a foreign page makes a browser send. Programs send neither header and pass: they
/// have no cookie that somebody else could use.
pub(crate) async fn same_origin_only(request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || is_own(request.headers()) {
        return next.run(request).await;
    }
    ApiError::new(
        StatusCode::FORBIDDEN,
        "request.foreign_origin",
        "this request comes from another site",
    )
    .into_response()
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST), headers.get("sec-fetch-site")) {
        (_, _, Some(site)) => site == "same-origin" || site == "none",
        (None, _, None) => true,
        (Some(origin), Some(host), None) => origin
            .split_once("://")
            .is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host)),
        (Some(_), None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        is_own(&pairs.iter().map(pair).collect())
    }

    #[test]
    fn own_pages_and_programs_pass_and_foreign_pages_do_not() {
        assert!(own(&[]));
        assert!(own(&[("host", "a.example:1"), ("origin", "https://a.example:1")]));
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(!own(&[("host", "a.example"), ("origin", "https://b.example")]));
        assert!(!own(&[("host", "a.example"), ("origin", "null")]));
        assert!(!own(&[("host", "a"), ("origin", "http://a"), ("sec-fetch-site", "cross-site")]));
    }
}
