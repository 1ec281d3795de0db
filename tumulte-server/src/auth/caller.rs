//! Whose request it is: the address of the other end, or the one a trusted proxy vouches for.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, StatusCode, header::FORWARDED, request::Parts},
};

use super::Network;
use crate::{error::ApiError, state::AppState};

/// Which header the operator's proxy writes. Only one is read: a proxy passes the other on as a stranger sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`, as most proxies write it.
    #[default]
    XForwardedFor,
    /// `Forwarded`, see RFC 7239.
    Forwarded,
}

/// The address a request comes from, as far as anybody trustworthy says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller(pub IpAddr);

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let peer = peer.ok_or_else(|| {
            let words = "the other end has no address";
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "request.failed", words)
        })?;
        let config = &state.config;
        Ok(Self(find(peer, &parts.headers, &config.trusted_proxies, config.forwarded_header)))
    }
}

/// Goes back along the proxies, from the nearest on, to the first one that nobody trusts: its address is the
/// only one that a trusted proxy has seen with its own eyes.
fn find(peer: IpAddr, headers: &HeaderMap, trusted: &[Network], wanted: ForwardedHeader) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut caller = peer.to_canonical();
    let mut chain = chain(headers, wanted).into_iter().rev();
    while is_trusted(caller) {
        match chain.next() {
            Some(Some(before)) => caller = before,
            // Nobody before, or somebody who hides: the proxy itself it is.
            Some(None) | None => break,
        }
    }
    caller
}

fn chain(headers: &HeaderMap, wanted: ForwardedHeader) -> Vec<Option<IpAddr>> {
    let lines = match wanted {
        ForwardedHeader::XForwardedFor => headers.get_all("x-forwarded-for"),
        ForwardedHeader::Forwarded => headers.get_all(FORWARDED),
    };
    let elements = lines.iter().filter_map(|line| line.to_str().ok());
    let elements = elements.flat_map(|line| line.split(','));
    match wanted {
        ForwardedHeader::XForwardedFor => elements.map(address).collect(),
        ForwardedHeader::Forwarded => elements.map(forwarded_for).collect(),
    }
}

fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, node) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
    address(node.trim_matches('"'))
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok();
    let address = address.or_else(|| text.parse().ok().map(|socket: SocketAddr| socket.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn caller(peer: &str, name: &'static str, values: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        let wanted = match name {
            "forwarded" => ForwardedHeader::Forwarded,
            _ => ForwardedHeader::XForwardedFor,
        };
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        find(peer.parse().unwrap(), &headers, &trusted, wanted).to_string()
    }

    #[test]
    fn a_stranger_speaks_for_nobody() {
        assert_eq!(caller("192.0.2.9", "x-forwarded-for", &["198.51.100.1"]), "192.0.2.9");
    }

    #[test]
    fn the_last_one_before_the_trusted_proxies_counts() {
        let told = |values: &[&str]| caller(PROXY, "x-forwarded-for", values);
        assert_eq!(told(&["198.51.100.1"]), "198.51.100.1");
        assert_eq!(told(&["203.0.113.7, 198.51.100.1, 10.3.2.1"]), "198.51.100.1");
        assert_eq!(told(&["203.0.113.7", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(told(&["::ffff:198.51.100.1"]), "198.51.100.1");
    }

    #[test]
    fn who_hides_or_is_not_named_leaves_the_proxy_to_count() {
        let told = |values: &[&str]| caller(PROXY, "x-forwarded-for", values);
        assert_eq!(told(&[]), PROXY);
        assert_eq!(told(&["198.51.100.1, unknown"]), PROXY);
        assert_eq!(told(&["10.0.0.2"]), "10.0.0.2");
    }

    #[test]
    fn the_standard_header_is_read_with_quotes_and_ports() {
        let told = |value: &str| caller(PROXY, "forwarded", &[value]);
        assert_eq!(told("for=192.0.2.60;proto=http;by=203.0.113.43"), "192.0.2.60");
        assert_eq!(told("for=1.2.3.4, For=\"[2001:db8::17]:4711\""), "2001:db8::17");
        assert_eq!(told("for=_hidden"), PROXY);
    }

    #[test]
    fn the_header_that_no_proxy_writes_is_not_read() {
        assert_eq!(caller(PROXY, "x-real-ip", &["1.2.3.4"]), PROXY);
    }
}
