//! The page that says why there is none.

use askama::Template;

use super::Chrome;

/// What is shown instead of a page: 404, 403, 500 and their kin.
#[derive(Debug, Clone, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame.
    pub chrome: Chrome,
    /// The HTTP status.
    pub status: u16,
    /// The error's code, for whoever asks for help.
    pub code: String,
}

impl ErrorPage {
    fn key(&self, part: &str) -> String {
        let status = match self.status {
            403 | 404 | 500 => self.status.to_string(),
            _ => "other".to_owned(),
        };
        format!("page_error.{status}.{part}")
    }

    /// The headline.
    #[must_use]
    pub fn title(&self) -> String {
        self.chrome.say(&self.key("title")).to_owned()
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> String {
        self.chrome.say(&self.key("advice")).to_owned()
    }
}
