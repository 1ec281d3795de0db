//! Texts in texts.
//!
//! The standard library's search is made for long texts, which costs a browser more code than it saves time there.

#[cfg(not(target_family = "wasm"))]
mod quick;
#[cfg(any(test, target_family = "wasm"))]
mod small;

#[cfg(any(test, target_family = "wasm"))]
pub(crate) use small::place_in;

/// Texts one behind the other, with another between them.
pub(crate) fn joined_by(texts: &[impl AsRef<str>], by: &str) -> String {
    let mut joined = String::new();
    for (place, text) in texts.iter().enumerate() {
        if place > 0 {
            joined.push_str(by);
        }
        joined.push_str(text.as_ref());
    }
    joined
}

/// What a text is made of.
pub(crate) trait Parts {
    /// Where a text first stands in this one.
    fn place_of(&self, sought: &str) -> Option<usize>;

    /// What stands before and behind the last place of a text.
    fn last_parted(&self, by: &str) -> Option<(&str, &str)>;

    /// What stands before and behind the first place of a text.
    fn parted(&self, by: &str) -> Option<(&str, &str)>;

    /// This text with another in the place of one.
    fn replaced(&self, sought: &str, by: &str) -> String;

    /// Whether a text stands in this one.
    fn has(&self, sought: &str) -> bool {
        self.place_of(sought).is_some()
    }
}
