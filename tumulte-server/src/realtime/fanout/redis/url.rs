//! Which Redis.

use std::{fmt, str::FromStr};

use redis::Client;

/// Which Redis to share with other servers through: `redis://[:PASSWORD@]HOST[:PORT][/NUMBER]`.
///
/// ```
/// use tumulte_server::config::RedisUrl;
///
/// let url: RedisUrl = "redis://:secret@cache.example/2".parse()?;
/// assert_eq!(url.to_string(), "redis://cache.example:6379/2");
/// # Ok::<(), tumulte_server::config::InvalidRedisUrl>(())
/// ```
#[derive(Clone)]
pub struct RedisUrl(Client);

/// A text that names no Redis.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected redis://[:PASSWORD@]HOST[:PORT][/NUMBER], found {found}")]
pub struct InvalidRedisUrl {
    /// What was found, without what may be a password.
    found: String,
}

impl RedisUrl {
    /// Somebody who can connect to it.
    pub(super) fn client(&self) -> Client {
        self.0.clone()
    }
}

impl FromStr for RedisUrl {
    type Err = InvalidRedisUrl;

    fn from_str(text: &str) -> Result<Self, InvalidRedisUrl> {
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        let found =
            if scheme.is_empty() { "no scheme".to_owned() } else { format!("{scheme}:…") };
        let invalid = || InvalidRedisUrl { found };
        if !matches!(scheme, "redis" | "unix" | "redis+unix") {
            return Err(invalid());
        }
        Client::open(text).map(Self).map_err(|_| invalid())
    }
}

impl fmt::Display for RedisUrl {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let info = self.0.get_connection_info();
        write!(f, "redis://{}/{}", info.addr(), info.redis_settings().db())
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedisUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_redis_is_refused_without_repeating_a_password() {
        for text in
            ["", "cache.example", "http://:secret@cache", "redis://:secret@", "rediss://:secret@c"]
        {
            let error = text.parse::<RedisUrl>().unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
        let url: RedisUrl = "redis://gm:secret@cache:7000/1".parse().unwrap();
        assert!(!format!("{url} {url:?}").contains("secret"), "{url}");
    }
}
