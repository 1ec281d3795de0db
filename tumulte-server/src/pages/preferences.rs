//! Language and theme as a visitor asked for them.

use super::Locale;

/// Dark, light, or whatever the machine prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the machine prefers.
    Auto,
    /// Dark, until somebody asks for something else: browsers claim to prefer light when nobody chose.
    #[default]
    Dark,
    /// Light.
    Light,
}

impl Theme {
    /// The word in cookies, addresses and the page's `data-theme`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Auto, Self::Dark, Self::Light].into_iter().find(|theme| theme.as_str() == word)
    }
}

/// How a visitor wants the console to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The language.
    pub locale: Locale,
    /// Dark or light.
    pub theme: Theme,
}

impl Preferences {
    /// Reads what was asked for: the address first, then cookies, then `Accept-Language`.
    ///
    /// All three are given as they came; what can't be read is passed over.
    ///
    /// ```
    /// use tumulte_server::pages::{Locale, Preferences};
    ///
    /// let preferences = Preferences::read(None, Some("theme=light"), Some("fr-CH, en;q=0.8"));
    /// assert_eq!(preferences.locale, Locale::Fr);
    /// ```
    #[must_use]
    pub fn read(query: Option<&str>, cookie: Option<&str>, accept_language: Option<&str>) -> Self {
        let asked = |name: &str| query.and_then(|query| pair(query, '&', name));
        let kept = |name: &str| cookie.and_then(|cookie| pair(cookie, ';', name));
        Self {
            locale: asked("lang")
                .and_then(Locale::from_code)
                .or_else(|| kept("lang").and_then(Locale::from_code))
                .or_else(|| accept_language.and_then(best_accepted))
                .unwrap_or_default(),
            theme: asked("theme")
                .and_then(Theme::from_word)
                .or_else(|| kept("theme").and_then(Theme::from_word))
                .unwrap_or_default(),
        }
    }

    /// The `Set-Cookie` values that keep what the address asked for; none when it asked nothing.
    #[must_use]
    pub fn cookies(query: Option<&str>) -> Vec<String> {
        const KEPT: &str = "; Path=/; Max-Age=31536000; SameSite=Lax";
        let asked = |name: &str| query.and_then(|query| pair(query, '&', name));
        let lang =
            asked("lang").and_then(Locale::from_code).map(|it| format!("lang={}{KEPT}", it.code()));
        let theme = asked("theme")
            .and_then(Theme::from_word)
            .map(|it| format!("theme={}{KEPT}", it.as_str()));
        lang.into_iter().chain(theme).collect()
    }
}

fn pair<'a>(text: &'a str, separator: char, name: &str) -> Option<&'a str> {
    text.split(separator)
        .filter_map(|part| part.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The known language with the highest weight; the first of equals.
fn best_accepted(header: &str) -> Option<Locale> {
    let mut best: Option<(f32, Locale)> = None;
    for part in header.split(',') {
        let mut fields = part.split(';');
        let Some(locale) = fields.next().and_then(Locale::from_code) else { continue };
        let weight = fields
            .find_map(|field| field.trim().strip_prefix("q="))
            .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        if weight > best.map_or(0.0, |(found, _)| found) {
            best = Some((weight, locale));
        }
    }
    best.map(|(_, locale)| locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_wins_over_the_cookie_over_the_header() {
        let locale = |query, cookie| Preferences::read(query, cookie, Some("fr")).locale;
        assert_eq!(locale(None, None), Locale::Fr);
        assert_eq!(locale(None, Some("a=b; lang=en")), Locale::En);
        assert_eq!(locale(Some("code=X&lang=fr"), Some("lang=en")), Locale::Fr);
    }

    #[test]
    fn the_heaviest_known_language_is_chosen() {
        assert_eq!(best_accepted("de, en;q=0.3, fr;q=0.9"), Some(Locale::Fr));
        assert_eq!(best_accepted("de, *;q=0.1"), None);
        assert_eq!(best_accepted("fr;q=0, en;q=0.1"), Some(Locale::En));
    }

    #[test]
    fn only_known_words_become_cookies() {
        assert_eq!(Preferences::cookies(Some("theme=light;evil&lang=xx")), Vec::<String>::new());
        let kept = Preferences::cookies(Some("theme=light&lang=fr-FR"));
        assert_eq!(kept.len(), 2);
        assert!(kept.iter().any(|cookie| cookie.starts_with("lang=fr; Path=/")));
    }
}
