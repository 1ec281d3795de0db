//! What can be wrong with offers, claims and tokens, each with its code on the wire.

use super::token::TokenFault;
use super::window::WindowFault;
use crate::model::Quoted;

/// A pairing offer or claim that is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PairingError {
    /// No token, or a claim is missing or of the wrong type.
    #[error("the pairing token is malformed: {0}")]
    Malformed(String),
    /// The token is larger than any honest one.
    #[error("the pairing token has {found} bytes, expected at most {limit}")]
    Oversized {
        /// Its size in bytes.
        found: usize,
        /// The most that is read.
        limit: usize,
    },
    /// A claim is longer than anybody keeps.
    #[error("the claim `{claim}` has {found} bytes, expected at most {limit}")]
    ClaimTooLong {
        /// Which one.
        claim: &'static str,
        /// Its size in bytes.
        found: usize,
        /// The most that is kept.
        limit: usize,
    },
    /// The header demands an extension (`crit`) that this protocol does not have.
    #[error("the pairing token's header marks an extension as critical (`crit`), expected none")]
    CriticalHeader,
    /// `none`, or any algorithm but the one the key is for.
    #[error("the pairing token names the algorithm {}, expected {expected}", Quoted(.found))]
    Algorithm {
        /// What the header names.
        found: String,
        /// What the key is for.
        expected: &'static str,
    },
    /// The signature is not the key's.
    #[error("the signature of the pairing token is not made by its key")]
    Signature,
    /// It is addressed to somebody else.
    #[error("the pairing token is for the audience {}, expected {}", Quoted(.found), Quoted(.expected))]
    Audience {
        /// What the token names.
        found: String,
        /// Who reads it.
        expected: &'static str,
    },
    /// Somebody else made it.
    #[error("the pairing token is issued by {}, expected {}", Quoted(.found), Quoted(.expected))]
    Issuer {
        /// What the token names.
        found: String,
        /// Who should have made it.
        expected: &'static str,
    },
    /// It is a token of another kind.
    #[error("the pairing token has the subject {}, expected {}", Quoted(.found), Quoted(.expected))]
    Subject {
        /// What the token names.
        found: String,
        /// What was expected here.
        expected: &'static str,
    },
    /// It is over.
    #[error(
        "the pairing token expired {seconds} s ago; if it was made just now, the clock of the computer that made it \
         is about {behind} s slow"
    )]
    Expired {
        /// How long ago it ended.
        seconds: i64,
        /// How far behind the maker's clock is, should the token be fresh.
        behind: i64,
    },
    /// It begins in the future.
    #[error(
        "the pairing token is dated {seconds} s ahead; the clock of the computer that made it is fast by about that much"
    )]
    NotYetValid {
        /// How far ahead it begins.
        seconds: i64,
    },
    /// It asks to be valid for too long, or not at all.
    #[error("the pairing token asks to be valid for {found} s, expected 1 to {limit} s")]
    Lifetime {
        /// What it asks for.
        found: i64,
        /// The most that is granted.
        limit: i64,
    },
    /// This `jti` or `nonce` was offered before.
    #[error("this pairing token was used before")]
    Replayed,
    /// No open offer has this code or `jti`.
    #[error("no open pairing offer has this code or id")]
    Unknown,
    /// The offer was confirmed before.
    #[error("this pairing offer is already approved")]
    AlreadyApproved,
    /// Its tokens were fetched before.
    #[error("the tokens of this pairing offer are already claimed")]
    AlreadyClaimed,
    /// The claim is not signed by the offer's key.
    #[error("the claim is not signed by the key of the pairing offer")]
    ForeignKey,
    /// More offers are open than this server remembers.
    #[error("too many pairing offers are open; try again in a few minutes")]
    TooMany,
}

