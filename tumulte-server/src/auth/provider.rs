//! Where people may have an account that opens one here.

use serde_json::Value;

use crate::config::{Config, Secret};

/// A provider of logins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provider {
    Twitch,
    Discord,
}

/// An account elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Its id there, which never changes.
    pub subject: String,
    /// Its name there.
    pub name: String,
}

/// What is needed to ask a provider.
#[derive(Debug, Clone)]
pub(crate) struct ProviderSettings {
    pub client_id: String,
    pub client_secret: Secret,
    /// Where people say yes.
    pub authorize_url: String,
    /// Where codes become tokens.
    pub token_url: String,
    /// Where a token's user is told.
    pub user_url: String,
}

impl Provider {
    /// All of them, in the order in which they are offered.
    pub(crate) const ALL: [Self; 2] = [Self::Twitch, Self::Discord];

    /// The word in paths and in the database.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Twitch => "twitch",
            Self::Discord => "discord",
        }
    }

    /// What people call it.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Twitch => "Twitch",
            Self::Discord => "Discord",
        }
    }

    /// Reads the word of a path.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.as_str() == word)
    }

    /// What the token must allow: nothing but to say who somebody is.
    pub(super) const fn scope(self) -> Option<&'static str> {
        match self {
            Self::Twitch => None,
            Self::Discord => Some("identify"),
        }
    }

    /// How the operator set it up; none where they did not.
    pub(crate) fn settings(self, config: &Config) -> Option<ProviderSettings> {
        let logins = &config.logins;
        let (id, secret, endpoints, usual) = match self {
            // See https://dev.twitch.tv/docs/authentication and https://dev.twitch.tv/docs/api/reference#get-users.
            Self::Twitch => (
                &logins.twitch_client_id,
                &logins.twitch_client_secret,
                &logins.twitch_endpoints,
                [
                    "https://id.twitch.tv/oauth2/authorize",
                    "https://id.twitch.tv/oauth2/token",
                    "https://api.twitch.tv/helix/users",
                ],
            ),
            // See https://discord.com/developers/docs/topics/oauth2.
            Self::Discord => (
                &logins.discord_client_id,
                &logins.discord_client_secret,
                &logins.discord_endpoints,
                [
                    "https://discord.com/oauth2/authorize",
                    "https://discord.com/api/oauth2/token",
                    "https://discord.com/api/users/@me",
                ],
            ),
        };
        let endpoints = match endpoints.as_deref() {
            Some([authorize, token, user]) => [authorize.as_str(), token, user],
            _ => usual,
        };
        let [authorize_url, token_url, user_url] = endpoints.map(str::to_owned);
        Some(ProviderSettings {
            client_id: id.clone()?,
            client_secret: secret.clone()?,
            authorize_url,
            token_url,
            user_url,
        })
    }

    /// Reads who somebody is from what the provider tells.
    #[expect(
        clippy::indexing_slicing,
        reason = "JSON answers every key and place, with null for what is not there"
    )]
    pub(super) fn identity(self, told: &Value) -> Option<Identity> {
        let (account, names) = match self {
            Self::Twitch => (&told["data"][0], ["display_name", "login"]),
            Self::Discord => (told, ["global_name", "username"]),
        };
        let text = |key: &str| account[key].as_str().filter(|text| !text.is_empty());
        let subject = text("id")?.to_owned();
        let name = names.into_iter().find_map(text)?.to_owned();
        Some(Identity { subject, name })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn providers_tell_who_somebody_is_in_their_own_ways() {
        let told = json!({ "data": [{ "id": "44", "login": "lumen", "display_name": "Lumen" }] });
        let lumen = Identity { subject: "44".to_owned(), name: "Lumen".to_owned() };
        assert_eq!(Provider::Twitch.identity(&told), Some(lumen));
        let told = json!({ "id": "81", "username": "mira", "global_name": null });
        let mira = Identity { subject: "81".to_owned(), name: "mira".to_owned() };
        assert_eq!(Provider::Discord.identity(&told), Some(mira));
        for nobody in [json!({}), json!({ "data": [] }), json!({ "id": 7, "username": "x" })] {
            assert_eq!(Provider::Twitch.identity(&nobody), None);
            assert_eq!(Provider::Discord.identity(&nobody), None);
        }
    }
}
