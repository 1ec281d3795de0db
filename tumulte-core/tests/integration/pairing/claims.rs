//! Claims of an offer's tokens, and offers as their maker opens them.

use serde_json::json;
use tumulte_core::pairing::{
    ConnectUrl, KeyPair, OfferDetails, OfferKey, OpenOffer, PairingClaim, PairingError, TokenId,
};

use super::{NOW, forge, key, offer, secret, verify};

#[test]
fn only_the_offers_own_key_can_claim_it() {
    let jti = offer().jti();
    let kept = OfferKey::Ed25519(key().public());
    let claim = PairingClaim::create(jti, [5; 16], NOW);
    let verify = |token: &str, jti, now| PairingClaim::verify(token, jti, kept, None, now);
    assert_eq!(verify(&claim.sign(&key()), jti, NOW), Ok(claim.clone()));
    let thief = KeyPair::from_random([8; 32]);
    assert_eq!(verify(&claim.sign(&thief), jti, NOW).unwrap_err().code(), "pairing.foreign_key");
    assert_eq!(verify(&claim.sign(&secret()), jti, NOW).unwrap_err().code(), "pairing.algorithm");
    let other = TokenId::from_random([1; 16]);
    assert_eq!(verify(&claim.sign(&key()), other, NOW).unwrap_err().code(), "pairing.unknown");
    assert_eq!(
        verify(&claim.sign(&key()), jti, NOW.plus_seconds(120)).unwrap_err().code(),
        "pairing.expired"
    );
    assert_eq!(
        verify(&claim.sign(&key()), jti, NOW.plus_seconds(-61)).unwrap_err().code(),
        "pairing.not_yet_valid"
    );
    assert_eq!(verify(&offer().sign(&key()), jti, NOW).unwrap_err().code(), "pairing.subject");
}

#[test]
fn a_thief_who_brings_the_own_key_along_is_still_a_stranger() {
    let thief = KeyPair::from_random([8; 32]);
    let header = json!({"alg": "EdDSA", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": thief.public().to_string()}});
    let claims = serde_json::to_string(&PairingClaim::create(offer().jti(), [5; 16], NOW)).unwrap();
    let token = forge::token(&header.to_string(), &claims, &thief);
    let refused =
        PairingClaim::verify(&token, offer().jti(), OfferKey::Ed25519(key().public()), None, NOW);
    assert_eq!(refused, Err(PairingError::ForeignKey));
}

#[test]
fn claims_under_the_shared_secret_need_it_too() {
    let claim = PairingClaim::create(offer().jti(), [5; 16], NOW).sign(&secret());
    let verify =
        |shared| PairingClaim::verify(&claim, offer().jti(), OfferKey::Shared, shared, NOW);
    let secret = secret();
    assert!(verify(Some(&secret)).is_ok());
    assert_eq!(verify(None).unwrap_err().code(), "pairing.foreign_key");
}

#[test]
fn a_claim_is_valid_for_a_minute_at_most() {
    let mut claims =
        serde_json::to_value(PairingClaim::create(offer().jti(), [5; 16], NOW)).unwrap();
    claims["exp"] = json!(NOW.as_seconds() + 61);
    let token = forge::token(r#"{"alg":"EdDSA"}"#, &claims.to_string(), &key());
    let refused =
        PairingClaim::verify(&token, offer().jti(), OfferKey::Ed25519(key().public()), None, NOW);
    assert_eq!(refused, Err(PairingError::Lifetime { found: 61, limit: 60 }));
}

#[test]
fn an_open_offer_holds_all_its_maker_needs() {
    let details = OfferDetails::new("kraken", "The Kraken's Wake", "gm0000000000000a", "1.0.0");
    let open = OpenOffer::create(
        details,
        Some("https://tumulte.example/"),
        &[7; OpenOffer::RANDOM_BYTES],
        NOW,
    );
    let pasted: ConnectUrl = open.url().to_string().parse().unwrap();
    let seen = verify(pasted.token()).unwrap();
    assert_eq!(seen.offer().jti(), pasted.state());
    assert_eq!(
        open.pair_url(),
        Some(format!("https://tumulte.example/pair?code={}", open.code()).as_str())
    );
    let written = serde_json::to_value(&open).unwrap();
    let names: Vec<&String> = written.as_object().unwrap().keys().collect();
    assert_eq!(names, ["code", "expiresAt", "jti", "pairUrl", "secretKey", "token", "url"]);
    let secret = written["secretKey"].as_str().unwrap();
    assert!(!format!("{open:?}").contains(secret), "Debug must not show the key");
    let claim = PairingClaim::sign_text(secret, &open.jti().to_string(), [1; 16], NOW).unwrap();
    assert!(PairingClaim::verify(&claim, open.jti(), seen.key(), None, NOW).is_ok());
}
