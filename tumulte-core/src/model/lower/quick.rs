//! The standard library's.

/// A text in small letters.
pub(crate) fn lower_case(text: &str) -> String {
    text.to_lowercase()
}
