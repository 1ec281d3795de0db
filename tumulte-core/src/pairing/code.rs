//! The code a game master types.

use core::{
    fmt::{self, Write as _},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use subtle::ConstantTimeEq;

use super::PairingError;
use super::error::excerpt;
use crate::model::Quoted;

/// Letters that no one mistakes for a digit or for each other's neighbour in small print.
const LETTERS: &[u8; 20] = b"ACDEFGHJKMNPQRTUVWXY";
/// Digits without 0 and 1, which read as O and I.
const DIGITS: &[u8; 8] = b"23456789";

/// The short code that names an open offer: three letters, a dash, three digits.
///
/// New codes use an alphabet without look-alikes. Reading is generous: case, spaces and a missing
/// dash do not matter, and any letter or digit is accepted. Comparing takes the same time whatever
/// the difference, and `Debug` does not show the code.
///
/// ```
/// use tumulte_core::pairing::PairingCode;
///
/// let typed: PairingCode = " kmx 472".parse()?;
/// assert_eq!(typed.to_string(), "KMX-472");
/// assert_eq!(format!("{typed:?}"), "PairingCode(***-***)");
/// # Ok::<(), tumulte_core::pairing::PairingError>(())
/// ```
#[derive(Clone, Copy)]
pub struct PairingCode([u8; 6]);

impl PairingCode {
    /// Draws a code from eight random bytes; every code is equally likely to within 1 in 2⁴².
    #[must_use]
    pub fn from_random(random: [u8; 8]) -> Self {
        let mut rest = u64::from_le_bytes(random);
        let mut draw = |alphabet: &[u8]| {
            let size = alphabet.len() as u64;
            let drawn = usize::try_from(rest % size).ok().and_then(|index| alphabet.get(index));
            rest /= size;
            drawn.copied().unwrap_or_default()
        };
        let [a, b, c] = [draw(LETTERS), draw(LETTERS), draw(LETTERS)];
        Self([a, b, c, draw(DIGITS), draw(DIGITS), draw(DIGITS)])
    }
}

impl FromStr for PairingCode {
    type Err = PairingError;

    /// Reads a code as people type it.
    ///
    /// # Errors
    ///
    /// `pairing.malformed` when it is not three letters and three digits.
    fn from_str(text: &str) -> Result<Self, PairingError> {
        let malformed = || {
            PairingError::Malformed(format!(
                "expected a code of three letters and three digits such as KMX-472, found {}",
                Quoted(&excerpt(text))
            ))
        };
        let mut code = [0; 6];
        let mut places = code.iter_mut().enumerate();
        for character in text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)) {
            let (index, place) = places.next().ok_or_else(malformed)?;
            let fits = if index < 3 {
                character.is_ascii_alphabetic()
            } else {
                character.is_ascii_digit()
            };
            *place = u8::try_from(character.to_ascii_uppercase())
                .ok()
                .filter(|_| fits)
                .ok_or_else(malformed)?;
        }
        if places.next().is_some() {
            return Err(malformed());
        }
        Ok(Self(code))
    }
}

/// Phones and word processors turn a typed dash into a longer one.
const fn is_dash(character: char) -> bool {
    matches!(character, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

impl PartialEq for PairingCode {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for PairingCode {}

impl fmt::Display for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, character) in self.0.into_iter().map(char::from).enumerate() {
            if index == 3 {
                f.write_char('-')?;
            }
            f.write_char(character)?;
        }
        Ok(())
    }
}

impl fmt::Debug for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairingCode(***-***)")
    }
}

impl Serialize for PairingCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PairingCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spaces_and_dashes_do_not_matter() {
        let code: PairingCode = "KMX-472".parse().unwrap();
        for typed in ["kmx472", " K M X – 4 7 2 ", "kmx_472", "KMX—472"] {
            assert_eq!(typed.parse::<PairingCode>().unwrap(), code, "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_code_is_malformed() {
        for typed in ["", "KMX", "KMX-47", "KMX-4722", "472-KMX", "KM1-472", "ÄMX-472", "KMX-47٢"]
        {
            assert_eq!(
                typed.parse::<PairingCode>().unwrap_err().code(),
                "pairing.malformed",
                "{typed:?}"
            );
        }
    }

    #[test]
    fn drawn_codes_have_no_look_alikes_and_read_back() {
        for seed in 0..5000_u64 {
            let code =
                PairingCode::from_random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
            let text = code.to_string();
            assert!(!text.contains(['I', 'L', 'O', 'S', 'B', 'Z', '0', '1']), "{text}");
            assert_eq!(text.parse::<PairingCode>().unwrap(), code);
        }
    }
}
