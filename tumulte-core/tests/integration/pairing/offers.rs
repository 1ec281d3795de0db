//! Offers, their signatures and their times.

use std::time::Instant;

use serde_json::{Value, json};
use tumulte_core::{
    model::VttKind,
    pairing::{
        KeyPair, OfferDetails, OfferKey, PairingError, PairingOffer, ReplayMemory, SharedSecret,
        TokenId, VerifiedOffer,
    },
    vtt::relay::RelayAdapter,
};

use super::{NOW, code, forge, key, offer, secret, verify};

#[test]
fn an_honest_offer_is_read_back_whole() {
    let seen = verify(&offer().sign(&key())).unwrap();
    assert_eq!(seen.offer(), &offer());
    assert_eq!(seen.key(), OfferKey::Ed25519(key().public()));
    assert_eq!(seen.offer().expires_at(), NOW.plus_seconds(300));
}

#[test]
fn every_known_tabletop_pairs_and_only_its_own_maker_speaks_for_it() {
    let offered = |vtt: VttKind| {
        let details = OfferDetails::new("501", "The Sunken Keep", "gm", "1.0.0").with_vtt(vtt);
        PairingOffer::create(details, &[9; PairingOffer::RANDOM_BYTES], NOW).sign(&key())
    };
    for vtt in RelayAdapter::KINDS {
        let seen = verify(&offered(vtt.clone())).unwrap();
        assert_eq!(seen.offer().vtt(), vtt);
        assert_eq!(serde_json::to_value(&seen).unwrap()["vtt"], vtt.as_str());
    }
    assert_eq!(verify(&offered(VttKind::Foundry)).unwrap().offer(), &{
        let details = OfferDetails::new("501", "The Sunken Keep", "gm", "1.0.0");
        PairingOffer::create(details, &[9; PairingOffer::RANDOM_BYTES], NOW)
    });
    assert_eq!(code(&offered(VttKind::Other("ouija".to_owned()))), "pairing.subject");
    for (claim, value, expected) in [
        ("sub", "roll20", "pairing.subject"),
        ("sub", "vtt:", "pairing.subject"),
        ("sub", "vtt:roll20", "pairing.issuer"),
        ("iss", "relay:tumulte", "pairing.issuer"),
    ] {
        assert_eq!(code(&forge::with_claim(claim, json!(value))), expected, "{claim} {value}");
    }
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
fn claims_longer_than_anybody_keeps_are_refused() {
    for (claim, limit) in
        [("world_id", 256), ("gm_user_id", 256), ("world_name", 1024), ("module_version", 64)]
    {
        let with = |length| forge::with_claim(claim, json!("x".repeat(length)));
        verify(&with(limit)).unwrap();
        let error = verify(&with(limit + 1)).unwrap_err();
        assert_eq!(error.code(), "pairing.oversized");
        assert!(error.to_string().contains(claim), "{error}");
    }
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
fn a_request_names_the_tabletop_it_pairs() {
    let asked = |vtt: &str| {
        let request = format!(
            r#"{{"worldId":"501","worldName":"The Sunken Keep","gmUserId":"gm","moduleVersion":"1.0.0",{vtt}"nowMs":1790000000000}}"#
        );
        let open = tumulte_core::pairing::OfferRequest::from_json(&request).unwrap();
        let open = open.open(&[7; tumulte_core::pairing::OpenOffer::RANDOM_BYTES]);
        let now = tumulte_core::model::Timestamp::from_millis(1_790_000_000_000);
        tumulte_core::pairing::VerifiedOffer::verify(open.token(), None, now).unwrap().offer().vtt()
    };
    assert_eq!(asked(r#""vtt":"alchemy","#), tumulte_core::model::VttKind::Alchemy);
    assert_eq!(asked(""), tumulte_core::model::VttKind::Foundry);
}
