//! Six bits after the other.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The letters of base64url, without padding.
pub(crate) fn to_base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(size_of_text(bytes.len()));
    for some in bytes.chunks(3) {
        let number = some.iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
        let number = number << (8 * (3 - some.len()));
        for place in 0..=some.len() {
            let letter = LETTERS.get(number >> (18 - 6 * place) & 63);
            text.extend(letter.map(|letter| char::from(*letter)));
        }
    }
    text
}

/// The bytes of base64url.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    read(text.as_bytes(), *b"-_")
}

/// Fills a place with the bytes of base64url and tells how many they are; nothing when they are too many.
pub(crate) fn from_base64url_into(text: &str, bytes: &mut [u8]) -> Option<usize> {
    read_into(text.as_bytes(), *b"-_", bytes)
}

/// The bytes of base64 with its padding.
pub(crate) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let letters = text.strip_suffix(b"=").unwrap_or(text);
    let letters = letters.strip_suffix(b"=").unwrap_or(letters);
    if text.len().is_multiple_of(4) { read(letters, *b"+/") } else { None }
}

const fn size_of_text(bytes: usize) -> usize {
    bytes / 3 * 4 + bytes % 3 * 4 / 3 + if bytes.is_multiple_of(3) { 0 } else { 1 }
}

fn read(letters: &[u8], last: [u8; 2]) -> Option<Vec<u8>> {
    let mut bytes = vec![0; letters.len() / 4 * 3 + letters.len() % 4 * 3 / 4];
    read_into(letters, last, &mut bytes).map(|_| bytes)
}

/// Fills a place with what letters mean; `last` are the two that differ from kind to kind.
fn read_into(letters: &[u8], last: [u8; 2], bytes: &mut [u8]) -> Option<usize> {
    if letters.len() % 4 == 1 {
        return None;
    }
    let (mut number, mut bits, mut count) = (0_u16, 0, 0);
    for letter in letters {
        let six = match *letter {
            byte @ b'A'..=b'Z' => byte - b'A',
            byte @ b'a'..=b'z' => byte - b'a' + 26,
            byte @ b'0'..=b'9' => byte - b'0' + 52,
            byte if byte == last[0] => 62,
            byte if byte == last[1] => 63,
            _ => return None,
        };
        number = number << 6 | u16::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            *bytes.get_mut(count)? = u8::try_from(number >> bits).ok()?;
            number &= (1 << bits) - 1;
            count += 1;
        }
    }
    // Bits that no byte has are zero, or one thing could be written in several ways.
    (number == 0).then_some(count)
}

#[cfg(test)]
mod tests {
    use base64::{
        Engine as _,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_are_the_letters_of_the_crate_and_bytes_again(bytes in any::<Vec<u8>>()) {
            let text = to_base64url(&bytes);
            prop_assert_eq!(text.len(), text.capacity(), "secrets are written in one place");
            prop_assert_eq!(&text, &URL_SAFE_NO_PAD.encode(&bytes));
            let padded = STANDARD.encode(&bytes);
            prop_assert_eq!(from_base64(padded.as_bytes()), Some(bytes.clone()));
            prop_assert_eq!(from_base64url(&text), Some(bytes));
        }

        #[test]
        fn what_the_crate_refuses_is_refused(
            text in prop_oneof!["[A-Za-z0-9+/=_-]{0,24}", "[AQgwEIMU]{0,9}=?=?=?=?", ".{0,9}"],
        ) {
            prop_assert_eq!(from_base64(text.as_bytes()), STANDARD.decode(&text).ok());
            prop_assert_eq!(from_base64url(&text), URL_SAFE_NO_PAD.decode(&text).ok());
            let (mut ours, mut theirs) = ([0; 16], [0; 16]);
            let size = from_base64url_into(&text, &mut ours);
            if let Ok(expected) = URL_SAFE_NO_PAD.decode_slice(&text, &mut theirs) {
                prop_assert_eq!(size, Some(expected));
                prop_assert_eq!(ours, theirs);
            }
        }
    }
}
