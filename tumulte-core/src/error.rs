//! Any error of the library, for those who handle them all alike.

use crate::dice::DiceError;
use crate::pairing::{PairingError, TokenError};
use crate::roll::RollError;
use crate::systems::SystemsError;
use crate::vtt::VttError;

/// An error of any area. Each area has an enum of its own; this one is what crosses a language border.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A formula can't be read or rolled: `dice.*`.
    #[error(transparent)]
    Dice(#[from] DiceError),
    /// A pairing offer or claim is refused: `pairing.*`.
    #[error(transparent)]
    Pairing(#[from] PairingError),
    /// A session or refresh token is refused: `token.*`.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// A message can't be read, or its tabletop does not answer: `vtt.*`, `roll.*`.
    #[error(transparent)]
    Vtt(#[from] VttError),
    /// A roll can't be judged, or a rule can't be read: `systems.*`, `rule.*`.
    #[error(transparent)]
    Systems(#[from] SystemsError),
}

impl Error {
    /// The stable code, the same in every language.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Dice(error) => error.code(),
            Self::Pairing(error) => error.code(),
            Self::Token(error) => error.code(),
            Self::Vtt(error) => error.code(),
            Self::Systems(error) => error.code(),
        }
    }

    /// Every code [`code`](Self::code) can give, area by area.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        let areas = [
            DiceError::CODES,
            PairingError::CODES,
            TokenError::CODES,
            VttError::CODES,
            RollError::CODES,
            SystemsError::CODES,
        ];
        areas.into_iter().flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{pairing::PairingCode, systems::JudgeInput, systems::System, vtt::read_actor};

    #[test]
    fn no_code_is_listed_twice_and_all_are_area_and_what() {
        let codes: Vec<_> = Error::codes().collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        for code in codes {
            let (area, what) = code.split_once('.').unwrap();
            let is_snake = |word: &str| {
                !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            };
            assert!(is_snake(area) && is_snake(what), "{code}");
        }
    }

    #[test]
    fn errors_of_every_area_keep_code_and_message() {
        let pairing = "?".parse::<PairingCode>().unwrap_err();
        let vtt = read_actor(b"[]").unwrap_err();
        let systems = JudgeInput::from_json("{").unwrap_err();
        let rule = crate::systems::SystemsError::from(System::from_toml("id = 7").unwrap_err());
        let expected = [
            (pairing.code(), pairing.to_string()),
            (vtt.code(), vtt.to_string()),
            (systems.code(), systems.to_string()),
            (rule.code(), rule.to_string()),
        ];
        let errors: [Error; 4] = [pairing.into(), vtt.into(), systems.into(), rule.into()];
        for (error, (code, message)) in errors.iter().zip(expected) {
            assert_eq!((error.code(), error.to_string()), (code, message));
            assert!(Error::codes().any(|listed| listed == code), "{code} is not listed");
        }
    }

    #[test]
    fn every_code_in_the_sources_is_listed() {
        // The lists stand beside the `match` that gives the codes; this holds the two together.
        let sources = [
            (DiceError::CODES, include_str!("dice/error.rs")),
            (RollError::CODES, include_str!("roll/error.rs")),
            (VttError::CODES, include_str!("vtt/error.rs")),
            (SystemsError::CODES, include_str!("systems/error.rs")),
        ];
        for (codes, source) in sources {
            let given: BTreeSet<_> = source
                .lines()
                .filter_map(|line| line.split_once("=> \"")?.1.split_once('"'))
                .map(|(code, _)| code)
                .collect();
            assert_eq!(given, codes.iter().copied().collect());
        }
    }
}
