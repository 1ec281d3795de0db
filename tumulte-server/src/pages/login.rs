//! Sign in, or register: one page, two forms.

use askama::Template;

use super::Chrome;

/// The page at `/login`; `POST /login` and `POST /register` render it again on failure.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "login.html")]
pub struct LoginPage {
    /// The frame.
    pub chrome: Chrome,
    /// What was typed as name, so that nobody types it twice.
    pub name: String,
    /// Where to go once signed in: a path of ours, sent along as `next`.
    pub next: Option<String>,
    /// Why signing in failed.
    pub login_error: Option<String>,
    /// Why registering failed.
    pub register_error: Option<String>,
}
