//! By the crate of that name.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

/// The letters of base64url, without padding.
pub(crate) fn to_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of base64url.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Fills a place with the bytes of base64url and tells how many they are; nothing when they are too many.
pub(crate) fn from_base64url_into(text: &str, bytes: &mut [u8]) -> Option<usize> {
    URL_SAFE_NO_PAD.decode_slice(text, bytes).ok()
}

/// The bytes of base64 with its padding.
pub(crate) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
