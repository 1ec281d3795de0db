//! An account's own affairs: password, where it is signed in, logins elsewhere.

use askama::Template;

use super::{Chrome, LoginProvider};

/// The page at `/account`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "account.html")]
pub struct AccountPage {
    /// The frame.
    pub chrome: Chrome,
    /// Whether a password opens the account.
    pub has_password: bool,
    /// Where it is signed in.
    pub sessions: Vec<AccountSession>,
    /// Logins elsewhere that open it.
    pub logins: Vec<AccountLogin>,
    /// Providers whose login may be linked.
    pub linkable: Vec<LoginProvider>,
    /// Why the password was not changed.
    pub password_error: Option<String>,
}

impl AccountPage {
    /// With the news that the password is another one now.
    #[must_use]
    pub fn with_password_changed(mut self) -> Self {
        let notice = self.chrome.say("account.changed").to_owned();
        self.chrome = self.chrome.with_notice(notice);
        self.has_password = true;
        self
    }
}

/// A browser that is signed in.
#[derive(Debug, Clone, Default)]
pub struct AccountSession {
    /// By which it can be ended.
    pub id: String,
    /// What it calls itself.
    pub agent: String,
    /// Whether it is the one that looks.
    pub is_current: bool,
    /// When it was last here, RFC 3339.
    pub seen_at: Option<String>,
}

impl AccountSession {
    /// The browser and its machine in two words, as far as its description tells.
    #[must_use]
    pub fn title(&self) -> String {
        let first = |words: &[(&str, &'static str)]| {
            words.iter().find(|(word, _)| self.agent.contains(word)).map(|(_, title)| *title)
        };
        let browser = first(&[
            ("OBS/", "OBS"),
            ("Edg/", "Edge"),
            ("OPR/", "Opera"),
            ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
        ]);
        let machine = first(&[
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("Mac OS", "Mac"),
            ("Linux", "Linux"),
        ]);
        match (browser, machine) {
            (Some(browser), Some(machine)) => format!("{browser} · {machine}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => self.agent.chars().take(40).collect(),
        }
    }
}

/// A login elsewhere.
#[derive(Debug, Clone, Default)]
pub struct AccountLogin {
    /// The word in paths.
    pub provider: String,
    /// What people call the provider.
    pub title: String,
    /// The name there.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_by_name_and_machine() {
        let title =
            |agent: &str| AccountSession { agent: agent.into(), ..Default::default() }.title();
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36";
        assert_eq!(title(chrome), "Chrome · Windows");
        assert_eq!(title("curl/8.14"), "curl/8.14");
    }
}
