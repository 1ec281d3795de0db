//! Requests to addresses that somebody typed: never to this machine or its neighbours, unless the operator says so.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, Once},
    time::Duration,
};

use reqwest::{
    Client, ClientBuilder, Request, Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};

use super::Network;

/// How long an answer may take, and how large it may be.
const PATIENCE: Duration = Duration::from_secs(10);
const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// Why a request was not made, or came to nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutboundError {
    /// Not an address of the web.
    #[error("expected an http:// or https:// address without a name and password in it")]
    Address,
    /// It leads to this machine or into its network.
    #[error("{host} is not on the public internet; the operator may allow it")]
    Private {
        /// Where it leads.
        host: String,
    },
    /// The other side does not answer, or not in time.
    #[error("the other side did not answer")]
    Unreachable(#[source] Box<reqwest::Error>),
    /// It answers too much.
    #[error("the answer is larger than {MAX_ANSWER_BYTES} bytes")]
    Oversized,
}

impl OutboundError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address => "outbound.address",
            Self::Private { .. } => "outbound.private",
            Self::Unreachable(_) => "outbound.unreachable",
            Self::Oversized => "outbound.oversized",
        }
    }
}

/// A client builder that can speak TLS. Every client of the server starts here.
pub fn http_client() -> ClientBuilder {
    prepare_tls();
    Client::builder()
}

/// What lies under an error: clients of the web say "error sending request" and keep the reason behind it.
pub(crate) fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// Chooses the cryptography of TLS, once.
pub(crate) fn prepare_tls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Whoever embeds the server may have chosen before.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
    });
}

/// Makes requests to addresses that nobody vouches for. It follows no redirect, and connects to exactly the
/// addresses it has looked at: a name can't point elsewhere in between.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use tumulte_server::platform::Outbound;
///
/// let outbound = Outbound::new(Vec::new());
/// let error = outbound.get("http://169.254.169.254/latest/meta-data").await.unwrap_err();
/// assert_eq!(error.code(), "outbound.private");
/// # });
/// ```
#[derive(Debug, Clone)]
pub struct Outbound {
    client: Client,
    guard: Guard,
}

#[derive(Debug, Clone)]
struct Guard {
    allowed: Arc<[Network]>,
}

