//! The handshake: what is accepted, and by which code everything else is refused.

use std::time::Instant;

use proptest::prelude::*;
use serde_json::{Value, json};
use tumulte_core::model::{CampaignId, ConnectionId, Timestamp};
use tumulte_core::pairing::{
    ConnectUrl, KeyPair, OfferDetails, OfferKey, OpenOffer, PairingClaim, PairingCode,
    PairingError, PairingOffer, ReplayMemory, SessionKey, SharedSecret, TokenError, TokenId,
    VerifiedOffer,
};

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

fn key() -> KeyPair {
    KeyPair::from_random([7; 32])
}

fn secret() -> SharedSecret {
    SharedSecret::new(*b"an operator's secret of 33 bytes!").unwrap()
}

fn offer() -> PairingOffer {
    let details = OfferDetails::new("kraken", "The Kraken's Wake", "gm0000000000000a", "1.0.0");
    PairingOffer::create(details, &[9; PairingOffer::RANDOM_BYTES], NOW)
}

fn verify(token: &str) -> Result<VerifiedOffer, PairingError> {
    VerifiedOffer::verify(token, None, NOW)
}

fn code(token: &str) -> &'static str {
    verify(token).unwrap_err().code()
}

/// A token with any header and claims, signed as EdDSA by `key()` whatever the header says.
mod forge {
    use super::{Value, json, key};
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use tumulte_core::pairing::KeyPair;

