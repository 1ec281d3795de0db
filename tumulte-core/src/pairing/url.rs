//! The addresses an offer travels by.

use core::{fmt, str::FromStr};

use super::error::excerpt;
use super::{MAX_TOKEN_BYTES, PairingCode, PairingError, TokenId};
use crate::model::Quoted;

/// `foundry://connect?token=…&state=…`: the whole offer in one line to paste.
///
/// `state` is the offer's `jti`, so that a line put together from two offers is noticed.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectUrl {
    token: String,
    state: TokenId,
}

impl ConnectUrl {
    /// Joins a signed offer with its `jti`.
    pub fn new(token: impl Into<String>, state: TokenId) -> Self {
        Self { token: token.into(), state }
    }

    /// The signed offer.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The `jti` the offer should have.
    #[must_use]
    pub const fn state(&self) -> TokenId {
        self.state
    }
}

impl FromStr for ConnectUrl {
    type Err = PairingError;

    /// Reads a pasted line: space around it, line breaks inside it and other parameters are ignored.
    ///
    /// # Errors
    ///
    /// `pairing.malformed` when it is another address, or `token` or `state` is missing or given
    /// twice; `pairing.oversized` when it is longer than any honest one.
    fn from_str(text: &str) -> Result<Self, PairingError> {
        let limit = MAX_TOKEN_BYTES + 1024;
        if text.len() > limit {
            return Err(PairingError::Oversized { found: text.len(), limit });
        }
        // Chat windows and mails break long lines.
        let line: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let malformed = |what: &str| {
            PairingError::Malformed(format!(
                "expected foundry://connect?token=…&state=…, {what} in {}",
                // The token is a secret for as long as it is fresh: show the address alone.
                Quoted(&excerpt(line.split('?').next().unwrap_or_default()))
            ))
        };
        let (address, query) =
            line.split_once('?').ok_or_else(|| malformed("found no parameters"))?;
        if !address.trim_end_matches('/').eq_ignore_ascii_case("foundry://connect") {
            return Err(malformed("found another address"));
        }
        let query = query.split('#').next().unwrap_or_default();
        let once = |name: &str| {
            let mut values = query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .filter(|(key, _)| *key == name);
            match (values.next(), values.next()) {
                (Some((_, value)), None) => Ok(value),
                (None, _) => Err(malformed(&format!("found no `{name}`"))),
                (Some(_), Some(_)) => Err(malformed(&format!("found `{name}` twice"))),
            }
        };
        // Base64url and dots need no percent encoding, so there is none to undo.
        Ok(Self::new(once("token")?, once("state")?.parse()?))
    }
}

impl fmt::Display for ConnectUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "foundry://connect?token={}&state={}", self.token, self.state)
    }
}

impl fmt::Debug for ConnectUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConnectUrl(token ***, state {})", self.state)
    }
}

/// The server's pairing page with the code filled in: what the QR code holds.
///
/// ```
/// use tumulte_core::pairing::pair_url;
///
/// let url = pair_url("https://tumulte.example/", "KMX-472".parse()?);
/// assert_eq!(url, "https://tumulte.example/pair?code=KMX-472");
/// # Ok::<(), tumulte_core::pairing::PairingError>(())
/// ```
#[must_use]
pub fn pair_url(server: &str, code: PairingCode) -> String {
    format!("{}/pair?code={code}", server.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_line_reads_back_whatever_the_chat_did_to_it() {
        let url = ConnectUrl::new("aa.bb.cc", TokenId::from_random([7; 16]));
        let state = url.state();
        for text in [
            url.to_string(),
            format!("  {url}\n"),
            format!("foundry://connect/?state={state}&utm=x&token=aa.\r\nbb.cc#top"),
            format!("Foundry://Connect?token=aa.bb.cc&state={state}"),
        ] {
            assert_eq!(text.parse(), Ok(url.clone()), "{text:?}");
        }
    }

    #[test]
    fn other_addresses_and_missing_or_double_parameters_are_malformed() {
        let state = TokenId::from_random([7; 16]);
        for text in [
            String::new(),
            "foundry://connect".to_owned(),
            format!("https://connect?token=a.b.c&state={state}"),
            "foundry://connect?token=a.b.c".to_owned(),
            format!("foundry://connect?state={state}"),
            format!("foundry://connect?token=a.b.c&token=d.e.f&state={state}"),
            "foundry://connect?token=a.b.c&state=short".to_owned(),
        ] {
            assert_eq!(
                text.parse::<ConnectUrl>().unwrap_err().code(),
                "pairing.malformed",
                "{text:?}"
            );
        }
        assert_eq!(
            "x".repeat(20_000).parse::<ConnectUrl>().unwrap_err().code(),
            "pairing.oversized"
        );
    }
}
