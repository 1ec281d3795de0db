//! Keys of Roll20's database, which tell when they were made.

use crate::model::Timestamp;

const ALPHABET: &[u8; 64] = b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/// When a key was made: its first eight characters count milliseconds.
pub(super) fn created_at(key: &str) -> Option<Timestamp> {
    if key.len() != 20 {
        return None;
    }
    let millis = key.bytes().take(8).try_fold(0_i64, |millis, byte| {
        let digit = ALPHABET.iter().position(|known| *known == byte)?;
        Some(millis * 64 + i64::try_from(digit).ok()?)
    })?;
    // Other texts of that length count to anything.
    (1_262_304_000_000..4_102_444_800_000).contains(&millis).then(|| Timestamp::from_millis(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_when_it_was_made() {
        assert_eq!(
            created_at("-KfY00000000000000AB").unwrap().to_string(),
            "2017-03-18T20:02:58.753Z"
        );
        assert_eq!(created_at("-KfY"), None);
        assert_eq!(created_at("zzzzzzzzzzzzzzzzzzzz"), None);
    }
}