    pub(super) fn base64url(bytes: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(super) fn base64url_decode(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    pub(super) fn header() -> Value {
        json!({"alg": "EdDSA", "typ": "JWT", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": key().public().to_string()}})
    }

    pub(super) fn claims() -> Value {
        serde_json::to_value(super::offer()).unwrap()
    }

    pub(super) fn token(header: &str, claims: &str, key: &KeyPair) -> String {
        use ed25519_dalek::Signer as _;
        let seed: [u8; 32] = *base64url_decode(&key.secret_text()).first_chunk().unwrap();
        let signed = format!("{}.{}", base64url(header.as_bytes()), base64url(claims.as_bytes()));
        let signature = ed25519_dalek::SigningKey::from_bytes(&seed).sign(signed.as_bytes());
        format!("{signed}.{}", base64url(&signature.to_bytes()))
    }

    /// The honest offer with one claim put in place of another, signed honestly.
    pub(super) fn with_claim(name: &str, value: Value) -> String {
        let mut claims = claims();
        claims[name] = value;
        token(&header().to_string(), &claims.to_string(), &key())
    }

    pub(super) fn with_header(change: impl FnOnce(&mut Value)) -> String {
        let mut header = header();
        change(&mut header);
        token(&header.to_string(), &claims().to_string(), &key())
    }
}

#[test]
fn an_honest_offer_is_read_back_whole() {
    let seen = verify(&offer().sign(&key())).unwrap();
    assert_eq!(seen.offer(), &offer());
    assert_eq!(seen.key(), OfferKey::Ed25519(key().public()));
    assert_eq!(seen.offer().expires_at(), NOW.plus_seconds(300));
}

#[test]
fn a_token_put_together_by_others_is_accepted_too() {
    assert_eq!(verify(&forge::with_claim("extra", json!(1))).unwrap().offer(), &offer());
    assert!(verify(&forge::with_header(|header| header["kid"] = json!("k1"))).is_ok());
}

#[test]
fn an_offer_under_the_shared_secret_needs_the_secret_to_be_set() {
    let token = offer().sign(&secret());
    assert_eq!(
        VerifiedOffer::verify(&token, Some(&secret()), NOW).unwrap().key(),
        OfferKey::Shared
    );
    assert_eq!(code(&token), "pairing.algorithm");
    let other = SharedSecret::new(vec![b'x'; 40]).unwrap();
    assert_eq!(VerifiedOffer::verify(&token, Some(&other), NOW), Err(PairingError::Signature));
}

#[test]
fn no_algorithm_but_the_keys_own_is_accepted() {
    for name in ["none", "None", "NONE", "HS256", "RS256", "ES256", "eddsa", "Ed25519", ""] {
        let token = forge::with_header(|header| header["alg"] = json!(name));
        assert_eq!(code(&token), "pairing.algorithm", "{name}");
        let bare = forge::with_header(|header| {
            header["alg"] = json!(name);
            header.as_object_mut().unwrap().remove("jwk");
        });
        assert_eq!(code(&bare), "pairing.algorithm", "{name} without key");
    }
    let unsigned = forge::with_header(|header| header["alg"] = json!("none"));
    let unsigned = &unsigned[..=unsigned.rfind('.').unwrap()];
    assert_eq!(code(unsigned), "pairing.algorithm");
    assert_eq!(
        VerifiedOffer::verify(unsigned, Some(&secret()), NOW).unwrap_err().to_string(),
        r#"the pairing token names the algorithm "none", expected EdDSA"#
    );
}

#[test]
fn a_public_key_is_never_taken_for_a_shared_secret() {
    let public = forge::base64url_decode(&key().public().to_string());
    let confused = SharedSecret::new(public).unwrap();
    // HS256 over the bytes of the public key, once with the key in the header, once without.
    let bare = offer().sign(&confused);
    assert_eq!(code(&bare), "pairing.algorithm");
    assert_eq!(VerifiedOffer::verify(&bare, Some(&secret()), NOW), Err(PairingError::Signature));
    let with_key = forge::with_header(|header| header["alg"] = json!("HS256"));
    assert_eq!(
        VerifiedOffer::verify(&with_key, Some(&secret()), NOW).unwrap_err().code(),
        "pairing.algorithm"
    );
}

#[test]
fn a_changed_byte_or_another_key_breaks_the_signature() {
    let other = KeyPair::from_random([8; 32]);
    let token = forge::token(&forge::header().to_string(), &forge::claims().to_string(), &other);
    assert_eq!(code(&token), "pairing.signature");
    let mut claims = forge::claims();
    let honest = offer().sign(&key());
    claims["world_id"] = json!("somebody-else");
    let parts: Vec<&str> = honest.split('.').collect();
    let swapped =
        format!("{}.{}.{}", parts[0], forge::base64url(claims.to_string().as_bytes()), parts[2]);
    assert_eq!(code(&swapped), "pairing.signature");
    assert_eq!(code(&format!("{}.{}.", parts[0], parts[1])), "pairing.signature");
}

#[test]
fn claims_for_somebody_else_are_refused_by_name() {
    for (claim, expected) in
        [("sub", "pairing.subject"), ("iss", "pairing.issuer"), ("aud", "pairing.audience")]
    {
        for value in ["", "tumulte", "TUMULTE:API", "vtt:session"] {
            assert_eq!(code(&forge::with_claim(claim, json!(value))), expected, "{claim} {value}");
        }
    }
}

#[test]
fn claims_missing_or_of_the_wrong_type_are_malformed() {
    for (claim, value) in [
        ("iat", json!("1790000000")),
        ("exp", json!(1.5)),
        ("aud", json!(["tumulte:api"])),
        ("jti", json!("short")),
        ("nonce", json!(7)),
        ("pairing_code", json!("12-ABCD")),
        ("world_id", json!("  ")),
        ("world_name", Value::Null),
    ] {
        assert_eq!(
            code(&forge::with_claim(claim, value.clone())),
            "pairing.malformed",
            "{claim} {value}"
        );
    }
    for name in forge::claims().as_object().unwrap().keys() {
        let mut claims = forge::claims();
        claims.as_object_mut().unwrap().remove(name);
        let token = forge::token(&forge::header().to_string(), &claims.to_string(), &key());
        let error = verify(&token).unwrap_err();
        assert_eq!(error.code(), "pairing.malformed", "{name}");
        assert!(error.to_string().contains(name.as_str()), "{error} names {name}");
    }
}

#[test]
fn a_claim_or_header_given_twice_is_malformed() {
    let claims = forge::claims().to_string();
    let twice = claims.replacen('{', r#"{"world_id":"other","#, 1);
    assert_eq!(
        code(&forge::token(&forge::header().to_string(), &twice, &key())),
        "pairing.malformed"
    );
    let header = forge::header().to_string().replacen('{', r#"{"alg":"none","#, 1);
    assert_eq!(code(&forge::token(&header, &claims, &key())), "pairing.malformed");
}

#[test]
fn critical_extensions_are_refused() {
    for value in [json!(["exp"]), json!([]), json!("b64"), json!(1)] {
        assert_eq!(
            code(&forge::with_header(|header| header["crit"] = value)),
            "pairing.critical_header"
        );
    }
}

#[test]
fn keys_that_are_none_are_malformed() {
    for (name, value) in [
        ("kty", json!("RSA")),
        ("crv", json!("X25519")),
        ("x", json!("AAAA")),
        ("x", json!("!")),
        ("x", Value::Null),
    ] {
        assert_eq!(
            code(&forge::with_header(|header| header["jwk"][name] = value)),
            "pairing.malformed",
            "{name}"
        );
    }
    let without = forge::with_header(|header| drop(header.as_object_mut().unwrap().remove("jwk")));
    assert_eq!(code(&without), "pairing.malformed");
}

#[test]
fn what_is_no_token_is_malformed() {
    let honest = offer().sign(&key());
    let parts: Vec<&str> = honest.split('.').collect();
    for text in [
        String::new(),
        "…".to_owned(),
        "a.b".to_owned(),
        "..".to_owned(),
        format!("{honest}.x"),
        format!("{honest}="),
        format!("{honest}\n"),
        format!("{}.{}.!!!", parts[0], parts[1]),
        format!("!!!.{}.{}", parts[1], parts[2]),
        format!("{}.{}.{}", forge::base64url(b"[]"), parts[1], parts[2]),
        format!("{}.{}.{}", forge::base64url(b"{\"alg\":"), parts[1], parts[2]),
        forge::with_header(|header| header["typ"] = json!("JWE")),
        forge::token(&forge::header().to_string(), "[1,2]", &key()),
        forge::token(&forge::header().to_string(), "null", &key()),
        forge::token(&forge::header().to_string(), &"[".repeat(3000), &key()),
    ] {
        assert_eq!(code(&text), "pairing.malformed", "{text}");
    }
}

#[test]
fn base64_with_stray_bits_is_no_second_spelling() {
    // 64 bytes end in two unused bits; a lenient reader would take four spellings for one token.
    let token = offer().sign(&key());
    let last = token.chars().last().unwrap();
    let position = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let index = position.iter().position(|letter| char::from(*letter) == last).unwrap();
    let twin = format!("{}{}", &token[..token.len() - 1], char::from(position[index + 1]));
    assert_eq!(code(&twin), "pairing.malformed");
}

#[test]
fn huge_tokens_are_refused_unread() {
    let huge = forge::with_claim("world_name", json!("x".repeat(9000)));
    let error = verify(&huge).unwrap_err();
    assert_eq!(error.code(), "pairing.oversized");
    assert_eq!(
        error.to_string(),
        format!("the pairing token has {} bytes, expected at most 8192", huge.len())
    );
    let large = "x".repeat(64 << 20);
    let start = Instant::now();
    assert_eq!(code(&large), "pairing.oversized");
    assert!(start.elapsed().as_millis() < 50, "the size decides before anything is read");
}

#[test]
fn clocks_may_differ_by_a_minute_and_beyond_the_message_says_by_how_much() {
    let token = offer().sign(&key());
    let at = |seconds| VerifiedOffer::verify(&token, None, NOW.plus_seconds(seconds));
    assert!(at(-60).is_ok() && at(359).is_ok());
    let early = at(-540).unwrap_err();
    assert_eq!(early, PairingError::NotYetValid { seconds: 540 });
    assert_eq!(
        early.to_string(),
        "the pairing token is dated 540 s ahead; the clock of the computer that made it is fast by about that much"
    );
    let late = at(600).unwrap_err();
    assert_eq!(late, PairingError::Expired { seconds: 300, behind: 600 });
    assert_eq!(
        late.to_string(),
        "the pairing token expired 300 s ago; if it was made just now, the clock of the computer that made it is \
         about 600 s slow"
    );
}

#[test]
fn an_offer_lasts_five_minutes_at_most_and_one_second_at_least() {
    let seconds = NOW.as_seconds();
    for (iat, exp) in
        [(seconds, seconds + 301), (seconds, seconds), (seconds, seconds - 1), (i64::MIN, i64::MAX)]
    {
        let mut claims = forge::claims();
        claims["iat"] = json!(iat);
        claims["exp"] = json!(exp);
        let token = forge::token(&forge::header().to_string(), &claims.to_string(), &key());
        assert_eq!(code(&token), "pairing.lifetime", "{iat} {exp}");
    }
}

#[test]
fn an_offer_seen_before_is_a_replay_by_jti_and_by_nonce() {
    let mut seen = ReplayMemory::with_capacity(100);
    let first = verify(&offer().sign(&key())).unwrap();
    seen.remember(&first.replay_keys(), NOW).unwrap();
    assert_eq!(seen.remember(&first.replay_keys(), NOW).unwrap_err().code(), "pairing.replayed");
    for claim in ["jti", "nonce"] {
        let fresh = TokenId::from_random([3; 16]).to_string();
        let half = verify(&forge::with_claim(claim, json!(fresh))).unwrap();
        assert_eq!(
            seen.remember(&half.replay_keys(), NOW),
            Err(PairingError::Replayed),
            "new {claim}, old rest"
        );
    }
}

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

fn session_key() -> SessionKey {
    SessionKey::new(key(), "tumulte:server")
}

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

#[test]
fn every_code_is_listed_once_and_none_is_left_over() {
    let malformed = || "x".to_owned();
    let pairing = [
        PairingError::Malformed(malformed()),
        PairingError::Oversized { found: 1, limit: 0 },
        PairingError::CriticalHeader,
        PairingError::Algorithm { found: malformed(), expected: "EdDSA" },
        PairingError::Signature,
        PairingError::Audience { found: malformed(), expected: "" },
        PairingError::Issuer { found: malformed(), expected: "" },
        PairingError::Subject { found: malformed(), expected: "" },
        PairingError::Expired { seconds: 1, behind: 1 },
        PairingError::NotYetValid { seconds: 1 },
        PairingError::Lifetime { found: 1, limit: 0 },
        PairingError::Replayed,
        PairingError::Unknown,
        PairingError::AlreadyApproved,
        PairingError::AlreadyClaimed,
        PairingError::ForeignKey,
        PairingError::TooMany,
    ];
    assert_eq!(pairing.iter().map(PairingError::code).collect::<Vec<_>>(), PairingError::CODES);
    let token = [
        TokenError::Malformed(malformed()),
        TokenError::Algorithm { found: malformed(), expected: "EdDSA" },
        TokenError::Signature,
        TokenError::Foreign { claim: "issuer", found: malformed(), expected: malformed() },
        TokenError::Expired { seconds: 1 },
        TokenError::NotYetValid { seconds: 1 },
        TokenError::Unknown,
        TokenError::Revoked,
        TokenError::Reused,
    ];
    assert_eq!(token.iter().map(TokenError::code).collect::<Vec<_>>(), TokenError::CODES);
    let messages =
        pairing.iter().map(ToString::to_string).chain(token.iter().map(ToString::to_string));
    for message in messages {
        let first = message.chars().next().unwrap();
        assert!(first.is_lowercase() && !message.ends_with('.'), "{message}");
    }
}

#[test]
fn the_wire_document_names_every_code() {
    let wire = include_str!("../../docs/wire.md");
    for code in PairingError::CODES.iter().chain(TokenError::CODES) {
        assert!(wire.contains(&format!("`{code}`")), "{code} is missing in wire.md");
    }
}

proptest! {
    #[test]
    fn reading_any_text_never_panics(text in "\\PC*") {
        prop_assert!(verify(&text).is_err());
        prop_assert!(session_key().verify(&text, NOW).is_err());
        let _ = text.parse::<PairingCode>();
        let _ = text.parse::<ConnectUrl>();
        let _ = text.parse::<TokenId>();
    }

    #[test]
    fn reading_any_header_and_claims_never_panics(header in "\\PC*", claims in "\\PC*", moment: i64) {
        let token = forge::token(&header, &claims, &key());
        prop_assert!(VerifiedOffer::verify(&token, Some(&secret()), Timestamp::from_millis(moment)).is_err());
    }

    #[test]
    fn no_single_changed_character_is_accepted(place in 0_usize..1000, put in "[A-Za-z0-9_.-]") {
        let honest = offer().sign(&key());
        let place = place % honest.len();
        let mut changed = honest.clone();
        changed.replace_range(place..=place, &put);
        prop_assert_eq!(verify(&changed).is_ok(), changed == honest);
    }

    #[test]
    fn any_world_name_survives_the_journey(name in "\\PC{0,80}", moment in 0_i64..4_000_000_000_000) {
        let now = Timestamp::from_millis(moment);
        let details = OfferDetails::new("w", name.as_str(), "g", "1");
        let token = PairingOffer::create(details, &[4; PairingOffer::RANDOM_BYTES], now).sign(&key());
        let seen = VerifiedOffer::verify(&token, None, now).unwrap();
        prop_assert_eq!(seen.offer().world_name(), name);
    }
}
