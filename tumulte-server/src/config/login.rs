//! Signing in with an account elsewhere.

use std::{convert::Infallible, fmt, str::FromStr};

use clap::Args;

/// Something that must not be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What Twitch and Discord know this server as. Who is signed in there can sign in here, once id and secret are given.
#[derive(Debug, Clone, Default, Args)]
pub struct Logins {
    /// The id of the application registered at Twitch.
    #[arg(long, env = "TUMULTE_TWITCH_CLIENT_ID")]
    pub twitch_client_id: Option<String>,

    /// Its secret.
    #[arg(long, env = "TUMULTE_TWITCH_CLIENT_SECRET", hide_env_values = true)]
    pub twitch_client_secret: Option<Secret>,

    /// Where people say yes, where codes become tokens, and where a token's user is told, with commas between.
    #[arg(long, env = "TUMULTE_TWITCH_ENDPOINTS", value_delimiter = ',', num_args = 3)]
    pub twitch_endpoints: Option<Vec<String>>,

    /// The id of the application registered at Discord.
    #[arg(long, env = "TUMULTE_DISCORD_CLIENT_ID")]
    pub discord_client_id: Option<String>,

    /// Its secret.
    #[arg(long, env = "TUMULTE_DISCORD_CLIENT_SECRET", hide_env_values = true)]
    pub discord_client_secret: Option<Secret>,

    /// Where people say yes, where codes become tokens, and where a token's user is told, with commas between.
    #[arg(long, env = "TUMULTE_DISCORD_ENDPOINTS", value_delimiter = ',', num_args = 3)]
    pub discord_endpoints: Option<Vec<String>>,
}
