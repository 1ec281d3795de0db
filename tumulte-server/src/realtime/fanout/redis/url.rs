//! Which Redis.

use std::{fmt, str::FromStr};

use redis::{Client, ConnectionAddr, TlsCertificates};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};

/// Which Redis to share with other servers through: `redis://[:PASSWORD@]HOST[:PORT][/NUMBER]`, or `rediss://…` over TLS.
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
#[error("expected redis://[:PASSWORD@]HOST[:PORT][/NUMBER], or rediss:// over TLS, found {found}")]
pub struct InvalidRedisUrl {
    /// What was found, without what may be a password.
    found: String,
}

impl RedisUrl {
    /// Somebody who can connect to it.
    pub(super) fn client(&self) -> Client {
        self.0.clone()
    }

    /// The same Redis, vouched for by these authorities (PEM) and no others of this machine's.
    ///
    /// # Errors
    ///
    /// It is not spoken to over TLS, or there is no certificate.
    pub fn vouched_for_by(&self, authorities: &[u8]) -> Result<Self, InvalidAuthority> {
        let info = self.0.get_connection_info().clone();
        if !matches!(info.addr(), ConnectionAddr::TcpTls { .. }) {
            return Err(InvalidAuthority::NoTls);
        }
        let holds_some = CertificateDer::pem_slice_iter(authorities).any(|one| one.is_ok());
        let root_cert = holds_some.then(|| authorities.to_vec());
        let root_cert = Some(root_cert.ok_or(InvalidAuthority::NoCertificate)?);
        let trusting =
            Client::build_with_tls(info, TlsCertificates { client_tls: None, root_cert });
        trusting.map(Self).map_err(|_| InvalidAuthority::NoCertificate)
    }
}

/// Why nobody can vouch for a Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidAuthority {
    /// It is not spoken to over TLS.
    #[error(
        "expected rediss:// where an authority is named: nobody is asked for a certificate otherwise"
    )]
    NoTls,
    /// The text holds none.
    #[error("expected certificates as PEM, found none that can be read")]
    NoCertificate,
}

impl FromStr for RedisUrl {
    type Err = InvalidRedisUrl;

    fn from_str(text: &str) -> Result<Self, InvalidRedisUrl> {
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        let found =
            if scheme.is_empty() { "no scheme".to_owned() } else { format!("{scheme}:…") };
        let invalid = || InvalidRedisUrl { found };
        // What follows a `#` would switch the proof of who answers off.
        if !matches!(scheme, "redis" | "rediss" | "unix" | "redis+unix") || text.contains('#') {
            return Err(invalid());
        }
        Client::open(text).map(Self).map_err(|_| invalid())
    }
}

impl fmt::Display for RedisUrl {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let info = self.0.get_connection_info();
        let scheme = match info.addr() {
            ConnectionAddr::TcpTls { .. } => "rediss",
            _ => "redis",
        };
        write!(f, "{scheme}://{}/{}", info.addr(), info.redis_settings().db())
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
        for text in [
            "",
            "cache.example",
            "http://:secret@cache",
            "redis://:secret@",
            "rediss://:secret@cache#insecure",
        ] {
            let error = text.parse::<RedisUrl>().unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
        let url: RedisUrl = "redis://gm:secret@cache:7000/1".parse().unwrap();
        assert!(!format!("{url} {url:?}").contains("secret"), "{url}");
        let url: RedisUrl = "rediss://gm:secret@cache/1".parse().unwrap();
        assert_eq!(url.to_string(), "rediss://cache:6379/1");
    }

    #[test]
    fn an_authority_vouches_for_what_is_asked_for_a_certificate() {
        let plain: RedisUrl = "redis://cache".parse().unwrap();
        let with_tls: RedisUrl = "rediss://cache".parse().unwrap();
        assert_eq!(plain.vouched_for_by(b"").unwrap_err(), InvalidAuthority::NoTls);
        assert_eq!(
            with_tls.vouched_for_by(b"nonsense").unwrap_err(),
            InvalidAuthority::NoCertificate
        );
    }
}
