//! Sessions.

use serde_json::{Value, json};
use tumulte_core::{
    model::{CampaignId, ConnectionId},
    pairing::{KeyPair, SessionKey, TokenError, TokenId},
};

use super::{NOW, forge, key, offer, secret, session_key};

#[test]
fn a_session_says_whose_it_is_for_one_hour() {
    let connection = ConnectionId::from_parts(NOW, [1; 10]);
    let campaign = CampaignId::from_parts(NOW, [2; 10]);
    let session = session_key().issue(connection, Some(campaign), [3; 16], NOW);
    let claims = session_key().verify(session.text(), NOW.plus_seconds(3599)).unwrap();
    assert_eq!((claims.connection_id(), claims.campaign_id()), (connection, Some(campaign)));
    assert_eq!(claims.jti(), TokenId::from_random([3; 16]));
    assert_eq!(
        (session.expires_at(), claims.expires_at()),
        (NOW.plus_seconds(3600), NOW.plus_seconds(3600))
    );
    let late = session_key().verify(session.text(), NOW.plus_seconds(3612));
    assert_eq!(late, Err(TokenError::Expired { seconds: 12 }));
    assert_eq!(late.unwrap_err().to_string(), "the token expired 12 s ago");
    let early = session_key().verify(session.text(), NOW.plus_seconds(-61));
    assert_eq!(early, Err(TokenError::NotYetValid { seconds: 61 }));
    assert!(!format!("{session:?}").contains(session.text()), "Debug must not show the token");
}

#[test]
fn a_session_of_another_key_issuer_or_kind_is_refused() {
    let connection = ConnectionId::from_parts(NOW, [1; 10]);
    let code = |token: &str| session_key().verify(token, NOW).unwrap_err().code();
    let foreign = SessionKey::new(KeyPair::from_random([8; 32]), "tumulte:server");
    assert_eq!(code(foreign.issue(connection, None, [3; 16], NOW).text()), "token.signature");
    let neighbour = SessionKey::new(key(), "tumulte:neighbour");
    assert_eq!(code(neighbour.issue(connection, None, [3; 16], NOW).text()), "token.foreign");
    assert_eq!(code(&offer().sign(&key())), "token.malformed");
    assert_eq!(code(&offer().sign(&secret())), "token.algorithm");
    let honest = session_key().issue(connection, None, [3; 16], NOW);
    let claims = honest.text().split('.').nth(1).unwrap();
    let unsigned = format!("{}.{claims}.", forge::base64url(br#"{"alg":"none","typ":"JWT"}"#));
    assert_eq!(code(&unsigned), "token.algorithm");
    for text in ["", "a.b.c", &"x".repeat(10_000)] {
        assert_eq!(code(text), "token.malformed");
    }
    let mut other: Value = serde_json::from_slice(&forge::base64url_decode(claims)).unwrap();
    other["sub"] = json!("vtt:foundry");
    assert_eq!(
        code(&forge::token(r#"{"alg":"EdDSA"}"#, &other.to_string(), &key())),
        "token.foreign"
    );
    other["sub"] = json!("vtt:session");
    other["exp"] = json!(NOW.as_seconds() + 999_999);
    assert_eq!(
        code(&forge::token(r#"{"alg":"EdDSA"}"#, &other.to_string(), &key())),
        "token.malformed"
    );
}
