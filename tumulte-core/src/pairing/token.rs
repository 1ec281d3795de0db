//! Compact signed tokens (RFC 7515), `EdDSA` and `HS256` and nothing else.

use serde::{Deserialize, Serialize, de::DeserializeOwned, de::IgnoredAny};

use super::error::excerpt;
use super::key::Jwk;
use super::{PublicKey, SharedSecret, SigningKey};
use crate::model::{Parts, Quoted, from_base64url, plain_json, read_json, to_base64url};

/// The largest token that is read at all.
pub const MAX_TOKEN_BYTES: usize = 8 * 1024;

pub(super) const EDDSA: &str = "EdDSA";
pub(super) const HS256: &str = "HS256";

/// What is wrong with a token before anyone looks at its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenFault {
    Malformed(String),
    Oversized { found: usize, limit: usize },
    CriticalHeader,
    Algorithm { found: String, expected: &'static str },
    Signature,
}

#[derive(Serialize)]
struct NewHeader<'a> {
    alg: &'a str,
    typ: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwk: Option<Jwk>,
}

/// The header of somebody else's token. A parameter given twice is an error of serde's.
#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    jwk: Option<Jwk>,
    #[serde(default)]
    crit: Option<IgnoredAny>,
}

/// What a token is checked against.
#[derive(Debug, Clone, Copy)]
pub(super) enum VerifyingKey<'a> {
    Ed25519(PublicKey),
    Shared(&'a SharedSecret),
}

impl VerifyingKey<'_> {
    const fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => EDDSA,
            Self::Shared(_) => HS256,
        }
    }
}

/// Signs claims; `with_key` puts the public key into the header.
///
/// Claims are plain structs of texts and numbers, so that serialising them can't fail; should it
/// ever, the token is the signed `null`, which no reader accepts.
pub(super) fn sign(claims: &impl Serialize, key: SigningKey<'_>, with_key: bool) -> String {
    let (alg, jwk) = match key {
        SigningKey::Ed25519(pair) => (EDDSA, with_key.then(|| Jwk::new(pair.public()))),
        SigningKey::Shared(_) => (HS256, None),
    };
    let mut token = encode(&NewHeader { alg, typ: "JWT", jwk });
    token.push('.');
    token.push_str(&encode(claims));
    let signature = match key {
        SigningKey::Ed25519(pair) => to_base64url(&pair.sign(token.as_bytes())),
        SigningKey::Shared(secret) => to_base64url(&secret.sign(token.as_bytes())),
    };
    token.push('.');
    token.push_str(&signature);
    token
}

fn encode(part: &impl Serialize) -> String {
    to_base64url(plain_json(part).as_deref().unwrap_or("null").as_bytes())
}

/// A token taken apart whose signature nobody has checked. Its claims stay out of reach until then.
#[derive(Debug)]
pub(super) struct Unverified<'a> {
    header: Header,
    signed: &'a str,
    claims: &'a str,
    signature: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Takes a token apart: size, three parts, base64url, header, and nothing critical in it.
    pub(super) fn read(token: &'a str) -> Result<Self, TokenFault> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenFault::Oversized { found: token.len(), limit: MAX_TOKEN_BYTES });
        }
        let malformed =
            || TokenFault::Malformed("expected three parts of base64url joined by dots".to_owned());
        let (signed, signature) = token.rsplit_once('.').ok_or_else(malformed)?;
        let (header, claims) = signed.split_once('.').ok_or_else(malformed)?;
        if claims.has(".") {
            return Err(malformed());
        }
        let header: Header = decode("header", header)?;
        if header.crit.is_some() {
            return Err(TokenFault::CriticalHeader);
        }
        if let Some(kind) = header.typ.as_deref()
            && !kind.eq_ignore_ascii_case("JWT")
        {
            return Err(TokenFault::Malformed(format!(
                "expected the type JWT, found {}",
                Quoted(&excerpt(kind))
            )));
        }
        let signature = base64("signature", signature)?;
        Ok(Self { header, signed, claims, signature })
    }

    /// The algorithm the header names.
    pub(super) fn algorithm(&self) -> &str {
        &self.header.alg
    }

    /// The public key in the header.
    pub(super) const fn jwk(&self) -> Option<&Jwk> {
        self.header.jwk.as_ref()
    }

    /// The fault of naming another algorithm than the key's.
    pub(super) fn wrong_algorithm(&self, expected: &'static str) -> TokenFault {
        TokenFault::Algorithm { found: excerpt(&self.header.alg), expected }
    }

    /// Checks the signature, and only then reads the claims.
    ///
    /// The key decides the algorithm; the header merely has to agree. That is what keeps a public
    /// key from being used as a shared secret.
    pub(super) fn verify<T: DeserializeOwned>(
        &self,
        key: VerifyingKey<'_>,
    ) -> Result<T, TokenFault> {
        if self.header.alg != key.algorithm() {
            return Err(self.wrong_algorithm(key.algorithm()));
        }
        let message = self.signed.as_bytes();
        let genuine = match key {
            VerifyingKey::Ed25519(public) => public.verifies(message, &self.signature),
            VerifyingKey::Shared(secret) => secret.verifies(message, &self.signature),
        };
        if !genuine {
            return Err(TokenFault::Signature);
        }
        decode("claims", self.claims)
    }
}

fn base64(part: &str, text: &str) -> Result<Vec<u8>, TokenFault> {
    from_base64url(text).ok_or_else(|| TokenFault::Malformed(format!("the {part} is no base64url")))
}

fn decode<T: DeserializeOwned>(part: &str, text: &str) -> Result<T, TokenFault> {
    let json = base64(part, text)?;
    // A list of the right values in the right order would pass for a struct.
    if !json.trim_ascii_start().starts_with(b"{") {
        return Err(TokenFault::Malformed(format!("the {part} can't be read: no JSON object")));
    }
    read_json(&json).map_err(|error| {
        let error: String = error.to_string().chars().take(200).collect();
        TokenFault::Malformed(format!("the {part} can't be read: {error}"))
    })
}