impl Outbound {
    /// Requests to the public internet and to these networks.
    ///
    /// # Panics
    ///
    /// When the machine has no usable TLS.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "at start-up, as nothing can be asked safely without TLS"
    )]
    pub fn new(allowed: Vec<Network>) -> Self {
        let guard = Guard { allowed: allowed.into() };
        let client = http_client()
            .redirect(Policy::none())
            .dns_resolver(guard.clone())
            .timeout(PATIENCE)
            .no_proxy()
            .user_agent(concat!("tumulte-server/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { client: client.expect("the machine has TLS"), guard }
    }

    /// Reads an address.
    ///
    /// # Errors
    ///
    /// `outbound.address`, `outbound.private`, `outbound.unreachable`, `outbound.oversized`.
    pub async fn get(&self, url: &str) -> Result<(u16, Vec<u8>), OutboundError> {
        let url = Url::parse(url).map_err(|_| OutboundError::Address)?;
        let answer = self.send(Request::new(reqwest::Method::GET, url)).await?;
        let status = answer.status().as_u16();
        Ok((status, Self::read(answer).await?))
    }

    /// Makes a request.
    ///
    /// # Errors
    ///
    /// `outbound.address`, `outbound.private`, `outbound.unreachable`.
    pub async fn send(&self, request: Request) -> Result<Response, OutboundError> {
        self.guard.check(request.url())?;
        self.client.execute(request).await.map_err(|error| {
            let mut source: Option<&dyn std::error::Error> = Some(&error);
            while let Some(cause) = source {
                if let Some(Forbidden { host }) = cause.downcast_ref() {
                    return OutboundError::Private { host: host.clone() };
                }
                source = cause.source();
            }
            OutboundError::Unreachable(Box::new(error.without_url()))
        })
    }

    /// Reads an answer to its end.
    ///
    /// # Errors
    ///
    /// `outbound.unreachable`, `outbound.oversized`.
    pub async fn read(mut answer: Response) -> Result<Vec<u8>, OutboundError> {
        let mut body = Vec::new();
        let failed =
            |error: reqwest::Error| OutboundError::Unreachable(Box::new(error.without_url()));
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(OutboundError::Oversized);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

impl Guard {
    /// Names are looked at when they are resolved; an address in the URL is never resolved.
    fn check(&self, url: &Url) -> Result<(), OutboundError> {
        let is_web = matches!(url.scheme(), "http" | "https");
        if !is_web || !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::Address);
        }
        let host = url.host_str().ok_or(OutboundError::Address)?;
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        match literal {
            Ok(address) if !self.may_reach(address) => {
                Err(OutboundError::Private { host: host.to_owned() })
            }
            _ => Ok(()),
        }
    }

    fn may_reach(&self, address: IpAddr) -> bool {
        is_public(address) || self.allowed.iter().any(|network| network.contains(address))
    }
}

/// A name that leads where it must not.
#[derive(Debug, thiserror::Error)]
#[error("{host} leads to an address that is not public")]
struct Forbidden {
    host: String,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            // One address that is not public is enough to refuse: somebody plays with the name.
            if found.iter().any(|found| !guard.may_reach(found.ip())) {
                return Err(Forbidden { host }.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is on the public internet, as far as its ranges tell.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !(is_special
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation())
}

#[expect(
    clippy::many_single_char_names,
    reason = "eight groups of an address have no better names"
)]
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let embedded = |high: u16, low: u16| {
        let [w, x] = high.to_be_bytes();
        let [y, z] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(w, x, y, z))
    };
    match (a, b) {
        // Translated addresses lead to the IPv4 address inside.
        (0x64, 0xff9b) if [c, d, e, f] == [0; 4] => embedded(g, h),
        (0x2002, _) => embedded(b, c),
        // Tunnels, identifiers, documentation.
        (0x2001, 0..0x200 | 0x0db8) | (0x3fff, 0..0x1000) => false,
        (0x2000..0x4000, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        is_public(address.parse().unwrap())
    }

    #[test]
    fn what_is_not_on_the_public_internet_is_told_apart() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "fec0::1",
        ] {
            assert!(!public(private), "{private}");
        }
        for open in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::101:101"]
        {
            assert!(public(open), "{open}");
        }
    }

    async fn refused(url: &str) -> &'static str {
        Outbound::new(Vec::new()).get(url).await.unwrap_err().code()
    }

    #[tokio::test]
    async fn no_spelling_of_this_machine_is_asked() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "http://localhost/",
            "http://0/",
        ] {
            assert_eq!(refused(url).await, "outbound.private", "{url}");
        }
    }

    #[tokio::test]
    async fn only_addresses_of_the_web_are_asked() {
        for url in
            ["file:///etc/passwd", "gopher://1.1.1.1/", "http://me:secret@1.1.1.1/", "nonsense"]
        {
            assert_eq!(refused(url).await, "outbound.address", "{url}");
        }
    }

    #[tokio::test]
    async fn what_the_operator_allows_is_asked_and_redirects_are_not_followed() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = axum::Router::new()
            .route(
                "/",
                axum::routing::get(async || axum::response::Redirect::to("http://10.0.0.1/")),
            )
            .route("/much", axum::routing::get(async || "x".repeat(MAX_ANSWER_BYTES + 1)));
        tokio::spawn(async { axum::serve(listener, router).await });
        let outbound = Outbound::new(vec!["127.0.0.1".parse().unwrap()]);
        let (status, _) = outbound.get(&format!("http://{address}/")).await.unwrap();
        assert_eq!(status, 303);
        let much = outbound.get(&format!("http://localhost:{}/much", address.port())).await;
        // `localhost` may also be ::1, which nobody allowed.
        assert!(matches!(much, Err(OutboundError::Oversized | OutboundError::Private { .. })));
        let much = outbound.get(&format!("http://{address}/much")).await;
        assert_eq!(much.unwrap_err().code(), "outbound.oversized");
    }
}
