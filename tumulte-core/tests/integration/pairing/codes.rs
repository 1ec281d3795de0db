//! The codes of every refusal.

use proptest::prelude::*;
use tumulte_core::{
    model::Timestamp,
    pairing::{
        ConnectUrl, OfferDetails, PairingCode, PairingError, PairingOffer, TokenError, TokenId,
        VerifiedOffer,
    },
};

use super::{NOW, forge, key, offer, secret, session_key, verify};

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
    let wire = include_str!("../../../docs/wire.md");
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
