//! Texts as JSON writes them.

use std::borrow::Cow;

use memchr::memchr;

/// A text between its quotation marks, its escapes still in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::vtt::foundry) struct RawText<'a> {
    raw: &'a str,
    has_escapes: bool,
    /// Whether it stands inside another text, so that its own escapes are escaped once more.
    is_inside: bool,
}

impl<'a> RawText<'a> {
    pub(super) const fn new(raw: &'a str, has_escapes: bool, is_inside: bool) -> Self {
        Self { raw, has_escapes, is_inside }
    }

    /// A text without escapes.
    #[cfg(test)]
    pub(in crate::vtt::foundry) const fn of(text: &'a str) -> Self {
        Self::new(text, false, false)
    }

    /// The text as it is written.
    pub(in crate::vtt::foundry) const fn raw(&self) -> &'a str {
        self.raw
    }

    /// Whether escapes are in it, so that [`raw`](Self::raw) is not what it means.
    pub(in crate::vtt::foundry) const fn has_escapes(&self) -> bool {
        self.has_escapes
    }

    /// [`meaning`](Self::meaning) by value, for chains.
    pub(in crate::vtt::foundry) fn meaning_of(self) -> Option<Cow<'a, str>> {
        self.meaning()
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
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
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

/// How many bytes in a row need no second look inside a text: no quotation mark, no backslash, no
/// control character.
#[inline]
pub(super) fn plain_bytes(bytes: &[u8]) -> usize {
    let mut plain = 0;
    let mut rest = bytes;
    // Most texts are short, so the first looks are small ones.
    for _ in 0..3 {
        let Some((chunk, behind)) = rest.split_first_chunk::<8>() else { break };
        if let Some(at) = first_mark(*chunk) {
            return plain + at;
        }
        plain += 8;
        rest = behind;
    }
    // Long ones are passed over in strides the compiler makes one instruction of.
    while let Some((stride, behind)) = rest.split_first_chunk::<32>() {
        if stride.iter().fold(false, |marked, byte| marked | is_mark(*byte)) {
            break;
        }
        plain += 32;
        rest = behind;
    }
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        if let Some(at) = first_mark(*chunk) {
            return plain + at;
        }
        plain += 8;
        rest = behind;
    }
    plain + rest.iter().take_while(|byte| !is_mark(**byte)).count()
}

const fn is_mark(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Where the first mark of eight bytes stands. All eight are looked at in one number; of the marks
/// found this way the lowest is always right, which is all that is asked.
#[inline]
pub(super) fn first_mark(bytes: [u8; 8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES << 7;
    const fn zeros(word: u64) -> u64 {
        word.wrapping_sub(ONES) & !word & HIGHS
    }
    let word = u64::from_le_bytes(bytes);
    let marks = zeros(word ^ (ONES * 0x22))
        | zeros(word ^ (ONES * 0x5C))
        | (word.wrapping_sub(ONES * 0x20) & !word & HIGHS);
    (marks != 0).then(|| (marks.trailing_zeros() / 8) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_mean_what_they_mean_in_json() {
        let meaning = |raw| RawText::new(raw, true, false).meaning();
        assert_eq!(meaning(r#"a\"b\\c\/\n\t\r\b\f"#).unwrap(), "a\"b\\c/\n\t\r\u{8}\u{c}");
        assert_eq!(meaning(r"\u00e9\ud83c\udfb2!").unwrap(), "é🎲!");
        assert_eq!(meaning(r"\ud83c"), None);
        assert_eq!(meaning(r"\udfb2\ud83c"), None);
        assert_eq!(meaning(r"\u+0e9"), None);
    }

    #[test]
    fn a_text_inside_a_text_is_escaped_twice() {
        let text = RawText::new(r#"say \\\"hi\\\" \\u00e9"#, true, true);
        assert_eq!(text.meaning().unwrap(), "say \"hi\" é");
    }

    #[test]
    fn plain_bytes_stop_at_the_first_mark_wherever_it_stands() {
        for length in 0..90 {
            for mark in [b'"', b'\\', 0x1F, 0x00] {
                let mut bytes = vec![b'\xC3'; length];
                bytes.push(mark);
                bytes.extend([0x22; 9]);
                assert_eq!(plain_bytes(&bytes), length);
            }
            assert_eq!(plain_bytes(&vec![b'x'; length]), length);
        }
    }
}
