//! The vectors that every language runs, made by another implementation.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tumulte_core::model::Timestamp;
use tumulte_core::pairing::{
    ConnectUrl, OfferRequest, PairingClaim, PairingCode, PairingError, SharedSecret, VerifiedOffer,
};

const OPEN: &str = include_str!("../../../../tests/vectors/pairing/open.json");
const OFFERS: &str = include_str!("../../../../tests/vectors/pairing/offers.json");
const CLAIMS: &str = include_str!("../../../../tests/vectors/pairing/claims.json");
const TEXTS: &str = include_str!("../../../../tests/vectors/pairing/texts.json");

fn read(file: &str) -> Value {
    serde_json::from_str(file).unwrap()
}

fn cases(list: &Value) -> &Vec<Value> {
    let cases = list.as_array().unwrap();
    assert!(!cases.is_empty());
    cases
}

fn random<const N: usize>(text: &Value) -> [u8; N] {
    URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap().try_into().unwrap()
}

fn moment(case: &Value) -> Timestamp {
    Timestamp::from_millis(case["nowMs"].as_i64().unwrap())
}

fn shared(file: &Value, case: &Value) -> Option<SharedSecret> {
    (case["shared"] == true)
        .then(|| SharedSecret::new(file["sharedSecret"].as_str().unwrap()).unwrap())
}

/// What a case expects: the value under `name`, or the code under `error`.
fn check(case: &Value, name: &str, found: Result<Value, PairingError>) {
    let title = &case["name"];
    match found {
        Ok(value) => assert_eq!((&value, &case["error"]), (&case[name], &Value::Null), "{title}"),
        Err(error) => assert_eq!(case["error"], error.code(), "{title}: {error}"),
    }
}

#[test]
fn open_offers_are_exact() {
    for case in cases(&read(OPEN)["cases"]) {
        let request = OfferRequest::from_json(&case["request"].to_string()).unwrap();
        let open = request.open(&random(&case["random"]));
        assert_eq!(serde_json::to_value(&open).unwrap(), case["open"], "{}", case["name"]);
        VerifiedOffer::verify(open.token(), None, moment(&case["request"])).unwrap();
    }
}

#[test]
fn offers_are_accepted_or_refused_by_code() {
    let file = read(OFFERS);
    for case in cases(&file["cases"]) {
        let token = case["token"].as_str().unwrap();
        let verified = VerifiedOffer::verify(token, shared(&file, case).as_ref(), moment(case));
        check(case, "offer", verified.map(|offer| serde_json::to_value(offer).unwrap()));
    }
}

#[test]
fn claims_are_exact_and_accepted_or_refused_by_code() {
    let file = read(CLAIMS);
    for case in cases(&file["cases"]) {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let token = text(&case["token"]);
        if let Some(sign) = case.get("sign") {
            let (key, jti) = (text(&sign["secretKey"]), text(&sign["jti"]));
            assert_eq!(
                PairingClaim::sign_text(&key, &jti, random(&sign["random"]), moment(sign)),
                Ok(token.clone())
            );
        }
        let (jti, key) = (text(&case["jti"]).parse().unwrap(), text(&case["key"]).parse().unwrap());
        let claim =
            PairingClaim::verify(&token, jti, key, shared(&file, case).as_ref(), moment(case));
        check(case, "claim", claim.map(|claim| json!({ "jti": claim.jti() })));
    }
}

#[test]
fn typed_codes_and_pasted_urls_are_read() {
    let file = read(TEXTS);
    for case in cases(&file["codes"]) {
        let code = case["text"].as_str().unwrap().parse::<PairingCode>();
        check(case, "code", code.map(|code| json!(code)));
    }
    for case in cases(&file["urls"]) {
        let url = case["text"].as_str().unwrap().parse::<ConnectUrl>();
        check(case, "url", url.map(|url| json!({ "token": url.token(), "state": url.state() })));
    }
}