impl PairingError {
    /// Every code this area can answer with.
    pub const CODES: &'static [&'static str] = &[
        "pairing.malformed",
        "pairing.oversized",
        "pairing.critical_header",
        "pairing.algorithm",
        "pairing.signature",
        "pairing.audience",
        "pairing.issuer",
        "pairing.subject",
        "pairing.expired",
        "pairing.not_yet_valid",
        "pairing.lifetime",
        "pairing.replayed",
        "pairing.unknown",
        "pairing.already_approved",
        "pairing.already_claimed",
        "pairing.foreign_key",
        "limit.rate",
    ];

    /// The stable code on the wire.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "pairing.malformed",
            Self::Oversized { .. } | Self::ClaimTooLong { .. } => "pairing.oversized",
            Self::CriticalHeader => "pairing.critical_header",
            Self::Algorithm { .. } => "pairing.algorithm",
            Self::Signature => "pairing.signature",
            Self::Audience { .. } => "pairing.audience",
            Self::Issuer { .. } => "pairing.issuer",
            Self::Subject { .. } => "pairing.subject",
            Self::Expired { .. } => "pairing.expired",
            Self::NotYetValid { .. } => "pairing.not_yet_valid",
            Self::Lifetime { .. } => "pairing.lifetime",
            Self::Replayed => "pairing.replayed",
            Self::Unknown => "pairing.unknown",
            Self::AlreadyApproved => "pairing.already_approved",
            Self::AlreadyClaimed => "pairing.already_claimed",
            Self::ForeignKey => "pairing.foreign_key",
            Self::TooMany => "limit.rate",
        }
    }
}

impl From<TokenFault> for PairingError {
    fn from(fault: TokenFault) -> Self {
        match fault {
            TokenFault::Malformed(what) => Self::Malformed(what),
            TokenFault::Oversized { found, limit } => Self::Oversized { found, limit },
            TokenFault::CriticalHeader => Self::CriticalHeader,
            TokenFault::Algorithm { found, expected } => Self::Algorithm { found, expected },
            TokenFault::Signature => Self::Signature,
        }
    }
}

impl From<WindowFault> for PairingError {
    fn from(fault: WindowFault) -> Self {
        match fault {
            WindowFault::Expired { seconds, behind } => Self::Expired { seconds, behind },
            WindowFault::NotYetValid { seconds } => Self::NotYetValid { seconds },
            WindowFault::Lifetime { found, limit } => Self::Lifetime { found, limit },
        }
    }
}

/// A session or refresh token that is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// No such token, or a claim is missing or of the wrong type.
    #[error("the token is malformed: {0}")]
    Malformed(String),
    /// `none`, or any algorithm but the server's.
    #[error("the token names the algorithm {}, expected {expected}", Quoted(.found))]
    Algorithm {
        /// What the header names.
        found: String,
        /// What the server signs with.
        expected: &'static str,
    },
    /// The server did not sign it.
    #[error("the signature of the token is not this server's")]
    Signature,
    /// Another server made it, or it is a token of another kind.
    #[error("the token has the {claim} {}, expected {}", Quoted(.found), Quoted(.expected))]
    Foreign {
        /// Which claim.
        claim: &'static str,
        /// What the token names.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// It is over.
    #[error("the token expired {seconds} s ago")]
    Expired {
        /// How long ago it ended.
        seconds: i64,
    },
    /// It begins in the future: the clocks of two servers differ.
    #[error(
        "the token is dated {seconds} s ahead; the clocks of the servers differ by about that much"
    )]
    NotYetValid {
        /// How far ahead it begins.
        seconds: i64,
    },
    /// The server does not know it.
    #[error("the server does not know this token")]
    Unknown,
    /// The game master cut the connection.
    #[error("the connection of this token was revoked")]
    Revoked,
    /// A refresh token was used a second time: somebody has a copy.
    #[error("this refresh token was used before; the connection is revoked")]
    Reused,
}

impl TokenError {
    /// Every code this area can answer with.
    pub const CODES: &'static [&'static str] = &[
        "token.malformed",
        "token.algorithm",
        "token.signature",
        "token.foreign",
        "token.expired",
        "token.not_yet_valid",
        "token.unknown",
        "token.revoked",
        "token.reused",
    ];

    /// The stable code on the wire.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "token.malformed",
            Self::Algorithm { .. } => "token.algorithm",
            Self::Signature => "token.signature",
            Self::Foreign { .. } => "token.foreign",
            Self::Expired { .. } => "token.expired",
            Self::NotYetValid { .. } => "token.not_yet_valid",
            Self::Unknown => "token.unknown",
            Self::Revoked => "token.revoked",
            Self::Reused => "token.reused",
        }
    }
}

impl From<TokenFault> for TokenError {
    fn from(fault: TokenFault) -> Self {
        match fault {
            TokenFault::Malformed(what) => Self::Malformed(what),
            TokenFault::Oversized { found, limit } => {
                Self::Malformed(format!("found {found} bytes, expected at most {limit}"))
            }
            TokenFault::CriticalHeader => {
                Self::Malformed("the header has `crit`, expected none".to_owned())
            }
            TokenFault::Algorithm { found, expected } => Self::Algorithm { found, expected },
            TokenFault::Signature => Self::Signature,
        }
    }
}

/// The beginning of a text that came from outside, short enough for a message.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 64;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
