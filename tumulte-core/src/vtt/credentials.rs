//! What a tabletop wants to see before it talks to us.

use core::fmt;

/// A secret that does not show itself when printed for debugging.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for the one place that sends it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// What an adapter needs to be let in: the account or world, and its tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Credentials {
    /// Who or what they belong to: a Foundry world's id, an account's name.
    pub account: String,
    /// What is shown with every request; none where the live connection already proved it.
    pub access_token: Option<Secret>,
    /// What a new access token is bought with.
    pub refresh_token: Option<Secret>,
}

impl Credentials {
    /// Credentials of this account, without tokens.
    #[must_use]
    pub fn new(account: impl Into<String>) -> Self {
        Self { account: account.into(), access_token: None, refresh_token: None }
    }

    /// Adds the access token.
    #[must_use]
    pub fn with_access_token(mut self, token: Secret) -> Self {
        self.access_token = Some(token);
        self
    }

    /// Adds the refresh token.
    #[must_use]
    pub fn with_refresh_token(mut self, token: Secret) -> Self {
        self.refresh_token = Some(token);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_no_token() {
        let credentials = Credentials::new("world-of-tests")
            .with_access_token(Secret::new("open sesame"))
            .with_refresh_token(Secret::new("once more"));
        let shown = format!("{credentials:?}");
        assert!(shown.contains("world-of-tests"));
        assert!(!shown.contains("sesame") && !shown.contains("once"), "{shown}");
    }
}
