//! The console's words, in every language it speaks.

use std::{collections::BTreeMap, sync::LazyLock};

type Words = BTreeMap<String, String>;

static ENGLISH: LazyLock<Words> = LazyLock::new(|| flatten(include_str!("../../locales/en.toml")));
static FRENCH: LazyLock<Words> = LazyLock::new(|| flatten(include_str!("../../locales/fr.toml")));

/// A language of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    /// English, also for those who ask for a language we do not have.
    #[default]
    En,
    /// French.
    Fr,
}

impl Locale {
    /// Every language, in the order the switch shows them.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// The tag for `lang` attributes and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// Reads a tag such as `fr` or `fr-CA`; none for a language we do not have.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| locale.code().eq_ignore_ascii_case(primary))
    }

    /// The text behind a key; the key itself where there is none.
    #[must_use]
    pub fn say(self, key: &str) -> &str {
        self.words().get(key).map_or(key, String::as_str)
    }

    /// The text behind a key with `{name}` replaced.
    #[must_use]
    pub fn with(self, key: &str, name: &str, value: &str) -> String {
        self.say(key).replace(&format!("{{{name}}}"), value)
    }

    /// The text for so many things: `key.one` for exactly one, `key.many` otherwise.
    #[must_use]
    pub fn count(self, key: &str, count: usize) -> String {
        // French counts zero as singular.
        let is_one = count == 1 || (count == 0 && self == Self::Fr);
        let form = if is_one { "one" } else { "many" };
        self.with(&format!("{key}.{form}"), "count", &count.to_string())
    }

    /// The sentence for an error code; `fallback` where the code has none.
    #[must_use]
    pub fn error(self, code: &str, fallback: &str) -> String {
        let key = format!("error.{code}");
        self.words().get(&key).map_or_else(|| fallback.to_owned(), Clone::clone)
    }

    fn words(self) -> &'static Words {
        match self {
            Self::En => &ENGLISH,
            Self::Fr => &FRENCH,
        }
    }
}

/// Nested tables become dotted keys: `[login] title` is `login.title`.
fn flatten(source: &str) -> Words {
    fn walk(prefix: &str, table: toml::Table, words: &mut Words) {
        for (name, value) in table {
            let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match value {
                toml::Value::Table(inner) => walk(&key, inner, words),
                toml::Value::String(text) => {
                    words.insert(key, text);
                }
                // A key that is no text is a missing key, and the tests say so.
                _ => {}
            }
        }
    }

    let mut words = Words::new();
    // The files are compiled in and a test reads them: one that does not parse never ships.
    walk("", source.parse().unwrap_or_default(), &mut words);
    words
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// Keys that code builds: too many to write out, each with the words it may end in.
    const BUILT: [(&str, &[&str]); 10] = [
        ("error.", &[]),
        ("connection.state.", &["live", "offline", "revoked"]),
        ("next.", &["pair", "import", "streamer", "assign", "play"]),
        ("feed.visibility.", &["gm_only", "blind", "self"]),
        ("page_error.", &["403", "404", "500", "other"]),
        ("feed.show.", &["all", "critical", "secret"]),
        ("rules.severity.", &["minor", "major", "extreme"]),
        ("rules.word.", &["and", "or", "not", "if", "else", "known", "unknown", "on", "off"]),
        ("rules.name.", &["rollType"]),
        ("rules.option.", &["critAt", "celebrate"]),
    ];

    fn sources(folder: &str, extension: &str) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|found| found == extension))
            .map(|path| fs::read_to_string(path).unwrap())
            .collect()
    }

    /// Every literal that is said, with the forms a counted one takes.
    fn said() -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        let code = ["src/pages", "src/pages/rules", "src/routes/console"];
        let code = code.into_iter().flat_map(|folder| sources(folder, "rs"));
        for source in sources("templates", "html").into_iter().chain(code) {
            for (opening, forms) in
                [(".say(\"", ["", ""]), (".with(\"", ["", ""]), (".count(\"", [".one", ".many"])]
            {
                for rest in source.split(opening).skip(1) {
                    let key = rest.split('"').next().unwrap();
                    keys.extend(forms.map(|form| format!("{key}{form}")));
                }
            }
        }
        keys
    }

    #[test]
    fn every_language_has_the_same_keys() {
        assert!(ENGLISH.len() > 80, "the English file did not parse");
        assert_eq!(ENGLISH.keys().collect::<Vec<_>>(), FRENCH.keys().collect::<Vec<_>>());
    }

    #[test]
    fn every_language_keeps_the_placeholders() {
        for (key, english) in ENGLISH.iter() {
            let holes = |text: &str| -> BTreeSet<String> {
                text.split('{')
                    .skip(1)
                    .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
                    .collect()
            };
            assert_eq!(holes(english), holes(&FRENCH[key]), "{key}");
        }
    }

    #[test]
    fn every_key_of_a_template_exists() {
        let said = said();
        assert!(said.len() > 50, "the templates were not read");
        let missing: Vec<_> = said.iter().filter(|key| !ENGLISH.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn every_key_code_builds_exists() {
        for (prefix, words) in BUILT {
            for word in words {
                let found = ENGLISH.keys().any(|key| key.starts_with(&format!("{prefix}{word}")));
                assert!(found, "{prefix}{word}");
            }
        }
    }

    #[test]
    fn no_text_is_left_behind_unused() {
        let said = said();
        let unused: Vec<_> = ENGLISH
            .keys()
            .filter(|key| !said.contains(*key))
            .filter(|key| !BUILT.iter().any(|(prefix, _)| key.starts_with(prefix)))
            .collect();
        assert!(unused.is_empty(), "{unused:?}");
    }

    #[test]
    fn regions_and_case_do_not_matter() {
        assert_eq!(Locale::from_code("FR-ca"), Some(Locale::Fr));
        assert_eq!(Locale::from_code("de"), None);
    }

    #[test]
    fn unknown_error_codes_keep_their_own_message() {
        assert_eq!(Locale::Fr.error("nothing.known", "as it came"), "as it came");
        assert_ne!(Locale::Fr.error("pairing.expired", "as it came"), "as it came");
    }

    #[test]
    fn zero_is_singular_in_french_only() {
        assert_eq!(Locale::Fr.count("dashboard.overlay_open", 0), "0 source ouverte");
        assert_eq!(Locale::En.count("dashboard.overlay_open", 0), "0 browser sources open");
    }
}
