//! Texts as JSON writes them.

use std::borrow::Cow;

use super::marks::{HAS_VECTORS, PLAIN, marks};
use crate::vtt::seek::memchr;

/// A text between its quotation marks, its escapes still in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::vtt::foundry) struct RawText<'a> {
    raw: &'a str,
    has_escapes: bool,
    /// Whether it stands inside another text, so that its own escapes are escaped once more.
    is_inside: bool,
}

impl<'a> RawText<'a> {
    pub(super) fn new(raw: &'a str, is_inside: bool) -> Self {
        Self { raw, has_escapes: memchr(b'\\', raw.as_bytes()).is_some(), is_inside }
    }

    /// A text without escapes.
    pub(in crate::vtt::foundry) const fn plain(raw: &'a str) -> Self {
        Self { raw, has_escapes: false, is_inside: false }
    }

    /// The text as it is written.
    pub(in crate::vtt::foundry) const fn raw(&self) -> &'a str {
        self.raw
    }

    /// Whether escapes are in it, so that [`raw`](Self::raw) is not what it means.
    pub(in crate::vtt::foundry) const fn has_escapes(&self) -> bool {
        self.has_escapes
    }

    /// What the text means; nothing for half of a surrogate pair.
    pub(in crate::vtt::foundry) fn meaning(&self) -> Option<Cow<'a, str>> {
        if !self.has_escapes {
            return Some(Cow::Borrowed(self.raw));
        }
        let once = unescaped(self.raw)?;
        if self.is_inside { unescaped(&once).map(Cow::Owned) } else { Some(Cow::Owned(once)) }
    }
}

/// Takes the escapes out of a text.
fn unescaped(raw: &str) -> Option<String> {
    let mut meaning = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = next_escape(rest.as_bytes()) {
        let (plain, escaped) = rest.split_at_checked(at)?;
        meaning.push_str(plain);
        let mut after = escaped.get(1..)?.chars();
        match after.next()? {
            'n' => meaning.push('\n'),
            't' => meaning.push('\t'),
            'r' => meaning.push('\r'),
            'b' => meaning.push('\u{8}'),
            'f' => meaning.push('\u{c}'),
            'u' => {
                let (letter, behind) = code_point(after.as_str())?;
                meaning.push(letter);
                rest = behind;
                continue;
            }
            itself @ ('"' | '\\' | '/') => meaning.push(itself),
            _ => return None,
        }
        rest = after.as_str();
    }
    meaning.push_str(rest);
    Some(meaning)
}

/// The place of the next backslash. Where there is one there are many, so it is near.
#[inline]
fn next_escape(bytes: &[u8]) -> Option<usize> {
    if HAS_VECTORS && let Some(chunk) = bytes.first_chunk() {
        let near = (marks(*chunk) | PLAIN).trailing_zeros() as usize;
        if bytes.get(near) == Some(&b'\\') {
            return Some(near);
        }
    }
    memchr(b'\\', bytes)
}

/// The letter of four digits, or of a surrogate pair, and what stands behind.
fn code_point(digits: &str) -> Option<(char, &str)> {
    let (first, rest) = unit(digits)?;
    if !(0xD800..0xE000).contains(&first) {
        return Some((char::from_u32(first)?, rest));
    }
    let (second, rest) = unit(rest.strip_prefix("\\u")?)?;
    if first >= 0xDC00 || !(0xDC00..0xE000).contains(&second) {
        return None;
    }
    Some((char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))?, rest))
}

fn unit(digits: &str) -> Option<(u32, &str)> {
    let (digits, rest) = digits.split_at_checked(4)?;
    // `from_str_radix` would take a sign.
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
    Some((u32::from_str_radix(digits, 16).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_mean_what_they_mean_in_json() {
        let meaning = |raw| RawText::new(raw, false).meaning();
        assert_eq!(meaning(r#"a\"b\\c\/\n\t\r\b\f"#).unwrap(), "a\"b\\c/\n\t\r\u{8}\u{c}");
        assert_eq!(meaning(r"\u00e9\ud83c\udfb2!").unwrap(), "é🎲!");
        assert_eq!(meaning(r"\ud83c"), None);
        assert_eq!(meaning(r"\udfb2\ud83c"), None);
        assert_eq!(meaning(r"\u+0e9"), None);
    }

    #[test]
    fn a_text_inside_a_text_is_escaped_twice() {
        let text = RawText::new(r#"say \\\"hi\\\" \\u00e9"#, true);
        assert_eq!(text.meaning().unwrap(), "say \"hi\" é");
    }
}
