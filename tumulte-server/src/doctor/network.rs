//! How the server is reached: by browsers, by Foundry, by OBS, and through whatever stands in front of it.

use std::{net::IpAddr, time::Duration};

use reqwest::{Client, StatusCode, header};
use serde_json::Value;

use super::Finding;
use crate::{Config, platform, realtime::fanout::RedisLink};

/// How long anybody may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks `/healthz` to say what a proxy has said of the visitor.
pub(crate) const DOCTOR_HEADER: &str = "x-tumulte-doctor";

/// Is Redis there, and can a server speak and listen?
pub(super) async fn redis(config: &Config) -> Finding {
    let url = match config.vouched_redis() {
        Ok(Some(url)) => url,
        Ok(None) => {
            return Finding::well("redis", "none is configured: this server does it all by itself");
        }
        Err(error) => {
            let advice = "name a file with certificates as PEM, and a Redis by rediss://";
            return Finding::broken("redis", error.to_string(), advice);
        }
    };
    let link = RedisLink::new(&url, "doctor");
    match link.try_out().await {
        Ok(()) => Finding::well("redis", format!("{url} answers")),
        Err(error) => Finding::broken(
            "redis",
            format!("{url}: {error}"),
            "is it running, and is the password right? Without it each server goes on, and tells the others late",
        ),
    }
}

pub(super) async fn examine(config: &Config, overlay: Option<&str>) -> Vec<Finding> {
    let public = config.public_url(config.listen);
    let client =
        platform::http_client().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
    let Ok(client) = client.build() else {
        return vec![Finding::unknown("public address", public, "no connection can be made here")];
    };
    let mut findings = vec![address(config, &public)];
    let answer = client.get(format!("{public}/healthz")).header(DOCTOR_HEADER, "1").send().await;
    match answer {
        Ok(answer) if answer.status() == StatusCode::OK => {
            let health: Value = answer.json().await.unwrap_or_default();
            let is_ours = health.get("status").is_some_and(|status| status == "ok");
            if is_ours {
                findings.push(Finding::well("server", format!("{public} answers")));
                findings.push(proxy(&public, &health));
                findings.push(websocket(&client, &public).await);
            } else {
                let seen = format!("{public} answers, but not as Tumulte does");
                findings.push(Finding::broken("server", seen, "something else listens there, or the proxy sends visitors elsewhere"));
            }
        }
        Ok(answer) => findings.push(Finding::broken(
            "server",
            format!("{public}/healthz answers with {}", answer.status()),
            "the proxy is there, and the server behind it is not: compare its address with `listen`",
        )),
        Err(error) => findings.push(unreachable(&public, &error)),
    }
    findings.push(overlay_page(&client, &public, overlay).await);
    findings
}

fn unreachable(public: &str, error: &reqwest::Error) -> Finding {
    let reason = platform::innermost(error);
    if public.starts_with("https:") && reason.contains("scheme") {
        let advice = "look with a browser: this program speaks no TLS itself";
        return Finding::unknown("server", format!("{public} can't be asked from here"), advice);
    }
    let advice = "is the server running, and does the name lead to this machine?";
    Finding::broken("server", format!("{public} does not answer: {reason}"), advice)
}

fn address(config: &Config, public: &str) -> Finding {
    const WHAT: &str = "public address";
    let host = public.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let is_local = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    if !public.starts_with("http://") && !public.starts_with("https://") || host.is_empty() {
        let advice = "`public_url` begins with https:// and ends with the name of the server";
        return Finding::broken(WHAT, public, advice);
    }
    if public.starts_with("http://") && !is_local {
        let advice = "browsers let a Foundry on https speak to https alone, and cookies travel in the open: put a proxy with TLS before it";
        return Finding::doubtful(WHAT, public, advice);
    }
    if is_local && !config.listen.ip().is_loopback() {
        let advice = "others can reach the server but not by this address: set `public_url`";
        return Finding::doubtful(WHAT, public, advice);
    }
    if is_local {
        return Finding::well(WHAT, format!("{public}, for this machine alone"));
    }
    Finding::well(WHAT, public)
}

fn proxy(public: &str, health: &Value) -> Finding {
    const WHAT: &str = "proxy";
    let seen = |name: &str| health.pointer(&format!("/proxy/{name}")).and_then(Value::as_str);
    let (visitor, scheme) = (seen("for"), seen("proto"));
    match (public.starts_with("https://"), visitor, scheme) {
        (false, None, _) => Finding::well(WHAT, "there is none"),
        (true, None, _) => Finding::doubtful(
            WHAT,
            "it does not say for whom it asks",
            "limits then count all visitors as one: let it set X-Forwarded-For",
        ),
        (true, Some(_), scheme) if scheme != Some("https") => Finding::doubtful(
            WHAT,
            "it does not say that the visitor came by https",
            "let it set X-Forwarded-Proto",
        ),
        _ => Finding::well(WHAT, "it says for whom it asks, and how they came"),
    }
}

/// A handshake as browsers make it; nothing is said over it.
async fn websocket(client: &Client, public: &str) -> Finding {
    const WHAT: &str = "websockets";
    let asked = client
        .get(format!("{public}/ws"))
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_VERSION, "13")
        .header(header::SEC_WEBSOCKET_KEY, "dHVtdWx0ZSBkb2N0b3IhIQ==")
        .send()
        .await;
    match asked {
        Ok(answer) if answer.status() == StatusCode::SWITCHING_PROTOCOLS => {
            Finding::well(WHAT, "they get through")
        }
        Ok(answer) => Finding::broken(
            WHAT,
            format!("the handshake is answered with {}", answer.status()),
            "let the proxy pass `Upgrade` and `Connection` on, and speak HTTP/1.1 to the server",
        ),
        Err(error) => {
            Finding::broken(WHAT, platform::innermost(&error), "the handshake gets no answer")
        }
    }
}

async fn overlay_page(client: &Client, public: &str, overlay: Option<&str>) -> Finding {
    const WHAT: &str = "OBS link";
    let Some(overlay) = overlay else {
        let advice = "give one with `--overlay URL`, as it stands in OBS";
        return Finding::unknown(WHAT, "none was given", advice);
    };
    if !overlay.starts_with(&format!("{public}/overlay/")) {
        let advice = "copy it from the campaign's page again: this one leads elsewhere";
        return Finding::broken(WHAT, format!("it does not begin with {public}/overlay/"), advice);
    }
    match client.get(overlay).send().await {
        Ok(answer) if answer.status() == StatusCode::OK => {
            Finding::well(WHAT, "the overlay's page is there")
        }
        Ok(answer) => Finding::broken(
            WHAT,
            format!("its page answers with {}", answer.status()),
            "its key may have been changed: copy it from the campaign's page again",
        ),
        Err(error) => {
            Finding::broken(WHAT, platform::innermost(&error), "the server does not answer")
        }
    }
}
