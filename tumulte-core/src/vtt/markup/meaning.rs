//! What written text means: character references in plain letters, line breaks as one sign.

use std::borrow::Cow;

use crate::{
    model::Parts,
    vtt::seek::{memchr, memchr2},
};

use super::entity::{named, unended};

/// What the bytes from 0x80 on mean in numeric references, as the standard has it.
const WINDOWS: [u32; 32] = [
    0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039,
    0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC,
    0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
];
const LONGEST_UNENDED: usize = 6;

/// Where a text stands: names without an end mean less inside an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

/// What an attribute's value means.
pub(in crate::vtt) fn decoded(written: &str) -> Cow<'_, str> {
    meaning(written, Place::Attribute)
}

/// What a text between tags means.
pub(in crate::vtt) fn decoded_text(written: &str) -> Cow<'_, str> {
    meaning(written, Place::Text)
}

fn meaning(written: &str, place: Place) -> Cow<'_, str> {
    if memchr2(b'&', b'\r', written.as_bytes()).is_none() {
        return Cow::Borrowed(written);
    }
    let lines = match memchr(b'\r', written.as_bytes()) {
        Some(_) => Cow::Owned(written.replaced("\r\n", "\n").replaced("\r", "\n")),
        None => Cow::Borrowed(written),
    };
    let mut rest = &*lines;
    let mut plain = String::with_capacity(rest.len());
    while let Some((before, reference)) = rest.split_once('&') {
        plain.push_str(before);
        rest = reference;
        match referred(reference, place) {
            Some((character, after)) => {
                plain.push(character);
                rest = after;
            }
            None => plain.push('&'),
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The character that a reference behind its `&` names, and what follows.
fn referred(reference: &str, place: Place) -> Option<(char, &str)> {
    if let Some(number) = reference.strip_prefix('#') {
        return numbered(number);
    }
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric();
    let length = reference.bytes().take_while(|byte| is_letter(byte)).count();
    let (name, after) = reference.split_at_checked(length)?;
    if let (Some(character), Some(after)) = (named(name), after.strip_prefix(';')) {
        return Some((character, after));
    }
    (2..=LONGEST_UNENDED.min(length)).rev().find_map(|length| {
        let (name, after) = reference.split_at_checked(length)?;
        let goes_on = after.bytes().next().is_some_and(|byte| byte == b'=' || is_letter(&byte));
        unended(name).filter(|_| place == Place::Text || !goes_on).map(|letter| (letter, after))
    })
}

/// A number behind `#`, in decimals or behind an `x` in hexadecimals.
fn numbered(number: &str) -> Option<(char, &str)> {
    let (radix, digits) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (16, digits),
        None => (10, number),
    };
    let mut code = 0_u32;
    let mut length = 0;
    for digit in digits.chars().map_while(|digit| digit.to_digit(radix)) {
        code = code.saturating_mul(radix).saturating_add(digit);
        length += 1;
    }
    let after = digits.get(length..).filter(|_| length > 0)?;
    let windows = code.checked_sub(0x80).and_then(|place| WINDOWS.get(place as usize));
    let code = windows.copied().unwrap_or(code);
    let character = char::from_u32(code).filter(|character| *character != '\0');
    let after = after.strip_prefix(';').unwrap_or(after);
    Some((character.unwrap_or(char::REPLACEMENT_CHARACTER), after))
}

#[cfg(test)]
mod tests {
    use super::{super::entity::names, *};

    #[test]
    fn every_name_is_known() {
        let names = names();
        let unended: Vec<_> = names.iter().filter(|name| unended(name).is_some()).collect();
        assert_eq!((names.len(), unended.len()), (295, 106));
        assert!(names.iter().all(|name| named(name).is_some()));
        assert_eq!(unended.iter().map(|name| name.len()).max(), Some(LONGEST_UNENDED));
    }

    #[test]
    fn references_are_what_the_standard_makes_of_them() {
        for (written, meaning) in [
            ("2 &gt; 1 &amp;&#38;&#x26;", "2 > 1 &&&"),
            ("&notit; &notin; &copy 7", "¬it; ∉ © 7"),
            ("&#128;&#0;&#xD800;&#99999999999;&#x;&#;", "€\u{FFFD}\u{FFFD}\u{FFFD}&#x;&#;"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("&madeup; & &;", "&madeup; & &;"),
        ] {
            assert_eq!(decoded_text(written), meaning);
        }
        assert_eq!(decoded("?a=1&copy=2&lt=3&lt;"), "?a=1&copy=2&lt=3<");
    }
}
