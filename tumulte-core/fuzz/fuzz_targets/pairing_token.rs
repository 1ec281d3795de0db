//! Whatever may be typed, pasted or posted as a pairing: codes, addresses, offers, claims, sessions.
#![no_main]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;
use tumulte_core::{
    model::Timestamp,
    pairing::{
        ConnectUrl, KeyPair, OfferKey, OfferRequest, PairingClaim, PairingCode, RefreshToken,
        SessionKey, SharedSecret, TokenId, VerifiedOffer,
    },
};

const SECRET: [u8; 32] = [7; 32];
const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

fuzz_target!(|text: &str| {
    if let Ok(code) = text.parse::<PairingCode>() {
        assert_eq!(code.to_string().parse::<PairingCode>().unwrap(), code);
    }
    if let Ok(url) = text.parse::<ConnectUrl>() {
        assert_eq!(url.to_string().parse::<ConnectUrl>().unwrap(), url);
    }
    let _ = text.parse::<RefreshToken>();
    let _ = OfferRequest::from_json(text);
    verify(text);
    // What nobody could sign is refused early; this gets the claims past the signature.
    if let Some((header, claims)) = text.split_once('\n') {
        verify(&signed(header, claims));
    }
});

fn verify(token: &str) {
    let shared = SharedSecret::new(SECRET.to_vec()).unwrap();
    let offer = VerifiedOffer::verify(token, Some(&shared), NOW);
    let key = SessionKey::new(KeyPair::from_random(SECRET), "tumulte:server");
    let _ = key.verify(token, NOW);
    let _ = PairingClaim::verify(
        token,
        TokenId::from_random([3; 16]),
        OfferKey::Shared,
        Some(&shared),
        NOW,
    );
    if let Ok(offer) = offer {
        assert!(!offer.offer().world_id().is_empty());
        serde_json::to_string(&offer).unwrap();
    }
}

fn signed(header: &str, claims: &str) -> String {
    let body = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(&SECRET).unwrap();
    mac.update(body.as_bytes());
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}
