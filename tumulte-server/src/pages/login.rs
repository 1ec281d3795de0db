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
    /// Where else one may sign in.
    pub providers: Vec<LoginProvider>,
    /// Why signing in failed.
    pub login_error: Option<String>,
    /// Why registering failed.
    pub register_error: Option<String>,
}

/// A provider of logins.
#[derive(Debug, Clone, Default)]
pub struct LoginProvider {
    /// The word in its path: `twitch`.
    pub id: String,
    /// What people call it.
    pub title: String,
}

impl LoginPage {
    /// Where a provider's button leads.
    #[must_use]
    pub fn departure(&self, provider: &LoginProvider) -> String {
        let next = self.next.as_deref().map(|next| {
            format!(
                "?next={}",
                percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC)
            )
        });
        format!("/auth/{}/login{}", provider.id, next.unwrap_or_default())
    }
}
