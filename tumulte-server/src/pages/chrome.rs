//! The frame every page shares: who is signed in, language, theme, what just happened.

use super::{Locale, Preferences, Theme};

/// The campaign a page belongs to: its own navigation is shown.
#[derive(Debug, Clone, Default)]
pub struct CampaignPlace {
    /// Our id.
    pub id: String,
    /// Its title.
    pub name: String,
    /// Whether its world is talking to us.
    pub is_live: bool,
}

/// What the frame around a page says.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    /// The language of the page.
    pub locale: Locale,
    /// Dark or light.
    pub theme: Theme,
    /// The name of who is signed in.
    pub user: Option<String>,
    /// The page's own address: where a language switch leads back to, always one that answers `GET`.
    pub path: String,
    /// The campaign the page belongs to.
    pub campaign: Option<CampaignPlace>,
    /// Something that went well, in the visitor's language.
    pub notice: Option<String>,
    /// Something that did not, in the visitor's language.
    pub error: Option<String>,
}

impl Chrome {
    /// The frame of the page at `path` (with its query, if it needs one) for a visitor.
    #[must_use]
    pub fn new(preferences: Preferences, path: impl Into<String>) -> Self {
        Self {
            locale: preferences.locale,
            theme: preferences.theme,
            path: path.into(),
            ..Self::default()
        }
    }

    /// With somebody signed in.
    #[must_use]
    pub fn with_user(mut self, name: impl Into<String>) -> Self {
        self.user = Some(name.into());
        self
    }

    /// With the navigation of a campaign.
    #[must_use]
    pub fn with_campaign(
        mut self,
        id: &impl ToString,
        name: impl Into<String>,
        is_live: bool,
    ) -> Self {
        self.campaign = Some(CampaignPlace { id: id.to_string(), name: name.into(), is_live });
        self
    }

    /// With something that went well.
    #[must_use]
    pub fn with_notice(mut self, notice: impl Into<String>) -> Self {
        self.notice = Some(notice.into());
        self
    }

    /// With an error: the code's own sentence in the visitor's language, else `message`.
    #[must_use]
    pub fn with_error(mut self, code: &str, message: &str) -> Self {
        self.error = Some(self.locale.error(code, message));
        self
    }

    /// The text behind a key.
    #[must_use]
    pub fn say<'a>(&self, key: &'a str) -> &'a str {
        self.locale.say(key)
    }

    /// The text behind a key with `{name}` replaced.
    #[must_use]
    pub fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.locale.with(key, name, value)
    }

    /// The text for so many things.
    #[must_use]
    pub fn count(&self, key: &str, count: &usize) -> String {
        self.locale.count(key, *count)
    }

    /// This page again, with one thing asked for in its address.
    #[must_use]
    pub fn here(&self, name: &str, value: &str) -> String {
        let joint = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{joint}{name}={value}", self.path)
    }

    /// Whether we are at a place of the campaign: `""` for its first page, `/rules` for its rules.
    #[must_use]
    pub fn is_in_campaign(&self, place: &str) -> bool {
        let path =
            self.campaign.as_ref().map(|campaign| format!("/campaigns/{}{place}", campaign.id));
        path.is_some_and(|path| self.is_at(&path))
    }

    /// Whether the navigation entry at `path` is where we are.
    #[must_use]
    pub fn is_at(&self, path: &str) -> bool {
        self.path.split('?').next() == Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_switch_keeps_the_query() {
        let chrome = Chrome::new(Preferences::default(), "/pair?code=ABC-123");
        assert_eq!(chrome.here("lang", "fr"), "/pair?code=ABC-123&lang=fr");
        assert!(chrome.is_at("/pair"));
    }
}
